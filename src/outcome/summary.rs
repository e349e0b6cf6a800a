//! All figures of a run: `summary.json`.

use super::figure::Figure;
use super::provenance::Provenance;
use super::rests::{Rests, rests};
use crate::engine::Histogram;
use crate::injury::Measure;
use crate::simulate::{FatReach, InputSpread, Simulated};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A histogram for people: shares between edges.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Bins {
    pub edges_mm: Vec<f64>,
    pub share: Vec<f64>,
    /// How many values were counted.
    pub count: u64,
}

impl Bins {
    /// Value below which this share of all values lies, linear inside a bin; `None` where nothing was counted.
    pub fn quantile_mm(&self, share: f64) -> Option<f64> {
        let total: f64 = self.share.iter().sum();
        let wanted = share.clamp(0.0, 1.0) * total;
        let mut below = 0.0;
        for (edges, share) in self.edges_mm.windows(2).zip(&self.share) {
            if *share > 0.0 && below + share >= wanted * (1.0 - 1e-12) {
                let inside = ((wanted - below) / share).clamp(0.0, 1.0);
                return Some(edges[0] + inside * (edges[1] - edges[0]));
            }
            below += share;
        }
        None
    }
}

/// What the bounds `low` and `high` of the figures are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalOf {
    /// Inputs that nobody knows exactly, under so many draws of them.
    Inputs,
    /// Chance: inputs were not varied.
    MonteCarlo,
}

/// What gave a fat-layer reach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum ReachFrom {
    /// The realisations, like any figure.
    Realisations,
    /// People of its own, drawn where the reach is.
    ImportanceSampling {
        people: u32,
        effective_people: f64,
        /// Whether the shares that pass the epidermis' and the dermis' tops come from these people too.
        #[serde(default)]
        all_boundaries: bool,
    },
}

impl ReachFrom {
    /// What gave value and error of a figure: only the means of the fat-layer reach may have people of their own.
    pub fn of(self, measure: Measure) -> ReachFrom {
        match measure {
            Measure::ReachFat | Measure::FatPerCm2 => self,
            _ => ReachFrom::Realisations,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            ReachFrom::Realisations => "realisations",
            ReachFrom::ImportanceSampling { .. } => "importance_sampling",
        }
    }

    fn new(reach: Option<&FatReach>) -> ReachFrom {
        reach.map_or(ReachFrom::Realisations, |reach| ReachFrom::ImportanceSampling {
            people: reach.people,
            effective_people: reach.effective_people,
            all_boundaries: reach.above.is_some(),
        })
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    figures: Vec<Figure>,
    /// What gave value and error of `reach.fat` and `reach.fat_per_cm2`.
    pub reach_fat_from: ReachFrom,
    /// What `low` and `high` are over.
    pub interval_of: IntervalOf,
    /// Draws of the inputs that they are from, 0 if they are not, and realisations gone through under each.
    pub input_draws: usize,
    pub input_realisations: u32,
    /// Depths of the tips that pierced, all strikes of all realisations.
    pub depth_mm: Bins,
    /// Thickness of epidermis and dermis, over people.
    pub skin_thickness_mm: Bins,
}

/// Bins of the depth histogram that are drawn and written, mm.
const DEPTH_STEP_MM: f64 = 0.025;
const THICKNESS_STEP_MM: f64 = 0.05;

impl Summary {
    pub fn new(simulated: &Simulated) -> Summary {
        let figures = Measure::ALL
            .iter()
            .map(|measure| {
                let values: Vec<f64> = simulated.rows.iter().map(|row| row[*measure as usize]).collect();
                let figure = Figure::of(&values, measure.unit());
                let own = simulated.fat_reach.as_ref().and_then(|reach| {
                    Some(
                        figure
                            .with_mean(reach.mean(*measure, &simulated.rows)?, measure.unit())
                            .resting_on(reach.people),
                    )
                });
                let figure = own.unwrap_or(figure);
                match &simulated.inputs {
                    Some(inputs) => figure.over_inputs(|value| inputs.bounds(*measure, value)),
                    None => figure,
                }
            })
            .collect();
        let figures = in_order(figures);
        let mut thickness = Histogram::new(THICKNESS_STEP_MM, 400);
        for column in &simulated.columns {
            thickness.add(column.skin_mm());
        }
        let together = (DEPTH_STEP_MM / simulated.depths.width_mm).round().max(1.0) as usize;
        Summary {
            figures,
            reach_fat_from: ReachFrom::new(simulated.fat_reach.as_ref()),
            interval_of: simulated.inputs.as_ref().map_or(IntervalOf::MonteCarlo, |_| IntervalOf::Inputs),
            input_draws: simulated.inputs.as_ref().map_or(0, InputSpread::draws),
            input_realisations: simulated.inputs.as_ref().map_or(0, |inputs| inputs.realisations),
            depth_mm: bins(&simulated.depths, together),
            skin_thickness_mm: bins(&thickness, 1),
        }
    }

