//! Charts of a sweep: curves over one key, for each value of the others, contours over two keys, and two values
//! against each other.

mod contours;
mod curves;
mod trade_off;

use super::axes::{Axis, Chart};
use super::numbers::{self, THIN};
use super::shown::name_or_key;
use super::svg::Svg;
use super::theme::Theme;
use super::words::{Language, begun};
use super::{Look, Picture, RenderError, layout};
use crate::outcome::optimum::Optimised;
use crate::outcome::sweep::Setting;
use crate::outcome::{IntervalOf, Measure, Sweep, Unit};

/// Height of the frame, units.
const HEIGHT: f64 = 500.0;
/// Most curves in one chart.
const MOST_CURVES: usize = 8;
/// Least values of both keys for a contour map.
const LEAST_OF_MAP: usize = 3;
/// Ratio of the largest to the least positive value above which an axis is logarithmic.
const DECADES: f64 = 100.0;
/// Share of the largest value below which a logarithmic axis ends.
const LEAST_SHARE: f64 = 1e-5;

/// Draws the settings that a search looked at: its goal against the second goal or the first limit; nothing where there is no
/// second value.
///
/// # Errors
/// Those of the drawing.
pub fn trade_off_of(outcome: &Optimised, look: &Look) -> Result<Vec<Picture>, RenderError> {
    let Some(sweep) = outcome.as_sweep() else { return Ok(Vec::new()) };
    let pictures = draw(&sweep, &[], look)?;
    Ok(pictures.into_iter().map(|picture| Picture { name: "trade-off".to_owned(), ..picture }).collect())
}

/// Draws a picture for each of these values that a chart can show: none for points that were drawn, for keys of
/// words alone, or for more curves than can be told apart.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub fn draw(sweep: &Sweep, measures: &[Measure], look: &Look) -> Result<Vec<Picture>, RenderError> {
    let mut pictures = match Plan::of(sweep) {
        Some(plan) => {
            let known = measures.iter().filter(|measure| is_known(sweep, **measure));
            known
                .map(|measure| look.drawn(|theme| plan.picture(sweep, *measure, theme)))
                .collect::<Result<_, _>>()?
        }
        None => by_first_key(sweep, measures, look)?,
    };
    if let Some(measures) = sweep.trade_off.filter(|measures| !sweep.front(*measures).is_empty()) {
        pictures.push(look.drawn(|theme| trade_off::draw(sweep, measures, theme))?);
    }
    Ok(pictures)
}

/// Whether any point has this value.
fn is_known(sweep: &Sweep, measure: Measure) -> bool {
    (0..sweep.points.len()).any(|at| sweep.figure(at, measure).value.is_some())
}

/// More curves than can be told apart: the pictures of each value of the first key.
fn by_first_key(sweep: &Sweep, measures: &[Measure], look: &Look) -> Result<Vec<Picture>, RenderError> {
    let parts = sweep.by_first_key();
    let mut pictures = Vec::new();
    if sweep.design != "grid" || parts.len() > MOST_CURVES {
        return Ok(pictures);
    }
    for (value, mut part) in parts {
        let Some(plan) = Plan::of(&part) else { return Ok(Vec::new()) };
        for base in &mut part.bases {
            base.name = format!("{}: {} {value}", base.name, short_key(&sweep.keys[0]));
        }
        let tail: String =
            value.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(24).collect();
        for measure in measures.iter().filter(|measure| is_known(&part, **measure)) {
            let picture = look.drawn(|theme| plan.picture(&part, *measure, theme))?;
            pictures.push(Picture { name: format!("{}-{tail}", picture.name), ..picture });
        }
    }
    Ok(pictures)
}

/// What is drawn against what.
enum Plan {
    /// Curves over a key, one for each setting of the others.
    Curves {
        /// Place of the key.
        key: usize,
        /// Words of each curve, and its points: value of the key, and place in the table.
        curves: Vec<(String, Vec<(f64, usize)>)>,
    },
    /// Contours over two keys.
    Map {
        /// Places of the keys: across, and upwards.
        keys: [usize; 2],
        /// Values of both.
        values: [Vec<f64>; 2],
        /// Places in the table, row by row from the bottom.
        at: Vec<usize>,
    },
}

