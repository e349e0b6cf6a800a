//! What enters through closing channels: `absorption.csv` and a part of `timeline.json`. Educational: no bench report has it.

use super::timeline::Ranged;
pub use crate::recovery::absorption::{Absorbed, Applied, Entered, refusal};
pub use crate::recovery::molecules::{MeasuredGain, Molecule, measured, molecules};
use serde_json::{Value, json};

/// Absorption of the molecule that was asked for, and of all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Absorption {
    /// What is on the skin.
    pub applied: Applied,
    /// The molecule that was asked for.
    pub asked: Absorbed,
    /// All molecules that the model holds for, from the lightest.
    pub all: Vec<Absorbed>,
}

impl Absorption {
    pub(super) fn csv(&self) -> String {
        let names = ["flux_over_intact", "amount_mm", "intact_amount_mm"];
        let mut text = String::from("time_h");
        for name in names {
            text.push_str(&format!(",{name},{name}_low,{name}_high"));
        }
        text.push('\n');
        for Entered { time_h, flux, amount_mm, intact_mm } in &self.asked.course {
            text.push_str(&format!("{time_h:.6}"));
            for Ranged { value, low, high } in [flux, amount_mm, intact_mm] {
                text.push_str(&format!(",{value:.6e},{low:.6e},{high:.6e}"));
            }
            text.push('\n');
        }
        text
    }

    pub(super) fn json(&self) -> Value {
        let gain = |Ranged { value, low, high }: Ranged| json!({ "value": value, "low": low, "high": high });
        let of = |absorbed: &Absorbed| {
            let Molecule { name, mass_da, log_kow, tag, source, note, .. } = &absorbed.molecule;
            json!({
                "molecule": name, "mass_da": mass_da, "log_kow": log_kow, "tag": tag, "source": source, "note": note,
                "gain": gain(absorbed.gain), "gain_unlimited": gain(absorbed.gain_unlimited),
            })
        };
        let measured: Vec<Value> = measured()
            .iter()
            .map(|row| {
                json!({
                    "molecule": row.molecule, "gain": [row.low, row.high], "what": row.what, "tag": row.tag,
                    "source": row.source, "note": row.note,
                })
            })
            .collect();
        let Applied { covered, layer_mm, hours, .. } = &self.applied;
        json!({
            "educational": true, "covered": covered, "layer_mm": layer_mm, "hours": hours,
            "asked": of(&self.asked), "all": self.all.iter().map(of).collect::<Vec<_>>(), "measured": measured,
        })
    }
}
