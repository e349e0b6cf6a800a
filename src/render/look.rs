//! Output form of a picture: its ground, its size and its files.
//!
//! | size | page | PNG at scale 1 |
//! |---|---|---|
//! | as drawn | 1000 units, 750 pt in a PDF | 1600 pixels wide |
//! | slide | 1600 x 900 units, laid out anew without a caption, in type of 24 units and more | 1600 x 900 pixels |
//! | column | 85 mm wide, laid out anew with type of 6 points and more | 600 dots an inch, 2008 pixels wide |
//! | poster | 300 mm wide | 300 dots an inch, 3543 pixels wide |

use super::fonts::Weight;
use super::paper::Paper;
#[cfg(feature = "print")]
use super::pdf;
use super::svg::{Anchor, Svg, TextStyle};
use super::theme::Theme;
use super::{Picture, RenderError, layout};
use crate::outcome::Pages;

/// Pixels per unit of a picture at its drawn size, at scale 1.
const PIXELS_PER_UNIT: f64 = 1.6;
/// Page of a slide, units; a unit is a pixel at scale 1.
const SLIDE: [f64; 2] = [1600.0, 900.0];
const MM_PER_INCH: f64 = 25.4;
/// Lowest that the parts of a picture become, relative to an ordinary page; below it nothing is seen of them.
const LOWEST: f64 = 0.25;
/// Times that a slide is drawn anew to fit its page.
const TRIES: usize = 12;

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
    /// Whether a PDF is written too, by a build with the feature `print`.
    pub pdf: bool,
    /// Paper of a PDF as drawn; other sizes have their own pages.
    pub paper: Paper,
    /// Whether the text of SVG files is outlines, which look the same without the font and can no longer be edited.
    pub outlines: bool,
}

impl Default for Look {
    fn default() -> Self {
        Look {
            theme: Theme::LIGHT,
            scale: 1,
            size: Size::Drawn,
            pdf: false,
            paper: Paper::OfPicture,
            outlines: false,
        }
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
    /// Size of the pictures, for the memory that they need.
    #[must_use]
    pub fn pages(&self) -> Pages {
        // Width and greatest height of a picture and of the sheet, pixels at scale 1.
        let [wide, high, of_sheet] = match self.size {
            Size::Drawn => return self.scaled(Pages::USUAL),
            Size::Slide => [1600, 900, 1800],
            Size::Column => [2008, 4000, 8000],
            Size::Poster => [3543, 2436, 5953],
        };
        self.scaled(Pages { pixels: wide * high, of_sheet: wide * of_sheet, pdf: false })
    }

    fn scaled(&self, pages: Pages) -> Pages {
        let times = u64::from(self.scale).pow(2);
        Pages { pixels: times * pages.pixels, of_sheet: times * pages.of_sheet, pdf: self.pdf }
    }

    /// Theme in which pictures are drawn; for a column it has type that is still readable there.
    #[must_use]
    pub fn drawn_in(&self) -> Theme {
        match self.size {
            Size::Column => self.theme.of_column(),
            Size::Slide => self.theme.of_slide(),
            Size::Drawn | Size::Poster => self.theme,
        }
    }

    /// A picture as this look wants it. A slide is drawn with lower and lower parts until it fits its page with type
    /// that can be read; what does not get low enough is fitted in smaller.
    ///
    /// # Errors
    /// Those of the drawing.
    pub fn drawn(
        &self,
        draw: impl Fn(&Theme) -> Result<Picture, RenderError>,
    ) -> Result<Picture, RenderError> {
        let mut theme = self.drawn_in();
        let mut picture = draw(&theme)?;
        if self.size != Size::Slide {
            return Ok(picture);
        }
        for _ in 0..TRIES {
            let [width, height] = picture.svg.size();
            let page = width * SLIDE[1] / SLIDE[0];
            if height <= page || theme.tall <= LOWEST {
                break;
            }
            // Title, axes and foot keep their heights.
            let rest = 0.4 * page;
            theme.tall = (theme.tall * ((page - rest) / (height - rest)).clamp(0.5, 0.97)).max(LOWEST);
            picture = draw(&theme)?;
        }
        Ok(picture)
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
        let mut files = vec![("svg", self.svg(&sized)?), ("png", png), ("txt", words.into_bytes())];
        #[cfg(feature = "print")]
        if self.pdf {
            let paper = if self.size == Size::Drawn { self.paper } else { Paper::OfPicture };
            files.push(("pdf", pdf::write(&sized, paper)?));
        }
        if !picture.svg.key().is_empty() {
            let key = self.key(picture);
            files.push(("key.svg", self.svg(&key)?));
            files.push(("key.png", key.png((PIXELS_PER_UNIT * scale) as f32)?));
            #[cfg(feature = "print")]
            if self.pdf {
                files.push(("key.pdf", pdf::write(&key, self.paper)?));
            }
        }
        Ok(Files { name: picture.name.clone(), files })
    }

    /// The SVG file of a picture.
    fn svg(&self, picture: &Picture) -> Result<Vec<u8>, RenderError> {
        if self.outlines {
            picture.outlined().map(String::into_bytes)
        } else {
            Ok(picture.svg.as_bytes().to_vec())
        }
    }

    /// Page with what the numbers of a picture stand for.
    fn key(&self, picture: &Picture) -> Picture {
        let theme = &self.theme;
        let mut svg = Svg::new();
        let title = theme.language.key_to(picture.svg.title());
        let mut y = layout::header(&mut svg, &title, "", theme);
        let (size, left) = (theme.size.axis, theme.page.margin);
        svg.begin("key");
        for (at, words) in picture.svg.key().iter().enumerate() {
            let number = TextStyle::new(size, theme.text).semibold().anchored(Anchor::End);
            svg.text((left + 1.6 * size, y + size), &(at + 1).to_string(), &number);
            let width = theme.inner_width() - 2.4 * size;
            let lines = layout::wrapped(words, size, Weight::Regular, width);
            y = layout::block(&mut svg, left + 2.4 * size, y, &lines, &TextStyle::new(size, theme.text))
                + 6.0;
        }
        svg.end();
        let height = (y + theme.page.margin).ceil();
        let alt = picture.svg.key().join("; ");
        let svg = svg.document(height, &title, &alt, theme);
        Picture { name: picture.name.clone(), svg, caption: title, alt }
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
