//! Charts of one stroke of a device along its travel: forces, depth against the layers, and work.
//!
//! Four panels share the travel. They show the force on all needles (with bench data over it) and the depth of the tips with the layers
//! behind. Below are the force on one needle in the array and alone, and the work by part.

use super::axes::{Axis, Chart, Series};
use super::fonts::{self, Weight};
use super::layers;
use super::layout;
use super::numbers::{self, THIN};
use super::svg::{Paint, Rect, Svg, TextStyle};
use super::theme::{Rgb, Theme, Tissue};
use super::words::Language;
use super::{Layer, Picture, RenderError};
use crate::outcome::Layer as SkinLayer;
use crate::outcome::insertion::{InsertionOutcome, Measured, MeasuredCurve, Point, force_at};

/// Height of a panel, and gap between panels, units.
const HEIGHT: f64 = 250.0;
const BETWEEN: f64 = 40.0;
/// Number of panels, and how many stand side by side.
const PANELS: usize = 4;
const ACROSS: usize = 2;
/// Room for the labels of the upright axis, units.
const ROOM: f64 = 74.0;
/// Opacity of the skin colours behind the lines, 0 to 1.
const BAND: f64 = 0.55;
/// Width of a curve, units.
const CURVE: f64 = 2.5;
/// Largest force that is drawn in millinewtons; above it the unit is newtons.
const MILLI_BELOW_N: f64 = 0.995;

/// Draws the four panels.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(outcome: &InsertionOutcome, layers: &[Layer], theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let title = title(outcome, theme.language);
    let mut top = layout::header(&mut svg, &title, &theme.language.setting(&outcome.provenance), theme);
    let figure = figure(outcome, theme.language);
    let lines = layout::wrapped(&figure, theme.size.axis, Weight::SemiBold, theme.inner_width());
    let style = TextStyle::new(theme.size.axis, theme.text).semibold();
    svg.begin("figure");
    top = layout::block(&mut svg, theme.page.margin, top - 6.0, &lines, &style);
    svg.end();

    let mut bottom = 0.0f64;
    let panels = [
        force_of_all(outcome, theme),
        depth(outcome, theme),
        force_of_one(outcome, theme),
        work(outcome, theme),
    ];
    let page = Panels::new(outcome, &panels, theme, top + 4.0);
    for (at, panel) in panels.into_iter().enumerate() {
        bottom = bottom.max(page.draw(&mut svg, at, panel, layers, theme)?);
    }
    let sentence = sentence(outcome, theme.language);
    let height =
        layout::footer(&mut svg, bottom, &sentence, &theme.language.foot(&outcome.provenance.foot()), theme);
    let alt = alt(outcome, theme.language);
    let svg = svg.document(height, &title, &alt, theme);
    Ok(Picture { name: "insertion".to_owned(), svg, caption: sentence, alt })
}

/// Contents of one panel.
struct Panel {
    name: &'static str,
    y_title: String,
    y_from: f64,
    y_to: f64,
    legend: Vec<(String, Rgb)>,
    series: Vec<Series>,
    /// Punctures, in the values of the axes.
    marks: Vec<(f64, f64)>,
    /// Whether the layers of the skin are drawn behind.
    on_skin: bool,
}

/// Entries of a legend side by side, each with its place.
type LegendLine<'a> = Vec<(f64, &'a (String, Rgb))>;

impl Panel {
    /// Size of the legend's type, and its entries in lines with their places.
    fn legend_lines(&self, width: f64, theme: &Theme) -> (f64, Vec<LegendLine<'_>>) {
        // The legend uses small type if it is too long for one line.
        let all = |size: f64| {
            self.legend
                .iter()
                .map(|(words, _)| fonts::width(words, size, Weight::Regular) + 36.0)
                .sum::<f64>()
        };
        let size = if all(theme.size.label) > width + 16.0 { theme.size.note } else { theme.size.label };
        // If small type is too long as well, the legend gets several lines.
        let mut lines: Vec<LegendLine<'_>> = vec![Vec::new()];
        let mut x = 0.0;
        for entry in &self.legend {
            let wide = 20.0 + fonts::width(&entry.0, size, Weight::Regular);
            if x > 0.0 && x + wide > width + 16.0 {
                lines.push(Vec::new());
                x = 0.0;
            }
            if let Some(line) = lines.last_mut() {
                line.push((x, entry));
            }
            x += wide + 16.0;
        }
        (size, lines)
    }
}

