//! After the treatment: curves, bands, markers and claims over time, in `timeline.json` and `timeline.csv`.

use super::Provenance;
use super::absorption::Absorption;
use super::answer::Answer;
use super::sessions::Sessions;
pub use crate::foundation::evidence::Tag;
pub use crate::recovery::Ranged;
pub use crate::recovery::cards::{Card, Kind as CardKind, Text as CardText, cards};
pub use crate::recovery::claims::{Claim, SaidBy, Topic};
pub use crate::recovery::closure::Measure as ClosedBy;
pub use crate::recovery::course::Sign;
use serde_json::{Value, json};

/// How something on the timeline comes about. Pictures, captions and files tell the three apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Computed from the openings and depths of the run, with published times.
    Computed,
    /// Taken from the literature as it is.
    Literature,
    /// A drawing of what is said, without numbers behind it.
    Schematic,
}

impl Basis {
    /// Word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Basis::Computed => "computed",
            Basis::Literature => "literature",
            Basis::Schematic => "schematic",
        }
    }
}

/// What a curve shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CurveOf {
    /// Open channel area by one measure, mm²/cm².
    OpenArea {
        /// What tells that a channel is open.
        measure: ClosedBy,
        /// Whether the skin is covered.
        covered: bool,
    },
    /// Redness relative to that at once.
    Redness,
    /// Share of the new collagen.
    Collagen,
}

impl CurveOf {
    /// Name in files.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            CurveOf::OpenArea { measure, covered } => {
                format!("open_area.{}.{}", measure.word(), if covered { "covered" } else { "uncovered" })
            }
            CurveOf::Redness => "redness".to_owned(),
            CurveOf::Collagen => "collagen".to_owned(),
        }
    }

    /// Unit in files.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            CurveOf::OpenArea { .. } => "mm2/cm2",
            CurveOf::Redness | CurveOf::Collagen => "1",
        }
    }
}

/// A curve over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What it shows.
    pub of: CurveOf,
    /// How it comes about.
    pub basis: Basis,
    /// How the published time behind it is known. The exponents that take it to other depths and widths are known less well.
    pub tag: Tag,
    /// Time after the treatment, h, and the value there.
    pub points: Vec<(f64, Ranged)>,
    /// Time after which the channels are called closed, or no redness is seen, h; `None` where there is none.
    pub over_h: Option<Ranged>,
    /// Open area times hours, mm² h/cm²: a relative index. `None` for other curves.
    pub exposure: Option<Ranged>,
}

/// Something that the skin shows from one time to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// What it is.
    pub sign: Sign,
    /// Its beginning, h.
    pub begin_h: Ranged,
    /// Its end, h.
    pub end_h: Ranged,
    /// How its end is known.
    pub tag: Tag,
    /// Source of its end; empty if it is our choice.
    pub source: &'static str,
}

/// After the treatment of a run.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// Scenario and version.
    pub provenance: Provenance,
    /// Share of the area that is open at once; `None` where nothing pierced.
    pub open_share: Option<Ranged>,
    /// Share of a first open area at which it is called closed.
    pub closed_share: f64,
    /// Median depth of the tips that pierced, mm; `None` where none did.
    pub median_depth_mm: Option<f64>,
    /// Strikes of the first person that left an opening.
    pub openings: usize,
    /// Age that the scenario tells, years.
    pub age_years: Option<f64>,
    /// Curves.
    pub curves: Vec<Curve>,
    /// Bands.
    pub spans: Vec<Span>,
    /// Claims on when the treatment shows.
    pub claims: &'static [Claim],
    /// Several sessions; `None` without a plan.
    pub sessions: Option<Sessions>,
    /// What enters through the channels; `None` where nobody asked.
    pub absorption: Option<Absorption>,
}

impl Timeline {
    /// Curve of this name.
    #[must_use]
    pub fn curve(&self, of: CurveOf) -> Option<&Curve> {
        self.curves.iter().find(|curve| curve.of == of)
    }

    fn csv(&self) -> String {
        let mut text = String::from("curve,unit,basis,tag,time_h,value,low,high\n");
        for curve in &self.curves {
            let (name, unit) = (curve.of.name(), curve.of.unit());
            let (basis, tag) = (curve.basis.word(), curve.tag.word());
            for (time_h, Ranged { value, low, high }) in &curve.points {
                text.push_str(&format!(
                    "{name},{unit},{basis},{tag},{time_h:.6},{value:.6e},{low:.6e},{high:.6e}\n"
                ));
            }
        }
        text
    }

    fn json(&self) -> Value {
        let ranged = |ranged: &Option<Ranged>| {
            ranged.map(|Ranged { value, low, high }| json!({ "value": value, "low": low, "high": high }))
        };
        let curves: Vec<Value> = self
            .curves
            .iter()
            .map(|curve| {
                json!({
                    "curve": curve.of.name(), "unit": curve.of.unit(), "basis": curve.basis.word(), "tag": curve.tag,
                    "over_h": ranged(&curve.over_h), "exposure_mm2_h_per_cm2": ranged(&curve.exposure),
                })
            })
            .collect();
        let spans: Vec<Value> = self
            .spans
            .iter()
            .map(|span| {
                json!({
                    "sign": span.sign.word(), "basis": Basis::Literature.word(), "tag": span.tag, "source": span.source,
                    "begin_h": ranged(&Some(span.begin_h)), "end_h": ranged(&Some(span.end_h)),
                })
            })
            .collect();
        let claims: Vec<Value> = self
            .claims
            .iter()
            .map(|claim| {
                json!({
                    "topic": claim.topic.word(), "what": claim.what, "from_days": claim.from_days, "to_days": claim.to_days,
                    "said_by": claim.said_by.word(),
                    "tag": claim.tag, "source": claim.source, "note": claim.note,
                })
            })
            .collect();
        json!({
            "program": "puncta", "version": self.provenance.version,
            "scenario_hash": self.provenance.scenario_hash, "seed": self.provenance.seed,
            "open_share_at_once": ranged(&self.open_share), "closed_share": self.closed_share, "median_depth_mm": self.median_depth_mm,
            "openings_of_the_first_person": self.openings, "age_years": self.age_years,
            "curves": curves, "bands": spans, "claims": claims,
            "sessions": self.sessions.as_ref().map(Sessions::json), "absorption": self.absorption.as_ref().map(Absorption::json),
        })
    }
}

impl Answer for Timeline {
    const COMMAND: &'static str = "timeline";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn files(&self) -> Vec<(String, String)> {
        let mut files =
            vec![("timeline.csv".to_owned(), self.csv()), ("timeline.json".to_owned(), self.json_text())];
        files.extend(self.sessions.iter().flat_map(Sessions::files));
        files.extend(self.absorption.iter().map(|of| ("absorption.csv".to_owned(), of.csv())));
        files
    }

    fn json_text(&self) -> String {
        format!("{:#}\n", self.json())
    }
}
