//! Pictures: what a simulation found, drawn for print.
//!
//! Every picture is drawn once, as SVG; PNG and PDF are made from that SVG. Text stays text in named groups,
//! so a picture can still be searched and edited. Everything that a picture needs (fonts, colour tables) is
//! inside the program. It uses no system font, no network and no clock, so the same data give the same bytes
//! on every machine.
//!
//! | file | what it holds |
//! |---|---|
//! | [`theme`] | sizes of type, page grid, colours on light and dark ground |
//! | [`fonts`] | Inter, and the width of texts |
//! | [`numbers`] | nice ticks, and numbers with as many digits as make sense |
//! | [`colour`] | colour tables |
//! | [`svg`] | the SVG writer |
//! | [`drawing`] | a finished drawing: groups with transforms, composed to pages |
//! | [`raster`] | a field turned into one embedded PNG |
//! | [`look`] | the ground and size of a picture, and its files |
//! | [`pdf`] | the same drawing as PDF |
//! | [`layout`] | the frame of a page, wrapped text, labels that avoid each other |
//! | [`axes`] | axes and series (the only file that knows the plotting library) |
//! | [`clip`] | lines and areas clipped at the edges of a frame |
//! | [`scale`] | how values become colours |
//! | [`summary`] | range, percentiles and histogram of a field |
//! | [`layers`] | the layers of the skin: depths and words |
//! | [`leaders`] | labels beside a frame |
//! | [`names`] | names of places beside a map |
//! | [`key`] | colour bar with the histogram of the values beside it |
//! | [`heatmap`] | a map of one quantity over the treated area |
//! | [`panels`] | maps side by side on one scale |
//! | [`agreement`] | computed beside measured values |
//! | [`animation`] | one stroke, passes, a setting: frames, GIF and APNG |
//! | [`fit_chart`] | numbers of the law before and after a fit |
//! | [`difference_chart`] | differences of values, dot and interval |
//! | [`depth_chart`] | tip depths against the layers of the skin |
//! | [`layer_chart`] | number of tips that end in each layer |
//! | [`thickness_chart`] | skin thickness over people, against the depth of the needles |
//! | [`section`] | vertical cuts through the skin, to scale |
//! | [`diagram`] | teaching figures without a run |
//! | [`insertion_chart`] | one stroke: forces, depth, work along the travel |
//! | [`reach_chart`] | fat-layer reach against the setting |
//! | [`setting_chart`] | tip depth against the setting |
//! | [`sweep`] | values at many settings: curves and contours |
//! | [`safe_depth`] | deepest setting within a limit, by site and over the face |
//! | [`sensitivity`] | what decides a value: tornado, and Sobol indices |
//! | [`face_map`] | the face with its regions named |
//! | `squares` | the cells and squares of cells in which a map of a run is drawn |
//! | [`words`] | all words, in each language; the glossary |
//! | [`shown`] | which values tables and charts show, and their names there |
//! | [`value_table`] | the value that a picture stands for, with its spreads |
//! | [`summary_table`], [`comparison_table`] | the values of a run, or of settings side by side, in rows with notes |
//! | `entry` | a picture as a row of a table: name, what it needs, when there is one, how it is drawn |
//! | [`picture_set`] | the pictures of a run, and their texts |
//! | `run_map` | a map of a run, and what the run adds to its page |
//! | [`field_map`] | a map of any field of a run |
//! | [`comparison`] | the pictures of a comparison |
//! | [`report`] | reports of results folders: HTML and PDF |
//! | [`sheet`] | a page to print, of a run or a comparison |
//!
//! Lengths on a page are *units*: every page is 1000 units wide, and one unit is one pixel of a
//! PNG at scale 1.

pub mod absorption;
pub mod agreement;
pub mod animation;
pub mod axes;
pub mod card;
pub mod clip;
pub mod colour;
pub mod comparison;
pub mod comparison_table;
pub mod depth_chart;
pub mod diagram;
pub mod difference_chart;
pub mod drawing;
mod entry;
pub mod face_map;
pub mod field_map;
pub mod fit_chart;
pub mod fonts;
pub mod heatmap;
pub mod insertion_chart;
pub mod key;
pub mod layer_chart;
pub mod layers;
pub mod layout;
pub mod leaders;
pub mod look;
pub mod names;
pub mod numbers;
pub mod panels;
pub mod paper;
#[cfg(feature = "print")]
pub mod pdf;
pub mod picture_set;
pub mod plan;
pub mod raster;
pub mod reach_chart;
#[cfg(feature = "print")]
pub mod report;
mod run_map;
pub mod safe_depth;
pub mod scale;
pub mod section;
pub mod sensitivity;
pub mod setting_chart;
pub mod sheet;
pub mod shown;
mod squares;
pub mod summary;
pub mod summary_table;
pub mod svg;
pub mod sweep;
pub mod theme;
pub mod thickness_chart;
pub mod timeline;
pub mod value_table;
pub mod words;

