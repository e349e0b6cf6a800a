//! What enters through closing channels: the amount over time for one molecule, and the gain of all molecules in rows.

use super::axes::{Axis, Chart};
use super::fonts::{self, Weight};
use super::layout;
use super::numbers;
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::{Rgb, Theme};
use super::timeline::{CURVE, heading};
use super::words::{self, Language, begun};
use super::{Picture, RenderError};
use crate::outcome::absorption::{Absorbed, Absorption, Entered, Molecule, measured, molecules, refusal};
use crate::outcome::timeline::{Ranged, Tag, Timeline};

/// Height of the chart, units, and of a row in multiples of the type size.
const AMOUNTS: f64 = 190.0;
const ROW: f64 = 1.75;
/// Gain below which needling hardly changes what enters.
const HARDLY: f64 = 1.1;
/// Rows of a slide.
const SLIDE_ROWS: usize = 7;
/// First time of the chart, h.
const FROM_H: f64 = 1.0 / 12.0;

/// Draws the absorption.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(timeline: &Timeline, absorption: &Absorption, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let Absorption { applied, asked, .. } = absorption;
    let name = language.molecule(&asked.molecule);
    let gain = digits(asked.gain.value);
    let title = if asked.gain.value < HARDLY {
        language.absorption_title_none(applied.hours, name)
    } else {
        language.absorption_title(applied.hours, gain, digits(asked.gain.low), digits(asked.gain.high), name)
    };
    let mut svg = Svg::new();
    let how = if applied.covered { language.no_dose_covered() } else { language.no_dose_open() };
    let subtitle = format!("{} · {how}", language.setting(&timeline.provenance));
    let top = layout::header(&mut svg, &title, &subtitle, theme);
    // On a slide the gains alone are large enough to read.
    let y = match theme.is_slide() {
        true => top,
        false => amounts(&mut svg, absorption, top, theme)? + theme.page.step,
    };
    let bottom = gains(&mut svg, absorption, y, theme)?;
    let foot = language.foot(&timeline.provenance.foot());
    let mut sentence = language.absorption_sentence(numbers::short(applied.layer_mm, 2));
    let note = language.molecule_note(&asked.molecule);
    if !note.is_empty() {
        sentence.push_str(&format!(" {}: {note}.", begun(name)));
    }
    let sentence = &sentence;
    let height = layout::footer(&mut svg, bottom, sentence, &foot, theme);
    let alt =
        words::alternative([language.absorption_alt(&title), language.absorption_alt_parts().to_owned()]);
    Ok(Picture {
        name: "absorption".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// One of the amounts at a time.
type Which = fn(&Entered) -> &Ranged;

/// Draws what has entered over time. Returns the lower edge.
fn amounts(svg: &mut Svg, absorption: &Absorption, top: f64, theme: &Theme) -> Result<f64, RenderError> {
    let (language, Absorption { applied, asked, .. }) = (theme.language, absorption);
    let name = begun(language.molecule(&asked.molecule));
    let top =
        heading(svg, &language.absorption_amount(name, numbers::short(applied.layer_mm, 2)), top, theme);
    let inside = || asked.course.iter().filter(|at| at.time_h >= FROM_H);
    let percent = |mm: f64| (100.0 * mm / applied.layer_mm).min(100.0);
    let most = inside().map(|at| percent(at.amount_mm.high)).fold(0.0, f64::max);
    let left = theme.page.margin + 3.2 * theme.size.label;
    let frame = Rect::new(
        left,
        top + 6.0,
        theme.page.margin + theme.inner_width() - left - 10.0,
        theme.high(AMOUNTS),
    );
    let x = Axis {
        title: language.absorption_time().to_owned(),
        ..Axis::logarithmic("", FROM_H, applied.hours.max(2.0 * FROM_H), 5)
    };
    let labels = x.ticks.iter().map(|tick| language.numeral(&numbers::short(*tick, 2))).collect();
    let x = Axis { labels, ..x };
    let y = Axis::linear("", 0.0, if most > 50.0 { 100.0 } else { 1.05 * most.max(1e-9) }, 4);
    let chart = Chart { name: "amounts".into(), frame, x, y, grid: true, boxed: false, series: Vec::new() };
    chart.draw(svg, theme)?;
    let course = |which: Which, of: fn(&Ranged) -> f64| -> Vec<(f64, f64)> {
        inside().map(|at| chart.at(at.time_h, percent(of(which(at))))).collect()
    };
    let both: [(Which, Rgb); 2] =
        [(|at| &at.intact_mm, theme.quiet), (|at| &at.amount_mm, theme.accents.blue)];
    svg.begin("entered");
    for (which, colour) in both {
        let mut band = course(which, |at| at.low);
        band.extend(course(which, |at| at.high).into_iter().rev());
        svg.path(&band, true, &Paint::fill(colour).opacity(0.15));
    }
    let [intact, treated] =
        both.map(|(which, colour)| (course(which, |at| at.value), Paint::stroke(colour, CURVE)));
    svg.path(&intact.0, false, &intact.1.dashed(7.0, 5.0));
    svg.path(&treated.0, false, &treated.1);
    svg.end();
    Ok(frame.bottom() + 10.0 + 1.2 * theme.size.label + 1.4 * theme.size.axis)
}

/// Draws a row for each molecule, from the one that gains most. Returns the lower edge.
fn gains(svg: &mut Svg, absorption: &Absorption, top: f64, theme: &Theme) -> Result<f64, RenderError> {
    let (size, language) = (theme.size.label, theme.language);
    let mut rows: Vec<&Absorbed> = absorption.all.iter().collect();
    let is_asked = |row: &Absorbed| row.molecule.name == absorption.asked.molecule.name;
    if !rows.iter().any(|row| is_asked(row)) {
        rows.push(&absorption.asked);
    }
    rows.sort_by(|a, b| b.gain_unlimited.value.total_cmp(&a.gain_unlimited.value));
    if theme.is_slide() {
        let (every, last) = (rows.len().div_ceil(SLIDE_ROWS), rows.len() - 1);
        let mut at = 0..;
        rows.retain(|row| at.next().is_some_and(|at| at % every == 0 || at == last || is_asked(row)));
    }
    let top = heading(svg, &language.absorption_gain(absorption.applied.hours), top, theme);
    let top = key(svg, absorption, top + 4.0, theme) + 4.0;
    let wide = |row: &&Absorbed| fonts::width(language.molecule(&row.molecule), size, Weight::SemiBold);
    let left = theme.page.margin + rows.iter().map(wide).fold(0.0, f64::max) + 14.0;
    let of_row = |row: &&Absorbed| {
        let own = measured().iter().filter(|gain| gain.molecule == row.molecule.name).map(|gain| gain.high);
        own.fold(row.gain_unlimited.high, f64::max)
    };
    let most = rows.iter().map(of_row).fold(10.0, f64::max);
    let [from, to] = [0.9, numbers::nice_ceiling(1.1 * most)];
    let refused: Vec<&Molecule> = molecules().iter().filter(|molecule| refusal(molecule).is_some()).collect();
    let high = ROW * size * rows.len() as f64;
    let frame = Rect::new(left, top + 4.0, theme.page.margin + theme.inner_width() - left - 10.0, high);
    let x = Axis { title: String::new(), ..Axis::logarithmic("", from, to, 6) };
    let labels = x.ticks.iter().map(|tick| language.numeral(&plain(*tick))).collect();
    let x = Axis { labels, ..x };
    let y =
        Axis { from: 0.0, to: 1.0, log: false, ticks: Vec::new(), labels: Vec::new(), title: String::new() };
    let chart = Chart { name: "gains".into(), frame, x, y, grid: true, boxed: false, series: Vec::new() };
    chart.draw(svg, theme)?;
    svg.begin("molecules");
    for (at, row) in rows.iter().enumerate() {
        let middle = frame.y + (at as f64 + 0.5) * ROW * size;
        let asked = is_asked(row);
        let ink = if asked { theme.accents.blue } else { theme.text };
        let style = TextStyle::new(size, theme.text).anchored(Anchor::End);
        let style = if asked { style.semibold() } else { style };
        svg.text((left - 10.0, layout::middle(middle, size)), language.molecule(&row.molecule), &style);
        let radius = 0.28 * size;
        for (gain, fill, y) in
            [(row.gain_unlimited, theme.ground, middle - 0.2 * size), (row.gain, ink, middle + 0.25 * size)]
        {
            let [low, value, high] = [gain.low, gain.value, gain.high].map(|gain| chart.at(gain, 0.0).0);
            svg.line((low, y), (high, y), &Paint::stroke(ink, 2.0).opacity(0.35));
            svg.circle((value, y), radius, &Paint::fill(fill).outlined(ink, 1.25));
        }
        for gain in measured().iter().filter(|gain| gain.molecule == row.molecule.name) {
            diamond(svg, gain.tag, chart.at(gain.low, 0.0).0, middle - 0.2 * size, theme);
        }
    }
    let one = chart.at(1.0, 0.0).0;
    svg.line((one, frame.y), (one, frame.bottom()), &Paint::stroke(theme.text, 1.0).dashed(5.0, 4.0));
    svg.end();
    let bottom = frame.bottom() + 12.0 + 1.2 * size;
    if theme.is_slide() {
        return Ok(bottom);
    }
    let names: Vec<&str> = refused.iter().map(|molecule| language.molecule(molecule)).collect();
    let words = format!("{}: {}", names.join(", "), language.beyond_the_model());
    let style = TextStyle::new(theme.size.note, theme.quiet);
    let lines = layout::wrapped(&begun(&words), style.size, style.weight, theme.inner_width());
    svg.begin("refused");
    let end = layout::block(svg, theme.page.margin, bottom + 6.0, &lines, &style);
    svg.end();
    Ok(end)
}

/// What the marks are, in as many lines as they need. Returns the lower edge.
fn key(svg: &mut Svg, absorption: &Absorption, top: f64, theme: &Theme) -> f64 {
    let (size, language) = (theme.size.note, theme.language);
    let layer = numbers::short(absorption.applied.layer_mm, 2);
    let marks = [
        language.from_layer(layer),
        language.from_endless().to_owned(),
        language.measured_elsewhere().to_owned(),
    ];
    let (mut x, mut middle) = (theme.page.margin, top + 0.6 * size);
    let right = theme.page.margin + theme.inner_width();
    svg.begin("key");
    for (at, words) in marks.iter().enumerate() {
        let wide = 20.0 + fonts::width(words, size, Weight::Regular);
        if x > theme.page.margin && x + wide > right {
            (x, middle) = (theme.page.margin, middle + 1.4 * size);
        }
        let centre = (x + 6.0, middle);
        match at {
            0 => svg.circle(centre, 0.3 * size, &Paint::fill(theme.text)),
            1 => svg.circle(centre, 0.3 * size, &Paint::fill(theme.ground).outlined(theme.text, 1.25)),
            _ => diamond(svg, Tag::Seen, centre.0, middle, theme),
        }
        svg.text((x + 18.0, layout::middle(middle, size)), words, &TextStyle::new(size, theme.text));
        x += wide + 22.0;
    }
    svg.end();
    middle + 0.8 * size
}

/// The mark of a measured gain.
fn diamond(svg: &mut Svg, tag: Tag, x: f64, y: f64, theme: &Theme) {
    let half = 0.38 * theme.size.label;
    let ink = if tag == Tag::Memory { theme.quiet } else { theme.accents.vermilion };
    let points = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)];
    svg.path(&points, true, &Paint::fill(ink).outlined(theme.ground, 1.0));
}

/// Two digits.
fn digits(gain: f64) -> String {
    numbers::short(numbers::rounded(gain, 2), 2)
}

/// A tick as a plain number while it is short.
fn plain(tick: f64) -> String {
    if (0.001..=99_999.0).contains(&tick) { numbers::short(tick, 2) } else { numbers::power(tick) }
}

/// The gain in words: "4.2 (1.1 to 30)".
#[must_use]
pub fn gain_words(gain: Ranged, language: Language) -> String {
    let [value, low, high] = [gain.value, gain.low, gain.high].map(digits);
    language.numeral(&format!("{value} ({low} to {high})"))
}
