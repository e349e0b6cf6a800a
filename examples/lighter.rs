//! Makes PNG pictures lighter without changing a pixel:
//! `cargo run --release --example lighter -- FILE.png ...`
//!
//! A run writes its pictures as fast as it can. A picture kept in a repository is worth the second that the
//! smallest file takes. Opaque pictures lose their alpha channel, and pictures with few colours get a
//! palette. All are written at the highest compression.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;

type Failed = Box<dyn std::error::Error>;

/// Most colours in a palette.
const PALETTE: usize = 256;

fn main() -> Result<(), Failed> {
    for name in std::env::args().skip(1) {
        let before = std::fs::metadata(&name)?.len();
        let lighter = lighter(&name)?;
        if (lighter.len() as u64) < before {
            std::fs::write(&name, &lighter)?;
        }
        println!("{name}: {before} -> {} bytes", before.min(lighter.len() as u64));
    }
    Ok(())
}

fn lighter(name: &str) -> Result<Vec<u8>, Failed> {
    let mut reader = png::Decoder::new(BufReader::new(File::open(name)?)).read_info()?;
    let size = reader.output_buffer_size().ok_or("too large a picture")?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels)?;
    if (frame.color_type, frame.bit_depth) != (png::ColorType::Rgba, png::BitDepth::Eight)
        || pixels.chunks_exact(4).any(|pixel| pixel[3] != u8::MAX)
    {
        return Ok(std::fs::read(name)?);
    }
    let colours: Vec<[u8; 3]> = pixels.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut places: HashMap<[u8; 3], u8> = HashMap::new();
    let mut palette = Vec::new();
    for colour in &colours {
        if !places.contains_key(colour) {
            if places.len() == PALETTE {
                palette.clear();
                break;
            }
            places.insert(*colour, places.len() as u8);
            palette.extend(colour);
        }
    }
    if !palette.is_empty() {
        let data: Vec<u8> = colours.iter().map(|colour| places[colour]).collect();
        return encoded(&frame, png::ColorType::Indexed, Some(palette), png::Filter::NoFilter, &data);
    }
    // Flat areas are smallest without a filter, gradients with one.
    let data: Vec<u8> = colours.into_iter().flatten().collect();
    let with = |filter| encoded(&frame, png::ColorType::Rgb, None, filter, &data);
    let (plain, filtered) = (with(png::Filter::NoFilter)?, with(png::Filter::Adaptive)?);
    Ok(if plain.len() < filtered.len() { plain } else { filtered })
}

fn encoded(
    frame: &png::OutputInfo,
    colour: png::ColorType,
    palette: Option<Vec<u8>>,
    filter: png::Filter,
    data: &[u8],
) -> Result<Vec<u8>, Failed> {
    let mut written = Vec::new();
    let mut encoder = png::Encoder::new(&mut written, frame.width, frame.height);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(filter);
    if let Some(palette) = palette {
        encoder.set_palette(palette);
    }
    encoder.write_header()?.write_image_data(data)?;
    Ok(written)
}
