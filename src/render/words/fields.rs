//! Words of the maps of fields.

use super::Language;
use crate::outcome::FieldKind;
use std::fmt::Display;

words! {
    field_repeats "repeat hits per cm²" / "wiederholte Treffer pro cm²",
    field_covered
        "share of the cell covered by needle sections" /
        "Anteil der Zelle, den Nadelquerschnitte bedecken",
    field_open
        "share of the cell left open after withdrawal" /
        "Anteil der Zelle, der nach dem Herausziehen offen bleibt",
    field_epidermis "share of the epidermis injured" / "verletzter Anteil der Epidermis",
    field_dermis "share of the dermis injured" / "verletzter Anteil der Dermis",
    field_depth
        "mean depth of the tips that pierced" /
        "mittlere Tiefe der Spitzen, die die Haut durchstachen",
    field_deepest "deepest tip" / "tiefste Spitze",
    field_reach
        "share of the strikes that reach the fat layer" /
        "Anteil der Stiche, die die Fettschicht erreichen",
    field_reach_per_cm2 "strikes into the fat layer per cm²" / "Stiche in die Fettschicht pro cm²",
    field_breach
        "share of the strikes that go through the dermis" /
        "Anteil der Stiche, die durch die Dermis gehen",
    field_breach_per_cm2 "strikes through the dermis per cm²" / "Stiche durch die Dermis pro cm²",
    field_punctures_title(count)
        "treatments leave about {count} punctures per cm²" /
        "Behandlungen hinterlassen etwa {count} Einstiche pro cm²",
    field_repeats_title(share)
        "{share} of the strikes fall into an earlier opening" /
        "{share} der Stiche fallen in eine frühere Öffnung",
    field_covered_title(share)
        "needles cover {share} of the surface while they are in" /
        "die Nadeln bedecken {share} der Oberfläche, solange sie stecken",
    field_open_title(share) "{share} of the surface is left open" / "{share} der Oberfläche bleiben offen",
    field_epidermis_title(share)
        "needles injure {share} of the epidermis" /
        "die Nadeln verletzen {share} der Epidermis",
    field_depth_title(depth)
        "tips that pierce end {depth}\u{202f}mm deep on average" /
        "Spitzen, die die Haut durchstechen, enden im Mittel {depth}\u{202f}mm tief",
    field_deepest_title(depth)
        "The deepest tips of all end {depth}\u{202f}mm below the surface" /
        "Die tiefsten Spitzen enden {depth}\u{202f}mm unter der Oberfläche",
    field_breach_title(share)
        "{share} of the strikes go through the dermis" /
        "{share} der Stiche gehen durch die Dermis",
    field_reach_count_title(count)
        "{count} strikes per cm² reach the fat layer" /
        "{count} Stiche pro cm² erreichen die Fettschicht",
    field_breach_count_title(count)
        "{count} strikes per cm² go through the dermis" /
        "{count} Stiche pro cm² gehen durch die Dermis",
    field_repeats_figure
        "strikes that land in an earlier opening" /
        "Stiche, die in eine frühere Öffnung treffen",
    or_less(limit) "{limit} or less" / "höchstens {limit}",
    field_sentence(people, cells)
        "Means over the treatments of {people} people, in {cells}. What one treatment leaves is more uneven." /
        "Mittel über die Behandlungen von {people} Personen, in {cells}. Was eine Behandlung hinterlässt, ist ungleichmäßiger.",
    field_deepest_sentence(people, cells)
        "Deepest of the treatments of {people} people, in {cells}. What one treatment leaves is more uneven." /
        "Die tiefsten der Behandlungen von {people} Personen, in {cells}. Was eine Behandlung hinterlässt, ist ungleichmäßiger.",
}

impl Language {
    /// Name of a field's quantity.
    #[must_use]
    pub fn field(self, kind: FieldKind) -> &'static str {
        match kind {
            FieldKind::Punctures => self.punctures_per_cm2(),
            FieldKind::Repeats => self.field_repeats(),
            FieldKind::Covered => self.field_covered(),
            FieldKind::Open => self.field_open(),
            FieldKind::EpidermisVolume => self.field_epidermis(),
            FieldKind::DermisVolume => self.field_dermis(),
            FieldKind::DepthMean => self.field_depth(),
            FieldKind::DepthMax => self.field_deepest(),
            FieldKind::FatReach => self.field_reach(),
            FieldKind::FatPerCm2 => self.field_reach_per_cm2(),
        }
    }
}
