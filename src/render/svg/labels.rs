//! Labels of a drawing: in words, as numbers with a key, or none.

use super::{Anchor, Paint, Svg, TextStyle};
use crate::render::theme::{Labels, Theme};

/// Size of a number in place of a label, relative to the label's, and radius of its ring, relative to that.
const NUMBER: f64 = 0.9;
const RING: f64 = 0.78;

/// Width of a ring with a number, units.
#[must_use]
pub fn ring(theme: &Theme) -> f64 {
    2.0 * RING * NUMBER * theme.size.label
}

impl Svg {
    /// Writes a label: everything that `write` draws belongs to it. Where labels are off, nothing of it is drawn. Where
    /// they are numbers, one number stands in place of its texts, and the key below has the texts.
    pub fn label(&mut self, theme: &Theme, write: impl FnOnce(&mut Self)) {
        match theme.labels {
            Labels::On => write(self),
            Labels::Off => {
                let (open, texts) = (std::mem::take(&mut self.open), self.texts.clone());
                write(self);
                (self.open, self.texts) = (open, texts);
            }
            Labels::Numbers | Labels::Below => {
                self.numbered = Some(Vec::new());
                write(self);
                let texts = self.numbered.take().unwrap_or_default();
                let Some((at, _, style)) = texts.first().cloned() else { return };
                // Lines of one text have one style; a name and its detail have two.
                let joined = texts.windows(2).fold(texts[0].1.clone(), |words, pair| {
                    let between = if pair[0].2 == pair[1].2 { " " } else { ", " };
                    format!("{words}{between}{}", pair[1].1)
                });
                self.key.push(joined);
                self.number(at, self.key.len(), &style, theme);
            }
        }
    }

    /// What the numbers written so far stand for; from here on they are told.
    pub fn take_key(&mut self) -> Vec<String> {
        std::mem::take(&mut self.key)
    }

    /// A number in a ring where a text of this style would begin.
    fn number(&mut self, (x, y): (f64, f64), number: usize, style: &TextStyle, theme: &Theme) {
        let size = NUMBER * theme.size.label;
        let radius = RING * size;
        let middle = match style.anchor {
            Anchor::Start => x + radius,
            Anchor::Middle => x,
            Anchor::End => x - radius,
        };
        let level = y - 0.36 * style.size;
        self.circle((middle, level), radius, &Paint::fill(theme.ground).outlined(theme.text, 1.25));
        let style = TextStyle::new(size, theme.text).semibold().anchored(Anchor::Middle);
        self.text((middle, level + 0.364 * size), &number.to_string(), &style);
    }
}
