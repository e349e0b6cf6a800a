//! Fat-layer reach of one device, sites by set depths: information that charts of "safe depths" leave out.
//!
//! Every cell has the mean share of punctures that pass the dermis. Below it are the bounds over uncertain
//! inputs, or over chance if inputs were not varied. A heavy line steps down the chart where the setting
//! exceeds the mean skin thickness. A chart based on thickness alone would draw its limit there.

use crate::outcome::Figure;
use crate::outcome::diagram::depth_chart::{DepthChart, Row};
use crate::render::colour::ColourMap;
use crate::render::fonts::{self, Weight};
use crate::render::layout;
use crate::render::numbers::{self, THIN};
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Rgb, Theme};
use crate::render::words::{self, Language};
use crate::render::{Picture, RenderError};
use std::ops::Range;

/// Height of a row, and smallest and largest width of a cell, units.
const ROW: f64 = 46.0;
const CELL: [f64; 2] = [64.0, 120.0];
/// Height of a row on a slide, which shows means alone.
const SLIDE_ROW: f64 = 23.0;
/// Gap between two cells.
const GAP: f64 = 2.0;

/// Lower ends of the colour classes, %, each with its place in the colour table. Smaller shares have the
/// colour of the ground.
const CLASSES: [(f64, f64); 5] = [(0.1, 0.06), (1.0, 0.22), (5.0, 0.4), (20.0, 0.7), (50.0, 0.92)];

/// Draws the chart.
///
/// # Errors
/// [`RenderError::Data`] if a row does not have one figure for every depth; otherwise errors of the fonts.
pub fn draw(diagram: &DepthChart, theme: &Theme) -> Result<Picture, RenderError> {
    if let Some(row) = diagram.rows.iter().find(|row| row.reach.len() != diagram.depths_mm.len()) {
        let (found, wanted) = (row.reach.len(), diagram.depths_mm.len());
        let why = format!("{} has {found} figures for {wanted} depths", row.site);
        return Err(RenderError::Data { name: "depth-chart".into(), why });
    }
    let (mut svg, d, language) = (Svg::new(), diagram, theme.language);
    let title = title(d, language);
    let subtitle =
        format!("{} · {}", language.device_and_passes(&d.device), language.through_dermis_percent());
    let mut top = layout::header(&mut svg, &title, &subtitle, theme);
    top = legend(&mut svg, d, top, theme)?;
    let bottom = if d.rows.is_empty() || d.depths_mm.is_empty() {
        layout::none(&mut svg, top, theme)
    } else {
        table(&mut svg, d, top, theme)?
    };
    let sentence = sentence(d, language);
    let foot = format!("{} {}", language.context_of_use(), theme.language.foot(&d.provenance.foot()));
    let height = layout::footer(&mut svg, bottom, &sentence, &foot, theme);
    let alt = alt(d, &title, language);
    Ok(Picture {
        name: "depth-chart".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence} {}", language.context_of_use()),
        alt,
    })
}

/// Colour of a share given in %, and of the text on it.
fn colours(percent: f64, theme: &Theme) -> Result<(Rgb, Rgb), RenderError> {
    let class = CLASSES.iter().rev().find(|(from, _)| percent >= *from);
    let Some((_, place)) = class else { return Ok((theme.ground, theme.text)) };
    let fill = ColourMap::Slate.at(*place, theme)?;
    let (ink, paper) = (Theme::LIGHT.text, Theme::LIGHT.ground);
    Ok((fill, if contrast(fill, ink) > contrast(fill, paper) { ink } else { paper }))
}

