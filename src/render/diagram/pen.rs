//! The strokes of a pen in time and where they land, seen from above. Both axes have equal scales if both are
//! lengths.

use super::words::{fixed, range, short};
use crate::outcome::diagram::pen::PenDiagram;
use crate::render::axes::{Axis, Chart, Series};
use crate::render::key;
use crate::render::layout;
use crate::render::numbers::{self, THIN};
use crate::render::svg::{Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Form, Rgb, Theme};
use crate::render::words::Language;
use crate::render::{Picture, RenderError, fonts};
use std::f64::consts::PI;

/// Height of the chart of the strokes, and width of the text right of both parts, units.
const COURSE: f64 = 190.0;
const BESIDE: f64 = 232.0;
/// Height of that chart on a slide, where the other part is the higher one.
const COURSE_ON_SLIDE: f64 = 160.0;
/// Gap between a part and the text beside it.
const GAP: f64 = 24.0;
/// Largest height of the part that shows where strokes land, and height of the close view.
const LANDING: f64 = 560.0;
const CLOSE: f64 = 132.0;
/// Largest width of a mm in the close view, units.
const CLOSE_PER_MM: f64 = 700.0;

/// Draws the figure.
///
/// # Errors
/// Errors of the fonts and axes.
pub fn draw(diagram: &PenDiagram, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let language = theme.language;
    let title = title(diagram, language);
    let subtitle = format!(
        "{}, {}",
        theme.language.name_begun(&diagram.site),
        theme.language.device(&diagram.provenance)
    );
    let top = layout::header(&mut svg, &title, &subtitle, theme);
    let end = if theme.is_slide() {
        let width = 0.5 * (theme.inner_width() - 2.0 * GAP);
        let left = Place { x: theme.page.margin, top, width };
        let end = course(&mut svg, diagram, left, theme)?;
        landing(&mut svg, diagram, Place { x: left.x + width + 2.0 * GAP, ..left }, theme).max(end)
    } else {
        let whole = Place { x: theme.page.margin, top, width: theme.inner_width() };
        let below = course(&mut svg, diagram, whole, theme)?;
        landing(&mut svg, diagram, Place { top: below + 26.0, ..whole }, theme)
    };
    let sentence = sentence(diagram, language);
    let height =
        layout::footer(&mut svg, end, &sentence, &theme.language.foot(&diagram.provenance.foot()), theme);
    let alt = alt(diagram, &title, language);
    Ok(Picture {
        name: "pen".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: sentence,
        alt,
    })
}

/// Left and upper edge of a part, and its width.
#[derive(Clone, Copy)]
struct Place {
    x: f64,
    top: f64,
    width: f64,
}

/// Writes a heading over a part. Returns the upper edge of what stands below it.
fn heading(svg: &mut Svg, place: Place, words: &str, theme: &Theme) -> f64 {
    let style = TextStyle::new(theme.size.label, theme.text).semibold();
    let lines = layout::wrapped(words, style.size, style.weight, place.width);
    layout::block(svg, place.x, place.top - 0.15 * style.size, &lines, &style) + 0.85 * style.size
}

/// Whether the text of a part stands beside it, as on an ordinary page, or below.
fn is_beside(theme: &Theme) -> bool {
    theme.form == Form::Page
}

/// Width of the text beside the parts.
fn beside(theme: &Theme) -> f64 {
    if is_beside(theme) { BESIDE } else { 0.0 }
}

/// Place of the text that belongs to a part in this frame, from its upper edge at `top`.
fn text_at(frame: Rect, top: f64, theme: &Theme) -> (f64, f64) {
    if is_beside(theme) { (frame.right() + GAP, top) } else { (frame.x, frame.bottom() + 4.0) }
}

/// Writes lines that belong to a part: beside it, or in two columns below it. Returns the lower edge.
fn text(svg: &mut Svg, (x, top): (f64, f64), whole: f64, lines: &[(String, bool)], theme: &Theme) -> f64 {
    if is_beside(theme) {
        return column(svg, (x, top), BESIDE - GAP, lines, theme);
    }
    let width = 0.5 * (whole - GAP);
    // A column begins with a line in semibold.
    let heads: Vec<usize> =
        lines.iter().enumerate().filter(|(_, (_, strong))| *strong).map(|(at, _)| at).collect();
    let (first, second) = lines.split_at(heads.get(heads.len().div_ceil(2)).copied().unwrap_or(lines.len()));
    let end = column(svg, (x, top), width, first, theme);
    end.max(column(svg, (x + width + GAP, top), width, second, theme))
}