#[cfg(test)]
mod tests;

use drawing::Drawing;
use resvg::{tiny_skia, usvg};

pub use colour::ColourMap;
pub use depth_chart::DepthChart;
pub use heatmap::Heatmap;
pub use layers::Layer;
pub use look::{Files, Look};
pub use scale::Scale;
pub use theme::Theme;
pub use thickness_chart::ThicknessChart;
pub use words::Language;

/// Largest side of a PNG in pixels; beyond it the pixel buffer alone takes gigabytes.
const MAX_SIDE_PX: f32 = 20_000.0;

/// Errors while a picture is drawn.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// An embedded colour table could not be read.
    #[error("the embedded colour table {0} is damaged")]
    ColourTable(&'static str),
    /// The drawing library refused.
    #[error("picture {name}: axes could not be drawn: {why}")]
    Axes {
        /// Name of the picture or of the part of it.
        name: String,
        /// Message of the library.
        why: String,
    },
    /// The SVG could not be read back for rasterising.
    #[error("picture {name}: the drawing could not be read back: {why}")]
    Svg {
        /// Name of the picture.
        name: String,
        /// Message of the reader.
        why: String,
    },
    /// The PNG could not be written.
    #[error("the PNG could not be written: {0}")]
    Png(#[from] png::EncodingError),
    /// The PDF could not be written.
    #[error("picture {name}: the PDF could not be written: {why}")]
    Pdf {
        /// Name of the picture.
        name: String,
        /// What could not be written.
        why: String,
    },
    /// A PNG of this scale would have no pixels, or far too many.
    #[error("picture {name}: a scale of {scale} gives no usable PNG (sides of 1 to 20000 pixels)")]
    Size {
        /// Name of the picture.
        name: String,
        /// Requested scale, pixels per unit.
        scale: f32,
    },
    /// The area has no positive finite size.
    #[error("picture {name}: an area of {width_mm} mm by {height_mm} mm cannot be drawn")]
    Area {
        /// Name of the picture.
        name: String,
        /// Requested width, mm.
        width_mm: f64,
        /// Requested height, mm.
        height_mm: f64,
    },
    /// The limits of a scale are not finite, or not in order, or not positive where they must be.
    #[error("picture {name}: the scale from {low} to {high} cannot be drawn ({need})")]
    Scale {
        /// Name of the picture.
        name: String,
        /// Requested lower limit.
        low: f64,
        /// Requested upper limit.
        high: f64,
        /// Requirement of a scale of this kind.
        need: &'static str,
    },
    /// A map that the picture shows is not there.
    #[error("the map {map} of {over} was not kept, and the picture shows it")]
    Map {
        /// Name of the map.
        map: &'static str,
        /// What it is of: one treatment, or all people.
        over: &'static str,
    },
    /// Two lists that belong together have different lengths, or values are out of order.
    #[error("picture {name}: {why}")]
    Data {
        /// Name of the picture.
        name: String,
        /// What does not match, with the values.
        why: String,
    },
}

/// A finished picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Stem of the file name, such as `puncture-density`.
    pub name: String,
    /// The drawing, which reads as its SVG document.
    pub svg: Drawing,
    /// Sentence below the picture.
    pub caption: String,
    /// Description for a reader who cannot see the picture.
    pub alt: String,
}

/// Colours that are not multiplied by their opacity: red, green, blue, opacity.
fn straight(pixmap: &tiny_skia::Pixmap) -> Vec<u8> {
    let colours = pixmap.pixels().iter().map(|pixel| pixel.demultiply());
    colours.flat_map(|c| [c.red(), c.green(), c.blue(), c.alpha()]).collect()
}

impl Picture {
    /// The picture as PNG bytes, `scale` pixels per unit (a page is 1000 units wide).
    ///
    /// # Errors
    /// [`RenderError::Size`] if the scale leaves no pixel or more than 20 000 along a side,
    /// [`RenderError::Svg`] if the drawing is not valid SVG, [`RenderError::Png`] if encoding fails.
    pub fn png(&self, scale: f32) -> Result<Vec<u8>, RenderError> {
        self.rasterised(&self.tree()?, scale, None)
    }

