//! Every opening of one treatment in a small square of skin, at its true size and shape.
//!
//! Earlier passes are paler, strikes into an earlier opening are ringed. Beside the square: where it lies in the
//! area, and the device at both ends of a lane.

use super::tips::failed_of_first;
use crate::outcome::{CloseUp, FieldKind, Head, Mark, Measure, Outcome, Outline};
use crate::render::axes::{Axis, Chart};
use crate::render::fonts::Weight;
use crate::render::heatmap::{draw_scale_bar, say_none};
use crate::render::numbers::{self, THIN, rounded};
use crate::render::run_map::{from_zero, one, outside};
use crate::render::squares::{Blocks, FOR_A_SHARE};
use crate::render::summary::Summary;
use crate::render::svg::{Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Rgb, Theme};
use crate::render::value_table::ValueTable;
use crate::render::{ColourMap, Picture, RenderError, Scale, heatmap, layout};

/// Largest side of the square on the page, and width of what stands beside it, units.
const SIDE: f64 = 600.0;
const BESIDE: f64 = 292.0;
const GUTTER: f64 = 40.0;

/// Largest height of the inset, units.
const INSET: f64 = 210.0;

/// Corners on each round end of an opening.
const CORNERS: usize = 6;

/// Paleness of the first of several passes: its share of the colour of the skin.
const PALEST: f64 = 0.62;

/// Passes that the legend tells apart; of more it names the first and the last.
const TOLD_APART: u32 = 5;

/// Draws the openings.
///
/// # Errors
/// Those of the fonts and the PNG encoder; [`RenderError::Map`] if the map of the first treatment is missing.
pub(super) fn draw(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let shown = &outcome.close_up;
    let Told { title, sentence, alt } = told(outcome, theme);
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &title, &theme.language.setting(&outcome.provenance), theme);
    let chart = chart(shown, top, theme);
    let frame = chart.frame;
    let passes = shown.marks.iter().map(|mark| mark.pass + 1).max().unwrap_or(1);

    svg.begin("skin");
    svg.rect(frame, 0.0, &Paint::fill(theme.skin.surface));
    svg.end();
    svg.clipped(frame, |svg| openings(svg, shown, &chart, passes, theme));
    chart.draw_axes(&mut svg, theme)?;
    let mut bottom = draw_scale_bar(&mut svg, &chart, theme);
    if shown.marks.is_empty() {
        bottom = say_none(&mut svg, frame, bottom, theme.language.nothing(), theme).max(bottom);
    }

    let x = frame.right() + GUTTER;
    let width = (theme.page.margin + theme.inner_width() - x).max(1.0);
    let table = ValueTable::of(outcome, Measure::Density, theme.language);
    let head = theme.language.density_of_people().to_owned();
    let mut y = ValueTable { head, ..table }.draw(&mut svg, [x, frame.y - 6.0], width, theme);
    y = legend(&mut svg, [x, y + 14.0], width, shown, passes, theme);
    y = inset(&mut svg, outcome, Rect::new(x, y + 12.0, width, theme.high(INSET)), theme)?;
    let foot = theme.language.foot(&outcome.provenance.foot());
    let height = layout::footer(&mut svg, bottom.max(y), &sentence, &foot, theme);
    Ok(Picture {
        name: name.to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: sentence,
        alt,
    })
}

/// Frame of the square with its axes, at equal scales.
pub(in crate::render) fn chart(shown: &CloseUp, top: f64, theme: &Theme) -> Chart {
    let [x_mm, y_mm] = [shown.x_mm, shown.y_mm].map(|[low, high]| [low, high.max(low + 1e-9)]);
    let (wide_mm, high_mm) = (x_mm[1] - x_mm[0], y_mm[1] - y_mm[0]);
    let language = theme.language;
    let y = Axis::linear(language.y_mm(), y_mm[0], y_mm[1], 6);
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let room = (theme.inner_width() - left - GUTTER - BESIDE).min(theme.high(SIDE));
    let per_mm = (room / wide_mm).min(theme.high(SIDE) / high_mm);
    let frame = Rect::new(theme.page.margin + left, top + 4.0, per_mm * wide_mm, per_mm * high_mm);
    let size = theme.size.label;
    Chart {
        name: "square".to_owned(),
        frame,
        x: Axis::fitted(language.x_mm(), x_mm[0], x_mm[1], frame.width, true, size),
        y: Axis::fitted(language.y_mm(), y_mm[0], y_mm[1], frame.height, false, size),
        grid: false,
        boxed: true,
        series: Vec::new(),
    }
}

