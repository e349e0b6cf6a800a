//! What more passes add: one person's maps on one colour scale, and charts of density, covered share and
//! repeat hits.

use super::words::begun;
use crate::outcome::diagram::passes::{Passed, PassesDiagram};
use crate::outcome::{Figure, Unit};
use crate::render::axes::{Axis, Chart, Series};
use crate::render::colour::ColourMap;
use crate::render::key::Key;
use crate::render::numbers;
use crate::render::scale::Scale;
use crate::render::summary::Summary;
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::Theme;
use crate::render::words::{self, Language};
use crate::render::{Picture, RenderError, heatmap, layout};
use ndarray::Array1;

/// Width of the key beside the maps, and gap between maps, units.
const KEY: f64 = 104.0;
const GAP: f64 = 16.0;
/// Largest height of a map, and height of the charts.
const MAP: f64 = 320.0;
const CHART: f64 = 210.0;
/// Gap between charts.
const BETWEEN: f64 = 28.0;

/// Draws the figure.
///
/// # Errors
/// [`RenderError::Area`] if the area has no positive finite size. Otherwise errors of the fonts, the axes and
/// the PNG encoder.
pub fn draw(diagram: &PassesDiagram, theme: &Theme) -> Result<Picture, RenderError> {
    let d = diagram;
    let [width_mm, height_mm] = d.area_mm;
    if !(width_mm > 0.0 && height_mm > 0.0 && (width_mm / height_mm).is_normal()) {
        return Err(RenderError::Area { name: "passes".into(), width_mm, height_mm });
    }
    let mut svg = Svg::new();
    let language = theme.language;
    let title = title(d, language);
    let subtitle = format!(
        "{}, {}: {}",
        language.name_begun(&d.site),
        language.name(&d.device),
        language.share_in_tracts()
    );
    let top = layout::header(&mut svg, &title, &subtitle, theme);
    let bottom = if d.steps.is_empty() {
        layout::none(&mut svg, top, theme)
    } else {
        let bottom = maps(&mut svg, d, top, theme)?;
        charts(&mut svg, d, bottom + 3.0 * theme.page.step, theme)?
    };
    let sentence = sentence(d, language);
    let height =
        layout::footer(&mut svg, bottom, &sentence, &theme.language.foot(&d.provenance.foot()), theme);
    let alt = alt(d, &title, language);
    Ok(Picture {
        name: "passes".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// Draws maps side by side, each with its number of passes above it, and the key. Returns the lower edge.
fn maps(svg: &mut Svg, d: &PassesDiagram, top: f64, theme: &Theme) -> Result<f64, RenderError> {
    let values: Array1<f32> = d.steps.iter().flat_map(|step| step.injured_percent.iter().copied()).collect();
    let all = values.view().insert_axis(ndarray::Axis(0));
    let scale = match Scale::of(all) {
        // Scales of amounts start at zero.
        Scale::Linear { low, high } if low > 0.0 => Scale::Linear { low: 0.0, high },
        scale => scale,
    };
    let (summary, map) = (Summary::of(all), ColourMap::Carmine);
    let limits = scale.limits("passes", &summary)?;
    let palette = scale.palette(map, theme)?;
    let [width_mm, height_mm] = d.area_mm;
    let (size, language) = (theme.size.label, theme.language);
    let (left, _) = Chart::room(
        &Axis::linear("", 0.0, 1.0, 1),
        &Axis::fitted(language.y_mm(), 0.0, height_mm, theme.high(MAP), false, size),
        theme,
    );
    // Maps stand in one row; in a column, two in a row.
    let across = if theme.is_column() { d.steps.len().min(2) } else { d.steps.len() };
    let (count, key_width) = (across as f64, theme.with_type(KEY));
    let room = theme.inner_width() - key_width - 24.0 - left - (count - 1.0) * GAP;
    let per_mm = (room / count / width_mm).min(theme.high(MAP) / height_mm);
    let (width, height) = ((per_mm * width_mm).max(1.0), (per_mm * height_mm).max(1.0));
    let mut rows = layout::Rows::new(across, top, theme.page.step);
    for (at, step) in d.steps.iter().enumerate() {
        let (column, row_top) = rows.place(at);
        let x = theme.page.margin + left + column as f64 * (width + GAP);
        let frame = Rect::new(x, row_top + 1.6 * size, width, height);
        svg.begin("map");
        let style = TextStyle::new(size, theme.text).semibold();
        svg.text((frame.x, row_top + size), &language.passes(step.passes), &style);
        let of_map = Summary::of(step.injured_percent.view());
        let cell = |value| scale.cell(value, limits, map);
        heatmap::paint(svg, frame, step.injured_percent.view(), &of_map, cell, &palette, map)?;
        // Ticks stand at every map, words at the first of a row.
        let mut y = Axis::fitted(language.y_mm(), 0.0, height_mm, height, false, size);
        if column > 0 {
            (y.title, y.labels) = (String::new(), Vec::new());
        }
        let x = match Axis::linear(language.x_mm(), 0.0, width_mm, 3) {
            even if 3.0 * even.widest_label(size) + 40.0 < width => even,
            _ => Axis::fitted(language.x_mm(), 0.0, width_mm, width, true, size),
        };
        let chart = Chart { name: "map".into(), frame, x, y, grid: false, boxed: true, series: Vec::new() };
        chart.draw_axes(svg, theme)?;
        let (_, under) = Chart::room(&chart.x, &chart.y, theme);
        let mut end = frame.bottom() + under + 4.0;
        if of_map.is_nothing(map) {
            let words = heatmap::none_words(&of_map, language.nothing(), theme);
            end = heatmap::say_none(svg, frame, end, words, theme).max(end);
        }
        svg.end();
        rows.reach(end);
    }
    let bottom = rows.bottom();
    let key = Key {
        quantity: language.dermis_injured(),
        field: all,
        scale: &scale,
        map,
        limits,
        palette: &palette,
        nothing: language.nothing(),
        summary: &summary,
        of_one_map: false,
    };
    let x = theme.page.margin + theme.inner_width() - key_width;
    let end = key.draw(svg, Rect::new(x, top, key_width, bottom - top), 110.0, theme)?;
    Ok(bottom.max(end))
}

/// Contents of a chart: name of its groups, title, its values, and whether they are shares.
struct Of {
    name: &'static str,
    title: fn(Language) -> &'static str,
    figure: fn(&Passed) -> Figure,
    unit: Unit,
}

const CHARTS: [Of; 3] = [
    Of {
        name: "density",
        title: Language::punctures_per_cm2,
        figure: |step| step.density_per_cm2,
        unit: Unit::PerCm2,
    },
    Of { name: "covered", title: Language::covered_percent, figure: |step| step.covered, unit: Unit::Share },
    Of { name: "repeat", title: Language::repeats_percent, figure: |step| step.repeat, unit: Unit::Share },
];

/// Draws the three charts against the number of passes. Returns the lower edge.
fn charts(svg: &mut Svg, d: &PassesDiagram, top: f64, theme: &Theme) -> Result<f64, RenderError> {
    let across = if theme.is_column() { 1 } else { CHARTS.len() };
    let wide = (theme.inner_width() - (across - 1) as f64 * BETWEEN) / across as f64;
    let mut rows = layout::Rows::new(across, top, 2.0 * theme.page.step);
    for (at, of) in CHARTS.iter().enumerate() {
        let (column, row_top) = rows.place(at);
        let left = theme.page.margin + column as f64 * (wide + BETWEEN);
        rows.reach(chart(svg, d, of, [left, row_top], wide, theme)?);
    }
    Ok(rows.bottom())
}

fn chart(
    svg: &mut Svg,
    d: &PassesDiagram,
    of: &Of,
    [x0, top]: [f64; 2],
    wide: f64,
    theme: &Theme,
) -> Result<f64, RenderError> {
    let (size, language) = (theme.size.label, theme.language);
    let scale = if of.unit == Unit::Share { 100.0 } else { 1.0 };
    let figures: Vec<(f64, Figure)> =
        d.steps.iter().map(|step| (f64::from(step.passes), (of.figure)(step))).collect();
    let most_passes = d.steps.last().map_or(1.0, |step| f64::from(step.passes));
    // Shares that randomly scattered holes would cover, in the chart of covered area only.
    let chance: Vec<(f64, f64)> = if of.name == "covered" {
        let steps = (0..=80).map(|at| 1.04 * most_passes * f64::from(at) / 80.0);
        steps.filter_map(|passes| Some((passes, 100.0 * d.by_chance(passes)?))).collect()
    } else {
        Vec::new()
    };
    let of_figures = figures.iter().flat_map(|(_, figure)| [figure.value, figure.p95]).flatten();
    let most = of_figures.map(|value| scale * value).chain(chance.iter().map(|at| at.1)).fold(0.0, f64::max);
    let y = Axis::linear("", 0.0, if most > 0.0 { 1.06 * most } else { 1.0 }, 5);
    let mut x = Axis::linear(language.passes_axis(), 0.0, 1.04 * most_passes, 4);
    let shown = readable(&figures.iter().map(|(passes, _)| *passes).collect::<Vec<_>>(), most_passes, wide);
    (x.labels, x.ticks) = (shown.iter().map(|passes| numbers::short(*passes, 3)).collect(), shown);
    let (left, under) = Chart::room(&x, &y, theme);
    let frame = Rect::new(x0 + left, top + 1.8 * size, wide - left, theme.high(CHART));
    let blue = theme.accents.blue;
    let at_end = |end: fn(&Figure) -> Option<f64>, figure: &Figure| scale * end(figure).unwrap_or(f64::NAN);
    let band = figures.iter().filter(|(_, figure)| figure.p05.is_some() && figure.p95.is_some());
    let band = band.map(|(passes, f)| (*passes, at_end(|f| f.p05, f), at_end(|f| f.p95, f))).collect();
    let line = figures.iter().map(|(passes, f)| (*passes, at_end(|f| f.value, f))).collect();
    let series = vec![
        Series::Band { points: band, colour: blue, opacity: 0.2 },
        Series::Line { points: chance.clone(), colour: theme.quiet, width: 1.5 },
        Series::Line { points: line, colour: blue, width: 2.25 },
    ];
    let chart = Chart { name: of.name.to_owned(), frame, x, y, grid: true, boxed: false, series };
    svg.text((x0, top + size), (of.title)(language), &TextStyle::new(size, theme.text).semibold());
    chart.draw(svg, theme)?;
    svg.begin(&format!("{}-computed", of.name));
    for (passes, figure) in &figures {
        if let Some(value) = figure.value {
            let at = chart.at(*passes, scale * value);
            let error = scale * figure.se.unwrap_or(0.0) * 2.0;
            // These values cannot be negative, whatever the error of the mean.
            let low = (scale * value - error).max(0.0);
            let (high, low) = (chart.at(*passes, scale * value + error), chart.at(*passes, low));
            svg.line(high, low, &Paint::stroke(theme.text, 1.5));
            svg.circle(at, 4.0, &Paint::fill(blue).outlined(theme.ground, 1.0));
        }
    }
    if !chance.is_empty() {
        // Both lines rise to the right, so there is room below their ends.
        let note = TextStyle::new(theme.size.note, theme.quiet).anchored(Anchor::End);
        svg.text((frame.right() - 4.0, frame.bottom() - 10.0), language.grey_by_chance(), &note);
    }
    svg.end();
    if theme.is_slide() {
        return Ok(frame.bottom() + under);
    }
    // Writes the values in words, for readers who want the numbers.
    let note = TextStyle::new(theme.size.note, theme.text);
    let mut y = frame.bottom() + under + 8.0;
    svg.begin(&format!("{}-figures", of.name));
    for (step, (_, figure)) in d.steps.iter().zip(&figures) {
        y += 1.35 * note.size;
        svg.text((x0, y), &language.passes(step.passes), &TextStyle::new(note.size, theme.quiet));
        svg.text((x0 + wide, y), &language.said(&figure.said_briefly(of.unit)), &note.anchored(Anchor::End));
    }
    svg.end();
    Ok(y + 4.0)
}

/// Numbers of passes whose labels do not touch, including the largest.
fn readable(passes: &[f64], most: f64, wide: f64) -> Vec<f64> {
    let mut shown: Vec<f64> = Vec::new();
    for number in passes.iter().rev() {
        if shown.last().is_none_or(|last| (last - number) / most.max(1.0) * 0.8 * wide >= 20.0) {
            shown.push(*number);
        }
    }
    shown.reverse();
    shown
}

fn title(d: &PassesDiagram, language: Language) -> String {
    let (Some(first), Some(last)) = (d.steps.first(), d.steps.last()) else {
        return language.no_passes().to_owned();
    };
    let (Some(from), Some(to)) = (first.covered.value, last.covered.value) else {
        return language.more_passes().to_owned();
    };
    if from <= 0.0 || last.passes == first.passes {
        return language.passes_cover(begun(&language.passes(last.passes)), numbers::percent(to));
    }
    let share = numbers::percent(from);
    let first_words = match first.passes {
        1 => language.after_one_pass(share),
        several => language.after_passes(share, several),
    };
    language.passes_title(
        numbers::short(f64::from(last.passes) / f64::from(first.passes.max(1)), 2),
        numbers::short(to / from, 2),
        first_words,
        numbers::percent(to),
        last.passes,
    )
}

fn sentence(d: &PassesDiagram, language: Language) -> String {
    let chance = if d.by_chance(1.0).is_some() { language.passes_by_chance() } else { "" };
    language.passes_sentence(d.people, grows(d, language), chance)
}

/// Growth of punctures and covered area from the fewest to the most passes, as the charts show them.
fn grows(d: &PassesDiagram, language: Language) -> String {
    let times = |figure: fn(&Passed) -> Figure| {
        let [first, last] = [d.steps.first()?, d.steps.last()?].map(|step| figure(step).value);
        first.zip(last).filter(|(first, _)| *first > 0.0).map(|(first, last)| last / first)
    };
    let (Some(punctures), Some(area)) = (times(|step| step.density_per_cm2), times(|step| step.covered))
    else {
        return String::new();
    };
    // Error of the ratio of both growths, from the errors of the means. A ratio within that noise is
    // described less strongly.
    let ends = [d.steps.first(), d.steps.last()].into_iter().flatten();
    let figures = ends.flat_map(|step| [step.density_per_cm2, step.covered]);
    let shares = figures.filter_map(|figure| Some(figure.se? / figure.value.filter(|value| *value > 0.0)?));
    let error = shares.map(|share| share * share).sum::<f64>().sqrt();
    let [written, of_area] = [punctures, area].map(|times| numbers::short(numbers::rounded(times, 2), 2));
    match d.steps.len() {
        0 | 1 => String::new(),
        _ if (punctures / area).ln() > 2.0 * error => language.grows_less(written, of_area),
        _ => language.grows_as_much(written, of_area),
    }
}

/// Alternative text of the picture.
fn alt(d: &PassesDiagram, title: &str, language: Language) -> String {
    let step = |step: &Passed| {
        let said = |figure: &Figure, unit| language.said(&figure.said_briefly(unit));
        language.passes_alt_step(
            language.passes(step.passes),
            said(&step.density_per_cm2, Unit::PerCm2),
            said(&step.covered, Unit::Share),
            said(&step.repeat, Unit::Share),
        )
    };
    let [width, height] = d.area_mm.map(|mm| numbers::short(mm, 3));
    let kind = language.passes_alt(d.steps.len(), width, height, title);
    let steps = d.steps.iter().map(|of| format!("{}.", words::begun(&step(of))));
    words::alternative(std::iter::once(kind).chain(steps))
}