    /// The picture as PNG bytes, `pixels` wide (rounded), with a note of the pixels per inch on paper.
    ///
    /// # Errors
    /// Those of [`Picture::png`].
    pub fn png_wide(&self, pixels: f64, per_inch: Option<f64>) -> Result<Vec<u8>, RenderError> {
        let tree = self.tree()?;
        let scale = pixels.round() as f32 / tree.size().width();
        self.rasterised(&tree, scale, per_inch)
    }

    fn rasterised(
        &self,
        tree: &usvg::Tree,
        scale: f32,
        per_inch: Option<f64>,
    ) -> Result<Vec<u8>, RenderError> {
        let pixmap = self.pixmap(tree, scale)?;
        let size = [pixmap.width(), pixmap.height()];
        // Most pages have a ground, and no pixel shines through.
        let opaque = pixmap.pixels().iter().all(|pixel| pixel.alpha() == u8::MAX);
        if opaque {
            let rgb: Vec<u8> =
                pixmap.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
            drop(pixmap);
            return raster::encode(size, png::ColorType::Rgb, &rgb, per_inch);
        }
        raster::encode(size, png::ColorType::Rgba, &straight(&pixmap), per_inch)
    }

    /// Width and height in pixels, and the colours of all pixels: red, green, blue, opacity.
    ///
    /// # Errors
    /// Those of [`Picture::png`].
    pub fn pixels(&self, scale: f32) -> Result<([u32; 2], Vec<u8>), RenderError> {
        let pixmap = self.pixmap(&self.tree()?, scale)?;
        Ok(([pixmap.width(), pixmap.height()], straight(&pixmap)))
    }

    fn pixmap(&self, tree: &usvg::Tree, scale: f32) -> Result<tiny_skia::Pixmap, RenderError> {
        let size = tree.size();
        let (width, height) = (size.width() * scale, size.height() * scale);
        let fits = |side: f32| (1.0..=MAX_SIDE_PX).contains(&side);
        let refused = || RenderError::Size { name: self.name.clone(), scale };
        if !(fits(width) && fits(height)) {
            return Err(refused());
        }
        // The casts are safe, because both sides were checked to be between 1 and 20 000.
        let (px_x, px_y) = (width.round() as u32, height.round() as u32);
        let mut pixmap = tiny_skia::Pixmap::new(px_x, px_y).ok_or_else(refused)?;
        // Stretches to whole pixels, because otherwise the last row would be half transparent.
        let transform =
            tiny_skia::Transform::from_scale(px_x as f32 / size.width(), px_y as f32 / size.height());
        resvg::render(tree, transform, &mut pixmap.as_mut());
        Ok(pixmap)
    }

    /// The SVG with its text as outlines, with title and description.
    ///
    /// # Errors
    /// [`RenderError::Svg`] if the drawing is not valid SVG.
    fn outlined(&self) -> Result<String, RenderError> {
        let options = usvg::WriteOptions { coordinates_precision: 3, ..usvg::WriteOptions::default() };
        let text = self.tree()?.to_string(&options);
        // The head ends where the first element does.
        let end = text.find('>').map_or(0, |at| at + 1);
        let (head, rest) = text.split_at(end);
        let (title, alt) = (svg::escaped(self.svg.title()), svg::escaped(self.svg.alt()));
        Ok(format!("{head}\n<title>{title}</title>\n<desc>{alt}</desc>{rest}"))
    }

    /// The drawing as a tree of shapes, with text laid out in the embedded fonts, or in installed ones where they lack a
    /// character.
    fn tree(&self) -> Result<usvg::Tree, RenderError> {
        let options = usvg::Options {
            fontdb: fonts::database_for(&self.svg),
            font_family: fonts::FAMILY.to_owned(),
            // Pictures embed what they need; a path in one must never open a file.
            image_href_resolver: usvg::ImageHrefResolver {
                resolve_string: Box::new(|_, _| None),
                ..usvg::ImageHrefResolver::default()
            },
            // Maps are drawn near their own size, where two pixels on each axis do as well as four, at a quarter of the time.
            image_rendering: usvg::ImageRendering::Smooth,
            ..usvg::Options::default()
        };
        usvg::Tree::from_str(&self.svg, &options)
            .map_err(|error| RenderError::Svg { name: self.name.clone(), why: error.to_string() })
    }
}