/// Position of the panels.
struct Panels {
    top: f64,
    left: f64,
    width: f64,
    /// Panels in a row.
    across: usize,
    /// Height of the legends above the frames.
    legend: f64,
    /// Travel at both ends of the axes, mm.
    from_mm: f64,
    to_mm: f64,
}

impl Panels {
    fn new(outcome: &InsertionOutcome, panels: &[Panel], theme: &Theme, top: f64) -> Panels {
        let [from_mm, to_mm] = travels_mm(outcome);
        let across = if theme.is_column() { 1 } else { ACROSS };
        let gaps = BETWEEN * (across - 1) as f64;
        let width = (theme.inner_width() - gaps) / across as f64;
        let room = width - theme.with_type(ROOM);
        let lines = panels.iter().map(|panel| panel.legend_lines(room, theme).1.len()).max().unwrap_or(1);
        let legend = (1.5 + 1.3 * (lines.max(1) - 1) as f64) * theme.size.label;
        Panels { top, left: theme.page.margin, width, across, legend, from_mm, to_mm }
    }

    fn draw(
        &self,
        svg: &mut Svg,
        at: usize,
        panel: Panel,
        layers: &[Layer],
        theme: &Theme,
    ) -> Result<f64, RenderError> {
        let size = theme.size.label;
        let (row, column) = (at / self.across, at % self.across);
        let y = Axis::linear(&panel.y_title, panel.y_from, panel.y_to, 5);
        // Every panel leaves the same room for its labels, which keeps the frames aligned.
        let room = theme.with_type(ROOM);
        let travel = travel(self.from_mm, theme.language);
        let x_title =
            if at + self.across < PANELS { String::new() } else { theme.language.travel_in_mm(travel) };
        let legend_height = self.legend;
        let step = theme.high(HEIGHT) + legend_height + theme.with_type(64.0);
        let frame = Rect::new(
            self.left + column as f64 * (self.width + BETWEEN) + room,
            self.top + row as f64 * step + legend_height,
            self.width - room,
            theme.high(HEIGHT),
        );
        let x = Axis::fitted(&x_title, self.from_mm, self.to_mm, frame.width, true, size);
        self.legend(svg, &panel, frame, theme);
        let series = panel.series;
        let chart =
            Chart { name: panel.name.to_owned(), frame, x, y, grid: !panel.on_skin, boxed: false, series };
        if panel.on_skin {
            draw_layers(svg, layers, &chart, theme);
        }
        chart.draw_series(svg, theme)?;
        svg.begin(&format!("{}-punctures", panel.name));
        for (travel, value) in panel.marks {
            let (px, py) = chart.at(travel, value);
            if frame.contains(&Rect::new(px, py, 0.0, 0.0)) {
                svg.circle((px, py), 3.5, &Paint::fill(theme.ground).outlined(theme.text, 1.25));
            }
        }
        svg.end();
        chart.draw_axes(svg, theme)?;
        let (_, under) = Chart::room(&chart.x, &chart.y, theme);
        Ok(frame.bottom() + under)
    }

