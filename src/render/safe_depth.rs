//! Charts of the deepest setting that meets a criterion in this model: site by site, and over the face.

use super::axes::{Axis, Chart};
use super::face_map::{self, FaceMap};
use super::fonts::{self, Weight};
use super::layout;
use super::numbers::{self, THIN};
use super::svg::{Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::words::{self, Language, begun};
use super::{Look, Picture, RenderError, reach_chart, setting_chart};
use crate::outcome::safe_depth::{End, SafeDepth, SafeDepths};
use crate::outcome::{Face, face};

/// Height of the line of one site, units.
const LINE: f64 = 30.0;
/// Half the height of the band of uncertain inputs, and of a dot.
const BAND: f64 = 8.0;
const DOT: f64 = 5.0;

/// Draws all pictures of an answer: its sites, the face if they are all of its regions, and what a single site does
/// at other settings.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub fn draw(answers: &SafeDepths, look: &Look) -> Result<Vec<Picture>, RenderError> {
    let mut pictures = vec![look.drawn(|theme| chart(answers, theme))?];
    let regions = &face().regions;
    let of_face = answers.sites.len() == regions.len()
        && regions.iter().zip(&answers.sites).all(|(region, of)| region.site.name == of.site);
    if of_face {
        // On a column with larger type the bounds beside the names of the face would have no room, so the
        // picture is scaled.
        pictures.push(look.drawn(|theme| map(answers, face(), theme))?);
    }
    if let Some(by_setting) = &answers.by_setting {
        pictures.push(look.drawn(|theme| reach_chart::draw(answers, by_setting, theme))?);
        pictures.push(look.drawn(|theme| setting_chart::draw(answers, by_setting, theme))?);
    }
    Ok(pictures)
}

/// Limit and share of people in words: "1 %", "95 %".
fn of_whom(answers: &SafeDepths) -> [String; 2] {
    [answers.limit, answers.people].map(numbers::percent)
}

/// Setting in words: "0.83 mm".
fn in_mm(setting_mm: f64) -> String {
    format!("{setting_mm:.2}{THIN}mm")
}

/// Deepest setting in words: "0.83 mm".
fn words(of: &SafeDepth, range_mm: [f64; 2], language: Language) -> String {
    match (of.setting_mm.value, of.end) {
        (Some(value), End::EverySettingMeets) => language.or_more(in_mm(value)),
        (Some(value), _) => language.numeral(&in_mm(value)),
        (None, _) => language.none_from(in_mm(range_mm[0])),
    }
}

/// The same with the error of the people looked at: "0.83 ± 0.02 mm".
fn words_with_error(of: &SafeDepth, range_mm: [f64; 2], language: Language) -> String {
    match (of.setting_mm.value, of.setting_mm.se, of.end) {
        (Some(value), Some(error), End::Within) => {
            language.numeral(&format!("{value:.2} ± {error:.2}{THIN}mm"))
        }
        _ => words(of, range_mm, language),
    }
}

/// Words of a setting with the bounds over uncertain inputs.
fn with_bounds(words: String, of: &SafeDepth, language: Language) -> String {
    match (of.setting_mm.low, of.setting_mm.high) {
        (Some(low), Some(high)) => language.numeral(&format!("{words}  ({low:.2}–{high:.2})")),
        _ => words,
    }
}

fn foot(answers: &SafeDepths, language: Language) -> String {
    format!(
        "{} {} {}",
        language.what_it_is(),
        language.context_of_use(),
        language.foot(&answers.provenance.foot())
    )
}

/// Description of the bounds.
fn bounds_words(answers: &SafeDepths, language: Language) -> String {
    if answers.draws > 0 { language.safe_bounds(answers.draws) } else { language.safe_no_inputs().to_owned() }
}

