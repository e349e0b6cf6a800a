//! Teaching figure: needles for home and clinic in one skin, and what goes wrong with one of them.

use super::{Material, Profile};
use crate::outcome::provenance::{Foot, Named};
use crate::outcome::timeline::Ranged;
use crate::outcome::{Answer, Column, Figure, Provenance};

/// What sets a needle of the figure apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Case {
    /// Of a device for use at home.
    Home,
    /// Of a device for clinics.
    Clinic,
    /// Of a clinic's device whose dial goes deeper than it says, by this, mm.
    Dial(f64),
    /// Worn: the tip is wider by this factor.
    Worn(f64),
    /// Bent by this angle, rad.
    Bent(f64),
}

impl Case {
    /// Word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Case::Home => "home",
            Case::Clinic => "clinic",
            Case::Dial(_) => "dial_error",
            Case::Worn(_) => "worn",
            Case::Bent(_) => "bent",
        }
    }

    /// Whether something is wrong with the needle or its setting.
    #[must_use]
    pub fn is_fault(self) -> bool {
        !matches!(self, Case::Home | Case::Clinic)
    }
}

/// Needles of several lengths or settings in one skin.
#[derive(Debug, Clone, PartialEq)]
pub struct LengthsDiagram {
    /// Provenance of the first needle's run.
    pub provenance: Provenance,
    /// Site in words, for titles.
    pub site: String,
    /// Layers of the site, at their mean thickness.
    pub column: Column,
    /// Whether muscle lies below the dermis.
    pub eyelid: bool,
    /// People treated with each.
    pub people: u32,
    /// Depths that are often called the longest for use at home, and the deepest evaluated, mm, where known.
    pub caps_mm: [Option<f64>; 2],
    /// Needles in the order of the picture: as they should be, then with a fault.
    pub needles: Vec<OfNeedle>,
}

/// What one needle does.
#[derive(Debug, Clone, PartialEq)]
pub struct OfNeedle {
    /// Name of the preset.
    pub device: String,
    /// Name of the device for readers.
    pub label: String,
    /// What sets it apart.
    pub case: Case,
    /// Short hash of its scenario.
    pub hash: String,
    /// The resolved scenario.
    pub scenario_toml: String,
    /// Dial of a pen, needle length of another device, mm.
    pub set_mm: f64,
    /// The needle at the mean depth of the tips.
    pub profile: Profile,
    /// Material of the needle.
    pub material: Material,
    /// Passes over the area.
    pub passes: u32,
    /// Mean depth of the tips that pierced, mm.
    pub depth_mm: Figure,
    /// Share of strikes that did not pierce.
    pub failed: Figure,
    /// Share of strikes that reach the fat layer.
    pub fat: Figure,
    /// Share of the area left open.
    pub open: Figure,
    /// Time after which no redness is seen, h.
    pub red_h: Option<Ranged>,
    /// Time after which the channels are closed, by a dye on open skin, h.
    pub closed_h: Option<Ranged>,
}

impl LengthsDiagram {
    /// Foot of the picture: every scenario by the number of its needle and its hash.
    #[must_use]
    pub fn foot(&self) -> Foot {
        if self.needles.is_empty() {
            return self.provenance.foot();
        }
        let of = |(at, of): (usize, &OfNeedle)| ((at + 1).to_string(), of.hash.clone());
        let list = self.needles.iter().enumerate().map(of).collect();
        Foot { scenarios: Named::Lettered(list), seed: self.provenance.seed }
    }

    /// The table, a row a needle; empty where there is no value.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut text = String::from("device,case,set_mm,passes");
        for name in ["depth_mm", "failed_fraction", "fat_reach", "open_fraction"] {
            text.push_str(&format!(",{name},{name}_se,{name}_p05,{name}_p95,{name}_n"));
        }
        text.push_str(
            ",redness_gone_h,redness_gone_h_low,redness_gone_h_high,closed_h,closed_h_low,closed_h_high\n",
        );
        let number = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.6e}"));
        for of in &self.needles {
            text.push_str(&format!("{},{},{},{}", of.device, of.case.word(), of.set_mm, of.passes));
            for Figure { value, se, p05, p95, n, .. } in [of.depth_mm, of.failed, of.fat, of.open] {
                let all = [value, se, p05, p95].map(number).join(",");
                text.push_str(&format!(",{all},{n}"));
            }
            for time in [of.red_h, of.closed_h] {
                let all = [time.map(|of| of.value), time.map(|of| of.low), time.map(|of| of.high)];
                text.push_str(&format!(",{}", all.map(number).join(",")));
            }
            text.push('\n');
        }
        text
    }
}

impl Answer for LengthsDiagram {
    const COMMAND: &'static str = "diagram";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The table, and the scenarios of all needles but the first, whose scenario stands for the figure.
    fn files(&self) -> Vec<(String, String)> {
        let others = self.needles.iter().enumerate().skip(1);
        let scenarios =
            others.map(|(at, of)| (format!("scenario-{}.toml", at + 1), of.scenario_toml.clone()));
        std::iter::once(("lengths.csv".to_owned(), self.csv())).chain(scenarios).collect()
    }
}