    fn legend(&self, svg: &mut Svg, panel: &Panel, frame: Rect, theme: &Theme) {
        svg.begin(&format!("{}-legend", panel.name));
        let (size, lines) = panel.legend_lines(frame.width, theme);
        for (above, line) in lines.iter().rev().enumerate() {
            let y = frame.y - 0.8 * theme.size.label - 1.3 * size * above as f64;
            for (x, (words, colour)) in line {
                let x = frame.x + x;
                svg.rect(Rect::new(x, y - 5.0, 14.0, 10.0), 2.0, &Paint::fill(*colour));
                svg.text((x + 20.0, layout::middle(y, size)), words, &TextStyle::new(size, theme.text));
            }
        }
        svg.end();
    }
}

/// Travel at both ends of the axes, mm.
fn travels_mm(outcome: &InsertionOutcome) -> [f64; 2] {
    let travels = || outcome.array.iter().chain(&outcome.alone).map(|point| point.travel_mm);
    let from_mm = travels().fold(0.0, f64::min);
    [from_mm, travels().fold(from_mm + 1e-3, f64::max)]
}

/// What the axes count: tips that begin behind a rim meet skin that bulges past it.
fn travel(from_mm: f64, language: Language) -> &'static str {
    if from_mm < 0.0 { language.past_the_rim() } else { language.travel_of_device() }
}

/// The layers as bands, their names inside where there is room.
fn draw_layers(svg: &mut Svg, list: &[Layer], chart: &Chart, theme: &Theme) {
    svg.begin("layers");
    let frame = chart.frame;
    let mut named = f64::NEG_INFINITY;
    for (layer, upper, lower) in layers::visible(list, chart.y.from) {
        let (y0, y1) = (chart.at(0.0, upper).1, chart.at(0.0, lower).1);
        let colour = theme.tissue(layer.tissue);
        let band = theme.ground.mixed(colour, BAND);
        svg.rect(Rect::new(frame.x, y0, frame.width, y1 - y0), 0.0, &Paint::fill(band));
        let size = theme.size.note;
        let y = y0 + 0.85 * size;
        if y1 - y0 > 1.3 * size && y - named > 1.3 * size {
            let width = fonts::width(&layer.name, size, Weight::Regular);
            let at = |left: f64| Rect::new(left, y - 0.6 * size, width, 1.2 * size);
            let sides = [at(frame.right() - 6.0 - width), at(frame.x + 6.0)];
            // The name goes to the side that fewer lines cross.
            let side = sides.into_iter().min_by_key(|side| crossings(chart, side));
            let style = TextStyle::new(size, theme.text.mixed(theme.ground, 0.25));
            if let Some(side) = side {
                svg.text((side.x, layout::middle(y, size)), &layer.name, &style);
            }
            named = y;
        }
    }
    svg.end();
}

/// Number of points of the chart's lines that lie in a rectangle.
fn crossings(chart: &Chart, within: &Rect) -> usize {
    let inside = |x: f64, y: f64| {
        let (px, py) = chart.at(x, y);
        usize::from(within.contains(&Rect::new(px, py, 0.0, 0.0)))
    };
    let of = |series: &Series| match series {
        Series::Line { points, .. } => points.iter().map(|(x, y)| inside(*x, *y)).sum::<usize>(),
        Series::Band { points, .. } => {
            points.iter().map(|(x, low, high)| inside(*x, *low) + inside(*x, *high)).sum()
        }
        _ => 0,
    };
    chart.series.iter().map(of).sum()
}

fn line(points: &[Point], colour: Rgb, width: f64, of: impl Fn(&Point) -> f64) -> Series {
    let points = points.iter().map(|point| (point.travel_mm, of(point))).collect();
    Series::Line { points, colour, width }
}

/// Factor and unit for forces up to this value.
fn unit(most_n: f64) -> (f64, &'static str) {
    if most_n < MILLI_BELOW_N { (1e3, "mN") } else { (1.0, "N") }
}