/// Colour of the openings of a pass, counted from 0: earlier ones are closer to that of the skin.
pub(super) fn colour_of_pass(pass: u32, passes: u32, theme: &Theme) -> Rgb {
    let last = f64::from(passes.saturating_sub(1).max(1));
    let earlier = f64::from(passes.saturating_sub(1).saturating_sub(pass)) / last;
    theme.skin.opening.mixed(theme.skin.surface, PALEST * earlier)
}

/// The openings pass by pass, then rings and marks above them.
pub(in crate::render) fn openings(svg: &mut Svg, shown: &CloseUp, chart: &Chart, passes: u32, theme: &Theme) {
    let per_mm = chart.frame.width / (chart.x.to - chart.x.from);
    for pass in 0..passes {
        let pierced = shown.marks.iter().filter(|mark| mark.pass == pass && mark.tract.pierced);
        let polygon = |mark: &Mark| -> Vec<(f64, f64)> {
            mark.opening.outline_mm(CORNERS).into_iter().map(|[x, y]| chart.at(x, y)).collect()
        };
        let polygons: Vec<Vec<(f64, f64)>> = pierced.map(polygon).collect();
        svg.begin(&format!("pass-{}", pass + 1));
        svg.polygons(
            &polygons,
            &Paint::fill(colour_of_pass(pass, passes, theme)).outlined(theme.skin.surface, 0.5),
        );
        svg.end();
    }
    svg.begin("repeat-hits");
    for mark in shown.inside().filter(|mark| mark.repeat && mark.tract.pierced) {
        let reach_mm = mark.opening.half_width_mm().max(mark.opening.half_height_mm());
        let at = chart.at(mark.tract.x_mm, mark.tract.y_mm);
        svg.circle(at, per_mm * reach_mm + 2.5, &Paint::stroke(ring(theme), 1.5));
    }
    svg.end();
    svg.begin("not-pierced");
    for mark in shown.inside().filter(|mark| !mark.tract.pierced) {
        cross(svg, chart.at(mark.tract.x_mm, mark.tract.y_mm), theme);
    }
    svg.end();
}

/// Colour of the rings.
pub(super) fn ring(theme: &Theme) -> Rgb {
    // On any ground the rings lie on skin.
    if theme.skin.surface.lightness() > 55.0 { Theme::LIGHT.accents.blue } else { Theme::DARK.accents.blue }
}

/// Mark of a strike that did not pierce.
fn cross(svg: &mut Svg, (x, y): (f64, f64), theme: &Theme) {
    let line = Paint::stroke(theme.skin.opening.mixed(theme.skin.surface, 0.3), 1.0);
    svg.line((x - 2.5, y - 2.5), (x + 2.5, y + 2.5), &line);
    svg.line((x - 2.5, y + 2.5), (x + 2.5, y - 2.5), &line);
}