/// Contrast ratio of two colours (WCAG 2.1): 1 to 21.
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let luminance = |Rgb(r, g, b): Rgb| {
        let [r, g, b] = [r, g, b].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Draws the legend of the colours and the heavy line, in one line or more. Returns its lower edge.
fn legend(svg: &mut Svg, d: &DepthChart, top: f64, theme: &Theme) -> Result<f64, RenderError> {
    let size = theme.size.label;
    let language = theme.language;
    let mut entries = vec![(0.0, language.under(format!("{}{THIN}%", CLASSES[0].0)))];
    for (at, (from, _)) in CLASSES.iter().enumerate() {
        let words = match CLASSES.get(at + 1) {
            Some((to, _)) => language.numeral(&format!("{from}–{to}{THIN}%")),
            None => language.over(format!("{from}{THIN}%")),
        };
        entries.push((*from, words));
    }
    svg.begin("legend");
    let (mut x, mut y) = (theme.page.margin, top);
    let right = theme.page.margin + theme.inner_width();
    let style = TextStyle::new(size, theme.text);
    let mut next = |svg: &mut Svg, wide: f64, words: &str| {
        let needed = wide + 8.0 + fonts::width(words, size, Weight::Regular);
        if x + needed > right && x > theme.page.margin {
            (x, y) = (theme.page.margin, y + 1.6 * size);
        }
        svg.text((x + wide + 8.0, layout::middle(y + 0.7 * size, size)), words, &style);
        let at = (x, y + 0.7 * size);
        x += needed + 22.0;
        at
    };
    for (percent, words) in &entries {
        let (x, middle) = next(svg, 22.0, words);
        let swatch = Rect::new(x, middle - 7.0, 22.0, 14.0);
        svg.rect(swatch, 2.0, &Paint::fill(colours(*percent, theme)?.0).outlined(theme.quiet, 0.75));
    }
    if d.rows.iter().any(|row| step(row, d).is_some()) {
        let (x, middle) = next(svg, 8.0, language.mean_thickness_of_skin());
        svg.line((x + 4.0, middle - 9.0), (x + 4.0, middle + 9.0), &Paint::stroke(theme.text, 3.0));
    }
    svg.end();
    Ok(y + 1.4 * size + theme.page.step)
}

/// Number of cells left of the heavy line, if it lies inside the row.
fn step(row: &Row, d: &DepthChart) -> Option<usize> {
    let within = row.within_skin(&d.depths_mm);
    (within > 0 && within < d.depths_mm.len()).then_some(within)
}

/// Draws rows, columns and their headings; in a column, the depths in two parts one below the other. Returns the lower
/// edge.
fn table(svg: &mut Svg, d: &DepthChart, top: f64, theme: &Theme) -> Result<f64, RenderError> {
    let (big, small) = (theme.size.label, theme.size.note);
    let names: Vec<[String; 2]> = d.rows.iter().map(|row| names(row, theme.language)).collect();
    let widest = |size: f64, at: usize| {
        names.iter().map(|name| fonts::width(&name[at], size, Weight::Regular)).fold(0.0, f64::max)
    };
    let left = theme.page.margin + widest(big, 0).max(widest(small, 1)) + 14.0;
    let width = theme.page.margin + theme.inner_width() - left;
    let count = d.depths_mm.len();
    let of_part = if theme.is_column() && width < CELL[0] * theme.with_type(count as f64) {
        count.div_ceil(2)
    } else {
        count
    };
    let cell = width / of_part as f64;
    let part = Part {
        left,
        cell: cell.clamp(CELL[0].min(cell), CELL[1]),
        high: if theme.is_slide() { SLIDE_ROW } else { theme.with_type(ROW) },
    };
    let mut end = top;
    for from in (0..count).step_by(of_part) {
        let gap = if from == 0 { 0.0 } else { 2.0 * theme.page.step };
        end = part.draw(svg, d, &names, from..(from + of_part).min(count), end + gap, theme)?;
    }
    Ok(end)
}

/// Left edge, width and height of the cells.
struct Part {
    left: f64,
    cell: f64,
    high: f64,
}

impl Part {
    /// Draws the columns of these depths. Returns the lower edge.
    fn draw(
        &self,
        svg: &mut Svg,
        d: &DepthChart,
        names: &[[String; 2]],
        depths: Range<usize>,
        top: f64,
        theme: &Theme,
    ) -> Result<f64, RenderError> {
        let Part { left, cell, high } = *self;
        let (big, small, language) = (theme.size.label, theme.size.note, theme.language);
        let (head, axis) =
            (TextStyle::new(big, theme.text).semibold(), TextStyle::new(theme.size.axis, theme.text));
        svg.begin("depths");
        let words = language.setting_mm(d.setting);
        let right = theme.page.margin + theme.inner_width();
        let wide = fonts::width(words, axis.size, axis.weight);
        svg.text((left.min(right - wide), top + axis.size), words, &axis);
        for (at, depth) in d.depths_mm[depths.clone()].iter().enumerate() {
            let x = left + (at as f64 + 0.5) * cell;
            let words = language.numeral(&numbers::short(*depth, 3));
            svg.text((x, top + axis.size + 1.5 * big), &words, &head.anchored(Anchor::Middle));
        }
        svg.end();
        let top = top + axis.size + 2.1 * big;
        for (number, (row, name)) in d.rows.iter().zip(names).enumerate() {
            let y = top + number as f64 * high;
            svg.begin(&format!("site-{}", row.site));
            let style = TextStyle::new(big, theme.text);
            if theme.is_slide() {
                svg.text((theme.page.margin, layout::middle(y + 0.5 * high, big)), &name[0], &style);
            } else {
                svg.text((theme.page.margin, y + 0.42 * high), &name[0], &style);
                svg.text((theme.page.margin, y + 0.8 * high), &name[1], &TextStyle::new(small, theme.quiet));
            }
            for (at, figure) in row.reach[depths.clone()].iter().enumerate() {
                let rect = Rect::new(left + at as f64 * cell, y, cell - GAP, high - GAP);
                one(svg, figure, rect, theme)?;
            }
            svg.end();
        }
        // One line runs down the chart from row to row; where all of these depths are on one side, it is not here.
        svg.begin("mean-thickness");
        let mut line: Vec<(f64, f64)> = Vec::new();
        for (number, row) in d.rows.iter().enumerate() {
            let within = row.within_skin(&d.depths_mm).clamp(depths.start, depths.end) - depths.start;
            let (x, y) = (left + within as f64 * cell - 0.5 * GAP, top + number as f64 * high - 0.5 * GAP);
            line.extend([(x, y), (x, y + high)]);
        }
        svg.path(&line, false, &Paint::stroke(theme.text, 3.0));
        svg.end();
        Ok(top + d.rows.len() as f64 * high)
    }
}

/// Draws a cell: the mean, with its bounds below it.
fn one(svg: &mut Svg, figure: &Figure, rect: Rect, theme: &Theme) -> Result<(), RenderError> {
    let (fill, ink) =
        figure.value.map_or(Ok((theme.ground, theme.quiet)), |value| colours(100.0 * value, theme))?;
    svg.rect(rect, 2.0, &Paint::fill(fill).outlined(theme.grid, 0.75));
    let x = rect.x + 0.5 * rect.width;
    let style = TextStyle::new(theme.size.label, ink).anchored(Anchor::Middle);
    let [mean, bounds] =
        [mean_words(figure), bounds_words(figure)].map(|words| theme.language.numeral(&words));
    let bounds = if theme.is_slide() { String::new() } else { bounds };
    let middle = if bounds.is_empty() { 0.5 } else { 0.32 };
    let y = layout::middle(rect.y + middle * rect.height, style.size);
    svg.text((x, y), &mean, &style.semibold());
    let small = TextStyle::new(theme.size.note, ink).anchored(Anchor::Middle);
    svg.text((x, layout::middle(rect.y + 0.74 * rect.height, small.size)), &bounds, &small);
    Ok(())
}

/// Share in per cent without unit: two digits, no false zero.
fn percent(share: f64) -> String {
    match 100.0 * share {
        none if none < 1e-12 => "0".to_owned(),
        few if few < 0.1 => "<0.1".to_owned(),
        few if few < 9.95 => numbers::fixed(few, 1),
        most if most < 100.0 && most > 99.5 => "99+".to_owned(),
        many => numbers::fixed(many, 0),
    }
}

fn mean_words(figure: &Figure) -> String {
    figure.value.map_or("–".to_owned(), percent)
}

/// Bounds in per cent; empty if both have the same words.
fn bounds_words(figure: &Figure) -> String {
    let (Some(low), Some(high)) = (figure.low, figure.high) else { return String::new() };
    let [low, high] = [low, high].map(percent);
    match low.as_str() {
        same if same == high => String::new(),
        // The bounds are negligible, with or without uncertain inputs.
        _ if high == "<0.1" => String::new(),
        "<0.1" => format!("0–{high}"),
        _ => format!("{low}–{high}"),
    }
}

/// Words for a row: the site, and its skin thickness.
fn names(row: &Row, language: Language) -> [String; 2] {
    let thick = language.skin_of(format!("{}{THIN}mm", numbers::fixed(row.skin_mm, 2)));
    [language.name(&row.label), if row.eyelid { language.and_breach(thick) } else { thick }]
}

/// Title about the depth whose reach differs most from site to site.
fn title(d: &DepthChart, language: Language) -> String {
    let apart = |at: &usize| {
        let values = d.rows.iter().filter_map(|row| row.reach.get(*at).and_then(|figure| figure.value));
        let (low, high) = values.fold((f64::INFINITY, 0.0f64), |(low, high), v| (low.min(v), high.max(v)));
        if low.is_finite() { high - low } else { 0.0 }
    };
    let widest = (0..d.depths_mm.len()).max_by(|a, b| apart(a).total_cmp(&apart(b)));
    let Some(at) = widest.filter(|at| apart(at) > 0.0 && d.rows.len() > 1) else {
        return match d.rows.as_slice() {
            [one] => language.depth_chart_of_one(language.name_begun(&one.label)),
            _ => language.depth_chart_none().to_owned(),
        };
    };
    let known = || d.rows.iter().filter_map(|row| Some((row.reach[at].value?, row)));
    let least = known().min_by(|(a, _), (b, _)| a.total_cmp(b));
    let most = known().max_by(|(a, _), (b, _)| a.total_cmp(b));
    let of = |known: Option<(f64, &Row)>| {
        known.map_or_else(Default::default, |(value, row)| {
            (over_under(value, language), language.name(&row.label))
        })
    };
    let ((high, thin), (low, thick)) = (of(most), of(least));
    language.depth_chart_title(numbers::short(d.depths_mm[at], 3), high, thin, low, thick)
}

/// Share in words that fit into a sentence.
fn over_under(share: f64, language: Language) -> String {
    let words = numbers::percent(share);
    match (words.strip_prefix('<'), words.strip_prefix('>')) {
        (Some(few), _) => language.under(few),
        (_, Some(many)) => language.over(many),
        _ => words,
    }
}

fn sentence(d: &DepthChart, language: Language) -> String {
    let bounds = match d.draws {
        0 => language.chart_by_chance().to_owned(),
        draws => language.chart_by_draws(draws),
    };
    let largest = d.rows.iter().flat_map(|row| &row.reach).filter_map(|figure| figure.se).reduce(f64::max);
    let error = largest.filter(|error| *error > 0.0).map_or(String::new(), |error| {
        language.chart_errors(d.people, numbers::short(at_most(100.0 * error), 2))
    });
    let eyelids = if d.rows.iter().any(|row| row.eyelid) { language.chart_eyelids() } else { "" };
    language.depth_chart_sentence(bounds, error, eyelids)
}

/// The next number of two digits that is not below this one.
fn at_most(value: f64) -> f64 {
    let near = numbers::rounded(value, 2);
    let step = libm::pow(10.0, value.log10().floor() - 1.0);
    if near < value * (1.0 - 1e-9) { near + step } else { near }
}

/// Alternative text of the picture.
fn alt(d: &DepthChart, title: &str, language: Language) -> String {
    let row = |row: &Row| {
        let cell = |(mm, figure): (&f64, &Figure)| {
            let bounds = bounds_words(figure);
            let bounds = if bounds.is_empty() { bounds } else { format!(" ({bounds})") };
            language.numeral(&format!("{} mm {}{bounds}", numbers::short(*mm, 3), mean_words(figure)))
        };
        let cells: Vec<String> = d.depths_mm.iter().zip(&row.reach).map(cell).collect();
        format!("{}: {}.", language.name_begun(&row.label), cells.join(", "))
    };
    let kind = language.depth_chart_alt(d.rows.len(), d.depths_mm.len(), title);
    words::alternative(std::iter::once(kind).chain(d.rows.iter().map(row)))
}
