//! A needle at one setting after another, with the depth of tips and the fat-layer reach over people beside it.

use super::{Animation, HEIGHT, of_frames};
use crate::outcome::safe_depth::SettingOf;
use crate::outcome::{Figure, Provenance, SectionDiagram, Unit};
use crate::render::axes::{Axis, Chart, Series};
use crate::render::diagram::dimple;
use crate::render::numbers::{THIN, percent, short};
use crate::render::section::Cut;
use crate::render::section::marks;
use crate::render::svg::{Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Rgb, Theme};
use crate::render::words::{Language, begun};
use crate::render::{Picture, RenderError, layout};

/// One setting.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Value of the key.
    pub value: f64,
    /// Needles of the device in the average person.
    pub needle: SectionDiagram,
    /// Depth of the tips that pierced, over people.
    pub depth: Figure,
    /// Share of the strikes that reach the fat, over people.
    pub fat: Figure,
}

/// Settings of a key.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The first setting's origin.
    pub provenance: Provenance,
    /// Key that is varied.
    pub key: String,
    /// Settings in the order of the animation.
    pub settings: Vec<Setting>,
    /// Number of people behind the values.
    pub people: u32,
}

/// Width of the cut, units, air above the skin, mm, and largest scale, units per mm.
const CUT: f64 = 400.0;
const AIR_MM: f64 = 0.25;
const MOST_PER_MM: f64 = 220.0;

/// Share below which it is only said to be less.
const LEAST_SHARE: f64 = 1e-3;

/// Draws the frames, one for each setting.
///
/// # Errors
/// [`RenderError::Data`] without two settings; errors of the fonts or the plotting library.
pub fn draw(of: &Settings, theme: &Theme) -> Result<Animation, RenderError> {
    let theme = &of_frames(theme);
    let language = theme.language;
    let (Some(first), Some(last), true) = (of.settings.first(), of.settings.last(), of.settings.len() > 1)
    else {
        let why = "an animation needs two settings or more".to_owned();
        return Err(RenderError::Data { name: "setting".to_owned(), why });
    };
    let mm = |figure: &Figure| match figure.value {
        None => "–".to_owned(),
        Some(value) => language.numeral(&format!("{}{THIN}mm", short(value, 2))),
    };
    let number = |value: f64| language.numeral(&short(value, 4));
    let (from, to) = (number(first.value), number(last.value));
    let title = language.setting_title(
        begun(&key_words(&of.key, language)),
        from,
        to,
        mm(&first.depth),
        mm(&last.depth),
    );
    let drawn = (0..of.settings.len()).map(|at| frame(of, at, &title, theme));
    let frames = drawn.collect::<Result<Vec<_>, _>>()?;
    let alt = language.setting_frames_alt(&title, frames.len());
    Ok(Animation {
        name: "setting",
        caption: format!("{title}. {}", language.setting_frames(of.people)),
        alt,
        language,
        frame_ms: 350,
        frames,
    })
}

fn frame(of: &Settings, at: usize, title: &str, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let here = &of.settings[at];
    let mut svg = Svg::new();
    let subtitle = of.provenance.parts.as_ref().map_or(String::new(), |parts| {
        format!("{} · {}", language.name_begun(&parts.site), language.name_begun(&parts.device))
    });
    let top = layout::header(&mut svg, title, &subtitle, theme) + 4.0;
    let label = 1.5 * theme.size.subtitle;
    let high = HEIGHT - top - label - 24.0;
    let left = theme.page.margin + marks::scale_room(theme);
    let deepest = of.settings.iter().map(|one| one.needle.tip_mm()).fold(0.3, f64::max);
    let skin_mm = here.needle.column.skin_mm();
    let shown_mm = (1.12 * deepest).max(1.1 * skin_mm.min(2.0 * deepest)) + AIR_MM;
    let per_mm = (high / shown_mm).min(MOST_PER_MM);
    let cut = Cut { frame: Rect::new(left, top + label, CUT, high), left_mm: 0.0, top_mm: -AIR_MM, per_mm };
    let state = &here.needle;
    dimple::stroke(&mut svg, None, [state, state], &cut, theme);
    marks::depth_scale(&mut svg, &cut, theme);
    let style = TextStyle::new(theme.size.subtitle, theme.text).semibold();
    svg.begin("setting");
    let key = begun(&key_words(&of.key, language));
    let words = format!("{key} = {}", language.numeral(&short(here.value, 4)));
    svg.text((left, top + style.size), &words, &style);
    svg.end();
    let x = cut.frame.right() + 44.0;
    let width = theme.page.margin + theme.inner_width() - x;
    let half = 0.5 * (HEIGHT - top - 24.0 - 18.0);
    let place = |row: f64| Rect::new(x, top + row * (half + 18.0), width, half);
    chart(&mut svg, of, at, place(0.0), false, theme)?;
    chart(&mut svg, of, at, place(1.0), true, theme)?;
    let alt = format!("{title}. {words}.");
    let svg = svg.document(HEIGHT, title, &alt, theme);
    Ok(Picture { name: "setting".to_owned(), svg, caption: String::new(), alt })
}

