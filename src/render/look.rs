//! Output form of a picture: its ground, its size and its files.
//!
//! | size | page | PNG at scale 1 |
//! |---|---|---|
//! | as drawn | 1000 units, 750 pt in a PDF | 1600 pixels wide |
//! | slide | 1600 x 900 units, with the picture fitted in the middle | 1600 x 900 pixels |
//! | column | 85 mm wide | 600 dots an inch, 2008 pixels wide |
//! | poster | 300 mm wide | 300 dots an inch, 3543 pixels wide |

use super::theme::Theme;
use super::{Picture, RenderError, pdf};

/// Pixels per unit of a picture at its drawn size, at scale 1.
const PIXELS_PER_UNIT: f64 = 1.6;
/// Page of a slide, units; a unit is a pixel at scale 1.
const SLIDE: [f64; 2] = [1600.0, 900.0];
const MM_PER_INCH: f64 = 25.4;

/// Intended size of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// The size at which it is drawn.
    #[default]
    Drawn,
    /// A page of 1600 by 900 pixels.
    Slide,
    /// A column of a journal, 85 mm wide.
    Column,
    /// 300 mm wide.
    Poster,
}

impl Size {
    /// Width on paper, mm, and dots per inch at scale 1; `None` if the size has no width on paper.
    #[must_use]
    pub fn paper(self) -> Option<(f64, f64)> {
        match self {
            Size::Drawn | Size::Slide => None,
            Size::Column => Some((85.0, 600.0)),
            Size::Poster => Some((300.0, 300.0)),
        }
    }
}

/// The user's choices for the look of pictures. They do not affect the data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Ground and colours.
    pub theme: Theme,
    /// Factor on the number of PNG pixels along each side.
    pub scale: u8,
    /// Size of the pictures.
    pub size: Size,
    /// Whether a PDF is written too.
    pub pdf: bool,
}

impl Default for Look {
    fn default() -> Self {
        Look { theme: Theme::LIGHT, scale: 1, size: Size::Drawn, pdf: false }
    }
}

/// Files of a picture, under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// Stem of the file names, such as `puncture-density`.
    pub name: String,
    /// Endings without the dot, each with the bytes of its file.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

impl Look {
    /// Theme in which pictures are drawn; for a column it has type that is still readable there.
    #[must_use]
    pub fn drawn_in(&self) -> Theme {
        match self.size {
            Size::Column => self.theme.of_column(),
            _ => self.theme,
        }
    }

    /// Converts a picture into files: SVG, PNG, caption with alternative text, and PDF if wanted.
    ///
    /// # Errors
    /// [`RenderError::Size`] if the PNG would have more than 20 000 pixels along a side. Otherwise errors of
    /// the SVG reader and of the PNG and PDF writers.
    pub fn files(&self, picture: &Picture) -> Result<Files, RenderError> {
        let sized = self.sized(picture);
        let scale = f64::from(self.scale);
        let png = match self.size.paper() {
            None if self.size == Size::Slide => sized.png_wide(SLIDE[0] * scale, None)?,
            // The number of pixels stays the same for any width of the page.
            None => sized.png((PIXELS_PER_UNIT * scale) as f32)?,
            Some((mm, dots)) => {
                let per_inch = dots * scale;
                sized.png_wide(mm / MM_PER_INCH * per_inch, Some(per_inch))?
            }
        };
        let heading = self.theme.language.alternative_text();
        let words = format!("{}\n\n{heading}: {}\n", picture.caption, picture.alt);
        let mut files =
            vec![("svg", sized.svg.as_bytes().to_vec()), ("png", png), ("txt", words.into_bytes())];
        if self.pdf {
            files.push(("pdf", pdf::write(&sized)?));
        }
        Ok(Files { name: picture.name.clone(), files })
    }

    /// The picture on a page of the requested size.
    fn sized(&self, picture: &Picture) -> Picture {
        let svg = match (self.size, self.size.paper()) {
            (Size::Slide, _) => picture.svg.on_page(SLIDE),
            (_, Some((mm, _))) => picture.svg.in_mm(mm),
            (_, None) => return picture.clone(),
        };
        Picture { svg, ..picture.clone() }
    }
}
