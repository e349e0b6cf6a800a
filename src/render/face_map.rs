//! The face with its regions named and a length in each: the skin thickness, or how deep a device may be set.

use super::colour::ColourMap;
use super::layout;
use super::names::{self, Name};
use super::numbers::THIN;
use super::run_map::{line_colour, part_colour};
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::{Rgb, Theme};
use super::words;
use super::{Picture, RenderError};
use crate::outcome::{Face, FaceTone as Tone};

/// Height of the face, units.
const HEIGHT: f64 = 760.0;

/// Contents of the picture.
#[derive(Clone, Debug)]
pub struct FaceMap<'a> {
    /// Stem of the file name.
    pub name: &'a str,
    /// Title with the main message.
    pub title: String,
    /// The setting in words.
    pub subtitle: String,
    /// Sentence that describes the picture.
    pub sentence: String,
    /// The face to draw.
    pub face: &'a Face,
    /// Length of every region, mm, in the order of the face; it sets the tone. NaN leaves a region without
    /// tone.
    pub values_mm: Vec<f64>,
    /// The same lengths in words.
    pub words: Vec<String>,
    /// Meaning of the lengths, for the alternative text.
    pub quantity: &'a str,
    /// Foot line.
    pub foot: String,
}

/// Width of the key, units, and number of its steps.
const KEY: f64 = 190.0;
const STEPS: u32 = 24;

/// Draws what the colours mean: a bar from the least to the largest length. Returns its lower edge.
fn key(
    svg: &mut Svg,
    bar: Rect,
    [least, largest]: [f64; 2],
    light: &Theme,
    theme: &Theme,
) -> Result<f64, RenderError> {
    let size = theme.size.note;
    if !(least.is_finite() && largest > least) {
        return Ok(bar.y);
    }
    svg.begin("key");
    let wide = bar.width / f64::from(STEPS);
    for step in 0..STEPS {
        let colour = tone((f64::from(step) + 0.5) / f64::from(STEPS), light)?;
        // A little wider, so that no seam shows between two steps.
        let part = Rect::new(bar.x + wide * f64::from(step), bar.y, wide + 0.6, bar.height);
        svg.rect(part, 0.0, &Paint::fill(colour));
    }
    svg.rect(Rect { width: bar.width + 0.6, ..bar }, 0.0, &Paint::stroke(theme.quiet, 1.0));
    let y = bar.bottom() + 1.25 * size;
    let words = |mm: f64| theme.language.numeral(&format!("{mm:.2}{THIN}mm"));
    let style = TextStyle::new(size, theme.text);
    svg.text((bar.x, y), &words(least), &style);
    svg.text((bar.right(), y), &words(largest), &style.anchored(Anchor::End));
    svg.end();
    Ok(y + 0.4 * size)
}

/// Colour of a region by the place of its length from the least to the largest: skin that gets redder, and light enough
/// for names and lines over it.
fn tone(place: f64, theme: &Theme) -> Result<Rgb, RenderError> {
    Ok(theme.skin.surface.mixed(ColourMap::Carmine.at(0.15 + 0.35 * place, theme)?, 0.15 + 0.65 * place))
}

