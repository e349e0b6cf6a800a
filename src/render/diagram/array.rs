//! The needles of a device seen from the skin, a drum unrolled: a small drawing without words but a scale.

use crate::render::numbers;
use crate::render::svg::{Paint, Rect, Svg};
use crate::render::theme::{Page, Theme};
use crate::render::{Picture, key};

/// Width of the drawing, units, its margin, and its greatest height.
const WIDTH: f64 = 400.0;
const MARGIN: f64 = 16.0;
const TALLEST: f64 = 240.0;

/// Room of the scale bar, units.
const SCALE: f64 = 40.0;

/// Smallest radius of a needle, units.
const DOT: f64 = 2.2;

/// Draws needles at these positions, mm, with shafts of this diameter.
#[must_use]
pub fn draw(positions_mm: &[[f64; 2]], shaft_mm: f64, theme: &Theme) -> Picture {
    let page = Page { width: WIDTH, ..theme.page };
    let theme = &Theme { page, ..*theme };
    let span = |axis: usize| {
        let all = positions_mm.iter().map(|at| at[axis]);
        all.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], at| [low.min(at), high.max(at)])
    };
    // The longer side lies across the drawing.
    let (long, short) = if span(0)[1] - span(0)[0] >= span(1)[1] - span(1)[0] { (0, 1) } else { (1, 0) };
    let least_mm = (4.0 * shaft_mm).max(0.5);
    let wide = |[low, high]: [f64; 2]| {
        if positions_mm.is_empty() { least_mm } else { (high - low + shaft_mm).max(least_mm) }
    };
    let [width_mm, height_mm] = [wide(span(long)), wide(span(short))];
    let per_mm = ((WIDTH - 2.0 * MARGIN) / width_mm).min(TALLEST / height_mm);
    let frame = Rect::new((WIDTH - width_mm * per_mm) / 2.0, MARGIN, width_mm * per_mm, height_mm * per_mm);
    let middle = |axis: usize| 0.5 * (span(axis)[0] + span(axis)[1]);
    let mut svg = Svg::new();
    svg.begin("needles");
    // The colour of needles would be lost on a dark ground.
    let paint = Paint::fill(theme.text);
    for at in positions_mm {
        let x = frame.x + 0.5 * frame.width + (at[long] - middle(long)) * per_mm;
        let y = frame.y + 0.5 * frame.height - (at[short] - middle(short)) * per_mm;
        svg.circle((x, y), (0.5 * shaft_mm * per_mm).max(DOT), &paint);
    }
    svg.end();
    let length_mm = numbers::nice_step(0.4 * WIDTH / per_mm, 1);
    key::scale_bar(
        &mut svg,
        WIDTH - MARGIN,
        frame.bottom() + 0.6 * SCALE,
        length_mm * per_mm,
        length_mm,
        theme,
    );
    let words = theme.language.page_array(positions_mm.len());
    let svg = svg.document(frame.bottom() + SCALE, &words, &words, theme);
    Picture { name: "array".to_owned(), svg, caption: words.clone(), alt: words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_no_needle_and_one_needle_are_drawn() {
        for positions in [&[][..], &[[0.0, 0.0]], &[[0.0, 0.0], [0.0, 3.0]]] {
            let [width, height] = draw(positions, 0.25, &Theme::LIGHT).svg.size();
            assert!(width > 0.0 && height > 0.0 && height < 2.0 * WIDTH, "{height}");
        }
    }
}
