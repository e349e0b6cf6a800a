//! Converts a field into one PNG, to be embedded in a drawing.
//!
//! A million rectangles for a million cells would make a file that nobody can open. Cells are enlarged by a
//! whole number, so that viewers that smooth enlarged images still show sharp edges. The PNG is indexed (at
//! most 256 colours), which makes it small and quick to write.

use std::io::Write as _;

use ndarray::ArrayView2;

use super::RenderError;
use super::theme::Rgb;

/// Approximate number of pixels along the longer side of an image; fields with more cells keep one pixel per
/// cell.
const LONG_SIDE_PX: usize = 1000;

/// Width of the stripes that mark cells without a value, pixels.
const STRIPE_PX: usize = 6;

/// Palette entry of a cell with value zero: the ground.
const NOTHING: u8 = 0;
/// Palette entries of a cell without a value: the space between the stripes, and the stripes.
const MISSING: u8 = 1;
const STRIPE: u8 = 2;
/// Palette entry of a cell outside the map.
const OUTSIDE: u8 = 3;
/// First palette entry of the amounts; they fill the rest of the 256.
const FIRST: u8 = 4;

/// Drawing of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// Zero: drawn as the ground.
    Nothing,
    /// No value: hatched.
    Missing,
    /// Outside the map: the ground of the page.
    Outside,
    /// Place in the colour table, 0 to 1.
    Place(f32),
}

/// The colours of a raster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Colour of [`Cell::Nothing`].
    pub nothing: Rgb,
    /// Colours of [`Cell::Missing`]: between the stripes, and the stripes.
    pub missing: (Rgb, Rgb),
    /// Colour of [`Cell::Outside`].
    pub outside: Rgb,
    /// Colour table at equal distances from place 0 to place 1; at most 252 colours are used.
    pub table: Vec<Rgb>,
}

impl Palette {
    /// Most colours of a table in a palette.
    pub const ROOM: usize = 256 - FIRST as usize;

    fn bytes(&self) -> Vec<u8> {
        [self.nothing, self.missing.0, self.missing.1, self.outside]
            .into_iter()
            .chain(self.table.iter().copied().take(Self::ROOM))
            .flat_map(|c| [c.0, c.1, c.2])
            .collect()
    }
}

/// The PNG of a field: rows along y with row 0 at the bottom, columns along x.
///
/// `cell` maps each value to its drawing. A field without cells gives a single pixel of ground.
///
/// # Errors
/// [`RenderError::Png`] if encoding fails.
pub fn field(
    field: ArrayView2<'_, f32>,
    palette: &Palette,
    cell: impl Fn(f32) -> Cell,
) -> Result<Vec<u8>, RenderError> {
    let (rows, columns) = field.dim();
    if rows == 0 || columns == 0 {
        return indexed(1, 1, palette, &[NOTHING]);
    }
    let side = rows.max(columns);
    let factor = ((LONG_SIDE_PX + side / 2) / side).max(1);
    let (width, height) = (columns * factor, rows * factor);
    let used = palette.table.len().clamp(1, Palette::ROOM);
    let mut pixels = Vec::with_capacity(width * height);
    let mut line = Vec::with_capacity(width);
    for row in field.rows().into_iter().rev() {
        line.clear();
        let mut holes = false;
        for value in row {
            let entry = match cell(*value) {
                Cell::Nothing => NOTHING,
                Cell::Outside => OUTSIDE,
                Cell::Missing => {
                    holes = true;
                    MISSING
                }
                Cell::Place(place) => entry_of(place, used),
            };
            line.extend(std::iter::repeat_n(entry, factor));
        }
        for _ in 0..factor {
            let y = pixels.len() / width;
            let start = pixels.len();
            pixels.extend_from_slice(&line);
            if holes && let Some(fresh) = pixels.get_mut(start..) {
                for (x, pixel) in fresh.iter_mut().enumerate() {
                    // The stripes run diagonally over the whole picture, so that they continue from cell to
                    // cell.
                    if *pixel == MISSING && (x + y) % (4 * STRIPE_PX) < STRIPE_PX {
                        *pixel = STRIPE;
                    }
                }
            }
        }
    }
    indexed(width, height, palette, &pixels)
}

/// PNG strip of the whole colour table, with the least at the bottom.
///
/// # Errors
/// [`RenderError::Png`] if encoding fails.
pub fn strip(palette: &Palette) -> Result<Vec<u8>, RenderError> {
    let used = palette.table.len().clamp(1, Palette::ROOM);
    // Several pixels per colour: smooth when enlarged, while two colours still meet in a sharp edge.
    let repeat = (1024_usize).div_ceil(used);
    let pixels: Vec<u8> =
        (0..used).rev().flat_map(|i| std::iter::repeat_n(FIRST + i as u8, repeat)).collect();
    indexed(1, pixels.len(), palette, &pixels)
}