/// Draws the face. Regions are filled according to their lengths and named at the right, with straight
/// leaders.
///
/// # Errors
/// Errors of the fonts or the colour table.
pub fn draw(map: &FaceMap<'_>, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &map.title, &map.subtitle, theme);
    let face = map.face;
    let points = face.outline.iter().chain(face.lines.iter().flat_map(|line| &line.points));
    let highest = points.map(|at| at[1]).fold(0.0, f64::max) + 4.0;
    let per_mm = theme.high(HEIGHT) / highest;
    let frame = Rect::new(theme.page.margin, top + 8.0, face.width_mm * per_mm, theme.high(HEIGHT));
    let at = |[x, y]: [f64; 2]| (frame.x + x * per_mm, frame.bottom() - y * per_mm);
    let path = |points: &[[f64; 2]]| points.iter().map(|point| at(*point)).collect::<Vec<_>>();

    let thinnest = map.values_mm.iter().copied().fold(f64::INFINITY, f64::min);
    let thickest = map.values_mm.iter().copied().fold(0.0, f64::max);
    // The face is drawn in the colours of paper on any ground.
    let light = theme.on_skin();
    svg.begin("regions");
    for (region, thickness) in face.regions.iter().zip(&map.values_mm) {
        // Tones are light, so that names and lines stay readable over them.
        let place = (thickness - thinnest) / (thickest - thinnest).max(1e-9);
        let colour = match place.is_finite() {
            true => tone(place, &light)?,
            false => theme.skin.surface,
        };
        for polygon in &region.polygons {
            svg.path(&path(&polygon.points), true, &Paint::fill(colour));
            svg.path(&path(&polygon.points), true, &Paint::stroke(light.text, 0.8));
        }
    }
    svg.end();
    svg.begin("masks");
    for mask in &face.masks {
        for polygon in &mask.polygons {
            let points = path(&polygon.points);
            if mask.overlay {
                svg.path(&points, true, &Paint::stroke(theme.accents.vermilion, 1.5).dashed(6.0, 4.0));
            } else {
                let fill = part_colour(&mask.name, theme).unwrap_or(theme.ground);
                svg.path(&points, true, &Paint::fill(fill).outlined(theme.skin.ink, 1.2));
            }
        }
    }
    svg.end();
    svg.begin("drawing");
    for line in &face.lines {
        let fill = line_colour(line.tone, theme).filter(|_| line.closed);
        let colour = theme.skin.ink.mixed(theme.skin.surface, 0.25);
        let paint = match fill {
            Some(fill) if line.tone == Tone::Tint => Paint::fill(fill),
            Some(fill) => Paint::fill(fill).outlined(colour, 0.7),
            None => Paint::stroke(colour, 0.7),
        };
        svg.path(&path(&line.points), line.closed, &paint);
    }
    svg.end();
    svg.begin("outline");
    svg.path(&path(&face.outline), true, &Paint::stroke(light.text, 1.5));
    svg.end();

    let named: Vec<Name> = (face.regions.iter().zip(&map.words))
        .map(|(region, words)| Name {
            at: at(region.label_at),
            name: theme.language.region(&region.name).unwrap_or(&region.label).to_owned(),
            detail: words.clone(),
        })
        .collect();
    let size = theme.size.label;
    let from = names::width(&named, theme);
    let room = Rect::new(frame.right() + from - KEY, frame.bottom() - 3.2 * size, KEY, 0.9 * size);
    // Names end above the key, which has its place below them.
    let beside = Rect::new(frame.x, frame.y, frame.width, room.y - 0.3 * size - frame.y);
    let end = names::draw(&mut svg, beside, &named, theme).max(frame.bottom());
    let end = end.max(key(&mut svg, room, [thinnest, thickest], &light, theme)?);
    let height = layout::footer(&mut svg, end + 8.0, &map.sentence, &map.foot, theme);
    // Sorts the regions from top to bottom.
    let mut list: Vec<&Name> = named.iter().collect();
    list.sort_by(|a, b| a.at.1.total_cmp(&b.at.1));
    let kind = theme.language.face_alt(map.quantity);
    let regions = list
        .into_iter()
        .map(|Name { name, detail, .. }| format!("{} {}.", words::begun(name), detail.replace("  ", " ")));
    let alt = words::alternative(std::iter::once(kind).chain(regions));
    Ok(Picture {
        name: map.name.to_owned(),
        svg: svg.document(height, &map.title, &alt, theme),
        caption: map.sentence.clone(),
        alt,
    })
}

/// Units per mm of the plain face.
const PLAIN: f64 = 2.0;

/// Width and height of the drawing of the plain face, units.
#[must_use]
pub fn plain_size(face: &Face) -> [f64; 2] {
    [PLAIN * face.width_mm, PLAIN * face.height_mm]
}

/// Place of a point of the face in the drawing of the plain face, units.
#[must_use]
pub fn plain_at(face: &Face, [x, y]: [f64; 2]) -> [f64; 2] {
    [PLAIN * x, PLAIN * (face.height_mm - y)]
}

/// Draws the face alone, without words, and one site darker: to be touched.
///
/// # Errors
/// Errors of the colour table.
pub fn plain(face: &Face, site: Option<&str>, theme: &Theme) -> Result<Picture, RenderError> {
    let at = |point: &[f64; 2]| plain_at(face, *point).into();
    let path = |points: &[[f64; 2]]| points.iter().map(at).collect::<Vec<(f64, f64)>>();
    let light = theme.on_skin();
    let mut svg = Svg::new();
    svg.begin("regions");
    for region in &face.regions {
        let chosen = site == Some(region.site.name.as_str());
        let colour = if chosen { tone(1.0, &light)? } else { theme.skin.surface };
        for polygon in &region.polygons {
            svg.path(&path(&polygon.points), true, &Paint::fill(colour).outlined(light.text, 0.8));
        }
    }
    svg.end();
    svg.begin("masks");
    for mask in face.masks.iter().filter(|mask| !mask.overlay) {
        let fill = part_colour(&mask.name, theme).unwrap_or(theme.ground);
        for polygon in &mask.polygons {
            svg.path(&path(&polygon.points), true, &Paint::fill(fill).outlined(theme.skin.ink, 1.2));
        }
    }
    svg.end();
    svg.begin("drawing");
    for line in &face.lines {
        let fill = line_colour(line.tone, theme).filter(|_| line.closed);
        let colour = theme.skin.ink.mixed(theme.skin.surface, 0.25);
        let paint = fill.map_or(Paint::stroke(colour, 0.7), Paint::fill);
        svg.path(&path(&line.points), line.closed, &paint);
    }
    svg.path(&path(&face.outline), true, &Paint::stroke(light.text, 1.5));
    svg.end();
    let title = theme.language.page_face_title();
    let [width, height] = plain_size(face);
    let theme = Theme { page: super::theme::Page { width, ..theme.page }, ..*theme };
    let svg = svg.document(height, title, title, &theme);
    Ok(Picture { name: "face".to_owned(), svg, caption: title.to_owned(), alt: title.to_owned() })
}
