//! Names of places in a map, in a column at its right with straight leaders.

use super::fonts::{self, Weight};
use super::layout;
use super::svg::{Paint, Rect, Svg, TextStyle};
use super::theme::Theme;

/// Distance from the map to the column of names, including the level end of the leader, units.
const LEADER: f64 = 24.0;
const LEVEL: (f64, f64) = (16.0, 6.0);
/// Gap between a name and its detail.
const GAP: f64 = 14.0;
/// Height of a name in multiples of its type size, and gap between two, units.
const ROOM: f64 = 1.5;
const BETWEEN: f64 = 4.0;

/// A place in a map with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The place, units of the page.
    pub at: (f64, f64),
    /// Name to write.
    pub name: String,
    /// Detail beside the name, in the quiet colour; may be empty.
    pub detail: String,
}

/// Width of the names beside the map including leaders, units; zero without names.
#[must_use]
pub fn width(names: &[Name], theme: &Theme) -> f64 {
    let size = theme.size.label;
    let detail =
        names.iter().map(|name| fonts::width(&name.detail, size, Weight::Regular)).fold(0.0, f64::max);
    let gap = if detail > 0.0 { GAP } else { 0.0 };
    if names.is_empty() { 0.0 } else { LEADER + widest(names, size) + gap + detail }
}

/// Height that this many names need, units.
#[must_use]
pub fn height(count: usize, theme: &Theme) -> f64 {
    (ROOM * theme.size.label + BETWEEN) * count as f64
}

fn widest(names: &[Name], size: f64) -> f64 {
    names.iter().map(|name| fonts::width(&name.name, size, Weight::SemiBold)).fold(0.0, f64::max)
}

/// Draws names from top to bottom in the order of their places, so that leaders do not cross. Returns the
/// lower edge of the last name, or of the map if that is lower.
pub fn draw(svg: &mut Svg, map: Rect, names: &[Name], theme: &Theme) -> f64 {
    let mut order: Vec<&Name> = names.iter().collect();
    order.sort_by(|a, b| a.at.1.total_cmp(&b.at.1));
    let size = theme.size.label;
    let wanted: Vec<f64> = order.iter().map(|name| name.at.1).collect();
    let room = vec![ROOM * size; order.len()];
    let places = layout::spread(&wanted, &room, BETWEEN, map.y, map.bottom());
    let column = map.right() + LEADER;
    let beside = column + widest(names, size) + GAP;
    let end = places.last().map_or(map.bottom(), |lowest| map.bottom().max(lowest + size));
    svg.begin("names");
    for (Name { at, name, detail }, y) in order.into_iter().zip(places) {
        svg.label(theme, |svg| {
            svg.line(*at, (column - LEVEL.0, y), &Paint::stroke(theme.quiet, 0.8));
            svg.line((column - LEVEL.0, y), (column - LEVEL.1, y), &Paint::stroke(theme.quiet, 0.8));
            svg.circle(*at, 2.25, &Paint::fill(theme.text).outlined(theme.ground, 0.75));
            let strong = TextStyle::new(size, theme.text).semibold();
            svg.text((column, layout::middle(y, size)), name, &strong);
            svg.text((beside, layout::middle(y, size)), detail, &TextStyle::new(size, theme.quiet));
        });
    }
    svg.end();
    end
}
