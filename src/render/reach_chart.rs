//! Chart of the fat-layer reach against the setting, with the spread between people and over uncertain
//! inputs.

use super::axes::{Axis, Chart, Series};
use super::fonts;
use super::layout;
use super::numbers::{self, THIN};
use super::svg::{Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::{Picture, RenderError};
use crate::outcome::safe_depth::{BySetting, SafeDepths};

/// Height of the frame, units.
const HEIGHT: f64 = 460.0;
/// Reach below which nothing is drawn: a tenth of a per mille.
const LOWEST: f64 = 1e-4;
/// What lines lead to where the reach is less than this, so that they leave the frame: of none there is no logarithm.
const NEXT_TO_NOTHING: f64 = 1e-9;
/// From a line to the label beside it, units.
const BESIDE: f64 = 10.0;
/// Gap between the two labels if they share a line.
const APART: f64 = 24.0;
/// Widths of the label of the answer that are tried, as shares of its length in one line.
const NARROWER: [f64; 3] = [1.01, 0.65, 0.45];
/// Places along a line that are tried for its label, and how far apart the points of a curve are that it keeps clear of, units.
const STEPS: i32 = 16;
const SAMPLED: f64 = 4.0;

/// Draws the mean, the band between people and the outline over uncertain inputs, with the limit and the
/// deepest setting within it.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(answers: &SafeDepths, by: &BySetting, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let Some(of) = answers.sites.first() else {
        return Err(RenderError::Data { name: "reach-by-setting".into(), why: "there is no site".into() });
    };
    // What is not known breaks the line; what is less than the axis holds lies below the frame.
    let share = |part: Option<f64>| part.map_or(f64::NAN, |part| 100.0 * part.max(NEXT_TO_NOTHING));
    let (first, last) = (by.settings_mm.first().copied(), by.settings_mm.last().copied());
    let (from, to) = (first.unwrap_or(0.0), last.unwrap_or(1.0));
    let at_ends = [by.reach.first(), by.reach.last()].map(|end| end.and_then(|figure| figure.value));
    let language = theme.language;
    let [low, high] = at_ends.map(|value| value.map_or(language.no_reach().to_owned(), numbers::percent));
    let title = language.reach_by_setting_title(format!("{from:.1}"), format!("{to:.1}"), low, high);
    let subtitle =
        format!("{} · {}", language.name_begun(&of.label), language.device_and_passes(&answers.device));
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
    let frame = Rect::new(theme.page.margin + left, top + 8.0, width, theme.high(HEIGHT));
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
    let height = layout::footer(
        &mut svg,
        frame.bottom() + under + 4.0,
        &sentence,
        &theme.language.foot(&answers.provenance.foot()),
        theme,
    );
    let alt = format!("{} {title}.", language.reach_by_setting_alt());
    Ok(Picture {
        name: "reach-by-setting".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// Draws the limit across the chart and the answer down to the axis, with labels that do not overlap.
fn marks(svg: &mut Svg, plot: &Chart, answers: &SafeDepths, theme: &Theme) {
    let frame = plot.frame;
    let size = theme.size.label;
    let red = theme.accents.vermilion;
    let limit_y = plot.at(plot.x.from, 100.0 * answers.limit.max(LOWEST)).1;
    let value = answers.sites.first().and_then(|of| of.setting_mm.value);
    let value = value.filter(|value| (plot.x.from..=plot.x.to).contains(value));
    let answer_x = value.map(|value| plot.at(value, 1.0).0);
    let limit = theme.language.limit_of(numbers::percent(answers.limit));
    let answer = value.map_or(String::new(), |value| {
        theme.language.keeps_it(format!("{value:.2}{THIN}mm"), numbers::percent(answers.people))
    });
    let words = [limit, answer];
    let styles = [red, theme.text].map(|ink| TextStyle::new(size, ink).semibold());
    // A label is never wider than half of the frame, and narrower where it keeps clear of more curves so.
    let most = 0.5 * frame.width - 2.0 * BESIDE;
    let wrapped = |by: f64| {
        let wide = fonts::width(&words[1], size, fonts::Weight::SemiBold);
        let most = [most, most.min(by * wide)];
        [0, 1].map(|at| layout::wrapped(&words[at], size, fonts::Weight::SemiBold, most[at]))
    };
    let ways = NARROWER.map(|by| {
        let lines = wrapped(by);
        let (covered, places) = places(plot, [limit_y, answer_x.unwrap_or(f64::NAN)], &lines, size);
        (covered, places, lines)
    });
    let Some((_, places, lines)) = ways.into_iter().min_by_key(|(covered, ..)| *covered) else { return };
    svg.begin("limit");
    svg.line((frame.x, limit_y), (frame.right(), limit_y), &Paint::stroke(red, 1.5).dashed(8.0, 5.0));
    if let Some(x) = answer_x {
        svg.line((x, frame.y), (x, frame.bottom()), &Paint::stroke(theme.text, 1.5).dashed(4.0, 4.0));
    }
    for ((place, lines), style) in places.iter().zip(&lines).zip(&styles) {
        layout::block(svg, place.x, place.y, lines, style);
    }
    svg.end();
}

/// Boxes of the labels of the limit and of the answer, units of the page, and how many points of the curves they cover. They lie in the
/// frame, clear of each other and of both lines, and of the curves where that can be. `limit_y`, `answer_x`: where the lines run; not a
/// number where there is no answer.
fn places(
    plot: &Chart,
    [limit_y, answer_x]: [f64; 2],
    lines: &[Vec<String>; 2],
    size: f64,
) -> (usize, [Rect; 2]) {
    let frame = plot.frame;
    let [limit, answer] = [0, 1].map(|at| {
        let wide = lines[at].iter().map(|line| fonts::width(line, size, fonts::Weight::SemiBold));
        [wide.fold(0.0, f64::max), 1.3 * size * lines[at].len() as f64]
    });
    let inside = Rect::new(frame.x + 2.0, frame.y + 2.0, frame.width - 4.0, frame.height - 3.0);
    let curves = curves(plot);
    let covered = |rect: &Rect| {
        let around = Rect::new(rect.x - 3.0, rect.y - 2.0, rect.width + 6.0, rect.height + 4.0);
        let is_in = |(x, y): &&(f64, f64)| around.contains(&Rect::new(*x, *y, 0.0, 0.0));
        curves.iter().filter(is_in).count()
    };
    let crosses = |rect: &Rect, line: f64| rect.x - 4.0 < line && line < rect.right() + 4.0;
    let along = |rect: &Rect| rect.y < limit_y + 1.0 && limit_y - 1.0 < rect.bottom();
    // Considers every place beside its line that touches no line, and takes the pair that covers the curves
    // least.
    let steps = (0..=STEPS).map(|step| f64::from(step) / f64::from(STEPS));
    let mut of_limit = Vec::new();
    for share in steps.clone() {
        let x = inside.x + 6.0 + share * (inside.width - 12.0 - limit[0]);
        for y in [limit_y - limit[1] - 3.0, limit_y + 4.0] {
            let rect = Rect::new(x, y, limit[0], limit[1]);
            if inside.contains(&rect) && !crosses(&rect, answer_x) {
                of_limit.push((covered(&rect), rect));
            }
        }
    }
    let mut of_answer = Vec::new();
    for share in steps {
        let y = inside.y + 4.0 + share * (inside.height - 8.0 - answer[1]);
        for x in [answer_x - BESIDE - answer[0], answer_x + BESIDE] {
            let rect = Rect::new(x, y, answer[0], answer[1]);
            if inside.contains(&rect) && !along(&rect) {
                of_answer.push((covered(&rect), rect));
            }
        }
    }
    let nowhere = Rect::new(frame.x + 8.0, limit_y - limit[1] - 3.0, limit[0], limit[1]);
    if of_answer.is_empty() {
        let best = of_limit.iter().min_by_key(|(covered, _)| *covered);
        let (covered, rect) = best.map_or((usize::MAX, nowhere), |(covered, rect)| (*covered, *rect));
        return (covered, [rect, Rect::new(frame.x, frame.y, answer[0], answer[1])]);
    }
    let together = of_limit.iter().flat_map(|one| of_answer.iter().map(move |other| (one, other)));
    let around = |rect: &Rect| Rect { x: rect.x - APART, width: rect.width + 2.0 * APART, ..*rect };
    let free = together.filter(|(one, other)| !around(&one.1).overlaps(&other.1));
    let best = free.min_by_key(|(one, other)| one.0 + other.0);
    best.map_or((usize::MAX, [nowhere, of_answer[0].1]), |(one, other)| (one.0 + other.0, [one.1, other.1]))
}

/// Points along the curves and the edges of the band, on the page.
fn curves(plot: &Chart) -> Vec<(f64, f64)> {
    let lines = plot.series.iter().flat_map(|series| match series {
        Series::Line { points, .. } => vec![points.clone()],
        Series::Band { points, .. } => {
            let edge = |of: fn(&(f64, f64, f64)) -> (f64, f64)| points.iter().map(of).collect::<Vec<_>>();
            vec![edge(|point| (point.0, point.1)), edge(|point| (point.0, point.2))]
        }
        Series::Bars { .. } => Vec::new(),
    });
    let mut found = Vec::new();
    for line in lines {
        for pair in line.windows(2) {
            let [(x0, y0), (x1, y1)] = [0, 1].map(|at| plot.at(pair[at].0, pair[at].1));
            let samples = ((x1 - x0).hypot(y1 - y0) / SAMPLED).ceil().clamp(1.0, 4000.0) as u32;
            found.extend((0..=samples).map(|at| {
                let t = f64::from(at) / f64::from(samples);
                (x0 + t * (x1 - x0), y0 + t * (y1 - y0))
            }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::safe_depth::SettingOf;
    use crate::outcome::safe_depth::{End, SafeDepth};
    use crate::outcome::{Column, Figure, Provenance};
    use crate::render::Language;

    /// A site with this deepest setting, whose reach is a logistic curve around a setting of 1 mm, with
    /// bounds beside it.
    fn sample(answer_mm: Option<f64>, limit: f64) -> (SafeDepths, BySetting) {
        let toml = String::from("format = 1");
        let provenance = Provenance::new("sample".into(), "a pen".into(), toml.clone(), &toml, 1);
        let figure = |value: Option<f64>| Figure { value, ..Figure::default() };
        let site = SafeDepth {
            site: "upper_eyelid".into(),
            label: "upper eyelid".into(),
            setting_mm: figure(answer_mm),
            tip_mm: figure(answer_mm.map(|mm| 0.7 * mm)),
            end: End::Within,
            draws_at_ends: [0, 0],
            realisations: 8,
        };
        let settings_mm: Vec<f64> = (0..9).map(|at| 0.2 + 0.35 * f64::from(at)).collect();
        let reach = settings_mm.iter().map(|mm| {
            let at = |middle: f64| Some(1.0 / (1.0 + libm::exp(-8.0 * (mm - middle))));
            Figure {
                value: at(1.0),
                se: None,
                p05: at(1.3),
                p95: at(0.8),
                low: at(1.9),
                high: at(0.5),
                n: 96,
            }
        });
        let by = BySetting {
            reach: reach.collect(),
            depth_mm: vec![Figure::default(); settings_mm.len()],
            settings_mm,
            column: Column::stack([0.02, 0.05, 0.2, 1.2, 3.0]),
        };
        let answers = SafeDepths {
            limit,
            people: 0.95,
            setting: SettingOf::Dial,
            device: "12-pin pen".into(),
            range_mm: [0.2, 3.0],
            draws: 24,
            sites: vec![site],
            provenance,
            by_setting: None,
        };
        (answers, by)
    }

    fn parts(picture: &Picture) -> Vec<Rect> {
        use resvg::usvg;
        fn walk(group: &usvg::Group, inside: bool, found: &mut Vec<Rect>) {
            for node in group.children() {
                match node {
                    usvg::Node::Group(inner) => walk(inner, inside || inner.id() == "limit", found),
                    usvg::Node::Text(text) if inside => {
                        let b = text.abs_bounding_box();
                        let (y, high) = (f64::from(b.y()), f64::from(b.height()));
                        // The ink is a fifth smaller than the height of a line.
                        let ink = Rect::new(b.x().into(), y + 0.12 * high, b.width().into(), 0.76 * high);
                        found.push(ink);
                    }
                    _ => {}
                }
            }
        }
        let mut found = Vec::new();
        walk(picture.tree().unwrap().root(), false, &mut found);
        found
    }

    /// Labels stay clear of each other and of the lines for any answer, limit and page size.
    #[test]
    fn limit_labels_never_collide_wherever_the_answer_lies() {
        let limits = [0.0, 1e-4, 3e-4, 1e-3, 0.01, 0.05, 0.1, 0.3, 0.6, 0.9, 1.0];
        for language in Language::ALL {
            let light = Theme { language, ..Theme::LIGHT };
            for theme in [light, light.of_column()] {
                for limit in limits {
                    for step in 0..=56 {
                        let answer = (0.2 + 0.05 * f64::from(step)).min(3.0);
                        let what = format!("{language:?}, {answer} mm, limit {limit}");
                        let (answers, by) = sample(Some(answer), limit);
                        let picture = draw(&answers, &by, &theme).unwrap();
                        let found = parts(&picture);
                        assert!(found.len() >= 2, "{what}");
                        let lines: Vec<[f64; 4]> = lines(&picture);
                        for (number, one) in found.iter().enumerate() {
                            for other in &found[number + 1..] {
                                assert!(!one.overlaps(other), "{what}: {one:?} {other:?}");
                            }
                            for [x0, y0, x1, y1] in &lines {
                                let line = Rect::new(*x0, *y0, (x1 - x0).max(0.1), (y1 - y0).max(0.1));
                                assert!(!one.overlaps(&line), "{what}: {one:?} over {line:?}");
                            }
                        }
                    }
                }
            }
        }
        let (answers, by) = sample(None, 0.0);
        assert_eq!(parts(&draw(&answers, &by, &Theme::LIGHT).unwrap()).len(), 1);
    }

    /// Lines of the limit and of the answer, by their ends.
    fn lines(picture: &Picture) -> Vec<[f64; 4]> {
        let group = picture.svg.split("id=\"limit\"").nth(1).unwrap().split("</g>").next().unwrap();
        let end = |line: &str, name: &str| -> f64 {
            line.split_once(&format!("{name}=\"")).unwrap().1.split('"').next().unwrap().parse().unwrap()
        };
        let lines = group.split("<line").skip(1);
        lines.map(|line| ["x1", "y1", "x2", "y2"].map(|name| end(line, name))).collect()
    }
}