    /// Of a run of which no figure is known.
    pub fn unknown() -> Summary {
        Summary {
            figures: Vec::new(),
            reach_fat_from: ReachFrom::Realisations,
            interval_of: IntervalOf::MonteCarlo,
            input_draws: 0,
            input_realisations: 0,
            depth_mm: Bins::default(),
            skin_thickness_mm: Bins::default(),
        }
    }

    pub fn is_unknown(&self) -> bool {
        self.figures.is_empty()
    }

    /// From `summary.json`: every figure has to be there, with finite numbers, and histograms whose edges rise.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn of_json(json: &Value) -> Result<Summary, String> {
        let at = |key: &str| {
            let found = key.split('.').try_fold(json, |value, part| value.get(part));
            found.ok_or_else(|| format!("{key} is missing"))
        };
        fn read<T: for<'a> Deserialize<'a>>(key: &str, value: &Value) -> Result<T, String> {
            T::deserialize(value).map_err(|error| format!("{key}: {error}"))
        }
        let figure = |measure: &Measure| read(measure.key(), at(measure.key())?);
        let bins = |key: &str| {
            let bins: Bins = read(key, at(key)?)?;
            let rising = bins.edges_mm.windows(2).all(|pair| pair[0] < pair[1]);
            let whole = bins.edges_mm.len() == bins.share.len() + 1 && rising;
            if whole { Ok(bins) } else { Err(format!("{key}: edges and shares are no histogram")) }
        };
        let inputs =
            |key: &str| json.get("inputs").and_then(|inputs| inputs.get(key)).and_then(Value::as_u64);
        Ok(Summary {
            figures: Measure::ALL.iter().map(figure).collect::<Result<_, _>>()?,
            reach_fat_from: read("reach_fat_from", at("reach_fat_from")?)?,
            interval_of: read("interval_of", at("interval_of")?)?,
            input_draws: inputs("draws").unwrap_or(0) as usize,
            input_realisations: inputs("realisations").unwrap_or(0) as u32,
            depth_mm: bins("histograms.depth_mm")?,
            skin_thickness_mm: bins("histograms.skin_thickness_mm")?,
        })
    }

    pub fn figure(&self, measure: Measure) -> Figure {
        self.figures.get(measure as usize).copied().unwrap_or_default()
    }

    /// On how many of the run's realisations a figure rests, and why the others have no part in it; `None` where all have,
    /// where that is not known, and where the figure comes from people drawn for it.
    pub fn rests(&self, measure: Measure, realisations: u32) -> Option<Rests> {
        let drawn = match self.reach_fat_from {
            ReachFrom::Realisations => false,
            ReachFrom::ImportanceSampling { all_boundaries, .. } => match measure {
                Measure::ReachFat | Measure::FatPerCm2 => true,
                Measure::ReachEpidermis | Measure::ReachDermis => all_boundaries,
                _ => false,
            },
        };
        if drawn || self.is_unknown() {
            return None;
        }
        rests(measure, realisations, |measure| self.figure(measure))
    }

