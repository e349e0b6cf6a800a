//! Charts of what decides a value: each input moved alone (tornado), and Sobol indices.

use super::axes::{Axis, Chart};
use super::fonts::{self, Weight};
use super::layout;
use super::numbers;
use super::shown::name_or_key;
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::sweep::{factor, range, titled, value_words};
use super::theme::{Rgb, Theme};
use super::words::{Language, begun};
use super::{Look, Picture, RenderError};
use crate::outcome::Source;
use crate::outcome::sensitivity::{Decider, Input, Scale, Sensitivity};

/// Height of a row, and half the heights of its bars, units.
const ROW: f64 = 34.0;
const BAR: f64 = 10.0;
const INNER: f64 = 5.0;
/// Most rows of the tornado.
const MOST_ROWS: usize = 16;

/// Draws both charts.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(sensitivity: &Sensitivity, look: &Look) -> Result<Vec<Picture>, RenderError> {
    Ok(vec![look.drawn(|theme| tornado(sensitivity, theme))?, look.drawn(|theme| bars(sensitivity, theme))?])
}

/// Name of an input: its key, or what several numbers are part of.
#[must_use]
pub fn input_name(input: &Input, language: Language) -> String {
    match input.source {
        Some(source @ (Source::ThicknessStudies | Source::LawFit)) => language.source_of_interval(source),
        _ => input.name.clone(),
    }
}

/// Name of a decider.
#[must_use]
pub fn decider_name(sensitivity: &Sensitivity, decider: &Decider, language: Language) -> String {
    match decider.inputs[..] {
        [input] => input_name(&sensitivity.decided.inputs[input], language),
        _ => language.others(decider.inputs.len()),
    }
}

/// How values are compared, in words.
#[must_use]
pub fn scale_words(scale: Scale, language: Language) -> &'static str {
    match scale {
        Scale::Logit => language.of_logit(),
        Scale::Log => language.of_logarithm(),
        Scale::Plain => language.of_value_itself(),
    }
}

/// What is known of the value, and what knowing one input would leave.
#[must_use]
pub fn left_words(sensitivity: &Sensitivity, language: Language) -> String {
    let decided = &sensitivity.decided;
    let words = |value: f64| value_words(sensitivity.measure, value);
    let end = |value: Option<f64>| value.map_or("–".to_owned(), words);
    let all = language.decided_interval(end(decided.low), end(decided.high), decided.points);
    let known = sensitivity.narrows_most().map_or(String::new(), |(decider, known)| {
        let name = decider_name(sensitivity, decider, language);
        let width = numbers::percent(known.width_ratio);
        language.decided_once_known(name, words(known.low), words(known.high), width)
    });
    format!("{all}.{known}")
}

/// A share in per cent without the sign, as [`numbers::percent`] rounds it.
#[must_use]
pub fn of_hundred(share: f64) -> String {
    let percent = 100.0 * share;
    let decimals = usize::from(percent.abs() < 9.95);
    numbers::fixed(percent, decimals)
}

/// Rows of a chart: a frame with a name before each row.
struct Rows {
    plot: Chart,
}

impl Rows {
    /// Draws axes, grounds and names. `beside` is kept free after the frame.
    fn new(
        svg: &mut Svg,
        top: f64,
        names: &[String],
        axis: impl FnOnce(f64) -> Axis,
        beside: f64,
        theme: &Theme,
    ) -> Result<Rows, RenderError> {
        let size = theme.size.label;
        let count = names.len().max(1);
        let y = Axis {
            from: count as f64,
            to: 0.0,
            log: false,
            ticks: (0..names.len()).map(|row| row as f64 + 0.5).collect(),
            labels: vec![String::new(); names.len()],
            title: String::new(),
        };
        let widest = names.iter().map(|name| fonts::width(name, size, Weight::Regular)).fold(0.0, f64::max);
        let left = (widest + 16.0).min(0.55 * theme.inner_width());
        let width = (theme.inner_width() - left - beside).max(120.0);
        let height = ROW * count as f64;
        let frame = Rect::new(theme.page.margin + left, top + theme.page.step, width, height);
        let plot = Chart {
            name: "rows".to_owned(),
            frame,
            x: axis(width),
            y,
            grid: true,
            boxed: false,
            series: Vec::new(),
        };
        svg.begin("grounds");
        for row in (0..names.len()).step_by(2) {
            let band = Rect::new(frame.x, frame.y + row as f64 * ROW, frame.width, ROW);
            svg.rect(band, 0.0, &Paint::fill(theme.grid).opacity(0.4));
        }
        svg.end();
        plot.draw_axes(svg, theme)?;
        svg.begin("names");
        let style = TextStyle::new(size, theme.text).anchored(Anchor::End);
        for (row, name) in names.iter().enumerate() {
            let middle = frame.y + (row as f64 + 0.5) * ROW;
            svg.text((frame.x - 10.0, layout::middle(middle, size)), name, &style);
        }
        svg.end();
        Ok(Rows { plot })
    }

