//! Skin: which layers a needle meets, and how thick they are in one person at one place.
//!
//! | file | holds |
//! |---|---|
//! | [`layer`] | the layers, and a [`Column`] of them under one place |
//! | [`site`] | the table of body sites |
//! | [`source`] | where thicknesses come from: the table, scaled, or ultrasound |
//! | [`studies`] | how far the table of sites is off: the mean over studies |
//! | [`person`] | sex, age, body mass index: factors on the site's means |
//! | [`model`] | the checked skin of a scenario, and the draw of one person from it |
//! | `site_layers` | the layers of a site over people, and a person drawn from them |
//! | [`field`], [`variation`] | the skin of one person, place by place |
//! | [`assumed`] | assumptions that may replace the tables' values |
//! | [`anywhere`] | the distribution of the layers at a single place |
//! | [`ridges`] | rete ridges, on fine grids |
//! | [`face`], `blended` | the face in regions, and one person's face with regions blending into each other |
//! | [`treated`] | which places of an area are treated, row by row |
//! | [`vessels`], [`appendages`] | small vessels, hair follicles, sweat glands |
//! | [`embedding`], [`matern`] | Gaussian random fields and their correlation |

pub mod anywhere;
pub mod appendages;
pub mod assumed;
mod blended;
pub mod embedding;
pub mod face;
pub mod field;
pub mod layer;
pub mod matern;
pub mod model;
pub mod person;
pub mod ridges;
pub mod site;
mod site_layers;
pub mod source;
pub mod studies;
pub mod treated;
pub mod variation;
pub mod vessels;

pub use anywhere::Anywhere;
pub use assumed::Assumed;
pub use field::{FieldPlan, SkinField};
pub use layer::{Column, Layer};
pub use model::{CustomLayer, LayerThickness, Skin, Thicknesses};
pub use person::{Person, Sex};
pub use site::Site;
pub use source::ThicknessSource;
pub use vessels::{Plexus, Vessels};

use crate::foundation::evidence::{EvidenceTable, embedded_table};
use std::sync::LazyLock;

/// Numbers of the skin that belong to no single site (`data/skin.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("skin.toml", include_str!("../../data/skin.toml")));

pub(crate) fn known(section: &str, name: &str) -> f64 {
    crate::foundation::evidence::entry(&EVIDENCE, section, name).value
}