/// Palette entry of a place in a table of `used` colours.
fn entry_of(place: f32, used: usize) -> u8 {
    let place = if place.is_nan() { 0.0 } else { place.clamp(0.0, 1.0) };
    // used <= 252, so the sum stays within a byte.
    FIRST + ((place * used as f32) as usize).min(used - 1) as u8
}

fn indexed(width: usize, height: usize, palette: &Palette, pixels: &[u8]) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.bytes());
    // Differences between palette entries are not small, so unfiltered rows compress best.
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::Balanced);
    written(encoder, pixels)?;
    Ok(bytes)
}

/// Encodes pixels of eight bits a colour as PNG, rows from the top; opacity, if any, is not multiplied in.
pub(super) fn encode(
    [width, height]: [u32; 2],
    colours: png::ColorType,
    pixels: &[u8],
    per_inch: Option<f64>,
) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colours);
    // "Fast" is a few times quicker than the default and hardly larger for flat colours.
    encoder.set_compression(png::Compression::Fast);
    if let Some(per_inch) = per_inch {
        let per_metre = (per_inch / 0.0254).round() as u32;
        let unit = png::Unit::Meter;
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit }));
    }
    written(encoder, pixels)?;
    Ok(bytes)
}

fn written(encoder: png::Encoder<'_, &mut Vec<u8>>, pixels: &[u8]) -> Result<(), RenderError> {
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    stream.write_all(pixels).map_err(png::EncodingError::from)?;
    stream.finish()?;
    writer.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    fn palette() -> Palette {
        Palette {
            nothing: Rgb(255, 255, 255),
            missing: (Rgb(200, 200, 200), Rgb(100, 100, 100)),
            outside: Rgb(255, 255, 255),
            table: (0..252).map(|i| Rgb(i as u8, 0, 0)).collect(),
        }
    }

    fn decoded(bytes: &[u8]) -> (usize, usize, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width as usize, info.height as usize, pixels)
    }

    #[test]
    fn identity_row_zero_is_at_the_bottom() {
        let values = array![[0.0_f32, 1.0], [f32::NAN, 0.5]];
        let cell = |v: f32| match v {
            v if v.is_nan() => Cell::Missing,
            0.0 => Cell::Nothing,
            v => Cell::Place(v),
        };
        let png = field(values.view(), &palette(), cell).unwrap();
        assert_eq!(png, field(values.view(), &palette(), cell).unwrap());
        let (w, h, pixels) = decoded(&png);
        assert!(w == h && w >= LONG_SIDE_PX);
        let at = |x: usize, y: usize| &pixels[3 * (y * w + x)..3 * (y * w + x) + 3];
        assert_eq!(at(0, h - 1), [255, 255, 255]);
        assert_eq!(at(w - 1, h - 1), [251, 0, 0]);
        assert!(at(0, 0) == [200, 200, 200] || at(0, 0) == [100, 100, 100]);
        assert_eq!(at(w - 1, 0), [126, 0, 0]);
    }

    #[test]
    fn identity_every_pixel_has_the_colour_of_its_cell() {
        let mut state = 1_u32;
        let values = Array2::from_shape_fn((40, 1500), |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32
        });
        let palette = palette();
        let (w, h, pixels) = decoded(&field(values.view(), &palette, Cell::Place).unwrap());
        assert_eq!((h, w), values.dim());
        for ((row, column), value) in values.indexed_iter() {
            let at = 3 * ((h - 1 - row) * w + column);
            let wanted = palette.table[usize::from(entry_of(*value, palette.table.len()) - FIRST)];
            assert_eq!(pixels[at..at + 3], [wanted.0, wanted.1, wanted.2]);
        }
    }

    #[test]
    fn limit_empty_field_and_odd_places() {
        let empty = Array2::<f32>::zeros((0, 5));
        assert_eq!(decoded(&field(empty.view(), &palette(), Cell::Place).unwrap()).0, 1);
        assert_eq!(entry_of(f32::NAN, 252), FIRST);
        assert_eq!(entry_of(9.0, 252), 255);
        assert_eq!(entry_of(-9.0, 252), FIRST);
    }

    #[test]
    fn identity_strip_has_the_most_on_top() {
        let (_, h, pixels) = decoded(&strip(&palette()).unwrap());
        assert_eq!(pixels[0], 251);
        assert_eq!(pixels[3 * (h - 1)], 0);
    }
}