    /// Middle of a row.
    fn middle(&self, row: usize) -> f64 {
        self.plot.frame.y + (row as f64 + 0.5) * ROW
    }

    fn x(&self, value: f64) -> f64 {
        self.plot.at(value, 0.0).0.clamp(self.plot.frame.x, self.plot.frame.right())
    }

    /// Top of what comes below.
    fn below(&self, theme: &Theme) -> f64 {
        let (_, under) = Chart::room(&self.plot.x, &self.plot.y, theme);
        self.plot.frame.bottom() + under + 4.0
    }
}

/// Inputs moved alone, the widest bar on top.
fn tornado(sensitivity: &Sensitivity, theme: &Theme) -> Result<Picture, RenderError> {
    let (language, decided) = (theme.language, &sensitivity.decided);
    let measure = sensitivity.measure;
    let single = |decider: &Decider| match decider.inputs[..] {
        [input] => Some(input),
        _ => None,
    };
    let mut order: Vec<usize> = decided.deciders.iter().filter_map(single).collect();
    order.sort_by(|one, other| decided.alone[*other].apart.total_cmp(&decided.alone[*one].apart));
    order.truncate(MOST_ROWS);
    let names: Vec<String> = order.iter().map(|at| input_name(&decided.inputs[*at], language)).collect();
    // Any input without an order starts in the middle; those of a range have it there.
    let middle = decided.alone.iter().find(|alone| !alone.is_of_choices());
    let middle = middle.and_then(|alone| alone.values.get(alone.values.len() / 2).copied());
    let by = factor(measure.unit());
    let ends = |at: usize| decided.alone[at].ends.map(|end| by * end);
    let all: Vec<f64> =
        order.iter().flat_map(|at| ends(*at)).chain(middle.map(|middle| by * middle)).collect();
    let ([from, to], log) = range(all.iter().copied());
    let title = match order.first() {
        Some(first) => {
            let [one, other] = decided.alone[*first].ends;
            let words = |value: f64| value_words(measure, value);
            begun(&language.tornado_title(
                name_or_key(measure, language),
                &names[0],
                words(one.min(other)),
                words(one.max(other)),
            ))
        }
        None => begun(name_or_key(measure, language)),
    };
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &title, &sensitivity.provenance.name, theme);
    let name = titled(measure, language);
    let (size, note) = (theme.size.label, theme.size.note);
    let axis = |width: f64| {
        if log {
            let count = ((width / 90.0) as usize).clamp(2, 6);
            Axis { title: language.sweep_logarithmic(&name), ..Axis::logarithmic(&name, from, to, count) }
        } else {
            Axis::fitted(&name, from, to, width, true, size)
        }
    };
    let top = legend(&mut svg, top, theme);
    let rows = Rows::new(&mut svg, top, &names, axis, 60.0, theme)?;
    svg.begin("bars");
    for (row, at) in order.iter().enumerate() {
        let alone = &decided.alone[*at];
        let y = rows.middle(row);
        let [one, other] = ends(*at).map(|end| rows.x(end));
        let mut bar = |from: f64, to: f64, colour: Rgb| {
            let bar = Rect::new(from.min(to), y - BAR, (to - from).abs().max(1.0), 2.0 * BAR);
            svg.rect(bar, 0.0, &Paint::fill(colour));
        };
        match middle.filter(|_| !alone.is_of_choices()).map(|middle| rows.x(by * middle)) {
            // The shorter one on top, where both lie on one side.
            Some(start) if (one - start).abs() >= (other - start).abs() => {
                bar(start, one, theme.accents.blue);
                bar(start, other, theme.accents.orange);
            }
            Some(start) => {
                bar(start, other, theme.accents.orange);
                bar(start, one, theme.accents.blue);
            }
            None => bar(one, other, theme.quiet),
        }
        for (which, (end, words)) in [one, other].into_iter().zip(&alone.words).enumerate() {
            let Some(words) = words else { continue };
            let opposite = [other, one][which];
            let rises = if end == opposite { which == 1 } else { end > opposite };
            // Where both lie on one side, the nearer end has no room.
            let start = middle.map_or(end, |middle| rows.x(by * middle));
            if (rises && end < start - 1.0) || (!rises && end > start + 1.0) {
                continue;
            }
            let (anchor, off) = if rises { (Anchor::Start, 5.0) } else { (Anchor::End, -5.0) };
            // Beside the names there is no room.
            let width = fonts::width(words, note, Weight::Regular);
            if !rises && end - width - 8.0 < rows.plot.frame.x {
                continue;
            }
            let style = TextStyle::new(note, theme.quiet).anchored(anchor);
            svg.text(
                (end + off, layout::middle(y, note)),
                &language.numeral(&words.replace('-', "\u{2212}")),
                &style,
            );
        }
    }
    svg.end();
    let middle_words = middle.map_or("–".to_owned(), |middle| value_words(measure, middle));
    if let Some(middle) = middle {
        let (x, frame) = (rows.x(by * middle), rows.plot.frame);
        svg.line((x, frame.y), (x, frame.bottom()), &Paint::stroke(theme.text, 1.5));
    }
    let choices = order.iter().any(|at| decided.alone[*at].is_of_choices());
    let sentence = language.tornado_sentence(middle_words, scale_words(decided.scale, language))
        + if choices { language.tornado_choices() } else { "" };
    let height = layout::footer(
        &mut svg,
        rows.below(theme),
        &sentence,
        &theme.language.foot(&sensitivity.provenance.foot()),
        theme,
    );
    let alt = format!("{} {title}.", language.tornado_alt());
    let svg = svg.document(height, &title, &alt, theme);
    Ok(Picture { name: "tornado".to_owned(), svg, caption: format!("{title}. {sentence}"), alt })
}