/// Key in words, where it has some.
fn key_words(key: &str, language: Language) -> String {
    match key {
        "device.depth_mm" => language.setting_mm(SettingOf::Dial).to_owned(),
        "device.length_mm" => language.setting_mm(SettingOf::Needles).to_owned(),
        key => key.to_owned(),
    }
}

/// A value over the settings so far.
fn chart(
    svg: &mut Svg,
    of: &Settings,
    at: usize,
    place: Rect,
    fat: bool,
    theme: &Theme,
) -> Result<(), RenderError> {
    let language = theme.language;
    let figure = |one: &Setting| if fat { one.fat } else { one.depth };
    let scale = if fat { 100.0 } else { 1.0 };
    let all = of.settings.iter().map(|one| (one.value, figure(one)));
    let most = all.clone().flat_map(|(_, of)| [of.value, of.p95]).flatten().fold(0.0, f64::max) * scale;
    let ends = all.clone().map(|(value, _)| value);
    let (low, high) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
    let most = if fat { most.clamp(1.0, 100.0) } else { most.max(0.1) };
    let title = if fat { language.fat_axis() } else { language.mean_depth_axis() };
    let key = key_words(&of.key, language);
    let x = Axis::linear(&key, low, high, 5);
    let y = Axis::linear(title, 0.0, 1.05 * most, 3);
    let (left, below) = Chart::room(&x, &y, theme);
    let above = 1.4 * theme.size.axis;
    let frame =
        Rect::new(place.x + left, place.y + above, place.width - left - 6.0, place.height - below - above);
    let so_far: Vec<(f64, Figure)> = all.take(at + 1).collect();
    let band =
        so_far.iter().filter_map(|(x, of)| Some((*x, scale * of.p05?, scale * of.p95?))).collect::<Vec<_>>();
    let line = so_far.iter().filter_map(|(x, of)| Some((*x, scale * of.value?))).collect::<Vec<_>>();
    let colour: Rgb = if fat { theme.accents.vermilion } else { theme.accents.blue };
    let mut series = Vec::new();
    if band.len() > 1 {
        series.push(Series::Band { points: band, colour, opacity: 0.2 });
    }
    if line.len() > 1 {
        series.push(Series::Line { points: line.clone(), colour, width: 3.0 });
    }
    let name = if fat { "fat" } else { "depth" };
    let unit = if fat { Unit::Share } else { Unit::Mm };
    let figure_now = figure(&of.settings[at]);
    // Powers of ten say nothing to a class.
    let now = match figure_now.value {
        Some(share) if fat && share < LEAST_SHARE => {
            language.numeral(&format!("<{THIN}{}", percent(LEAST_SHARE)))
        }
        _ => language.said(&figure_now.said_briefly(unit)),
    };
    let style = TextStyle::new(theme.size.axis, colour).semibold();
    svg.begin(&format!("{name}-value"));
    svg.text((frame.x, place.y + theme.size.axis), &now, &style);
    svg.end();
    let chart = Chart { name: name.to_owned(), frame, x, y, grid: true, boxed: false, series };
    chart.draw(svg, theme)?;
    if let Some((x, y)) = line.last() {
        svg.begin(&format!("{name}-now"));
        svg.circle(chart.at(*x, *y), 6.0, &Paint::fill(colour));
        svg.end();
    }
    Ok(())
}
