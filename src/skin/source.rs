//! Sources of the mean thicknesses.

use super::known;
use super::person::Sex;
use super::site::Site;
use crate::foundation::named::named;
use serde::Deserialize;
use std::sync::LazyLock;

named! {
    /// Selectable sources of mean thickness.
    ///
    /// They disagree by up to a factor of two. That is a finding, not a fault.
    pub enum ThicknessSource {
        /// The site table.
        Default => "default",
        /// High-frequency ultrasound of 118 adults (Meng 2022), eight sites of face and neck.
        UltrasoundMeng2022 => "ultrasound_meng2022",
        /// The site table × 0.8, the conservative case for fat reach.
        Thin => "thin",
        /// The site table × 1.25.
        Thick => "thick",
    }
}

/// Row of `data/ultrasound_meng2022.csv`, mm.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UltrasoundRow {
    /// Name of the site, as in `data/sites.csv`.
    pub site: String,
    /// Mean epidermis of the men, as printed; ultrasound reads it three to six times too thick.
    pub men_epidermis_mm: f64,
    /// Standard deviation of the men's epidermis between people.
    pub men_epidermis_sd_mm: f64,
    /// Mean dermis of the men.
    pub men_dermis_mm: f64,
    /// Standard deviation of the men's dermis between people.
    pub men_dermis_sd_mm: f64,
    /// Mean epidermis of the women, as printed; ultrasound reads it three to six times too thick.
    pub women_epidermis_mm: f64,
    /// Standard deviation of the women's epidermis between people.
    pub women_epidermis_sd_mm: f64,
    /// Mean dermis of the women.
    pub women_dermis_mm: f64,
    /// Standard deviation of the women's dermis between people.
    pub women_dermis_sd_mm: f64,
    /// Number of men measured.
    pub n_men: f64,
    /// Number of women measured.
    pub n_women: f64,
}

static ULTRASOUND: LazyLock<Vec<UltrasoundRow>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_str!("../../data/ultrasound_meng2022.csv").as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("embedded table ultrasound_meng2022.csv: {error}"))
});

/// Returns the rows of the ultrasound study.
pub fn ultrasound_rows() -> &'static [UltrasoundRow] {
    &ULTRASOUND
}

/// Component of a mixture of lognormal populations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Component {
    /// Share of people; the weights of a mixture sum to one.
    pub weight: f64,
    /// Arithmetic mean of the component, mm.
    pub mean_mm: f64,
    /// Standard deviation of the component, mm.
    pub sd_mm: f64,
}

impl ThicknessSource {
    /// Factor on every layer of the site table.
    pub fn scale(self) -> f64 {
        match self {
            ThicknessSource::Thin => known("source", "thin"),
            ThicknessSource::Thick => known("source", "thick"),
            ThicknessSource::Default | ThicknessSource::UltrasoundMeng2022 => 1.0,
        }
    }

    /// Sites that this source has; `None` means all.
    pub fn sites(self) -> Option<Vec<&'static str>> {
        (self == ThicknessSource::UltrasoundMeng2022)
            .then(|| ULTRASOUND.iter().map(|row| row.site.as_str()).collect())
    }

    /// Returns the dermis of the population at a site, before factors of the person; `None` if the source
    /// lacks it.
    ///
    /// Ultrasound reads the epidermis three to six times too thick. The program therefore uses only its *sum*
    /// of epidermis and dermis: dermis = sum - epidermis of the default table, with the study's own dermis
    /// spread for that sex. Without a sex, the result mixes the study's men and women by their numbers.
    pub fn dermis(self, site: &Site, sex: Option<Sex>) -> Option<Vec<Component>> {
        if self != ThicknessSource::UltrasoundMeng2022 {
            let scale = self.scale() * 1e-3;
            return Some(vec![Component {
                weight: 1.0,
                mean_mm: site.dermis_um * scale,
                sd_mm: site.dermis_sd_um * scale,
            }]);
        }
        let row = ULTRASOUND.iter().find(|row| row.site == site.name)?;
        let epidermis = site.epidermis_um * 1e-3;
        let men = Component {
            weight: row.n_men / (row.n_men + row.n_women),
            mean_mm: row.men_epidermis_mm + row.men_dermis_mm - epidermis,
            sd_mm: row.men_dermis_sd_mm,
        };
        let women = Component {
            weight: row.n_women / (row.n_men + row.n_women),
            mean_mm: row.women_epidermis_mm + row.women_dermis_mm - epidermis,
            sd_mm: row.women_dermis_sd_mm,
        };
        Some(match sex {
            Some(Sex::Male) => vec![Component { weight: 1.0, ..men }],
            Some(Sex::Female) => vec![Component { weight: 1.0, ..women }],
            None => vec![men, women],
        })
    }
}

/// Picks the part of a mixture in which a uniform number falls.
pub(super) fn pick(parts: &[Component], uniform: f64) -> Component {
    let mut below = 0.0;
    for part in parts {
        below += part.weight;
        if uniform < below {
            return *part;
        }
    }
    // Weights sum to one up to rounding; the last part takes the remainder.
    parts.last().copied().unwrap_or(Component { weight: 1.0, mean_mm: 0.0, sd_mm: 0.0 })
}

#[cfg(test)]
mod tests {
    use super::super::site::site;
    use super::*;

    #[test]
    fn validates_meng_2022_sum_of_the_forehead() {
        // Meng 2022 table 2: men 0.22 + 1.17, women 0.20 + 0.86 mm. The default epidermis of the forehead is
        // 0.070 mm.
        let forehead = site("forehead").unwrap();
        let men = ThicknessSource::UltrasoundMeng2022.dermis(forehead, Some(Sex::Male)).unwrap();
        assert!((men[0].mean_mm + 0.070 - 1.39).abs() < 1e-12);
        let pooled = ThicknessSource::UltrasoundMeng2022.dermis(forehead, None).unwrap();
        assert_eq!(pooled.len(), 2);
        assert!((pooled[0].weight - 49.0 / 118.0).abs() < 1e-12);
        assert!((pooled[1].mean_mm + 0.070 - 1.06).abs() < 1e-12);
    }

    #[test]
    fn limit_ultrasound_lacks_most_sites() {
        assert_eq!(ThicknessSource::UltrasoundMeng2022.sites().unwrap().len(), 8);
        assert!(ThicknessSource::UltrasoundMeng2022.dermis(site("palm").unwrap(), None).is_none());
        assert!(ThicknessSource::UltrasoundMeng2022.sites().unwrap().iter().all(|name| site(name).is_some()));
    }
}
