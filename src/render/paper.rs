//! Papers of a PDF.

/// Paper of a PDF, upright or level as the picture needs it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// A page as large as the picture.
    #[default]
    OfPicture,
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Shorter and longer side, points.
    #[cfg(feature = "print")]
    pub(super) fn sides(self) -> Option<[f32; 2]> {
        match self {
            Paper::OfPicture => None,
            Paper::A4 => Some([595.276, 841.89]),
            Paper::Letter => Some([612.0, 792.0]),
        }
    }
}
