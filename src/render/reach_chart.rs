//! Fat-layer reach against the setting, with what differs between people and what nobody knows.

use super::axes::{Axis, Chart, Series};
use super::fonts;
use super::layout;
use super::numbers::{self, THIN};
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::{Picture, RenderError};
use crate::outcome::safe_depth::{BySetting, SafeDepths};

/// Height of the frame, units.
const HEIGHT: f64 = 460.0;
/// Reach below which nothing is drawn: a tenth of a per mille.
const LOWEST: f64 = 1e-4;

/// Mean, band between people and outline over uncertain inputs; the limit, and the deepest setting that keeps it.
///
/// # Errors
/// From fonts or the plotting library.
pub fn draw(answers: &SafeDepths, by: &BySetting, theme: &Theme) -> Result<Picture, RenderError> {
    fonts::register()?;
    let mut svg = Svg::new();
    let Some(of) = answers.sites.first() else {
        return Err(RenderError::Data { name: "reach-by-setting".into(), why: "there is no site".into() });
    };
    let share = |part: Option<f64>| 100.0 * part.unwrap_or(0.0).max(LOWEST);
    let (first, last) = (by.settings_mm.first().copied(), by.settings_mm.last().copied());
    let (from, to) = (first.unwrap_or(0.0), last.unwrap_or(1.0));
    let at_ends = [by.reach.first(), by.reach.last()].map(|end| end.and_then(|figure| figure.value));
    let language = theme.language;
    let [low, high] = at_ends.map(|value| value.map_or(language.no_reach().to_owned(), numbers::percent));
    let title = language.reach_by_setting_title(format!("{from:.1}"), format!("{to:.1}"), low, high);
    let subtitle = format!("{} · {}", of.label, answers.device);
    let top = layout::header(&mut svg, &title, &subtitle, theme);
    let x_title = language.setting_mm(answers.setting);
    let y = Axis {
        from: 100.0 * LOWEST,
        to: 100.0,
        log: true,
        ticks: vec![0.01, 0.1, 1.0, 10.0, 100.0],
        labels: ["0.01", "0.1", "1", "10", "100"].map(str::to_owned).to_vec(),
        title: language.into_fat_logarithmic().to_owned(),
    };
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let width = theme.inner_width() - left - 8.0;
    let x = Axis::fitted(x_title, from, to, width, true, theme.size.label);
    let frame = Rect::new(theme.page.margin + left, top + 8.0, width, HEIGHT);
    let points = || by.settings_mm.iter().copied().zip(&by.reach);
    let blue = theme.accents.blue;
    let mut series = vec![Series::Band {
        points: points().map(|(mm, reach)| (mm, share(reach.p05), share(reach.p95))).collect(),
        colour: blue,
        opacity: 0.2,
    }];
    if answers.draws > 0 {
        for bound in
            [|figure: &crate::outcome::Figure| figure.low, |figure: &crate::outcome::Figure| figure.high]
        {
            series.push(Series::Line {
                points: points().map(|(mm, reach)| (mm, share(bound(reach)))).collect(),
                colour: theme.quiet,
                width: 1.5,
            });
        }
    }
    series.push(Series::Line {
        points: points().map(|(mm, reach)| (mm, share(reach.value))).collect(),
        colour: blue,
        width: 3.0,
    });
    let plot = Chart { name: "reach".to_owned(), frame, x, y, grid: true, boxed: false, series };
    plot.draw(&mut svg, theme)?;
    marks(&mut svg, &plot, answers, theme);
    let (_, under) = Chart::room(&plot.x, &plot.y, theme);
    let inputs = match answers.draws {
        0 => String::new(),
        draws => language.grey_lines(draws),
    };
    let sentence = language.reach_by_setting_sentence(of.realisations, inputs);
    let height =
        layout::footer(&mut svg, frame.bottom() + under + 4.0, &sentence, &answers.provenance.foot(), theme);
    let alt = format!("{} {title}. {sentence}", language.reach_by_setting_alt());
    Ok(Picture {
        name: "reach-by-setting".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// The limit across the chart, and the answer down to the axis.
fn marks(svg: &mut Svg, plot: &Chart, answers: &SafeDepths, theme: &Theme) {
    let frame = plot.frame;
    let size = theme.size.label;
    let red = theme.accents.vermilion;
    svg.begin("limit");
    let y = plot.at(plot.x.from, 100.0 * answers.limit.max(LOWEST)).1;
    svg.line((frame.x, y), (frame.right(), y), &Paint::stroke(red, 1.5).dashed(8.0, 5.0));
    let words = theme.language.limit_of(numbers::percent(answers.limit));
    svg.text((frame.x + 8.0, y - 8.0), &words, &TextStyle::new(size, red).semibold());
    if let Some(value) = answers.sites.first().and_then(|of| of.setting_mm.value)
        && (plot.x.from..=plot.x.to).contains(&value)
    {
        let x = plot.at(value, 1.0).0;
        svg.line((x, frame.y), (x, frame.bottom()), &Paint::stroke(theme.text, 1.5).dashed(4.0, 4.0));
        let words = theme.language.keeps_it(format!("{value:.2}{THIN}mm"), numbers::percent(answers.people));
        let wide = fonts::width(&words, size, fonts::Weight::SemiBold);
        let style = TextStyle::new(size, theme.text).semibold();
        // Deeper settings reach more: upper left and lower right of the frame are empty.
        let (at, style) = if x - 10.0 - wide > frame.x {
            ((x - 10.0, frame.y + 1.5 * size), style.anchored(Anchor::End))
        } else {
            ((x + 10.0, frame.bottom() - 12.0), style)
        };
        svg.text(at, &words, &style);
    }
    svg.end();
}
