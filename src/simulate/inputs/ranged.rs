//! Uncertain numbers of the program itself that are drawn one by one, each from the range of its entry in
//! `data/`.

use super::attribution::Source;
use crate::device::Motion;
use crate::foundation::evidence::{Evidence, EvidenceTable, entry};
use crate::foundation::statistics::log_sd;
use crate::injury::indices;
use crate::mechanics::numbers::numbers;
use crate::mechanics::{Contact, Law, parameters};
use crate::simulate::Setup;
use crate::skin::{self, Assumed, field, vessels};
use crate::tract;
use std::sync::LazyLock;

/// Uncertain number with a range.
pub struct Ranged {
    table: &'static LazyLock<EvidenceTable>,
    /// Section of its entry.
    pub section: &'static str,
    /// Name of its entry in the section.
    pub name: &'static str,
    /// Table of the entry: its file in `data/`, without the ending.
    file: &'static str,
    /// What the number is part of.
    pub source: Source,
    /// Writes a value into a setup, or into what its skin assumes.
    pub put: Put,
}

impl Ranged {
    /// Name in tables of draws: table, section and name of its entry.
    pub fn label(&self) -> String {
        let Ranged { file, section, name, .. } = self;
        if file == section { format!("{section}.{name}") } else { format!("{file}.{section}.{name}") }
    }

    /// Whether the scenario states the number itself, as a key of `[mechanics]`.
    pub fn is_stated(&self, setup: &Setup) -> bool {
        let Law::Contact(contact) = &setup.law else { return false };
        let number = numbers().find(|number| number.section == self.section && number.name == self.name);
        self.source == Source::LawRest && number.is_some_and(|number| contact.own.states(number.key))
    }

    /// The number's entry.
    pub fn known(&self) -> &'static Evidence {
        entry(self.table, self.section, self.name)
    }
}

/// Changes the contact law of a setup; does nothing under another law.
fn contact(setup: &mut Setup, put: impl FnOnce(&mut Contact)) {
    if let Law::Contact(contact) = &mut setup.law {
        put(contact);
    }
}

/// All numbers that are drawn one by one.
pub static RANGED: [Ranged; 23] = [
    of_field("fine_epidermis", |_, assumed, known, value| vary(assumed, 0, known, value)),
    of_field("drift_dermis", |_, assumed, known, value| vary(assumed, 1, known, value)),
    of_field("fine_dermis", |_, assumed, known, value| vary(assumed, 2, known, value)),
    of_field("drift_fat", |_, assumed, known, value| vary(assumed, 3, known, value)),
    of_field("fine_fat", |_, assumed, known, value| vary(assumed, 4, known, value)),
    Ranged {
        table: &skin::EVIDENCE,
        file: "skin",
        section: "layers",
        name: "papillary_share",
        source: Source::SkinVariation,
        put: |_, assumed, _, value| assumed.papillary_share = value,
    },
    of_mechanics("puncture", "cv", |setup, _, _, value| {
        contact(setup, |contact| contact.parameters.puncture_log_sd = log_sd(1.0, value));
    }),
    of_mechanics("resistance", "cv", |setup, _, _, value| {
        contact(setup, |contact| contact.parameters.resistance_log_sd = log_sd(1.0, value));
    }),
    of_mechanics("resistance", "muscle_share", |setup, _, _, value| {
        contact(setup, |contact| contact.parameters.muscle_share = value);
    }),
    of_tract("open_width_ratio", |setup, _, _, value| setup.tract.open_width_ratio = value),
    of_tract("skin_follow_factor", |setup, _, _, value| setup.tract.skin_follow_factor = value),
    of_tract("pen_dwell_fraction", |setup, _, _, value| {
        if let Motion::Pen(pen) = &mut setup.device.motion {
            pen.dwell_fraction = value;
        }
    }),
    of_indices("pain_length_exponent", |setup, _, _, value| setup.indices.pain_length_exponent = value),
    of_indices("pain_number_exponent", |setup, _, _, value| setup.indices.pain_number_exponent = value),
    of_indices("bleeding_exponent", |setup, _, _, value| setup.indices.bleeding_exponent = value),
    of_indices("tear_depth_mm", |setup, _, _, value| setup.indices.tear_depth_mm = value),
    // A site's own density of loops is as uncertain as the general density.
    of_vessels("loops", "density_per_mm2", |setup, _, known, value| {
        setup.skin.vessels.loops_per_mm2 *= value / known.value;
    }),
    of_vessels("loops", "suprapapillary_um", |setup, _, _, value| {
        setup.skin.vessels.suprapapillary_mm = 1e-3 * value;
    }),
    of_vessels("loops", "radius_um", |setup, _, _, value| setup.skin.vessels.loop_radius_mm = 1e-3 * value),
    of_vessels("upper_plexus", "offset_mm", |setup, _, _, value| setup.skin.vessels.upper_offset_mm = value),
    // The length of vessel per area is 2 / spacing.
    of_vessels("upper_plexus", "spacing_mm", |setup, _, _, value| {
        setup.skin.vessels.upper.length_per_mm = 2.0 / value;
    }),
    of_vessels("deep_plexus", "spacing_mm", |setup, _, _, value| {
        setup.skin.vessels.deep.length_per_mm = 2.0 / value;
    }),
    of_vessels("deep_plexus", "diameter_um", |setup, _, _, value| {
        setup.skin.vessels.deep.diameter_mm = 1e-3 * value;
    }),
];

/// Writes a value into a setup or into what its skin assumes; the entry is the number's own.
pub type Put = fn(&mut Setup, &mut Assumed, &Evidence, f64);

const fn of_field(section: &'static str, put: Put) -> Ranged {
    Ranged {
        table: &field::EVIDENCE,
        file: "field",
        section,
        name: "sd_log",
        source: Source::SkinVariation,
        put,
    }
}

const fn of_mechanics(section: &'static str, name: &'static str, put: Put) -> Ranged {
    Ranged { table: &parameters::EVIDENCE, file: "mechanics", section, name, source: Source::LawRest, put }
}

const fn of_tract(name: &'static str, put: Put) -> Ranged {
    Ranged {
        table: &tract::evidence::EVIDENCE,
        file: "tract",
        section: "tract",
        name,
        source: Source::Tracts,
        put,
    }
}

const fn of_indices(name: &'static str, put: Put) -> Ranged {
    Ranged {
        table: &indices::EVIDENCE,
        file: "indices",
        section: "indices",
        name,
        source: Source::Indices,
        put,
    }
}

const fn of_vessels(section: &'static str, name: &'static str, put: Put) -> Ranged {
    Ranged { table: &vessels::EVIDENCE, file: "vessels", section, name, source: Source::Vessels, put }
}

fn vary(assumed: &mut Assumed, at: usize, known: &Evidence, value: f64) {
    assumed.variation[at] = value / known.value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skin::field::FIELDS;

    #[test]
    fn identity_every_ranged_number_is_there_with_its_range() {
        for ranged in &RANGED {
            let known = ranged.known();
            assert!(known.low < known.high, "{}.{}", ranged.section, ranged.name);
        }
        for (at, field) in FIELDS.iter().enumerate() {
            assert_eq!(RANGED[at].section, *field);
        }
    }
}