/// Writes lines one below the other, semibold or quiet. Returns the lower edge.
fn column(svg: &mut Svg, (x, top): (f64, f64), width: f64, lines: &[(String, bool)], theme: &Theme) -> f64 {
    lines.iter().fold(top, |y, (words, strong)| {
        let size = if *strong { theme.size.label } else { theme.size.note };
        let mut style = TextStyle::new(size, if *strong { theme.text } else { theme.quiet });
        if *strong {
            style = style.semibold();
        }
        let gap = if *strong { 8.0 } else { 0.0 };
        let lines = layout::wrapped(words, size, style.weight, width);
        layout::block(svg, x, y + gap, &lines, &style)
    })
}

/// Draws the strokes in time. Returns the lower edge.
fn course(svg: &mut Svg, d: &PenDiagram, place: Place, theme: &Theme) -> Result<f64, RenderError> {
    let language = theme.language;
    let top = heading(svg, place, language.strokes_in_time(), theme);
    let stroke = d.stroke_mm;
    let last = d.course.last().map_or(1.0, |[time, _]| *time);
    let width = place.width - beside(theme);
    let x = Axis::fitted(language.time_ms(), 0.0, last, width - 60.0, true, theme.size.label);
    let y = Axis::linear(language.way_of_tip_mm(), 1.06 * stroke, 0.0, 4);
    let (left, below) = Chart::room(&x, &y, theme);
    let frame =
        Rect::new(place.x + left, top, width - left, if theme.is_slide() { COURSE_ON_SLIDE } else { COURSE });
    let (cycle, dwell) = (1e3 / d.frequency_hz, d.dwell_fraction);
    let from = 0.5 * (1.0 - dwell) * cycle;
    let cycles = (last / cycle).round() as u32;
    let blue = theme.accents.blue;
    let mut series: Vec<Series> = (0..cycles)
        .map(|at| {
            let start = f64::from(at) * cycle + from;
            let points = [start, start + dwell * cycle].map(|time| (time, 1.06 * stroke, 0.0)).to_vec();
            Series::Band { points, colour: blue, opacity: 0.13 }
        })
        .collect();
    let points = d.course.iter().map(|[time, way]| (*time, *way)).collect();
    series.push(Series::Line { points, colour: blue, width: 2.75 });
    // The course is steepest at half the stroke, on the side on which the tip has less time.
    let reach = 0.3 * stroke / d.peak_mm_s * 1e3;
    let side = if dwell < 0.5 { 1.0 } else { -1.0 };
    let ends = if (dwell - 0.5).abs() < 1e-9 { [-1.0, 1.0] } else { [0.0, side] };
    let tangent = ends.map(|end: f64| (from + end * reach, 0.5 * stroke * (1.0 + 0.6 * end)));
    series.push(Series::Line { points: tangent.to_vec(), colour: theme.accents.vermilion, width: 2.5 });
    let chart = Chart { name: "strokes".into(), frame, x, y, grid: true, boxed: false, series };
    chart.draw(svg, theme)?;
    svg.begin("speeds");
    let speed = |v: f64| format!("{}{THIN}mm/s", numbers::short(v, 3));
    let factor = if (dwell - 0.5).abs() < 1e-9 {
        language.peak_speed().to_owned()
    } else {
        language.peak_speed_of_dwell().to_owned()
    };
    let lines = [
        (language.at_most(speed(d.peak_mm_s)), true),
        (factor, false),
        (language.on_average(speed(d.mean_mm_s)), true),
        (language.contact_speed().to_owned(), false),
        (language.a_cycle(numbers::short(cycle, 2)), true),
        (language.frequency_and_stroke(numbers::short(d.frequency_hz, 4), short(stroke)), false),
        (language.more_than_half_in(numbers::short(dwell * cycle, 2)), true),
        (language.shaded(numbers::short(100.0 * dwell, 3)), false),
    ];
    let under = Rect { x: place.x, width, height: frame.height + below, ..frame };
    let end = text(svg, text_at(under, top - 8.0, theme), place.width, &lines, theme);
    svg.end();
    Ok(if is_beside(theme) { under.bottom() } else { end })
}