    /// The figure of a key such as `depth_mm.mean`.
    pub fn figure_of_key(&self, key: &str) -> Option<Figure> {
        Measure::ALL.iter().find(|measure| measure.key() == key).map(|measure| self.figure(*measure))
    }

    /// `summary.json`: nested by the dots of the keys, in a fixed order.
    pub fn json(&self, provenance: &Provenance, realisations: u32, partial: bool) -> Value {
        let mut root = Map::new();
        root.insert("program".into(), json!("puncta"));
        root.insert("version".into(), json!(provenance.version));
        root.insert("name".into(), json!(provenance.name));
        root.insert("scenario_hash".into(), json!(provenance.scenario_hash));
        root.insert("seed".into(), json!(provenance.seed));
        root.insert("realisations".into(), json!(realisations));
        root.insert("partial".into(), json!(partial));
        root.insert("interval_of".into(), json!(self.interval_of));
        if self.interval_of == IntervalOf::Inputs {
            let design = json!({ "draws": self.input_draws, "realisations": self.input_realisations });
            root.insert("inputs".into(), design);
        }
        root.insert("reach_fat_from".into(), json!(self.reach_fat_from));
        for measure in Measure::ALL {
            insert(&mut root, measure.key(), json!(self.figure(*measure)));
        }
        root.insert(
            "histograms".into(),
            json!({ "depth_mm": self.depth_mm, "skin_thickness_mm": self.skin_thickness_mm }),
        );
        root.insert("use".into(), json!(super::provenance::CONTEXT_OF_USE));
        Value::Object(root)
    }
}

/// Puts a value where the dots of its key say.
pub(super) fn insert(map: &mut Map<String, Value>, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            map.insert(key.into(), value);
        }
        Some((section, rest)) => {
            let section = map.entry(section).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(section) = section {
                insert(section, rest, value);
            }
        }
    }
}

/// The shares of strikes that pass one boundary after the other: what passes a deeper one has passed those above. Values and
/// quantiles over people are in that order by themselves, since they come from the same strikes or the same people. The
/// intervals of three estimates are not: each end is moved to where the order puts it. What bounds a deeper share from below
/// bounds those above it, and what bounds a shallower one from above bounds those below.
fn in_order(mut figures: Vec<Figure>) -> Vec<Figure> {
    let [shallow, middle, deep] =
        [Measure::ReachEpidermis, Measure::ReachDermis, Measure::ReachFat].map(|measure| measure as usize);
    for (above, below) in [(middle, deep), (shallow, middle)] {
        if let (Some(low), Some(least)) = (figures[above].low, figures[below].low) {
            figures[above].low = Some(low.max(least));
        }
    }
    for (above, below) in [(shallow, middle), (middle, deep)] {
        if let (Some(most), Some(high)) = (figures[above].high, figures[below].high) {
            figures[below].high = Some(high.min(most));
        }
    }
    figures
}

/// Joins `together` neighbouring bins and leaves out the empty ones at the end.
fn bins(histogram: &Histogram, together: usize) -> Bins {
    let total = histogram.total();
    let used = histogram.counts.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
    let counts: Vec<u64> =
        histogram.counts[..used].chunks(together).map(|chunk| chunk.iter().sum()).collect();
    // Edges as multiples of whole micrometres: 0.075, not 0.07500000000000001.
    let step_um = (histogram.width_mm * together as f64 * 1000.0).round();
    Bins {
        edges_mm: (0..=counts.len()).map(|edge| edge as f64 * step_um / 1000.0).collect(),
        share: counts.iter().map(|count| *count as f64 / total.max(1) as f64).collect(),
        count: total,
    }
}
