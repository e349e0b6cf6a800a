//! Frames to files that play: GIF and APNG, with one palette for all frames.
//!
//! Frames of few colours keep them. Of more than 256, the palette is found by a neural net (NeuQuant) on a sample of all
//! frames. Each frame after the first is the smallest rectangle in which it differs from the one before.

use color_quant::NeuQuant;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// A frame as drawn.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// Red, green, blue and opacity of every pixel.
    pub rgba: Vec<u8>,
    /// Time that it is shown, ms.
    pub shown_ms: u16,
}

/// Frames in one palette.
#[derive(Debug, Clone)]
pub struct Indexed {
    size: [u32; 2],
    /// Red, green and blue of every colour.
    palette: Vec<u8>,
    frames: Vec<Part>,
}

/// What a frame changes of the one before.
#[derive(Debug, Clone)]
struct Part {
    at: [u32; 2],
    size: [u32; 2],
    pixels: Vec<u8>,
    shown_ms: u16,
}

/// Colours of a palette, largest side of a frame, and most frames.
const COLOURS: usize = 256;
const LARGEST: u32 = 8000;
const MOST_FRAMES: usize = 1000;

/// Pixels that the net learns from, and how closely it looks at them (1 to 30, 1 the closest).
const SAMPLED: usize = 400_000;
const CLOSENESS: i32 = 5;

/// Brings frames of one size into one palette.
///
/// # Errors
/// If there is no frame, or if they differ in size; in words.
pub fn indexed(frames: &[Frame]) -> Result<Indexed, String> {
    let Some(first) = frames.first() else { return Err("there is no frame".to_owned()) };
    let size = first.size;
    let wanted = 4 * size[0] as usize * size[1] as usize;
    if frames.iter().any(|frame| frame.size != size || frame.rgba.len() != wanted) {
        return Err("frames differ in size".to_owned());
    }
    if size.iter().any(|side| *side == 0 || *side > LARGEST) || frames.len() > MOST_FRAMES {
        return Err(format!("at most {MOST_FRAMES} frames of {LARGEST} pixels a side are written"));
    }
    let (palette, known) = palette(frames);
    let mut nearest = known;
    let net = Nearest { palette: &palette };
    let mut before: Option<Vec<u8>> = None;
    let mut parts = Vec::with_capacity(frames.len());
    for frame in frames {
        // Neighbours mostly have one colour, which is looked up once.
        let mut last = ([0; 4], None);
        let index = |pixel: &[u8; 4]| {
            if let (known, Some(at)) = last
                && known == *pixel
            {
                return at;
            }
            let colour = [pixel[0], pixel[1], pixel[2]];
            let at = *nearest.entry(colour).or_insert_with(|| net.of(colour));
            last = (*pixel, Some(at));
            at
        };
        let (pixels, _) = frame.rgba.as_chunks::<4>();
        let whole: Vec<u8> = pixels.iter().map(index).collect();
        parts.push(part(&whole, before.as_deref(), size, frame.shown_ms));
        before = Some(whole);
    }
    Ok(Indexed { size, palette, frames: parts })
}

