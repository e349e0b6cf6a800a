//! All values of a run: `summary.json`.

use super::figure::Figure;
use super::possible;
use super::provenance::Provenance;
use super::rests::{Rests, rests};
use super::text_file::said;
use crate::engine::Histogram;
use crate::foundation::statistics::quantile_sorted;
use crate::injury::{Boundary, Measure, Own};
use crate::simulate::inputs::{Attribution, Source};
use crate::simulate::{FatReach, InputSpread, Simulated};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Histogram for display: shares between edges.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Bins {
    /// Edges of the bins in rising order, one more than there are bins.
    pub edges_mm: Vec<f64>,
    /// Share of the values in each bin.
    pub share: Vec<f64>,
    /// Number of values counted.
    pub count: u64,
}

impl Bins {
    /// Quantile at this share, interpolated linearly within a bin; `None` if nothing was counted.
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

/// What the bounds `low` and `high` of the values span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalOf {
    /// Uncertain inputs, over several draws of them.
    Inputs,
    /// Chance alone; inputs were not varied.
    MonteCarlo,
}

/// Source of a fat-layer reach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum ReachFrom {
    /// The realisations, as for any value.
    Realisations,
    /// A separate sample of people, weighted towards those in whom the needle reaches the fat.
    ImportanceSampling {
        /// Number of people in the sample.
        people: u32,
        /// Number of equally weighted people that would be as informative.
        effective_people: f64,
        /// Whether the shares that pass the tops of epidermis and dermis also come from these people.
        #[serde(default)]
        all_boundaries: bool,
    },
}

impl ReachFrom {
    /// Source of a measure's value and error; only the means of the fat-layer reach can have a separate
    /// sample.
    pub fn of(self, measure: Measure) -> ReachFrom {
        match measure.own() {
            Own::Passing(Boundary::Fat) | Own::IntoFatPerArea => self,
            Own::Nothing | Own::OverLimit | Own::Passing(Boundary::Epidermis | Boundary::Dermis) => {
                ReachFrom::Realisations
            }
        }
    }

    /// Name in files.
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

/// All values of a run with their errors, and its histograms.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    figures: Vec<Figure>,
    /// Source of value and error of `reach.fat` and `reach.fat_per_cm2`.
    pub reach_fat_from: ReachFrom,
    /// What the bounds `low` and `high` span.
    pub interval_of: IntervalOf,
    /// Draws of the inputs behind the bounds; 0 if they have none.
    pub input_draws: usize,
    /// Draws under which realisations were counted; the others are of the fat-layer reach alone.
    pub input_draws_counted: usize,
    /// Realisations simulated under each of these draws.
    pub input_realisations: u32,
    /// Which inputs the bounds come from: of the fat-layer reach, or of the mean depth where the reach has
    /// none.
    pub attribution: Option<Attribution>,
    /// Depths of the tips that pierced, over all strikes of all realisations.
    pub depth_mm: Bins,
    /// Thickness of epidermis and dermis, over people.
    pub skin_thickness_mm: Bins,
    /// Fat-layer reach of single people, rising: of all people of a run, or of a hundred at even steps of their
    /// order. Without those in whom nothing struck.
    pub reach_of_people: Vec<f64>,
}

/// Why a `summary.json` is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SummaryError {
    /// It is no summary, in words.
    #[error("{0}")]
    Unreadable(String),
    /// It holds a value that no run gives: key, value and allowed range, in words.
    #[error("{0}")]
    Impossible(String),
}

/// Share of the values that the bins of a histogram may miss, since it ends somewhere.
const MISSED_SHARE: f64 = 1e-3;

/// Values that folders of earlier versions do not have.
const ADDED: [Measure; 3] = [Measure::RatePresent, Measure::DepthP999, Measure::DepthMax];

/// Bin widths of the histograms as drawn and written, mm.
const DEPTH_STEP_MM: f64 = 0.025;
const THICKNESS_STEP_MM: f64 = 0.05;

