//! How a picture leaves the program: on which ground, how large, in which files.
//!
//! | size | page | PNG at scale 1 |
//! |---|---|---|
//! | as drawn | 1000 units, 750 pt in a PDF | 1600 pixels wide |
//! | slide | 1600 x 900 units, the picture fitted in its middle | 1600 x 900 pixels |
//! | column | 85 mm wide | 600 dots an inch, 2008 pixels wide |
//! | poster | 300 mm wide | 300 dots an inch, 3543 pixels wide |

use super::theme::Theme;
use super::{Picture, RenderError, pdf, svg};

/// Pixels per unit of a picture as it is drawn, at scale 1.
const PIXELS_PER_UNIT: f64 = 1.6;
/// The page of a slide, units; a unit is a pixel at scale 1.
const SLIDE: [f64; 2] = [1600.0, 900.0];
const MM_PER_INCH: f64 = 25.4;

/// How large a picture is meant to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// As it is drawn.
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
    /// Width on paper, mm, and dots an inch at scale 1; `None` where no width on paper is meant.
    #[must_use]
    pub fn paper(self) -> Option<(f64, f64)> {
        match self {
            Size::Drawn | Size::Slide => None,
            Size::Column => Some((85.0, 600.0)),
            Size::Poster => Some((300.0, 300.0)),
        }
    }
}

/// What a person chose of the look of pictures. The data in them do not hang on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Ground and colours.
    pub theme: Theme,
    /// How many times as many pixels a PNG has along each side.
    pub scale: u8,
    /// How large.
    pub size: Size,
    /// Whether a PDF is written too.
    pub pdf: bool,
}

impl Default for Look {
    fn default() -> Self {
        Look { theme: Theme::LIGHT, scale: 1, size: Size::Drawn, pdf: false }
    }
}

/// A picture as files of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// Stem of the file names, such as `puncture-density`.
    pub name: String,
    /// Endings without the dot, each with the bytes of its file.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

impl Look {
    /// The theme that pictures are drawn in: on a column with type that can still be read there.
    #[must_use]
    pub fn drawn_in(&self) -> Theme {
        match self.size {
            Size::Column => self.theme.of_column(),
            _ => self.theme,
        }
    }

    /// A picture as files: SVG, PNG, caption with alternative text, and PDF where one is wanted.
    ///
    /// # Errors
    /// [`RenderError::Size`] if the PNG would have more than 20 000 pixels along a side; else from the reader of the SVG and the
    /// writers of PNG and PDF.
    pub fn files(&self, picture: &Picture) -> Result<Files, RenderError> {
        let sized = self.sized(picture)?;
        let scale = f64::from(self.scale);
        let png = match self.size.paper() {
            None if self.size == Size::Slide => sized.png_wide(SLIDE[0] * scale, None)?,
            // The same pixels as ever, whatever the width of the page.
            None => sized.png((PIXELS_PER_UNIT * scale) as f32)?,
            Some((mm, dots)) => {
                let per_inch = dots * scale;
                sized.png_wide(mm / MM_PER_INCH * per_inch, Some(per_inch))?
            }
        };
        let heading = self.theme.language.alternative_text();
        let words = format!("{}\n\n{heading}: {}\n", picture.caption, picture.alt);
        let mut files =
            vec![("svg", sized.svg.clone().into_bytes()), ("png", png), ("txt", words.into_bytes())];
        if self.pdf {
            files.push(("pdf", pdf::write(&sized)?));
        }
        Ok(Files { name: picture.name.clone(), files })
    }

    /// The picture on a page of the size that is wanted.
    fn sized(&self, picture: &Picture) -> Result<Picture, RenderError> {
        let unread = || RenderError::Svg {
            name: picture.name.clone(),
            why: "the drawing does not say how large it is".to_owned(),
        };
        let drawing = match (self.size, self.size.paper()) {
            (Size::Slide, _) => svg::on_page(&picture.svg, SLIDE, &self.theme).ok_or_else(unread)?,
            (_, Some((mm, _))) => svg::in_mm(&picture.svg, mm).ok_or_else(unread)?,
            (_, None) => return Ok(picture.clone()),
        };
        Ok(Picture { svg: drawing, ..picture.clone() })
    }
}