/// Palette of all frames, and the place in it of colours that it has exactly.
fn palette(frames: &[Frame]) -> (Vec<u8>, HashMap<[u8; 3], u8>) {
    let mut counted: HashMap<[u8; 3], usize> = HashMap::new();
    for frame in frames {
        let (pixels, _) = frame.rgba.as_chunks::<4>();
        for run in pixels.chunk_by(|one, other| one == other) {
            *counted.entry([run[0][0], run[0][1], run[0][2]]).or_insert(0) += run.len();
        }
    }
    // In an order of their own, so that the palette is always the same.
    let counts: BTreeMap<[u8; 3], usize> = counted.into_iter().collect();
    if counts.len() <= COLOURS {
        let colours: Vec<[u8; 3]> = counts.into_keys().collect();
        let known = colours.iter().zip(0..).map(|(colour, at)| (*colour, at)).collect();
        return (colours.concat(), known);
    }
    // The commonest colours, those of grounds and of text, stay as they are; the net finds the others.
    const KEPT: usize = 96;
    let mut common: Vec<(usize, [u8; 3])> = counts.iter().map(|(colour, count)| (*count, *colour)).collect();
    common.sort_unstable_by(|one, other| other.cmp(one));
    let kept: Vec<[u8; 3]> = common.iter().take(KEPT).map(|(_, colour)| *colour).collect();
    let rest: usize = common.iter().skip(KEPT).map(|(count, _)| count).sum();
    let every = (rest / SAMPLED).max(1);
    let mut sample = Vec::new();
    for (count, [red, green, blue]) in common.iter().skip(KEPT) {
        for _ in 0..count.div_ceil(every) {
            sample.extend([*red, *green, *blue, 255]);
        }
    }
    let net = NeuQuant::new(CLOSENESS, COLOURS - KEPT, &sample);
    let mut palette = kept.concat();
    palette.extend(net.color_map_rgb());
    palette.truncate(3 * COLOURS);
    let known = kept.iter().zip(0..).map(|(colour, at)| (*colour, at)).collect();
    (palette, known)
}

/// Search for the nearest colour of a palette.
struct Nearest<'a> {
    palette: &'a [u8],
}

impl Nearest<'_> {
    fn of(&self, colour: [u8; 3]) -> u8 {
        let (colours, _) = self.palette.as_chunks::<3>();
        let apart = |other: &[u8; 3]| {
            let of = |axis: usize| (i32::from(colour[axis]) - i32::from(other[axis])).pow(2);
            // Green counts most to the eye, blue least.
            2 * of(0) + 4 * of(1) + of(2)
        };
        let nearest = colours.iter().enumerate().min_by_key(|(_, other)| apart(other));
        nearest.map_or(0, |(at, _)| at as u8)
    }
}

/// The smallest rectangle in which a frame differs from the one before; a single pixel if it does not.
fn part(whole: &[u8], before: Option<&[u8]>, [width, height]: [u32; 2], shown_ms: u16) -> Part {
    let Some(before) = before else {
        return Part { at: [0, 0], size: [width, height], pixels: whole.to_vec(), shown_ms };
    };
    let wide = width as usize;
    let differs = |at: usize| whole.get(at) != before.get(at);
    let rows = || (0..height as usize).filter(|row| (row * wide..(row + 1) * wide).any(differs));
    let (Some(top), Some(bottom)) = (rows().next(), rows().next_back()) else {
        return Part { at: [0, 0], size: [1, 1], pixels: whole[..1].to_vec(), shown_ms };
    };
    let in_column = |column: usize| (top..=bottom).any(|row| differs(row * wide + column));
    let left = (0..wide).find(|column| in_column(*column)).unwrap_or(0);
    let right = (0..wide).rfind(|column| in_column(*column)).unwrap_or(wide - 1);
    let row = |row: usize| &whole[row * wide + left..=row * wide + right];
    Part {
        at: [left as u32, top as u32],
        size: [(right - left + 1) as u32, (bottom - top + 1) as u32],
        pixels: (top..=bottom).flat_map(|at| row(at).iter().copied()).collect(),
        shown_ms,
    }
}

/// The frames as a GIF that plays again and again.
///
/// # Errors
/// Those of the encoder, in words.
pub fn gif(indexed: &Indexed) -> Result<Vec<u8>, String> {
    let [width, height] = indexed.size.map(|side| side as u16);
    let failed = |error: gif::EncodingError| error.to_string();
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, width, height, &indexed.palette).map_err(failed)?;
    encoder.set_repeat(gif::Repeat::Infinite).map_err(failed)?;
    for Part { at, size, pixels, shown_ms } in &indexed.frames {
        let frame = gif::Frame {
            // In hundredths of a second.
            delay: shown_ms / 10,
            left: at[0] as u16,
            top: at[1] as u16,
            width: size[0] as u16,
            height: size[1] as u16,
            dispose: gif::DisposalMethod::Keep,
            buffer: Cow::Borrowed(pixels),
            ..gif::Frame::default()
        };
        encoder.write_frame(&frame).map_err(failed)?;
    }
    drop(encoder);
    Ok(bytes)
}