/// Draws where the strokes land. Returns the lower edge.
fn landing(svg: &mut Svg, d: &PenDiagram, place: Place, theme: &Theme) -> f64 {
    let strokes = d.holes.iter().map(|(_, stroke)| stroke + 1).max().unwrap_or(0);
    let top = heading(svg, place, &theme.language.where_pins_land(strokes), theme);
    let ends = |of: usize| {
        let values = d.holes.iter().map(|(at, _)| at[of]);
        values
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| [low.min(value), high.max(value)])
    };
    let [[left, right], [low, high]] = [ends(0), ends(1)];
    // On a slide words stand above and below the track.
    let air = if theme.is_slide() { 1.5 } else { 0.6 };
    let half_height = (0.5 * d.head_width_mm).max(high).max(-low) + air;
    let width = place.width - beside(theme);
    let per_mm = (width / (right - left + 2.0 * air)).min(theme.high(LANDING) / (2.0 * half_height));
    let frame = Rect::new(place.x, top, width, (2.0 * half_height * per_mm).round());
    let middle_mm = 0.5 * (left + right);
    let at = |[x, y]: [f64; 2]| {
        (frame.x + 0.5 * width + (x - middle_mm) * per_mm, frame.y + 0.5 * frame.height - y * per_mm)
    };
    svg.begin("skin-from-above");
    let skin = theme.skin.papillary_dermis.mixed(theme.ground, 0.45);
    svg.rect(frame, 0.0, &Paint::fill(skin));
    svg.end();
    svg.begin("track");
    let line = Paint::stroke(theme.quiet, 1.25).dashed(6.0, 4.0);
    for side in [-0.5, 0.5] {
        let (_, y) = at([0.0, side * d.head_width_mm]);
        svg.line((frame.x, y), (frame.right(), y), &line);
    }
    let (_, upper) = at([0.0, 0.5 * d.head_width_mm]);
    let style = TextStyle::new(theme.size.note, theme.text);
    if !theme.is_slide() {
        let words = theme.language.head_and_pins(short(d.head_width_mm), short(high - low));
        svg.text((frame.x + 8.0, upper - 7.0), &words, &style);
    }
    svg.end();
    svg.clipped(frame, |svg| {
        svg.begin("holes");
        for (place, stroke) in &d.holes {
            hole(svg, d, at(*place), per_mm, colour(*stroke, strokes, theme));
        }
        svg.end();
    });
    hand(svg, d, frame, theme);
    key::scale_bar(svg, frame.right() - 8.0, frame.bottom() - 16.0, per_mm, 1.0, theme);
    let end = density(svg, d, text_at(frame, top - 8.0, theme), width, theme);
    if theme.is_slide() {
        // Nobody sees in the last row by how much a pin is dragged.
        return end;
    }
    let (x, _) = text_at(frame, top, theme);
    close(svg, d, strokes, Rect::new(x, end + 14.0, BESIDE - GAP, theme.high(CLOSE)), theme)
        .max(frame.bottom())
}

/// Colour of a stroke: the first and the last differ from those between.
fn colour(stroke: u32, of: u32, theme: &Theme) -> Rgb {
    match stroke {
        0 => theme.accents.blue,
        last if last + 1 == of => theme.accents.vermilion,
        _ => theme.text.mixed(theme.skin.papillary_dermis, 0.5),
    }
}

/// Draws a hole in true size: faintly the slit of rigid skin, and the width of the needle if the skin
/// follows.
fn hole(svg: &mut Svg, d: &PenDiagram, (x, y): (f64, f64), per_mm: f64, colour: Rgb) {
    let radius = 0.5 * d.needle.width_mm(0.0) * per_mm;
    let stadium = |slit: f64| -> Vec<(f64, f64)> {
        let half = 0.5 * slit * per_mm;
        let round = |from: f64, middle: f64| {
            (0..=12).map(move |step| {
                let angle = from + PI * f64::from(step) / 12.0;
                (middle + radius * angle.cos(), y + radius * angle.sin())
            })
        };
        round(-0.5 * PI, x + half).chain(round(0.5 * PI, x - half)).collect()
    };
    svg.path(&stadium(d.drag_mm), true, &Paint::fill(colour).opacity(0.35));
    svg.path(&stadium(d.needle.slit_mm), true, &Paint::fill(colour));
}

/// Draws the direction of the hand, and explains the colours of strokes.
fn hand(svg: &mut Svg, d: &PenDiagram, frame: Rect, theme: &Theme) {
    svg.begin("hand");
    let (y, size) = (frame.bottom() - 16.0, theme.size.note);
    let style = TextStyle::new(size, theme.text);
    // On a slide the title tells the speed.
    let words = theme.language.hand_speed(numbers::short(d.hand_speed_mm_s, 3));
    let words = if theme.is_slide() { String::new() } else { words };
    svg.text((frame.x + 8.0, layout::middle(y, size)), &words, &style);
    let from = frame.x + 18.0 + fonts::width(&words, size, style.weight);
    let (to, line) = (from + 46.0, Paint::stroke(theme.text, 1.75));
    svg.line((from, y), (to, y), &line);
    svg.path(&[(to - 9.0, y - 5.0), (to, y), (to - 9.0, y + 5.0)], false, &line);
    let mut x = to + 26.0;
    let (first, last) = (theme.language.first_stroke(), theme.language.last_stroke());
    for (words, colour) in [(first, theme.accents.blue), (last, theme.accents.vermilion)] {
        svg.circle((x, y), 5.0, &Paint::fill(colour));
        svg.text((x + 10.0, layout::middle(y, size)), words, &style);
        x += 34.0 + fonts::width(words, size, style.weight);
    }
    svg.end();
}

