//! Deepest setting that meets a criterion in this model, site by site.

use super::figure::Figure;
use super::provenance::{CONTEXT_OF_USE, Provenance};
use super::{Answer, Column};
use serde_json::{Value, json};

/// What the setting of a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingOf {
    /// Set depth on its dial.
    Dial,
    /// Length of its needles.
    Needles,
}

/// Position of the answer in the range of settings examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Inside the range: one step deeper exceeds the limit.
    Within,
    /// The deepest setting of the range still meets the limit.
    EverySettingMeets,
    /// Even the shallowest setting of the range exceeds the limit.
    NoSettingMeets,
}

impl End {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            End::Within => "within",
            End::EverySettingMeets => "every_setting_meets",
            End::NoSettingMeets => "no_setting_meets",
        }
    }
}

/// Answer for one site.
#[derive(Debug, Clone, PartialEq)]
pub struct SafeDepth {
    /// Name of the site, as in scenarios.
    pub site: String,
    /// Name of the site for readers.
    pub label: String,
    /// Deepest setting that meets the limit, mm, with the error from the people simulated and bounds over
    /// uncertain inputs. It has no value if no setting meets the limit. It has no spread over people, being
    /// one setting for all.
    pub setting_mm: Figure,
    /// Mean depth of the tips that pierce at that setting, mm, with the spread over people.
    pub tip_mm: Figure,
    /// Position of the answer in the range examined.
    pub end: End,
    /// Draws of the inputs under which no setting, or every setting, met the limit; a bound there is an end
    /// of the range.
    pub draws_at_ends: [usize; 2],
    /// Number of people simulated.
    pub realisations: u32,
}

/// Results for one site at several settings.
#[derive(Debug, Clone, PartialEq)]
pub struct BySetting {
    /// Settings examined.
    pub settings_mm: Vec<f64>,
    /// Fat-layer reach, with the spread between people and bounds over uncertain inputs.
    pub reach: Vec<Figure>,
    /// Mean depth of the tips that pierce, mm.
    pub depth_mm: Vec<Figure>,
    /// Average layers of the site.
    pub column: Column,
}

impl BySetting {
    /// CSV table of the reach, one row per setting; cells without a value are empty.
    pub fn reach_csv(&self) -> String {
        self.csv("reach_fat", &self.reach)
    }

    /// CSV table of the depth (mm).
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

/// Answers for several sites.
#[derive(Debug, Clone, PartialEq)]
pub struct SafeDepths {
    /// The setting in words, the scenario and the version.
    pub provenance: Provenance,
    /// What the user sets: the dial of a pen, or the length of the needles.
    pub setting: SettingOf,
    /// Device and technique in words, without the setting.
    pub device: String,
    /// Limit on the share of a person's strikes that reach the fat.
    pub limit: f64,
    /// Share of people who must stay within that limit.
    pub people: f64,
    /// Shallowest and deepest setting examined.
    pub range_mm: [f64; 2],
    /// Number of draws of the inputs; 0 if the bounds are not over them.
    pub draws: usize,
    /// Answers, one per site.
    pub sites: Vec<SafeDepth>,
    /// Results by setting, if there is only one site.
    pub by_setting: Option<BySetting>,
}

/// Statement of what the value means and what it does not.
pub const WHAT_IT_IS: &str = "The deepest setting under this criterion in this model, to compare devices and settings. It is what the \
                              device is set to, not a depth in the skin, and no limit of safety. Not advice for a patient.";

impl SafeDepths {
    /// One JSON object per site.
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

    /// CSV table, one row per site; cells without a value are empty.
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

    /// The site with the smallest depth, which limits all of them.
    pub fn least(&self) -> Option<&SafeDepth> {
        let value = |of: &&SafeDepth| of.setting_mm.value.unwrap_or(0.0);
        self.sites.iter().min_by(|a, b| value(a).total_cmp(&value(b)))
    }
}

impl Answer for SafeDepths {
    const COMMAND: &'static str = "safe-depth";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn files(&self) -> Vec<(String, String)> {
        let all = Value::Array(self.json());
        let file = |name: &str, text: String| (name.to_owned(), text);
        let mut files =
            vec![file("safe-depth.csv", self.csv()), file("safe-depth.json", format!("{all:#}\n"))];
        if let Some(by_setting) = &self.by_setting {
            files.push(file("reach-by-setting.csv", by_setting.reach_csv()));
            files.push(file("depth-by-setting.csv", by_setting.depth_csv()));
        }
        files
    }

    /// One line per site.
    fn json_text(&self) -> String {
        self.json().iter().map(|site| format!("{site}\n")).collect()
    }
}
