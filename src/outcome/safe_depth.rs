//! The deepest setting under a criterion in this model, site by site.

use super::Column;
use super::figure::Figure;
use super::provenance::{CONTEXT_OF_USE, Provenance};
use serde_json::{Value, json};

/// Where the answer lies in the range of settings that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Inside it: a step deeper the limit is passed.
    Within,
    /// Its deepest setting still meets the limit.
    EverySettingMeets,
    /// Its shallowest setting does not.
    NoSettingMeets,
}

impl End {
    pub fn name(self) -> &'static str {
        match self {
            End::Within => "within",
            End::EverySettingMeets => "every_setting_meets",
            End::NoSettingMeets => "no_setting_meets",
        }
    }
}

/// The answer for one site.
#[derive(Debug, Clone, PartialEq)]
pub struct SafeDepth {
    /// Name of the site, and in words.
    pub site: String,
    pub label: String,
    /// What the device is set to, mm, with the error of the people looked at, and bounds over uncertain inputs. No value where no setting meets
    /// the limit; spreads over people are none, for it is a setting for all of them.
    pub setting_mm: Figure,
    /// Mean depth of the tips that pierce at that setting, mm, with the spread over people.
    pub tip_mm: Figure,
    pub end: End,
    /// Draws of the inputs under which no setting, or every setting, met the limit: a bound there is an end of the range.
    pub draws_at_ends: [usize; 2],
    /// People looked at.
    pub realisations: u32,
}

/// What happens on one site at some settings.
#[derive(Debug, Clone, PartialEq)]
pub struct BySetting {
    pub settings_mm: Vec<f64>,
    /// With the spread between people, and bounds over uncertain inputs.
    pub reach: Vec<Figure>,
    /// Mean depth of the tips that pierce, mm.
    pub depth_mm: Vec<Figure>,
    /// The layers of the site on average.
    pub column: Column,
}

impl BySetting {
    /// The table of the reach, a row a setting; empty where there is no figure.
    pub fn reach_csv(&self) -> String {
        self.csv("reach_fat", &self.reach)
    }

    /// The table of the depth, mm.
    pub fn depth_csv(&self) -> String {
        self.csv("depth_mm", &self.depth_mm)
    }

    fn csv(&self, name: &str, figures: &[Figure]) -> String {
        let mut text = format!("setting_mm,{name},se,p05,p95,low,high,n\n");
        for (mm, figure) in self.settings_mm.iter().zip(figures) {
            let Figure { value, se, p05, p95, low, high, n } = *figure;
            let numbers = [value, se, p05, p95, low, high]
                .map(|number| number.map_or(String::new(), |number| format!("{number:.6e}")));
            text.push_str(&format!("{mm:.3},{},{n}\n", numbers.join(",")));
        }
        text
    }
}

/// The answers for some sites.
#[derive(Debug, Clone, PartialEq)]
pub struct SafeDepths {
    pub provenance: Provenance,
    /// What is set: the dial of a pen, or the length of the needles.
    pub setting: &'static str,
    /// Device and technique in words, without the setting.
    pub device: String,
    /// Share of punctures, and share of people.
    pub limit: f64,
    pub people: f64,
    /// Shallowest and deepest setting looked at.
    pub range_mm: [f64; 2],
    /// Draws of the inputs; 0 where bounds are not over them.
    pub draws: usize,
    pub sites: Vec<SafeDepth>,
    /// Of a single site.
    pub by_setting: Option<BySetting>,
}

/// What it is, and what it is not.
pub const WHAT_IT_IS: &str = "The deepest setting under this criterion in this model, to compare devices and settings. It is what the \
                              device is set to, not a depth in the skin, and no limit of safety. Not advice for a patient.";

impl SafeDepths {
    /// One object a site.
    pub fn json(&self) -> Vec<Value> {
        self.sites.iter().map(|site| self.of_site(site)).collect()
    }

    fn of_site(&self, of: &SafeDepth) -> Value {
        json!({
            "site": of.site,
            "limit": self.limit,
            "people": self.people,
            "safe_depth_mm": of.setting_mm,
            "tip_mm": of.tip_mm,
            "end": of.end.name(),
            "range_mm": self.range_mm,
            "realisations": of.realisations,
            "draws": self.draws,
            "draws_at_ends": of.draws_at_ends,
            "interval_of": if self.draws > 0 { "inputs" } else { "monte_carlo" },
            "use": format!("{WHAT_IT_IS} {CONTEXT_OF_USE}"),
        })
    }

    /// The table, a row a site; empty where there is no figure.
    pub fn csv(&self) -> String {
        let mut text =
            String::from("site,limit,people,safe_depth_mm,se_mm,low_mm,high_mm,tip_mm,end,realisations\n");
        for of in &self.sites {
            let Figure { value, se, low, high, .. } = of.setting_mm;
            let [value, se, low, high, tip] = [value, se, low, high, of.tip_mm.value]
                .map(|number| number.map_or(String::new(), |number| format!("{number:.3}")));
            let (limit, people, end) = (self.limit, self.people, of.end.name());
            text.push_str(&format!(
                "{},{limit},{people},{value},{se},{low},{high},{tip},{end},{}\n",
                of.site, of.realisations
            ));
        }
        text
    }

    /// The site that decides for all of them.
    pub fn least(&self) -> Option<&SafeDepth> {
        let value = |of: &&SafeDepth| of.setting_mm.value.unwrap_or(0.0);
        self.sites.iter().min_by(|a, b| value(a).total_cmp(&value(b)))
    }
}