/// What the marks mean. Returns the lower edge.
pub(in crate::render) fn legend(
    svg: &mut Svg,
    [x, mut y]: [f64; 2],
    width: f64,
    shown: &CloseUp,
    passes: u32,
    theme: &Theme,
) -> f64 {
    let (size, language) = (theme.size.label, theme.language);
    let style = TextStyle::new(size, theme.text);
    let entry = |svg: &mut Svg, words: &str, y: f64, mark: &dyn Fn(&mut Svg, (f64, f64))| -> f64 {
        // A patch of skin, because the marks are made for its colour.
        let patch = Rect::new(x, y, 26.0, 20.0);
        svg.rect(patch, 3.0, &Paint::fill(theme.skin.surface));
        mark(svg, (x + 13.0, y + 10.0));
        let lines = layout::wrapped(words, size, Weight::Regular, width - 36.0);
        layout::block(svg, x + 36.0, y + 10.0 - 0.65 * size, &lines, &style).max(y + 20.0) + 4.0
    };
    svg.begin("legend");
    let told: Vec<u32> = if passes <= TOLD_APART { (0..passes).collect() } else { vec![0, passes - 1] };
    for pass in told {
        let words =
            if passes == 1 { language.an_opening().to_owned() } else { language.pass_number(pass + 1) };
        let fill = Paint::fill(colour_of_pass(pass, passes, theme));
        y = entry(svg, &words, y, &|svg, at| svg.circle(at, 5.0, &fill));
    }
    if shown.inside().any(|mark| mark.repeat && mark.tract.pierced) {
        let fill = Paint::fill(theme.skin.opening);
        y = entry(svg, language.into_an_earlier_one(), y, &|svg, at| {
            svg.circle(at, 4.0, &fill);
            svg.circle(at, 7.0, &Paint::stroke(ring(theme), 1.5));
        });
    }
    if shown.inside().any(|mark| !mark.tract.pierced) {
        y = entry(svg, language.did_not_pierce(), y, &|svg, at| cross(svg, at, theme));
    }
    svg.end();
    y
}

/// The whole area, the density of its punctures in one hue, with the square and the device on it. Returns the lower edge.
fn inset(svg: &mut Svg, outcome: &Outcome, room: Rect, theme: &Theme) -> Result<f64, RenderError> {
    let (grid, shown, language) = (&outcome.grid, &outcome.close_up, theme.language);
    let size = theme.size.note;
    let per_mm = (room.width / grid.width_mm).min(room.height / grid.height_mm);
    let frame =
        Rect::new(room.x, room.y, (per_mm * grid.width_mm).max(1.0), (per_mm * grid.height_mm).max(1.0));
    let field =
        outside(outcome, Blocks::of(outcome, 4.0 * FOR_A_SHARE).mean(one(outcome, FieldKind::Punctures)?));
    let (summary, scale, map) =
        (Summary::of(field.view()), from_zero(Scale::of(field.view())), ColourMap::Carmine);
    let limits = scale.limits("inset", &summary)?;
    let palette = scale.palette(map, theme)?;
    svg.begin("whole-area");
    heatmap::paint(
        svg,
        frame,
        field.view(),
        &summary,
        |value| scale.cell(value, limits, map),
        &palette,
        map,
    )?;
    let at = |[x, y]: [f64; 2]| (frame.x + per_mm * x, frame.bottom() - per_mm * y);
    svg.rect(frame, 0.0, &Paint::stroke(theme.quiet, 1.0));
    let (left, upper) = at([shown.x_mm[0], shown.y_mm[1]]);
    let square = Rect::new(
        left,
        upper,
        per_mm * (shown.x_mm[1] - shown.x_mm[0]),
        per_mm * (shown.y_mm[1] - shown.y_mm[0]),
    );
    svg.rect(square, 0.0, &Paint::stroke(theme.ground, 4.0));
    svg.rect(square, 0.0, &Paint::stroke(theme.text, 2.0));
    svg.end();
    if let Some(heads) = shown.lane.filter(|_| shown.outline != Outline::Nothing) {
        svg.clipped(frame, |svg| lane(svg, heads, shown.outline, at, per_mm, theme));
    }
    let words = match (shown.lane, shown.outline) {
        (None, _) | (_, Outline::Nothing) => language.inset().to_owned(),
        (Some(_), Outline::Disc { .. }) => language.inset_with_rim(theme.more()),
        (Some(_), Outline::Rectangle { .. }) => language.inset_with_device(theme.more()),
    };
    let style = TextStyle::new(size, theme.quiet);
    let lines = layout::wrapped(&words, size, Weight::Regular, room.width);
    Ok(layout::block(svg, room.x, frame.bottom() + 4.0, &lines, &style))
}

