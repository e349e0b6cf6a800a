//! Animations: frames that are pictures, and files that play them.
//!
//! | file | what it holds |
//! |---|---|
//! | here | an animation and its files |
//! | [`stroke`] | one needle: approach, dimple, puncture, withdrawal |
//! | [`passes`] | strikes of one treatment, one after the other |
//! | [`setting`] | a needle at one setting after another |
//! | [`encode`] | frames to GIF and APNG |
//!
//! All frames have one size. The first and the last are held longer, so that both can be read.

#[cfg(feature = "print")]
pub mod encode;
pub mod passes;
pub mod setting;
pub mod stroke;

#[cfg(feature = "print")]
use super::RenderError;
use super::{Language, Picture, Theme};
#[cfg(feature = "print")]
use encode::Frame;
#[cfg(feature = "print")]
use rayon::prelude::*;

/// Frames with their words.
#[derive(Debug, Clone)]
pub struct Animation {
    /// Stem of the file names.
    pub name: &'static str,
    /// The frames in their order.
    pub frames: Vec<Picture>,
    /// Sentence beside the animation.
    pub caption: String,
    /// Description in words.
    pub alt: String,
    /// Language of its texts.
    pub language: Language,
    /// Time that a frame is shown, ms.
    pub frame_ms: u16,
}

/// Pixels per unit: a page is 1000 units wide.
#[cfg(feature = "print")]
const PIXELS_PER_UNIT: f32 = 0.9;

/// Time that the first and the last frame are shown, ms.
#[cfg(feature = "print")]
const HELD_MS: u16 = 1500;

/// Most bytes of the pixels of all frames.
#[cfg(feature = "print")]
const MOST_BYTES: f64 = 1e9;

/// Files of an animation: ending and bytes.
#[cfg(feature = "print")]
pub struct Files {
    /// Names, with the folder of frames before those of frames.
    pub files: Vec<(String, Vec<u8>)>,
}

#[cfg(feature = "print")]
impl Animation {
    /// Files: GIF, APNG, caption, and an SVG for each frame.
    ///
    /// # Errors
    /// Those of the drawings and of the encoders.
    pub fn files(&self, scale: u8) -> Result<Files, RenderError> {
        let scale = PIXELS_PER_UNIT * f32::from(scale);
        // All frames are in memory at once, four bytes a pixel.
        let [width, height] = self.frames.first().map_or([0.0; 2], |frame| frame.svg.size());
        let bytes = 4.0 * width * height * f64::from(scale * scale) * self.frames.len() as f64;
        if bytes > MOST_BYTES {
            let why =
                "it would take more than 1 GB of memory: use fewer frames, or a smaller --scale".to_owned();
            return Err(RenderError::Data { name: self.name.to_owned(), why });
        }
        let drawn: Vec<_> = self.frames.par_iter().map(|frame| frame.pixels(scale)).collect();
        let drawn = drawn.into_iter().collect::<Result<Vec<_>, _>>()?;
        let last = drawn.len().saturating_sub(1);
        let frames: Vec<Frame> = drawn
            .into_iter()
            .enumerate()
            .map(|(at, (size, rgba))| {
                let held = at == 0 || at == last;
                let shown_ms = if held { HELD_MS.max(self.frame_ms) } else { self.frame_ms };
                Frame { size, rgba, shown_ms }
            })
            .collect();
        let failed = |why: String| RenderError::Data { name: self.name.to_owned(), why };
        let indexed = encode::indexed(&frames).map_err(failed)?;
        let (gif, apng) = rayon::join(|| encode::gif(&indexed), || encode::apng(&indexed));
        let heading = self.language.alternative_text();
        let words = format!("{}\n\n{heading}: {}\n", self.caption, self.alt);
        let name = self.name;
        let mut files = vec![
            (format!("{name}.gif"), gif.map_err(failed)?),
            (format!("{name}.png"), apng.map_err(failed)?),
            (format!("{name}.txt"), words.into_bytes()),
        ];
        let svgs = self.frames.iter().enumerate();
        files.extend(
            svgs.map(|(at, frame)| {
                (format!("frames/{name}-{:03}.svg", at + 1), frame.svg.as_bytes().to_vec())
            }),
        );
        Ok(Files { files })
    }
}

/// Height of a page for frames, units.
const HEIGHT: f64 = 620.0;

/// Theme of frames: no sentence below them.
fn of_frames(theme: &Theme) -> Theme {
    Theme { words: super::theme::Words::Short, ..*theme }
}
