//! Marks around a cut: depth scale, hair and scale bar, bracket of the depth reached, line of the set depth.

use super::Cut;
use crate::render::fonts::{self, Weight};
use crate::render::key;
use crate::render::layout;
use crate::render::numbers::{self, THIN};
use crate::render::svg::{Anchor, Paint, Svg, TextStyle};
use crate::render::theme::{Labels, Rgb, Theme};
use std::f64::consts::TAU;

/// Air above the skin, units, with room for hair and scale bar.
pub const AIR: f64 = 46.0;
/// Room at the left of the frame for the depth scale, units.
#[must_use]
pub fn scale_room(theme: &Theme) -> f64 {
    theme.with_type(78.0)
}

/// Room between the frame and the leaders for the bracket, units.
pub const GUTTER: f64 = 20.0;

/// Colour of a hair in the skin.
pub const HAIR: Rgb = Theme::LIGHT.skin.hair;

/// Draws the depth scale at the left of the frame, in mm, from the surface down.
pub fn depth_scale(svg: &mut Svg, cut: &Cut, theme: &Theme) {
    let (frame, _) = (cut.frame, depth_ticks(svg, cut, theme));
    let (from, to) = (cut.y(0.0), frame.bottom());
    svg.begin("depth-title");
    let words = theme.language.depth_below_surface_mm();
    let wide = |words: &str| fonts::width(words, theme.size.axis, Weight::Regular);
    let words = if wide(words) <= frame.height { words } else { theme.language.depth_mm() };
    let style = TextStyle::new(theme.size.axis, theme.text).anchored(Anchor::Middle).turned();
    // At the middle of the scale, or as low as it can stand within the frame.
    let middle = (0.5 * (from + to)).min(frame.bottom() - 0.5 * wide(words));
    svg.text((frame.x - scale_room(theme) + 0.95 * style.size, middle), words, &style);
    svg.end();
}

/// Draws the depth scale without its title. Returns the heights of its labels.
pub fn depth_ticks(svg: &mut Svg, cut: &Cut, theme: &Theme) -> Vec<f64> {
    let (frame, size) = (cut.frame, theme.size.label);
    let (from, to) = (cut.y(0.0), frame.bottom());
    let most = (((to - from) / (2.4 * size)) as usize).clamp(2, 10);
    let ticks = numbers::ticks(0.0, cut.bottom_mm(), most);
    svg.begin("depth-scale");
    let line = Paint::stroke(theme.quiet, 1.0);
    let x = frame.x - 8.0;
    svg.line((x, from), (x, to), &line);
    for (tick, words) in ticks.iter().zip(numbers::tick_labels(&ticks)) {
        let y = cut.y(*tick);
        svg.line((x - 6.0, y), (x, y), &line);
        let style = TextStyle::new(size, theme.quiet).anchored(Anchor::End);
        svg.text((x - 10.0, layout::middle(y, size)), &theme.language.numeral(&words), &style);
    }
    svg.end();
    ticks.iter().map(|tick| cut.y(*tick)).collect()
}

/// Draws a hair of this thickness at the left and a scale bar at the right, at height `y` above the surface.
pub fn scales(svg: &mut Svg, cut: &Cut, y: f64, hair_mm: f64, theme: &Theme) {
    let end = hair(svg, cut, y, hair_mm, theme);
    let frame = cut.frame;
    // In a narrow frame the bar with its label only takes the room that the hair leaves.
    let room = frame.right() - 2.0 - end - 24.0 - 4.0 * theme.size.label;
    let wanted_mm = numbers::nice_step(0.16 * frame.width / cut.per_mm, 1);
    let length_mm =
        if wanted_mm * cut.per_mm <= room { wanted_mm } else { numbers::nice_floor(room / cut.per_mm) };
    if length_mm > 0.0 {
        key::scale_bar(svg, frame.right() - 2.0, y, length_mm * cut.per_mm, length_mm, theme);
    }
}

/// Draws a scale bar at the right of the frame, with its label no further left than `left`; none without room.
pub fn scale_bar_from(svg: &mut Svg, cut: &Cut, left: f64, y: f64, theme: &Theme) {
    let right = cut.frame.right() - 2.0;
    let room = right - left - 4.0 * theme.size.label;
    let wanted_mm = numbers::nice_step(0.16 * cut.frame.width / cut.per_mm, 1);
    let length_mm = wanted_mm.min(numbers::nice_floor((room / cut.per_mm).max(0.0)));
    if length_mm > 0.0 {
        key::scale_bar(svg, right, y, length_mm * cut.per_mm, length_mm, theme);
    }
}

/// Draws a scale bar at the right of the frame.
pub fn scale_bar(svg: &mut Svg, cut: &Cut, y: f64, theme: &Theme) {
    let frame = cut.frame;
    let length_mm = numbers::nice_step(0.16 * frame.width / cut.per_mm, 1);
    key::scale_bar(svg, frame.right() - 2.0, y, length_mm * cut.per_mm, length_mm, theme);
}