impl Plan {
    fn of(sweep: &Sweep) -> Option<Plan> {
        if sweep.design != "grid" || sweep.points.is_empty() {
            return None;
        }
        let numbers = |key: usize| -> Option<Vec<f64>> {
            let each =
                (0..sweep.points.len()).map(|at| sweep.setting(at)?.values.get(key)?.parse::<f64>().ok());
            let mut all = each.collect::<Option<Vec<f64>>>()?;
            all.sort_by(f64::total_cmp);
            all.dedup();
            Some(all)
        };
        let all: Vec<Option<Vec<f64>>> = (0..sweep.keys.len()).map(numbers).collect();
        if let ([Some(first), Some(second)], 1) = (&all[..], sweep.bases.len())
            && first.len() >= LEAST_OF_MAP
            && second.len() >= LEAST_OF_MAP
            && first.len() * second.len() == sweep.points.len()
        {
            return Plan::map(sweep, [first.clone(), second.clone()]);
        }
        // The longest list of numbers lies across; the last of equals, which varies fastest.
        let long = |key: &usize| all[*key].as_ref().map_or(0, Vec::len);
        let key = (0..all.len()).filter(|key| long(key) >= 2).max_by_key(long)?;
        let mut curves: Vec<(String, Vec<(f64, usize)>)> = Vec::new();
        for at in 0..sweep.points.len() {
            let setting = sweep.setting(at)?;
            let words = words_of(sweep, setting, Some(key));
            let value = setting.values[key].parse().ok()?;
            match curves.iter_mut().find(|(other, _)| *other == words) {
                Some((_, points)) => points.push((value, at)),
                None => curves.push((words, vec![(value, at)])),
            }
        }
        for (_, points) in &mut curves {
            points.sort_by(|one, other| one.0.total_cmp(&other.0));
        }
        (curves.len() <= MOST_CURVES).then_some(Plan::Curves { key, curves })
    }

    /// The key with more values lies across.
    fn map(sweep: &Sweep, values: [Vec<f64>; 2]) -> Option<Plan> {
        let keys = if values[1].len() > values[0].len() { [1, 0] } else { [0, 1] };
        let values = keys.map(|key| values[key].clone());
        let mut at = vec![usize::MAX; sweep.points.len()];
        for point in 0..sweep.points.len() {
            let setting = sweep.setting(point)?;
            let place = |axis: usize| {
                let value: f64 = setting.values[keys[axis]].parse().ok()?;
                values[axis].iter().position(|other| *other == value)
            };
            at[place(1)? * values[0].len() + place(0)?] = point;
        }
        at.iter().all(|at| *at != usize::MAX).then_some(Plan::Map { keys, values, at })
    }

    fn picture(&self, sweep: &Sweep, measure: Measure, theme: &Theme) -> Result<Picture, RenderError> {
        match self {
            Plan::Curves { key, curves } => curves::draw(sweep, measure, *key, curves, theme),
            Plan::Map { keys, values, at } => contours::draw(sweep, measure, *keys, values, at, theme),
        }
    }
}

/// Key without its section.
fn short_key(key: &str) -> &str {
    key.rsplit_once('.').map_or(key, |(_, name)| name)
}

/// Words of a setting: its base, where there are several, and the values of its keys, without one of these.
fn words_of(sweep: &Sweep, setting: &Setting, without: Option<usize>) -> String {
    let others = (0..sweep.keys.len()).filter(|key| Some(*key) != without);
    let values = others.map(|key| {
        let value = &setting.values[key];
        if value.parse::<f64>().is_ok() {
            format!("{} {value}", short_key(&sweep.keys[key]))
        } else {
            value.clone()
        }
    });
    let base = sweep.base_of(setting).map(str::to_owned);
    base.into_iter().chain(values).collect::<Vec<_>>().join(", ")
}

/// A chart with its words.
struct Page<'a> {
    name: String,
    title: &'a str,
    /// What kind of chart it is, for readers who do not see it.
    kind: &'a str,
    sentence: String,
}

impl Page<'_> {
    /// Writes the foot below a chart and ends the picture.
    fn finish(self, mut svg: Svg, plot: &Chart, sweep: &Sweep, theme: &Theme) -> Picture {
        let Page { name, title, kind, sentence } = self;
        let (_, under) = Chart::room(&plot.x, &plot.y, theme);
        let top = plot.frame.bottom() + under + 4.0;
        let height =
            layout::footer(&mut svg, top, &sentence, &theme.language.foot(&sweep.bases[0].foot()), theme);
        let alt = format!("{kind} {title}.");
        let svg = svg.document(height, title, &alt, theme);
        Picture { name, svg, caption: format!("{title}. {sentence}"), alt }
    }
}

/// Title of an axis of this value.
pub(super) fn titled(measure: Measure, language: Language) -> String {
    let unit = unit_words(measure.unit());
    let name = name_or_key(measure, language);
    if unit.is_empty() { name.to_owned() } else { format!("{name} ({unit})") }
}