/// Outline of a device on the skin.
pub(in crate::render) fn device(
    svg: &mut Svg,
    head: Head,
    outline: Outline,
    at: impl Fn([f64; 2]) -> (f64, f64),
    per_mm: f64,
    theme: &Theme,
) {
    let (wide, line) = (Paint::stroke(theme.ground, 4.0), Paint::stroke(theme.text, 1.75));
    match outline {
        Outline::Nothing => {}
        Outline::Disc { diameter_mm } => {
            for paint in [&wide, &line] {
                svg.circle(at(head.at_mm), 0.5 * per_mm * diameter_mm, paint);
            }
        }
        Outline::Rectangle { along_mm, across_mm } => {
            let [cos, sin] = head.heading;
            let corner = |along: f64, across: f64| {
                let (along, across) = (0.5 * along * along_mm, 0.5 * across * across_mm);
                let [x, y] = head.at_mm;
                at([x + along * cos - across * sin, y + along * sin + across * cos])
            };
            let corners = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
            for paint in [&wide, &line] {
                svg.path(&corners, true, paint);
            }
        }
    }
}

/// Outlines of the device at both ends of a lane, and an arrow between.
fn lane(
    svg: &mut Svg,
    [start, end]: [Head; 2],
    outline: Outline,
    at: impl Fn([f64; 2]) -> (f64, f64),
    per_mm: f64,
    theme: &Theme,
) {
    let colour = theme.text;
    let (wide, line) = (Paint::stroke(theme.ground, 4.0), Paint::stroke(colour, 1.75));
    svg.begin("device");
    for head in [start, end] {
        device(svg, head, outline, &at, per_mm, theme);
    }
    let ((x0, y0), (x1, y1)) = (at(start.at_mm), at(end.at_mm));
    let length = (x1 - x0).hypot(y1 - y0);
    if length > 12.0 {
        let (ux, uy) = ((x1 - x0) / length, (y1 - y0) / length);
        let barb = |side: f64| (x1 - 9.0 * ux - side * 5.0 * uy, y1 - 9.0 * uy + side * 5.0 * ux);
        let head = [barb(1.0), (x1, y1), barb(-1.0)];
        for paint in [&wide, &line] {
            svg.line((x0, y0), (x1, y1), paint);
            svg.path(&head, false, paint);
        }
    }
    svg.end();
}

/// Texts of the picture.
struct Told {
    title: String,
    sentence: String,
    alt: String,
}

fn told(outcome: &Outcome, theme: &Theme) -> Told {
    let (language, shown) = (theme.language, &outcome.close_up);
    let row = outcome.first_row;
    let of = |measure: Measure| row.map(|row| row[measure as usize]).filter(|value| value.is_finite());
    let density = of(Measure::Density).filter(|density| *density > 0.0);
    let title = match density {
        None => language.no_needle_struck().to_owned(),
        Some(density) => {
            let count = density_words(density, language);
            match (failed_of_first(outcome, language), of(Measure::Repeat)) {
                (Some(failed), _) => language.dots_title_failed(count, failed),
                (None, Some(repeat)) if repeat >= LEAST_REPEATS => {
                    language.dots_title_repeats(count, language.percent(repeat))
                }
                (None, _) => language.dots_title(count),
            }
        }
    };
    let inside = shown.inside().count();
    let side = |[low, high]: [f64; 2]| numbers::short(high - low, 2);
    let [wide, high] = [shown.x_mm, shown.y_mm].map(side);
    let square = if wide == high {
        language.square_of(format!("{wide}{THIN}mm"))
    } else {
        language.window_of(format!("{wide} × {high}{THIN}mm"))
    };
    let passes = shown.marks.iter().map(|mark| mark.pass).max().unwrap_or(0);
    let mut sentence = language.dots_sentence(square, inside);
    if passes > 0 {
        sentence.push_str(language.dots_paler());
    }
    if shown.one_in > 1 {
        sentence.push_str(&language.one_strike_in(shown.one_in));
    }
    let repeats = shown.inside().filter(|mark| mark.repeat && mark.tract.pierced).count();
    let alt = language.dots_alt(&title, inside, repeats);
    Told { title, sentence, alt }
}

/// Share of repeat hits below which the title does not speak of them.
const LEAST_REPEATS: f64 = 0.01;

/// Density in the unit that gives a number above one: "44 per mm²" or "27 per cm²".
pub(super) fn density_words(per_cm2: f64, language: crate::render::Language) -> String {
    let number = |value: f64| numbers::short(rounded(value, 2), 3);
    if per_cm2 >= 150.0 {
        language.per_mm2(number(0.01 * per_cm2))
    } else {
        language.per_cm2(number(per_cm2))
    }
}
