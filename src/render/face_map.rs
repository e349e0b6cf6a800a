//! The face with its regions named and a length in each: the skin thickness, or how deep a device may be set.

use super::colour::ColourMap;
use super::fonts;
use super::layout;
use super::names::{self, Name};
use super::svg::{Paint, Rect, Svg};
use super::theme::Theme;
use super::{Picture, RenderError};
use crate::outcome::Face;

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

/// Draws the face. Regions are filled according to their lengths and named at the right, with straight
/// leaders.
///
/// # Errors
/// Errors of the fonts or the colour table.
pub fn draw(map: &FaceMap<'_>, theme: &Theme) -> Result<Picture, RenderError> {
    fonts::register()?;
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &map.title, &map.subtitle, theme);
    let face = map.face;
    let points = face.outline.iter().chain(face.lines.iter().flat_map(|line| &line.points));
    let highest = points.map(|at| at[1]).fold(0.0, f64::max) + 4.0;
    let per_mm = HEIGHT / highest;
    let frame = Rect::new(theme.page.margin, top + 8.0, face.width_mm * per_mm, HEIGHT);
    let at = |[x, y]: [f64; 2]| (frame.x + x * per_mm, frame.bottom() - y * per_mm);
    let path = |points: &[[f64; 2]]| points.iter().map(|point| at(*point)).collect::<Vec<_>>();

    let thinnest = map.values_mm.iter().copied().fold(f64::INFINITY, f64::min);
    let thickest = map.values_mm.iter().copied().fold(0.0, f64::max);
    svg.begin("regions");
    for (region, thickness) in face.regions.iter().zip(&map.values_mm) {
        // Tones are light, so that names and lines stay readable over them.
        let place = (thickness - thinnest) / (thickest - thinnest).max(1e-9);
        let colour = match place.is_finite() {
            true => ColourMap::Batlow.at(0.6 * place, theme)?.mixed(theme.ground, 0.35),
            false => theme.ground,
        };
        for polygon in &region.polygons {
            svg.path(&path(&polygon.points), true, &Paint::fill(colour));
            svg.path(&path(&polygon.points), true, &Paint::stroke(theme.text, 0.8));
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
                svg.path(&points, true, &Paint::fill(theme.ground));
                svg.path(&points, true, &Paint::stroke(theme.text, 1.2));
            }
        }
    }
    svg.end();
    svg.begin("drawing");
    for line in &face.lines {
        svg.path(&path(&line.points), line.closed, &Paint::stroke(theme.quiet, 0.7));
    }
    svg.end();
    svg.begin("outline");
    svg.path(&path(&face.outline), true, &Paint::stroke(theme.text, 1.5));
    svg.end();

    let named: Vec<Name> = (face.regions.iter().zip(&map.words))
        .map(|(region, words)| Name {
            at: at(region.label_at),
            name: theme.language.region(&region.name).unwrap_or(&region.label).to_owned(),
            detail: words.clone(),
        })
        .collect();
    let end = names::draw(&mut svg, frame, &named, theme);
    let height = layout::footer(&mut svg, end + 8.0, &map.sentence, &map.foot, theme);
    // Sorts the regions from top to bottom.
    let mut list: Vec<&Name> = named.iter().collect();
    list.sort_by(|a, b| a.at.1.total_cmp(&b.at.1));
    let list: Vec<String> =
        list.into_iter().map(|Name { name, detail, .. }| format!("{name} {detail}")).collect();
    let alt = theme.language.face_alt(map.quantity, list.join(", "));
    Ok(Picture {
        name: map.name.to_owned(),
        svg: svg.document(height, &map.title, &alt, theme),
        caption: map.sentence.clone(),
        alt,
    })
}