impl Summary {
    /// Summarises the realisations of a simulation.
    pub fn new(simulated: &Simulated) -> Summary {
        let figures = Measure::ALL
            .iter()
            .map(|measure| {
                let values: Vec<f64> = simulated.rows.iter().map(|row| row[*measure as usize]).collect();
                let figure = Figure::of(&values, measure.range());
                let own = simulated.fat_reach.as_ref().and_then(|reach| {
                    Some(
                        figure
                            .with_mean(reach.mean(*measure, &simulated.rows)?, measure.range())
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
            input_draws_counted: simulated.inputs.as_ref().map_or(0, |inputs| inputs.known(Measure::Count)),
            input_realisations: simulated.inputs.as_ref().map_or(0, |inputs| inputs.realisations),
            attribution: simulated.inputs.as_ref().and_then(|inputs| {
                [Measure::ReachFat, Measure::DepthMean].into_iter().find_map(|of| inputs.attribution(of))
            }),
            depth_mm: bins(&simulated.depths, together),
            skin_thickness_mm: bins(&thickness, 1),
            reach_of_people: some_of(simulated.rows.iter().map(|row| row[Measure::ReachFat as usize])),
        }
    }

    /// Summary of a run whose values are all unknown.
    pub fn unknown() -> Summary {
        Summary {
            figures: Vec::new(),
            reach_fat_from: ReachFrom::Realisations,
            interval_of: IntervalOf::MonteCarlo,
            input_draws: 0,
            input_draws_counted: 0,
            input_realisations: 0,
            attribution: None,
            depth_mm: Bins::default(),
            skin_thickness_mm: Bins::default(),
            reach_of_people: Vec::new(),
        }
    }

    /// Whether no values are known.
    pub fn is_unknown(&self) -> bool {
        self.figures.is_empty()
    }

    /// Parses `summary.json`. Every value must be present and possible, and a histogram must be one.
    ///
    /// # Errors
    /// [`SummaryError`].
    pub fn of_json(json: &Value) -> Result<Summary, SummaryError> {
        let summary = Summary::parsed(json).map_err(SummaryError::Unreadable)?;
        summary.check().map_err(SummaryError::Impossible)?;
        Ok(summary)
    }

    /// Refuses values that no run gives.
    fn check(&self) -> Result<(), String> {
        for measure in Measure::ALL {
            possible::figure(*measure, &self.figure(*measure))?;
        }
        if let ReachFrom::ImportanceSampling { effective_people, .. } = self.reach_fat_from {
            possible::within("reach_fat_from.effective_people", effective_people, [0.0, possible::MOST])?;
        }
        for (key, bins) in [("depth_mm", &self.depth_mm), ("skin_thickness_mm", &self.skin_thickness_mm)] {
            let key = |part: &str| format!("histograms.{key}.{part}");
            let each = |part: &str, list: &[f64], allowed| {
                let key = key(part);
                list.iter()
                    .enumerate()
                    .try_for_each(|(at, value)| possible::within(&format!("{key}[{at}]"), *value, allowed))
            };
            each("edges_mm", &bins.edges_mm, [0.0, possible::MOST_MM])?;
            each("share", &bins.share, [0.0, 1.0])?;
            let sum = bins.share.iter().sum();
            let allowed = if bins.count == 0 { [0.0; 2] } else { [1.0 - MISSED_SHARE, 1.0] };
            possible::nearly_within(&format!("the sum of {}", key("share")), sum, allowed)?;
        }
        Ok(())
    }

    fn parsed(json: &Value) -> Result<Summary, String> {
        let at = |key: &str| {
            let found = key.split('.').try_fold(json, |value, part| value.get(part));
            found.ok_or_else(|| format!("{key} is missing"))
        };
        fn read<T: for<'a> Deserialize<'a>>(key: &str, value: &Value) -> Result<T, String> {
            T::deserialize(value).map_err(|error| format!("{key}: {}", said(error)))
        }
        let figure = |measure: &Measure| match at(measure.key()) {
            Err(_) if ADDED.contains(measure) => Ok(Figure::default()),
            found => read(measure.key(), found?),
        };
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
            input_draws_counted: inputs("counted_draws").or(inputs("draws")).unwrap_or(0) as usize,
            input_realisations: inputs("realisations").unwrap_or(0) as u32,
            attribution: json.get("inputs").and_then(|inputs| attribution_of(inputs.get("attribution")?)),
            depth_mm: bins("histograms.depth_mm")?,
            skin_thickness_mm: bins("histograms.skin_thickness_mm")?,
            reach_of_people: people(json)?,
        })
    }

    /// Value of a measure with its errors; empty if it has none.
    pub fn figure(&self, measure: Measure) -> Figure {
        self.figures.get(measure as usize).copied().unwrap_or_default()
    }

    /// Number of realisations that a value rests on, and why the others are left out. `None` if all count, if
    /// that is unknown, or if the value comes from a separate sample of people.
    pub fn rests(&self, measure: Measure, realisations: u32) -> Option<Rests> {
        let drawn = match self.reach_fat_from {
            ReachFrom::Realisations => false,
            ReachFrom::ImportanceSampling { all_boundaries, .. } => match measure.own() {
                Own::Passing(Boundary::Fat) | Own::IntoFatPerArea => true,
                Own::Passing(Boundary::Epidermis | Boundary::Dermis) => all_boundaries,
                Own::Nothing | Own::OverLimit => false,
            },
        };
        if drawn || self.is_unknown() {
            return None;
        }
        rests(measure, realisations, |measure| self.figure(measure))
    }

    /// Value by its key, such as `depth_mm.mean`.
    pub fn figure_of_key(&self, key: &str) -> Option<Figure> {
        Measure::of_key(key).map(|measure| self.figure(measure))
    }

    /// Contents of `summary.json`: nested by the dots of the keys, in a fixed order.
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
            let design = json!({
                "draws": self.input_draws,
                "counted_draws": self.input_draws_counted,
                "realisations": self.input_realisations,
                "attribution": self.attribution.as_ref().map(attribution_json),
            });
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
        root.insert("people".into(), json!({ "reach_fat": self.reach_of_people }));
        root.insert("use".into(), json!(super::provenance::CONTEXT_OF_USE));
        Value::Object(root)
    }
}

/// Most people whose values are kept one by one.
const PEOPLE: usize = 100;

/// Values of people in rising order, without those that have none: all of them, or [`PEOPLE`] at even steps.
fn some_of(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut all: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    all.sort_by(f64::total_cmp);
    if all.len() <= PEOPLE {
        return all;
    }
    let even = |at: usize| (at as f64 + 0.5) / PEOPLE as f64;
    (0..PEOPLE).filter_map(|at| quantile_sorted(&all, even(at))).collect()
}

/// Reach of people from JSON; empty where an older version wrote it.
fn people(json: &Value) -> Result<Vec<f64>, String> {
    let Some(list) = json.get("people").and_then(|people| people.get("reach_fat")) else {
        return Ok(Vec::new());
    };
    let list = list.as_array().filter(|list| list.len() <= PEOPLE);
    let shares: Option<Vec<f64>> = list.and_then(|list| {
        list.iter().map(|share| share.as_f64().filter(|share| (0.0..=1.0).contains(share))).collect()
    });
    let rising = |shares: &Vec<f64>| shares.windows(2).all(|pair| pair[0] <= pair[1]);
    shares
        .filter(rising)
        .ok_or_else(|| format!("people.reach_fat: up to {PEOPLE} rising shares belong there"))
}

/// Attribution as JSON: the figure's key, and sources with their shares.
fn attribution_json(Attribution { measure, shares }: &Attribution) -> Value {
    let shares = shares.iter().map(
        |(source, share)| json!({ "source": source.name(), "share": (1000.0 * share).round() / 1000.0 }),
    );
    json!({ "figure": measure.key(), "shares": shares.collect::<Vec<_>>() })
}

/// Attribution from JSON; sources that this version does not know are left out.
fn attribution_of(json: &Value) -> Option<Attribution> {
    let measure = Measure::of_key(json.get("figure")?.as_str()?)?;
    let of_source = |entry: &Value| {
        let source = Source::of_name(entry.get("source")?.as_str()?)?;
        Some((source, entry.get("share")?.as_f64().filter(|share| (0.0..=1.0).contains(share))?))
    };
    Some(Attribution {
        measure,
        shares: json.get("shares")?.as_array()?.iter().filter_map(of_source).collect(),
    })
}

/// Inserts a value at the place that the dots of its key give.
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

/// Puts the intervals of the reach shares in order. A strike that passes a deeper boundary has passed
/// those above it, so a deeper share cannot exceed a shallower one. Values and quantiles over people obey
/// that already, because they come from the same strikes or people. The intervals of separate estimates
/// need not: a lower bound of a deeper share also bounds those above it, and an upper bound of a shallower
/// one those below it.
fn in_order(mut figures: Vec<Figure>) -> Vec<Figure> {
    let passing = |measure: &Measure| match measure.own() {
        Own::Passing(boundary) => Some((boundary, *measure as usize)),
        Own::Nothing | Own::IntoFatPerArea | Own::OverLimit => None,
    };
    let mut shares: Vec<(Boundary, usize)> = Measure::ALL.iter().filter_map(passing).collect();
    shares.sort_unstable();
    let next = || shares.windows(2).map(|pair| (pair[0].1, pair[1].1));
    for (above, below) in next().rev() {
        if let (Some(low), Some(least)) = (figures[above].low, figures[below].low) {
            figures[above].low = Some(low.max(least));
        }
    }
    for (above, below) in next() {
        if let (Some(most), Some(high)) = (figures[above].high, figures[below].high) {
            figures[below].high = Some(high.min(most));
        }
    }
    figures
}

/// Joins groups of `together` bins and drops the empty ones at the end.
fn bins(histogram: &Histogram, together: usize) -> Bins {
    let total = histogram.total();
    let used = histogram.counts.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
    let counts: Vec<u64> =
        histogram.counts[..used].chunks(together).map(|chunk| chunk.iter().sum()).collect();
    // Edges are multiples of whole micrometres, which gives 0.075 rather than 0.07500000000000001.
    let step_um = (histogram.width_mm * together as f64 * 1000.0).round();
    Bins {
        edges_mm: (0..=counts.len()).map(|edge| edge as f64 * step_um / 1000.0).collect(),
        share: counts.iter().map(|count| *count as f64 / total.max(1) as f64).collect(),
        count: total,
    }
}
