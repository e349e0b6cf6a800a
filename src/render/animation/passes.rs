//! Strikes of one treatment in a small square, in the order of time, at true size.

use super::{Animation, of_frames};
use crate::outcome::{CloseUp, Outcome, Outline};
use crate::render::numbers::fixed;
use crate::render::picture_set::dots::{chart, device, legend, openings};
use crate::render::svg::{Svg, TextStyle};
use crate::render::theme::{Rgb, Theme};
use crate::render::words::Language;
use crate::render::{Picture, RenderError, layout};

/// Draws the frames.
///
/// # Errors
/// [`RenderError::Data`] if nothing struck the square; errors of the fonts or the plotting library.
pub fn draw(outcome: &Outcome, frames: usize, theme: &Theme) -> Result<Animation, RenderError> {
    let theme = &of_frames(theme);
    let (language, shown) = (theme.language, &outcome.close_up);
    if shown.marks.is_empty() || shown.heads.len() != shown.marks.len() {
        let why = "no strike fell into the square that it shows".to_owned();
        return Err(RenderError::Data { name: "passes".to_owned(), why });
    }
    let passes = shown.marks.iter().map(|mark| mark.pass + 1).max().unwrap_or(1);
    let title = language.passes_in_time_title(shown.inside().count(), passes);
    let last = frames.max(2) - 1;
    // Needles of one stroke strike together, so a frame ends with a stroke.
    let whole = |end: usize| {
        let mut end = end;
        while end > 0 && end < shown.heads.len() && shown.heads[end] == shown.heads[end - 1] {
            end += 1;
        }
        end
    };
    let mut ends: Vec<usize> = (0..=last).map(|at| whole(shown.marks.len() * at / last)).collect();
    ends.dedup();
    let last = ends.len() - 1;
    let drawn = ends.into_iter().enumerate().map(|(at, end)| {
        // The last frame has no device over the openings.
        let head = (at < last).then(|| shown.heads[end.saturating_sub(1)]);
        let so_far = CloseUp { marks: shown.marks[..end].to_vec(), heads: Vec::new(), ..shown.clone() };
        frame(outcome, &so_far, head, passes, &title, theme)
    });
    let frames = drawn.collect::<Result<Vec<_>, _>>()?;
    let alt = language.passes_frames_alt(&title, frames.len());
    Ok(Animation {
        name: "passes",
        caption: format!("{title}. {}", language.passes_frames()),
        alt,
        language,
        frame_ms: 120,
        frames,
    })
}

fn frame(
    outcome: &Outcome,
    so_far: &CloseUp,
    head: Option<crate::outcome::Head>,
    passes: u32,
    title: &str,
    theme: &Theme,
) -> Result<Picture, RenderError> {
    let language = theme.language;
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, title, &language.setting(&outcome.provenance), theme);
    let chart = chart(so_far, top, theme);
    let frame = chart.frame;
    svg.begin("skin");
    svg.rect(frame, 0.0, &crate::render::svg::Paint::fill(theme.skin.surface));
    svg.end();
    svg.clipped(frame, |svg| {
        openings(svg, so_far, &chart, passes, theme);
        if let Some(head) = head.filter(|_| so_far.outline != Outline::Nothing) {
            let per_mm = frame.width / (chart.x.to - chart.x.from);
            svg.begin("device");
            device(svg, head, so_far.outline, |[x, y]| chart.at(x, y), per_mm, theme);
            svg.end();
        }
    });
    chart.draw_axes(&mut svg, theme)?;
    let (_, below) = crate::render::axes::Chart::room(&chart.x, &chart.y, theme);
    let x = frame.right() + 40.0;
    let all = density(&outcome.close_up);
    let words = words(so_far, passes, all, language);
    let colour = |at: usize| -> Rgb { if at == 0 { theme.text } else { theme.quiet } };
    svg.begin("so-far");
    let mut y = frame.y;
    let width = theme.page.margin + theme.inner_width() - x;
    for (at, line) in words.iter().enumerate() {
        let style = TextStyle::new(theme.size.subtitle, colour(at));
        let lines = layout::wrapped(line, style.size, style.weight, width);
        y = layout::block(&mut svg, x, y, &lines, &style) + 4.0;
    }
    svg.end();
    legend(&mut svg, [x, y + 14.0], width, &outcome.close_up, passes, theme);
    let height = frame.bottom() + below + 20.0;
    let alt = format!("{title}. {}", words.join(", "));
    let svg = svg.document(height.ceil(), title, &alt, theme);
    Ok(Picture { name: "passes".to_owned(), svg, caption: String::new(), alt })
}

/// Strikes per mm² of the square.
fn density(shown: &CloseUp) -> f64 {
    let side = |[low, high]: [f64; 2]| high - low;
    shown.inside().count() as f64 / (side(shown.x_mm) * side(shown.y_mm)).max(1e-9)
}

/// What has happened so far.
fn words(so_far: &CloseUp, passes: u32, all_per_mm2: f64, language: Language) -> Vec<String> {
    let inside = so_far.inside().count();
    let per_mm2 = density(so_far);
    let repeats = so_far.inside().filter(|mark| mark.repeat && mark.tract.pierced).count();
    let failed = so_far.inside().filter(|mark| !mark.tract.pierced).count();
    let pass = so_far.marks.last().map_or(1, |mark| mark.pass + 1);
    let mut words = vec![
        language.so_far_pass(pass, passes),
        language.so_far_strikes(inside),
        // One unit for all frames: that of the last.
        language.so_far_density(if all_per_mm2 >= 1.0 {
            language.so_far_per_mm2(language.numeral(&fixed(per_mm2, 1)))
        } else {
            language.so_far_per_cm2(language.numeral(&fixed(100.0 * per_mm2, 0)))
        }),
        language.so_far_repeats(repeats),
    ];
    if so_far.inside().any(|mark| !mark.tract.pierced) {
        words.push(language.so_far_failed(failed));
    }
    words
}
