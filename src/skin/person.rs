//! Effects of the person (sex, age, body mass index): factors on the site's mean thicknesses.

use super::known;
use super::site::{Region, Site};
use crate::foundation::named::named;

named! {
    /// Sex of the person; it changes the mean thickness of the dermis.
    pub enum Sex {
        /// Female.
        Female => "female",
        /// Male.
        Male => "male",
    }
}

/// Description of the person in a scenario. By default, a healthy adult of about 40 years, sexes pooled.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Person {
    /// Sex; `None` pools the sexes.
    pub sex: Option<Sex>,
    /// Age, years; `None` keeps the site's mean dermis and the ridges of young skin.
    pub age_years: Option<f64>,
    /// Body mass index, kg/m²; `None` keeps the site's mean fat.
    pub bmi: Option<f64>,
}

impl Person {
    /// Factor on the mean dermis: sex, and age on face and neck (design; sources in `data/skin.toml`).
    ///
    /// `with_sex` is false where the thickness source lists the sexes separately.
    pub fn dermis_factor(&self, site: &Site, with_sex: bool) -> f64 {
        let sex = match self.sex {
            Some(Sex::Male) if with_sex => known("sex", "male_dermis"),
            Some(Sex::Female) if with_sex => known("sex", "female_dermis"),
            _ => 1.0,
        };
        let age = match self.age_years {
            // The rows behind the slope are facial. The body table has no term for age.
            Some(age) if site.region != Region::Body => {
                let held = age.clamp(known("age", "from_years"), known("age", "to_years"));
                1.0 + known("age", "dermis_per_year") * (held - known("age", "reference_years"))
            }
            _ => 1.0,
        };
        sex * age
    }

    /// Mean fat of this person, mm, from the site's mean.
    pub fn fat_mm(&self, site: &Site) -> f64 {
        let mean = site.fat_um * 1e-3;
        let Some(bmi) = self.bmi else { return mean };
        let excess = bmi - known("bmi", "reference");
        match site.region {
            // A lean person keeps some fat; the linear body term alone would fall below zero.
            Region::Body => (mean + known("bmi", "body_fat_mm_per_unit") * excess).max(0.2 * mean),
            Region::Face | Region::Neck => mean * libm::exp(known("bmi", "face_fat_per_unit") * excess),
        }
    }
}