fn force_of_all(outcome: &InsertionOutcome, theme: &Theme) -> Panel {
    let measured = outcome.measured.as_ref();
    let most = outcome.peak_total_n.max(measured.map_or(0.0, Measured::peak_n)).max(1e-6);
    let (factor, unit) = unit(most);
    let blue = theme.accents.blue;
    let mut series = vec![line(&outcome.array, blue, CURVE, |point| factor * point.total_n)];
    let language = theme.language;
    let (all, y_title) = match outcome.needles.len() {
        1 => (language.the_needle().to_owned(), language.force_of_needle(unit)),
        count => (language.all_needles(count), language.force_of_all(unit)),
    };
    let mut legend = vec![(all, blue)];
    if let Some(measured) = measured {
        let red = theme.accents.vermilion;
        let scaled =
            |points: &[[f64; 2]]| points.iter().map(|[travel, force]| (*travel, factor * force)).collect();
        for curve in measured.curves.iter().filter(|curve| !curve.after.is_empty()) {
            let points = scaled(&curve.after);
            series.push(Series::Line { points, colour: theme.quiet, width: 1.0 });
        }
        match &measured.curves[..] {
            [one] => {
                series.push(Series::Line { points: scaled(&one.loading), colour: red, width: 1.75 });
                legend.push((language.measured().to_owned(), red));
            }
            several => {
                let (band, middle) = band(several, factor);
                series.push(Series::Band { points: band, colour: red, opacity: 0.25 });
                series.push(Series::Line { points: middle, colour: red, width: 1.75 });
                legend.push((language.measured_band(several.len()), red));
            }
        }
        if measured.curves.iter().any(|curve| !curve.after.is_empty()) {
            legend.push((language.hold_and_withdrawal().to_owned(), theme.quiet));
        }
    }
    Panel {
        name: "force-of-all",
        y_title,
        y_from: 0.0,
        y_to: 1.08 * factor * most,
        legend,
        series,
        marks: outcome.punctures.iter().map(|event| (event.travel_mm, factor * event.total_n)).collect(),
        on_skin: false,
    }
}

/// Places with a lower and an upper value, and places with a value.
type Band = (Vec<(f64, f64, f64)>, Vec<(f64, f64)>);

/// Travel with the least and the largest force of several curves, and with their mean, where all of them are.
fn band(curves: &[MeasuredCurve], factor: f64) -> Band {
    const STEPS: u32 = 200;
    let from = curves
        .iter()
        .filter_map(|curve| curve.loading.first())
        .map(|[travel, _]| *travel)
        .fold(f64::NEG_INFINITY, f64::max);
    let to = curves
        .iter()
        .filter_map(|curve| curve.loading.last())
        .map(|[travel, _]| *travel)
        .fold(f64::INFINITY, f64::min);
    let mut both = (Vec::new(), Vec::new());
    if from.is_nan() || to.is_nan() || from >= to {
        return both;
    }
    for step in 0..=STEPS {
        let travel = from + (to - from) * f64::from(step) / f64::from(STEPS);
        let forces: Vec<f64> = curves.iter().map(|curve| factor * force_at(&curve.loading, travel)).collect();
        let least = forces.iter().copied().fold(f64::INFINITY, f64::min);
        let most = forces.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        both.0.push((travel, least, most));
        both.1.push((travel, forces.iter().sum::<f64>() / forces.len() as f64));
    }
    both
}

fn force_of_one(outcome: &InsertionOutcome, theme: &Theme) -> Panel {
    let needles = outcome.needles.len().max(1) as f64;
    let peak = |points: &[Point], of: &dyn Fn(&Point) -> f64| points.iter().map(of).fold(0.0, f64::max);
    let mean = |point: &Point| point.total_n / needles;
    let most = peak(&outcome.array, &mean).max(peak(&outcome.alone, &|point| point.total_n)).max(1e-6);
    let (factor, unit) = unit(most);
    let (blue, orange) = (theme.accents.blue, theme.accents.orange);
    let language = theme.language;
    let this = if needles == 1.0 { language.this_needle() } else { language.mean_in_array() };
    Panel {
        name: "force-of-one",
        y_title: language.force_of_one(unit),
        y_from: 0.0,
        y_to: 1.08 * factor * most,
        legend: vec![(this.to_owned(), blue), (language.sound_alone().to_owned(), orange)],
        series: vec![
            line(&outcome.alone, orange, CURVE, |point| factor * point.total_n),
            line(&outcome.array, blue, CURVE, |point| factor * mean(point)),
        ],
        marks: Vec::new(),
        on_skin: false,
    }
}