/// What the two colours of a bar are. Returns where the chart begins.
fn legend(svg: &mut Svg, top: f64, theme: &Theme) -> f64 {
    let size = theme.size.label;
    let side = 0.8 * size;
    let entries = [
        (theme.accents.blue, theme.language.tornado_low()),
        (theme.accents.orange, theme.language.tornado_high()),
    ];
    svg.begin("legend");
    let mut x = theme.page.margin;
    for (colour, words) in entries {
        svg.rect(Rect::new(x, top + 0.1 * size, side, side), 0.0, &Paint::fill(colour));
        let style = TextStyle::new(size, theme.text);
        svg.text((x + side + 8.0, layout::middle(top + 0.1 * size + 0.5 * side, size)), words, &style);
        x += side + 8.0 + fonts::width(words, size, Weight::Regular) + 28.0;
    }
    svg.end();
    top + 1.4 * size
}

/// First-order and total indices, the largest total on top.
fn bars(sensitivity: &Sensitivity, theme: &Theme) -> Result<Picture, RenderError> {
    let (language, decided) = (theme.language, &sensitivity.decided);
    let ranked = sensitivity.ranked();
    let names: Vec<String> =
        ranked.iter().map(|decider| decider_name(sensitivity, decider, language)).collect();
    let title = match ranked.first() {
        Some(first) => begun(&language.decides_title(
            name_or_key(sensitivity.measure, language),
            &names[0],
            numbers::percent(first.index.total.min(1.0)),
        )),
        None => String::new(),
    };
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &title, &sensitivity.provenance.name, theme);
    let size = theme.size.label;
    let words = |decider: &Decider| {
        let index = &decider.index;
        language.numeral(&format!(
            "{} ({}–{})",
            numbers::percent(index.total.max(0.0)),
            of_hundred(index.total_low),
            of_hundred(index.total_high)
        ))
    };
    let beside: Vec<String> = ranked.iter().map(|decider| words(decider)).collect();
    let beside_width =
        14.0 + beside.iter().map(|words| fonts::width(words, size, Weight::Regular)).fold(0.0, f64::max);
    let most = ranked.iter().map(|decider| 100.0 * decider.index.total_high.max(decider.index.first_high));
    let most = most.fold(1.0, f64::max);
    let axis =
        |width: f64| Axis::fitted(&begun(language.share_of_variance()), 0.0, 1.05 * most, width, true, size);
    let rows = Rows::new(&mut svg, top, &names, axis, beside_width, theme)?;
    svg.begin("indices");
    for (row, (decider, words)) in ranked.iter().zip(&beside).enumerate() {
        let (y, index, zero) = (rows.middle(row), &decider.index, rows.x(0.0));
        let at = |share: f64| rows.x(100.0 * share);
        for (share, half, opacity) in [(index.total, BAR, 0.35), (index.first, INNER, 1.0)] {
            let bar = Rect::new(zero, y - half, (at(share) - zero).max(0.5), 2.0 * half);
            svg.rect(bar, 0.0, &Paint::fill(theme.accents.blue).opacity(opacity));
        }
        let lines = [
            (index.total_low, index.total_high, y + 0.5 * (BAR + INNER), theme.text),
            (index.first_low, index.first_high, y, theme.text),
        ];
        for (low, high, y, colour) in lines {
            svg.line((at(low), y), (at(high), y), &Paint::stroke(colour, 1.5));
        }
        let style = TextStyle::new(size, theme.text);
        svg.text((rows.plot.frame.right() + 12.0, layout::middle(y, size)), words, &style);
    }
    svg.end();
    let scale = scale_words(decided.scale, language);
    let sentence =
        format!("{} {}", language.decides_sentence(scale, decided.points), left_words(sensitivity, language));
    let height = layout::footer(
        &mut svg,
        rows.below(theme),
        &sentence,
        &theme.language.foot(&sensitivity.provenance.foot()),
        theme,
    );
    let alt = format!("{} {title}.", language.decides_alt());
    let svg = svg.document(height, &title, &alt, theme);
    Ok(Picture { name: "indices".to_owned(), svg, caption: format!("{title}. {sentence}"), alt })
}
