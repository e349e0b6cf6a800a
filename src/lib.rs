//! puncta simulates what a microneedling device does to skin, and shows it.
//!
//! It follows every needle of every pass across a treatment area, on many people, and gives values with their errors and maps.
//! It is for comparing device settings and for teaching; never for choosing a patient's depth.
//!
//! # One run
//!
//! A scenario is a TOML file, or a few keys. Running it gives values by the names of `summary.json` and maps by those of
//! `fields.npz`:
//!
//! ```
//! use puncta::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let scenario = Scenario::builder().site("cheek").device("pen-12").depth_mm(1.5).passes(2).people(20);
//! let scenario = scenario.set("area.width_mm", 5.0).set("area.height_mm", 5.0).build()?;
//! let run = scenario.with("run.intervals", "off")?.run()?;
//!
//! let depth = run.figure("depth_mm.mean")?;
//! println!("{:?} ± {:?} mm on {} people", depth.value, depth.se, depth.n);
//! let injury = run.map("dermis_volume_fraction")?;
//! assert_eq!(injury.dim(), (50, 50));
//! # Ok(())
//! # }
//! ```
//!
//! # Two settings on the same people
//!
//! Scenarios with one seed treat the same people, so that a difference is known better than either value:
//!
//! ```
//! use puncta::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let shallow = Scenario::builder().site("cheek").device("pen-12").depth_mm(1.0).people(20);
//! let shallow = shallow.set("area.width_mm", 5.0).set("area.height_mm", 5.0).set("run.intervals", "off").build()?;
//! let deep = shallow.with("device.depth_mm", 1.5)?;
//!
//! let comparison = compare(&[shallow, deep])?;
//! let deeper = comparison.difference(1, Measure::DepthMean);
//! assert!(deeper.value > Some(0.2));
//! # Ok(())
//! # }
//! ```
//!
//! # The chapters
//!
//! The modules are the chapters of the subject; data walks through them once, upwards:
//!
//! [`foundation`] → [`skin`], [`device`] → [`technique`] → [`mechanics`] → [`tract`] → [`engine`] → [`injury`] →
//! [`simulate`](mod@simulate) → [`outcome`] → [`scenario`] → [`study`], [`ask`] → [`validation`], `render`, `explore`, `cli`.
//!
//! Without default features the library has neither command line nor pictures.

#![deny(missing_docs)]
// Denied, not forbidden: the macro `s!` of ndarray allows itself a line of it.
#![deny(unsafe_code)]
// The same bytes on every machine: see clippy.toml.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod ask;
pub mod bench;
#[cfg(feature = "cli")]
#[allow(clippy::disallowed_methods)]
#[doc(hidden)] // the program's own; `puncta --help` is its documentation
pub mod cli;
pub mod device;
pub mod engine;
#[cfg(feature = "render")]
pub mod explore;
pub mod foundation;
pub mod injury;
pub mod mechanics;
pub mod outcome;
pub mod prelude;
pub mod recovery;
#[cfg(feature = "render")]
#[allow(clippy::disallowed_methods)]
pub mod render;
pub mod run;
pub mod scenario;
pub mod simulate;
pub mod skin;
pub mod study;
pub mod technique;
pub mod tract;
pub mod validation;