fn depth(outcome: &InsertionOutcome, theme: &Theme) -> Panel {
    let deepest = |points: &[Point]| points.iter().map(|point| point.most_depth_mm).fold(0.0, f64::max);
    let dimple = outcome.array.iter().map(|point| point.deflection_mm).fold(0.0, f64::max);
    let most = deepest(&outcome.array).max(deepest(&outcome.alone)).max(dimple).max(0.05);
    let (blue, orange) = (theme.accents.blue, theme.accents.orange);
    let spread = outcome
        .array
        .iter()
        .map(|point| (point.travel_mm, point.least_depth_mm, point.most_depth_mm))
        .collect();
    let language = theme.language;
    Panel {
        name: "depth",
        y_title: language.depth_mm().to_owned(),
        y_from: 1.08 * most,
        y_to: 0.0,
        legend: vec![
            (language.mean_and_range_of_tips().to_owned(), blue),
            (language.alone().to_owned(), orange),
            (language.dimple().to_owned(), theme.quiet),
        ],
        series: vec![
            Series::Band { points: spread, colour: blue, opacity: 0.22 },
            line(&outcome.array, theme.quiet, 1.75, |point| point.deflection_mm),
            line(&outcome.alone, orange, CURVE, |point| point.mean_depth_mm),
            line(&outcome.array, blue, CURVE, |point| point.mean_depth_mm),
        ],
        marks: Vec::new(),
        on_skin: true,
    }
}

/// Panel of the parts of the work, stacked.
fn work(outcome: &InsertionOutcome, theme: &Theme) -> Panel {
    let (accents, language) = (theme.accents, theme.language);
    type Part = fn(&Point) -> f64;
    let parts: [(&str, Rgb, Part); 5] = [
        (language.held_by_skin(), accents.blue, |point| point.work.stored_mj),
        (language.work_spread(), accents.green, |point| point.work.dissipated.spread),
        (language.work_torn(), accents.vermilion, |point| point.work.dissipated.tear),
        (language.work_friction(), accents.orange, |point| point.work.dissipated.friction),
        (language.work_jumps(), accents.purple, |point| point.work.released_mj),
    ];
    let all = outcome.array.iter().map(|point| point.work.device_mj).fold(0.0, f64::max).max(1e-9);
    let (factor, unit) = if all < MILLI_BELOW_N { (1e3, "µJ") } else { (1.0, "mJ") };
    let mut below = vec![0.0; outcome.array.len()];
    let mut series = Vec::new();
    for (_, colour, of) in parts {
        let mut band = Vec::with_capacity(below.len());
        for (point, low) in outcome.array.iter().zip(&mut below) {
            let high = *low + factor * of(point).max(0.0);
            band.push((point.travel_mm, *low, high));
            *low = high;
        }
        series.push(Series::Band { points: band, colour, opacity: 0.85 });
    }
    Panel {
        name: "work",
        y_title: language.work_of_device(unit),
        y_from: 0.0,
        y_to: 1.08 * factor * all,
        legend: parts.iter().map(|(words, colour, _)| ((*words).to_owned(), *colour)).collect(),
        series,
        marks: Vec::new(),
        on_skin: false,
    }
}

/// Force in words.
fn newtons(force_n: f64) -> String {
    let (factor, unit) = unit(force_n);
    format!("{}{THIN}{unit}", numbers::short(factor * force_n, 2))
}