/// The frames as an APNG that plays again and again; programs that do not know the format show the first.
///
/// # Errors
/// Those of the encoder, in words.
pub fn apng(indexed: &Indexed) -> Result<Vec<u8>, String> {
    let [width, height] = indexed.size;
    let failed = |error: png::EncodingError| error.to_string();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(indexed.palette.clone());
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_animated(indexed.frames.len() as u32, 0).map_err(failed)?;
    let mut writer = encoder.write_header().map_err(failed)?;
    for (number, Part { at, size, pixels, shown_ms }) in indexed.frames.iter().enumerate() {
        if number > 0 {
            writer.reset_frame_position().map_err(failed)?;
            writer.set_frame_dimension(size[0], size[1]).map_err(failed)?;
            writer.set_frame_position(at[0], at[1]).map_err(failed)?;
        }
        writer.set_frame_delay(*shown_ms, 1000).map_err(failed)?;
        writer.set_dispose_op(png::DisposeOp::None).map_err(failed)?;
        writer.set_blend_op(png::BlendOp::Source).map_err(failed)?;
        writer.write_image_data(pixels).map_err(failed)?;
    }
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(pixels: &[[u8; 3]], width: u32) -> Frame {
        let rgba = pixels.iter().flat_map(|[red, green, blue]| [*red, *green, *blue, 255]).collect();
        Frame { size: [width, pixels.len() as u32 / width], rgba, shown_ms: 100 }
    }

    /// Plays a GIF, pixel by pixel.
    fn played(bytes: &[u8]) -> Vec<Vec<[u8; 3]>> {
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(bytes).unwrap();
        let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
        let mut canvas = vec![[0u8; 3]; width * height];
        let mut all = Vec::new();
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            for (at, pixel) in frame.buffer.as_chunks::<4>().0.iter().enumerate() {
                let (row, column) = (at / usize::from(frame.width), at % usize::from(frame.width));
                let place = (row + usize::from(frame.top)) * width + column + usize::from(frame.left);
                canvas[place] = [pixel[0], pixel[1], pixel[2]];
            }
            all.push(canvas.clone());
        }
        all
    }

    #[test]
    fn identity_few_colours_play_back_exactly() {
        let (white, red, blue) = ([255; 3], [200, 0, 0], [0, 0, 200]);
        let one = vec![white; 12];
        let mut two = one.clone();
        (two[5], two[6]) = (red, blue);
        let frames = [frame(&one, 4), frame(&two, 4), frame(&two, 4)];
        let indexed = indexed(&frames).unwrap();
        assert_eq!((indexed.frames[1].at, indexed.frames[1].size), ([1, 1], [2, 1]));
        assert_eq!(indexed.frames[2].size, [1, 1]);
        assert_eq!(played(&gif(&indexed).unwrap()), [one.clone(), two.clone(), two]);
        let apng = apng(&indexed).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(apng.as_slice()));
        let reader = decoder.read_info().unwrap();
        assert_eq!(reader.info().animation_control().unwrap().num_frames, 3);
    }

    #[test]
    fn limit_many_colours_stay_near_and_sizes_must_agree() {
        let many: Vec<[u8; 3]> =
            (0..64 * 64).map(|at| [(at % 64 * 4) as u8, (at / 64 * 4) as u8, 128]).collect();
        let frames = [frame(&many, 64), frame(&many, 64)];
        let shown = played(&gif(&indexed(&frames).unwrap()).unwrap());
        let apart = |one: &[u8; 3], other: &[u8; 3]| {
            one.iter().zip(other).map(|(a, b)| (i32::from(*a) - i32::from(*b)).abs()).max().unwrap()
        };
        let worst = shown[0].iter().zip(&many).map(|(one, other)| apart(one, other)).max().unwrap();
        assert!(worst < 64, "{worst}");
        assert!(indexed(&[]).is_err());
        assert!(indexed(&[frame(&many, 64), frame(&many[..64], 64)]).is_err());
    }
}
