//! One stroke of one needle: approach, dimple, puncture, withdrawal, and what is left.

use super::{Animation, HEIGHT, of_frames};
use crate::outcome::SectionDiagram;
use crate::outcome::diagram::dimple::{Step, StrokeDiagram};
use crate::render::axes::{Axis, Chart, Series};
use crate::render::diagram::dimple;
use crate::render::numbers::{THIN, short};
use crate::render::section::Cut;
use crate::render::section::marks;
use crate::render::svg::{Paint, Rect, Svg, TextStyle};
use crate::render::theme::Theme;
use crate::render::words::Language;
use crate::render::{Picture, RenderError, layout};
use std::borrow::Cow;

/// Share of the frames for the approach, the hold, the withdrawal and the end; the rest follows the law.
const APPROACH: f64 = 0.12;
const HOLD: f64 = 0.05;
const WITHDRAWAL: f64 = 0.2;
const LEFT: f64 = 0.08;

/// Width of the cut, units, and height of the tip above the skin at the start, mm.
const CUT: f64 = 440.0;
const ABOVE_MM: f64 = 0.4;

/// Least rise of the skin that is told, mm, and how much faster than the needle the skin comes back.
const RISEN_MM: f64 = 0.01;
const RETURN: f64 = 1.5;

/// Largest scale, units per mm.
const MOST_PER_MM: f64 = 260.0;

/// Number of the frames that follow the law, of all.
#[must_use]
pub fn by_law(frames: usize) -> usize {
    let others = [APPROACH, HOLD, WITHDRAWAL, LEFT].map(|share| part(frames, share));
    frames.saturating_sub(others.into_iter().sum()).max(2)
}

/// Number of the frames of a part.
fn part(frames: usize, share: f64) -> usize {
    ((frames as f64 * share).round() as usize).max(1)
}

/// Moment of the stroke.
struct Moment<'a> {
    stage: &'static str,
    skin: Cow<'a, SectionDiagram>,
    needle: SectionDiagram,
    /// Travel, mm, and force, N; `None` where the law gives none.
    at: Option<[f64; 2]>,
    channel: bool,
}

/// Draws the frames.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(stroke: &StrokeDiagram, frames: usize, theme: &Theme) -> Result<Animation, RenderError> {
    let theme = &of_frames(theme);
    let language = theme.language;
    let title = dimple::title(&stroke.dimple, language);
    let moments = moments(stroke, frames, language);
    let drawn = moments.iter().map(|moment| frame(stroke, moment, &title, theme));
    let frames = drawn.collect::<Result<Vec<_>, _>>()?;
    let alt = match stroke.dimple.punctured() {
        true => language.stroke_frames_alt(&title, frames.len()),
        false => language.stroke_frames_alt_none(&title, frames.len()),
    };
    Ok(Animation {
        name: "stroke",
        caption: format!("{title}. {}", language.stroke_frames()),
        alt,
        language,
        frame_ms: 90,
        frames,
    })
}

fn moments(stroke: &StrokeDiagram, frames: usize, language: Language) -> Vec<Moment<'_>> {
    let d = &stroke.dimple;
    let above = |mm: f64| SectionDiagram { rise_mm: mm, ..d.after.clone() };
    let of = |stage, skin, needle, at, channel| Moment { stage, skin, needle, at, channel };
    // The rim of a pen presses the skin up before the needle arrives.
    let risen_mm = stroke.steps.first().map_or(0.0, |step| step.state.rise_mm.max(0.0));
    let mut all = Vec::new();
    let approach = part(frames, APPROACH);
    for at in 0..approach {
        let near = at as f64 / approach as f64;
        let needle = above(ABOVE_MM * (1.0 - near) + near * risen_mm);
        let skin = Cow::Owned(above(near * risen_mm));
        all.push(of(language.stage_approach(), skin, needle, None, false));
    }
    for Step { state, travel_mm, force_n } in &stroke.steps {
        let stage = match (state.pierced > 0, state.depth_mm > 0.0) {
            (true, _) => language.stage_in(),
            (_, true) => language.stage_enters(),
            _ => language.stage_dimple(),
        };
        let at = Some([*travel_mm, *force_n]);
        all.push(of(stage, Cow::Borrowed(state), state.clone(), at, false));
    }
    let end = if d.punctured() { language.stage_in() } else { language.stage_none() };
    let last = stroke.curve.last().copied();
    for _ in 0..part(frames, HOLD) {
        all.push(of(end, Cow::Borrowed(&d.full), d.full.clone(), last, false));
    }
    let out = part(frames, WITHDRAWAL);
    for at in 0..out {
        // The tip rises evenly from where it was to above the skin, and the skin comes back to rest.
        let up = (at + 1) as f64 / out as f64;
        let tip_mm = d.full.tip_mm() * (1.0 - up) - ABOVE_MM * up;
        let needle = SectionDiagram { rise_mm: -tip_mm, ..d.after.clone() };
        let back = (1.0 - RETURN * up).max(0.0);
        let skin = SectionDiagram {
            dimple_mm: back * d.full.dimple_mm,
            rise_mm: back * d.full.rise_mm,
            depth_mm: (tip_mm - back * (d.full.dimple_mm - d.full.rise_mm)).max(0.0),
            surface_mm: d.full.surface_mm.iter().map(|[far, sunk]| [*far, back * sunk]).collect(),
            ..d.after.clone()
        };
        all.push(of(language.stage_out(), Cow::Owned(skin), needle, None, back <= 0.0));
    }
    for _ in 0..part(frames, LEFT) {
        let stage = if d.punctured() { language.stage_left() } else { language.stage_nothing_left() };
        all.push(of(stage, Cow::Borrowed(&d.after), above(ABOVE_MM), None, true));
    }
    all
}