/// Draws one row per site: the deepest setting, its error, and its band over uncertain inputs.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn chart(answers: &SafeDepths, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let language = theme.language;
    let [limit, people] = of_whom(answers);
    let title = match answers.sites.as_slice() {
        [one] if one.setting_mm.value.is_none() => language.safe_title_none(
            language.name_begun(&one.label),
            in_mm(answers.range_mm[0]),
            limit,
            people,
        ),
        [one] => language.safe_title(
            language.name_begun(&one.label),
            words(one, answers.range_mm, language),
            limit,
            people,
        ),
        _ => language.safe_titles(limit, people),
    };
    let top = layout::header(&mut svg, &title, &language.device_and_passes(&answers.device), theme);
    let size = theme.size.label;
    let with_tips = |of: &SafeDepth| {
        let setting = with_bounds(words_with_error(of, answers.range_mm, language), of, language);
        match of.tip_mm.value {
            Some(tip) => language.with_tips(setting, language.numeral(&in_mm(tip))),
            None => setting,
        }
    };
    let beside: Vec<String> = answers.sites.iter().map(with_tips).collect();
    let beside_width =
        beside.iter().map(|words| fonts::width(words, size, Weight::Regular)).fold(0.0, f64::max);
    let count = answers.sites.len().max(1);
    let y = Axis {
        from: count as f64,
        to: 0.0,
        log: false,
        ticks: (0..answers.sites.len()).map(|row| row as f64 + 0.5).collect(),
        labels: answers.sites.iter().map(|of| language.name(&of.label)).collect(),
        title: String::new(),
    };
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let width = (theme.inner_width() - left - beside_width - 28.0).max(120.0);
    let frame = Rect::new(theme.page.margin + left, top + theme.page.step, width, LINE * count as f64);
    let furthest = answers
        .sites
        .iter()
        .flat_map(|of| [of.setting_mm.value, of.setting_mm.high])
        .flatten()
        .fold(answers.range_mm[0], f64::max);
    let x =
        Axis::fitted(&begun(language.setting_mm(answers.setting)), 0.0, 1.05 * furthest, width, true, size);
    let plot =
        Chart { name: "settings".to_owned(), frame, x, y, grid: true, boxed: false, series: Vec::new() };
    svg.begin("rows");
    for row in (0..answers.sites.len()).step_by(2) {
        let band = Rect::new(frame.x, frame.y + row as f64 * LINE, frame.width, LINE);
        svg.rect(band, 0.0, &Paint::fill(theme.grid).opacity(0.4));
    }
    svg.end();
    plot.draw_axes(&mut svg, theme)?;
    svg.begin("answers");
    for (number, (of, words)) in answers.sites.iter().zip(&beside).enumerate() {
        let middle = frame.y + (number as f64 + 0.5) * LINE;
        let at = |mm: f64| plot.at(mm, 0.0).0;
        if let (Some(low), Some(high)) = (of.setting_mm.low, of.setting_mm.high) {
            let band = Rect::new(at(low), middle - BAND, (at(high) - at(low)).max(1.0), 2.0 * BAND);
            svg.rect(band, 2.0, &Paint::fill(theme.accents.blue).opacity(0.22));
        }
        if let Some(value) = of.setting_mm.value {
            let error = 2.0 * of.setting_mm.se.unwrap_or(0.0);
            let line = Paint::stroke(theme.accents.blue, 2.0);
            svg.line(
                (at((value - error).max(0.0)), middle),
                (at(value + error).min(frame.right()), middle),
                &line,
            );
            svg.circle((at(value), middle), DOT, &Paint::fill(theme.accents.blue));
        }
        let style = TextStyle::new(size, theme.text);
        svg.text((frame.right() + 20.0, layout::middle(middle, size)), words, &style);
    }
    svg.end();
    let (_, under) = Chart::room(&plot.x, &plot.y, theme);
    let least = least_words(answers, |of| language.name(&of.label), language);
    let sentence = format!("{least}{}", bounds_words(answers, language));
    let foot = foot(answers, language);
    let height = layout::footer(&mut svg, frame.bottom() + under + 4.0, &sentence, &foot, theme);
    let rows: Vec<String> = answers
        .sites
        .iter()
        .zip(&beside)
        .map(|(of, words)| format!("{} {words}", language.name(&of.label)))
        .collect();
    let sites = rows.iter().map(|row| format!("{}.", begun(row)));
    let alt = words::alternative(std::iter::once(language.safe_alt().to_owned()).chain(sites));
    Ok(Picture {
        name: "safe-depth".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence} {}", language.what_it_is()),
        alt,
    })
}

/// Words about the limiting site, if there are several.
fn least_words(answers: &SafeDepths, name: impl Fn(&SafeDepth) -> String, language: Language) -> String {
    match answers.least() {
        Some(least) if answers.sites.len() > 1 => {
            language.least_of_all(name(least), words(least, answers.range_mm, language))
        }
        _ => String::new(),
    }
}

/// Draws the face with the deepest setting of every region.
///
/// # Errors
/// Errors of the fonts or the colour table.
pub fn map(answers: &SafeDepths, face: &Face, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let [limit, people] = of_whom(answers);
    // Sites are named as on the picture.
    let name = |of: &SafeDepth| {
        let region = face.regions.iter().find(|region| region.site.name == of.site);
        let named = region.and_then(|region| language.region(&region.name));
        named.map_or_else(|| language.name(&of.label), str::to_owned)
    };
    let least = least_words(answers, name, language);
    let of_regions = FaceMap {
        name: "safe-depth-face",
        title: language.safe_titles_by_region(limit, people),
        subtitle: theme.language.device_and_passes(&answers.device),
        sentence: format!("{least}{}", language.safe_face_sentence()),
        face,
        values_mm: answers.sites.iter().map(|of| of.setting_mm.value.unwrap_or(f64::NAN)).collect(),
        // No room for errors beside the face.
        words: answers
            .sites
            .iter()
            .map(|of| with_bounds(words(of, answers.range_mm, language), of, language))
            .collect(),
        quantity: language.deepest_setting(),
        foot: foot(answers, language),
    };
    face_map::draw(&of_regions, theme)
}