/// Unit of a value as it is drawn.
fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Share => "%",
        Unit::Mm => "mm",
        Unit::PerCm2 => "/cm²",
        Unit::Mm3PerCm2 => "mm³/cm²",
        Unit::PerSecond => "/s",
        Unit::Seconds => "s",
        Unit::Count | Unit::Ratio | Unit::Index => "",
    }
}

/// Factor from a value to what is drawn.
pub(super) fn factor(unit: Unit) -> f64 {
    if unit == Unit::Share { 100.0 } else { 1.0 }
}

/// Range of an axis, and whether it is logarithmic: where positive values span more than two decades.
pub(super) fn range(values: impl Iterator<Item = f64> + Clone) -> ([f64; 2], bool) {
    let finite = values.filter(|value| value.is_finite());
    let most = finite.clone().fold(f64::NEG_INFINITY, f64::max);
    let least = finite.clone().fold(f64::INFINITY, f64::min);
    let positive = finite.filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min);
    if least >= 0.0 && positive.is_finite() && most > DECADES * positive {
        let low = positive.max(LEAST_SHARE * most);
        return ([10f64.powf(low.log10().floor()), 10f64.powf(most.log10().ceil())], true);
    }
    let apart = (most - least).max(0.05 * most.abs()).max(1e-9);
    let low = if least >= 0.0 && least < 0.5 * most { 0.0 } else { least - 0.08 * apart };
    ([low, most + 0.08 * apart], false)
}

/// Title of a picture: the value at both ends.
fn title_of(sweep: &Sweep, measure: Measure, language: Language) -> String {
    let values = (0..sweep.points.len()).filter_map(|at| sweep.figure(at, measure).value);
    let (low, high) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    begun(&language.sweep_from_to(
        name_or_key(measure, language),
        value_words(measure, low),
        value_words(measure, high),
    ))
}

/// A value with its unit, to three digits.
#[must_use]
pub fn value_words(measure: Measure, value: f64) -> String {
    if measure.unit() == Unit::Share {
        return numbers::percent(value);
    }
    let unit = unit_words(measure.unit());
    let number = numbers::short(value, 3);
    if unit.is_empty() || unit.starts_with('/') {
        format!("{number}{unit}")
    } else {
        format!("{number}{THIN}{unit}")
    }
}

fn subtitle_of(sweep: &Sweep, language: Language) -> String {
    let names: Vec<&str> = sweep.bases.iter().map(|base| base.name.as_str()).collect();
    language.sweep_subtitle(sweep.points.len(), names.join(", "), sweep.realisations)
}

fn has_inputs(sweep: &Sweep) -> bool {
    sweep.points.iter().all(|point| point.interval_of == IntervalOf::Inputs)
}

/// File name of the picture of a value.
fn file_name(measure: Measure) -> String {
    format!("sweep-{}", measure.key().replace(['.', '_'], "-"))
}

/// Axis with a tick at every setting.
fn ticked(values: &[f64], title: &str) -> Axis {
    Axis {
        from: values[0],
        to: values[values.len() - 1],
        log: false,
        ticks: values.to_vec(),
        labels: values.iter().map(|value| numbers::short(*value, 4)).collect(),
        title: title.to_owned(),
    }
}

/// Axis across a picture: a tick at every setting, if there are few.
fn across(values: &[f64], title: &str, width: f64, size: f64) -> Axis {
    let ticked = ticked(values, title);
    let needed = ticked.widest_label(size) + 14.0;
    let least = values.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let room = width * least / (ticked.to - ticked.from);
    if values.len() <= 14 && room >= needed {
        ticked
    } else {
        Axis::fitted(title, ticked.from, ticked.to, width, true, size)
    }
}

/// What a sentence says of a limit, and of what a value is not.
fn after(measure: Measure, limit: Option<f64>, language: Language) -> String {
    let limit = limit.map(|limit| language.sweep_limit(value_words(measure, limit))).unwrap_or_default();
    let geometry = if measure == Measure::ReachFat { language.sweep_geometry() } else { "" };
    format!("{limit}{geometry}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_values_over_decades_have_a_logarithmic_axis() {
        assert_eq!(range([1e-5, 0.2, 0.5].into_iter()), ([1e-5, 1.0], true));
        let ([low, high], log) = range([0.8, 1.2].into_iter());
        assert!(!log && low > 0.7 && high < 1.3);
        assert_eq!(range([0.0, 3.0].into_iter()).0[0], 0.0);
    }
}