fn frame(
    stroke: &StrokeDiagram,
    moment: &Moment<'_>,
    title: &str,
    theme: &Theme,
) -> Result<Picture, RenderError> {
    let (language, d) = (theme.language, &stroke.dimple);
    let mut svg = Svg::new();
    let subtitle = format!("{}{}", language.average_person(), language.one_by_itself());
    let subtitle = format!("{subtitle}{}", language.device(&d.full.provenance));
    let top = layout::header(&mut svg, title, &subtitle, theme) + 4.0;
    let high = HEIGHT - top - 24.0;
    let left = theme.page.margin + marks::scale_room(theme);
    let deepest = d.full.tip_mm().max(d.before.tip_mm()).max(0.3);
    let shown_mm = 1.15 * deepest.max(0.8 * d.full.column.skin_mm().min(2.0 * deepest)) + 1.6 * ABOVE_MM;
    let per_mm = (high / shown_mm).min(MOST_PER_MM);
    let top_mm = -1.6 * ABOVE_MM - (high / per_mm - shown_mm).max(0.0) * 0.3;
    let cut = Cut { frame: Rect::new(left, top, CUT, high), left_mm: 0.0, top_mm, per_mm };
    let channel = moment.channel.then_some(d);
    dimple::stroke(&mut svg, channel, [&moment.skin, &moment.needle], &cut, theme);
    marks::depth_scale(&mut svg, &cut, theme);

    let x = cut.frame.right() + 40.0;
    let width = theme.page.margin + theme.inner_width() - x;
    let style = TextStyle::new(theme.size.subtitle, theme.text).semibold();
    svg.begin("stage");
    let lines = layout::wrapped(moment.stage, style.size, style.weight, width);
    let mut y = layout::block(&mut svg, x, top, &lines, &style);
    svg.end();
    svg.begin("numbers");
    let mm = |value: f64| language.numeral(&format!("{}{THIN}mm", short(value, 2)));
    let mut words = Vec::new();
    if let Some([_, force]) = moment.at {
        if moment.skin.rise_mm > RISEN_MM {
            words.push(language.step_rise(mm(moment.skin.rise_mm)));
        }
        words.push(language.step_dimple(mm(moment.skin.dimple_mm)));
        words.push(language.step_depth(mm(moment.skin.depth_mm)));
        words.push(language.step_force(language.numeral(&format!("{}{THIN}mN", short(1e3 * force, 2)))));
    }
    let style = TextStyle::new(theme.size.axis, theme.text);
    for line in &words {
        svg.text((x, y + style.size), line, &style);
        y += 1.35 * style.size;
    }
    svg.end();
    let chart_top = top + 3.4 * theme.size.subtitle + 5.6 * theme.size.axis;
    chart(&mut svg, stroke, moment, Rect::new(x, chart_top, width, HEIGHT - chart_top - 24.0), theme)?;
    let alt = format!("{title}. {}. {}", moment.stage, words.join(", "));
    let svg = svg.document(HEIGHT, title, &alt, theme);
    Ok(Picture { name: "stroke".to_owned(), svg, caption: String::new(), alt })
}

/// Force over travel, as far as the stroke has come.
fn chart(
    svg: &mut Svg,
    stroke: &StrokeDiagram,
    moment: &Moment<'_>,
    place: Rect,
    theme: &Theme,
) -> Result<(), RenderError> {
    let language = theme.language;
    let points: Vec<(f64, f64)> = stroke.curve.iter().map(|[travel, force]| (*travel, 1e3 * force)).collect();
    let most = points.iter().map(|(_, force)| *force).fold(1e-6, f64::max);
    let far = points.iter().map(|(travel, _)| *travel).fold(1e-6, f64::max);
    let y =
        Axis::fitted(language.force_on_needle_mn(), 0.0, 1.08 * most, place.height, false, theme.size.label);
    let (left, below) = Chart::room(&Axis::linear(language.travel_of_tip_mm(), 0.0, far, 5), &y, theme);
    let frame = Rect::new(place.x + left, place.y, place.width - left - 6.0, place.height - below);
    let x = Axis::fitted(language.travel_of_tip_mm(), 0.0, far, frame.width, true, theme.size.label);
    let mut series = vec![Series::Line { points: points.clone(), colour: theme.grid, width: 3.0 }];
    let after = moment.channel || moment.stage == language.stage_out();
    let done = moment.at.map_or(if after { f64::INFINITY } else { -1.0 }, |[travel, _]| travel);
    let so_far: Vec<(f64, f64)> = points.into_iter().filter(|(travel, _)| *travel <= done + 1e-9).collect();
    if so_far.len() > 1 {
        series.push(Series::Line { points: so_far, colour: theme.accents.blue, width: 3.0 });
    }
    let chart = Chart { name: "force".to_owned(), frame, x, y, grid: true, boxed: false, series };
    chart.draw(svg, theme)?;
    if let Some([travel, force]) = moment.at {
        svg.begin("now");
        svg.circle(chart.at(travel, 1e3 * force), 6.0, &Paint::fill(theme.accents.vermilion));
        svg.end();
    }
    Ok(())
}