/// Writes the formula of the density with its values. Returns the lower edge.
fn density(svg: &mut Svg, d: &PenDiagram, at: (f64, f64), width: f64, theme: &Theme) -> f64 {
    let (n, language) = (|value: f64| numbers::short(value, 4), theme.language);
    let with_numbers = format!(
        "= {}{THIN}Hz × {} / ({}{THIN}mm/s × {}{THIN}mm)",
        n(d.frequency_hz),
        d.pins,
        n(d.hand_speed_mm_s),
        n(d.line_spacing_mm)
    );
    let mut lines = vec![
        (of_a_pass(d, language), true),
        (language.density_formula().to_owned(), false),
        (language.numeral(&with_numbers), false),
    ];
    if d.passes > 1 {
        let all = numbers::short(f64::from(d.passes) * d.density_per_mm2, 3);
        lines.push((language.density_of_passes(d.passes, all), false));
    }
    svg.begin("density");
    let end = text(svg, at, width, &lines, theme);
    svg.end();
    end
}

/// Draws neighbouring holes of one pin in close view. Returns the lower edge.
fn close(svg: &mut Svg, d: &PenDiagram, strokes: u32, frame: Rect, theme: &Theme) -> f64 {
    let width_mm = d.needle.width_mm(0.0);
    let wide_mm = d.advance_mm + d.drag_mm + 1.6 * width_mm;
    let per_mm =
        (frame.width / wide_mm.max(1e-3)).min(0.5 * frame.height / width_mm.max(1e-3)).min(CLOSE_PER_MM);
    svg.begin("close-view");
    svg.rect(frame, 0.0, &Paint::fill(theme.skin.papillary_dermis.mixed(theme.ground, 0.45)));
    let (centre, y) = (frame.x + 0.5 * frame.width, frame.y + 0.42 * frame.height);
    let places = [-0.5, 0.5].map(|side| centre + side * d.advance_mm * per_mm);
    svg.clipped(frame, |svg| {
        svg.begin("two-holes");
        for (stroke, x) in places.into_iter().enumerate() {
            hole(svg, d, (x, y), per_mm, colour(stroke as u32, strokes.max(3), theme));
        }
        svg.end();
    });
    let line = Paint::stroke(theme.text, 1.5);
    let level = frame.bottom() - 12.0;
    svg.line((places[0], level), (places[1], level), &line);
    for x in places {
        svg.line((x, level - 4.0), (x, level + 4.0), &line);
        svg.line((x, y), (x, level), &Paint::stroke(theme.text, 0.75).dashed(2.0, 3.0));
    }
    svg.end();
    let [slit, least, most] = d.slits_mm();
    let language = theme.language;
    let lines = [
        (language.from_stroke_to_stroke(fixed(d.advance_mm)), true),
        (language.close_view(fixed(width_mm)), false),
        (language.dragged(fixed(d.drag_mm)), true),
        (language.drag_formula().to_owned(), false),
        (language.full_slit(fixed(slit)), true),
        (language.skin_following(range(least, most)), false),
    ];
    svg.begin("drag");
    let end = if !is_beside(theme) {
        let x = frame.right() + GAP;
        let width = theme.page.margin + theme.inner_width() - x;
        column(svg, (x, frame.y - 8.0), width, &lines, theme).max(frame.bottom())
    } else {
        column(svg, (frame.x, frame.bottom() + 2.0), frame.width, &lines, theme)
    };
    svg.end();
    end
}

fn title(d: &PenDiagram, language: Language) -> String {
    let speed = numbers::short(d.hand_speed_mm_s, 3);
    language.pen_title(speed, fixed(d.advance_mm), of_a_pass(d, language))
}

/// Number of marks per pass in words, depending on whether the pins pierce.
fn of_a_pass(d: &PenDiagram, language: Language) -> String {
    let density = numbers::short(d.density_per_mm2, 3);
    if d.needle.tip_depth_mm > 0.0 {
        language.holes_per_mm2(density)
    } else {
        language.strikes_per_mm2(density)
    }
}

fn sentence(d: &PenDiagram, language: Language) -> String {
    let (depth_mm, spacing) = (d.needle.tip_depth_mm, short(d.line_spacing_mm));
    if depth_mm > 0.0 {
        language.pen_sentence(fixed(depth_mm), spacing)
    } else {
        language.pen_sentence_none(spacing)
    }
}

fn alt(d: &PenDiagram, title: &str, language: Language) -> String {
    language.pen_alt(
        numbers::short(d.frequency_hz, 4),
        short(d.stroke_mm),
        numbers::short(100.0 * d.dwell_fraction, 3),
        d.pins,
        title,
        fixed(d.drag_mm),
    )
}