/// Mean depth of the needles that punctured, in words.
fn mean_depth(outcome: &InsertionOutcome, language: Language) -> String {
    let words = |depth| format!("{}{THIN}mm", numbers::short(depth, 3));
    outcome.mean_depth_mm().map_or_else(|| language.none_there().to_owned(), words)
}

fn title(outcome: &InsertionOutcome, language: Language) -> String {
    let (all, failed) = (outcome.striking().count(), outcome.failed());
    let depth = mean_depth(outcome, language);
    let set = format!("{}{THIN}mm", numbers::short(outcome.set_depth_mm, 3));
    match failed {
        0 if all == 1 => language.one_needle_goes(set, depth),
        0 => language.all_needles_go(set, all, depth),
        failed if failed == all => language.no_needle_goes(set),
        failed if all - failed == 1 => language.one_of_needles_goes(set, all, depth),
        failed => language.some_needles_go(set, all - failed, all, depth),
    }
}

fn figure(outcome: &InsertionOutcome, language: Language) -> String {
    let (one, all) = (newtons(outcome.peak_needle_n()), newtons(outcome.peak_total_n));
    let peak = match outcome.needles.len() {
        1 => language.at_most(one),
        _ => language.at_most_on_all(one, all),
    };
    let Some(measured) = &outcome.measured else { return peak };
    let [bias, rms] = [measured.bias_n, measured.rms_n].map(|value| value.map_or("–".to_owned(), newtons));
    language.against_measured(peak, bias.replace('-', "−"), rms)
}

fn sentence(outcome: &InsertionOutcome, language: Language) -> String {
    let drum = if outcome.drum { language.stroke_of_drum() } else { "" };
    let circles = if outcome.punctures.is_empty() { "" } else { language.stroke_circles() };
    let mm = |mm: f64| format!("{}{THIN}mm", numbers::short(mm, 3));
    let bulge = match outcome.array.last() {
        Some(end) if travels_mm(outcome)[0] < 0.0 => {
            language.dimple_of_bulge(mm(end.mean_depth_mm), mm(end.deflection_mm), mm(end.travel_mm))
        }
        _ => String::new(),
    };
    let computed = match &outcome.measured {
        None => language.stroke_computed().to_owned(),
        Some(measured) => language.stroke_measured(measured.curves.len(), measured.points),
    };
    let stroke = language.stroke_sentence(numbers::short(outcome.tip_speed_mm_s, 2), drum, circles, bulge);
    format!("{stroke} {computed}")
}

fn alt(outcome: &InsertionOutcome, language: Language) -> String {
    let [from_mm, to_mm] = travels_mm(outcome);
    let failed = match outcome.failed() {
        0 => String::new(),
        failed => language.stroke_failed(failed),
    };
    let [from, to] = [from_mm, to_mm].map(|mm| numbers::short(mm, 3));
    let alt = language.stroke_alt(
        language.travel_from_to(travel(from_mm, language), from, to),
        outcome.needles.len(),
        newtons(outcome.peak_total_n),
        mean_depth(outcome, language),
        numbers::short(outcome.work.device_mj, 2),
    );
    let measured = outcome.measured.as_ref().map_or(String::new(), |measured| {
        let rms = measured.rms_n.map_or("–".to_owned(), newtons);
        format!(" {}", language.stroke_alt_measured(measured.curves.len(), rms))
    });
    alt + &measured + &failed
}

/// Layers of the average person by their lower boundaries, named in this language.
pub fn layers(outcome: &InsertionOutcome, language: Language) -> Vec<Layer> {
    let bottoms = outcome.column.bottoms_mm.into_iter().chain([f64::INFINITY]);
    SkinLayer::ALL
        .into_iter()
        .zip(bottoms)
        .map(|(layer, lower_mm)| Layer {
            name: language.layer(layer).to_owned(),
            tissue: Tissue::of(layer),
            lower_mm,
            p05_mm: f64::NAN,
            p95_mm: f64::NAN,
        })
        .collect()
}