/// Draws a hair of this thickness at the left of the frame. Returns the end of its words.
pub fn hair(svg: &mut Svg, cut: &Cut, y: f64, hair_mm: f64, theme: &Theme) -> f64 {
    let frame = cut.frame;
    let half = 0.5 * hair_mm * cut.per_mm;
    svg.begin("hair");
    // Slightly bent, as hairs are, but equally thick everywhere.
    let (from, length) = (frame.x + 4.0, 120.0_f64.min(0.16 * frame.width));
    let at = |step: i32, aside: f64| {
        let t = f64::from(step) / 24.0;
        let (rise, slope) = (3.0 * (TAU * t).sin(), 3.0 * TAU / length * (TAU * t).cos());
        let along = (1.0 + slope * slope).sqrt();
        (from + t * length - aside * slope / along, y + rise + aside / along)
    };
    let outline: Vec<(f64, f64)> =
        (0..=24).map(|step| at(step, -half)).chain((0..=24).rev().map(|step| at(step, half))).collect();
    svg.path(&outline, true, &Paint::fill(theme.skin.hair));
    // A highlight shows that the hair is round.
    let gloss: Vec<(f64, f64)> = (0..=24).map(|step| at(step, -0.35 * half)).collect();
    svg.path(&gloss, false, &Paint::stroke(theme.skin.hair.mixed(theme.ground, 0.45), 0.3 * half));
    let size = theme.size.note;
    let words = theme.language.a_hair(format!("{}{THIN}µm", numbers::short(1e3 * hair_mm, 2)));
    svg.text((from + length + 10.0, layout::middle(y, size)), &words, &TextStyle::new(size, theme.text));
    svg.end();
    from + length + 10.0 + fonts::width(&words, size, Weight::Regular)
}

/// Draws a bracket right of the frame from one depth to another, with a dot at a third; ends outside the
/// frame stay open.
pub fn bracket(svg: &mut Svg, cut: &Cut, [low_mm, middle_mm, high_mm]: [f64; 3], theme: &Theme) {
    let x = cut.frame.right() + 11.0;
    let y = |depth_mm: f64| cut.y(depth_mm).clamp(cut.y(0.0), cut.frame.bottom());
    let line = Paint::stroke(theme.text, 2.0);
    svg.begin("reached-depth");
    svg.line((x, y(low_mm)), (x, y(high_mm)), &line);
    for depth_mm in [low_mm, high_mm] {
        if depth_mm <= cut.bottom_mm() {
            svg.line((x - 6.0, y(depth_mm)), (x, y(depth_mm)), &line);
        }
    }
    if middle_mm <= cut.bottom_mm() {
        svg.circle((x, y(middle_mm)), 3.5, &Paint::fill(theme.text));
    }
    svg.end();
}

/// Draws a dashed line at the set depth, if it is in the frame.
pub fn set_depth(svg: &mut Svg, cut: &Cut, set_mm: f64, theme: &Theme) {
    if !(0.0..=cut.bottom_mm()).contains(&set_mm) {
        return;
    }
    svg.begin("set-depth");
    let y = cut.y(set_mm);
    let line = Paint::stroke(theme.text, 1.5).dashed(7.0, 5.0);
    svg.line((cut.frame.right(), y), (cut.frame.right() + GUTTER, y), &line);
    let line = Paint::stroke(theme.skin.ink, 1.5).dashed(7.0, 5.0);
    svg.line((cut.frame.x, y), (cut.frame.right(), y), &line);
    svg.end();
}

/// Draws lines from the layers at the frame's right edge across the gutter to the leaders at these heights,
/// except where the bracket is.
pub fn lead_in(svg: &mut Svg, cut: &Cut, heights: &[f64], taken: Option<[f64; 2]>, theme: &Theme) {
    if theme.labels == Labels::Off {
        return;
    }
    svg.begin("lead-in");
    let line = Paint::stroke(theme.quiet, 1.0);
    let frame = cut.frame;
    for y in heights {
        if taken.is_none_or(|[upper, lower]| *y < upper - 3.0 || *y > lower + 3.0) {
            svg.line((frame.right() + 2.0, *y), (frame.right() + GUTTER + 4.0, *y), &line);
        }
    }
    svg.end();
}

/// Height on the page at which a label points into a layer from `upper` to `lower`: its middle, or another
/// height clear of other targets.
#[must_use]
pub fn target(upper: f64, lower: f64, taken: &[f64]) -> f64 {
    let at = |share: f64| upper + share * (lower - upper);
    at([0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.9, 0.1]
        .into_iter()
        .find(|share| is_clear(at(*share), taken))
        .unwrap_or(0.5))
}

/// Whether a height is clear of others, so that leaders do not meet.
#[must_use]
pub fn is_clear(y: f64, taken: &[f64]) -> bool {
    taken.iter().all(|other| (other - y).abs() >= 10.0)
}
