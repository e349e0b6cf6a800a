//! One needle: a tapered point on a shaft.

use crate::foundation::named::named;

named! {
    /// Shape of the point. Other shapes need a published number for their effect.
    pub enum NeedleShape {
        /// Round in section, with a straight taper from the tip to the shaft.
        Conical => "conical",
    }
}

named! {
    /// Material of a needle.
    pub enum Material {
        /// Stainless steel.
        Steel => "steel",
        /// Hard polymer, dry.
        Polymer => "polymer",
    }
}

/// Round needle, lengths in mm. Over the taper the diameter grows linearly from the tip's to the shaft's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needle {
    /// Length from the base to the tip.
    pub length_mm: f64,
    /// Diameter above the taper, and thus at the base.
    pub shaft_diameter_mm: f64,
    /// Length of the taper, measured up from the tip.
    pub taper_mm: f64,
    /// Diameter at the tip, from which the taper widens.
    pub tip_diameter_mm: f64,
    /// Shape of the point.
    pub shape: NeedleShape,
}

impl Needle {
    /// Builds a needle. One shorter than its taper cuts the taper short at the base, and narrows there: the
    /// slope stays.
    pub fn new(length_mm: f64, shaft_mm: f64, taper_mm: f64, tip_mm: f64, shape: NeedleShape) -> Needle {
        let (taper, shaft) = if length_mm < taper_mm {
            (length_mm, tip_mm + (shaft_mm - tip_mm) * length_mm / taper_mm)
        } else {
            (taper_mm, shaft_mm)
        };
        Needle { length_mm, shaft_diameter_mm: shaft, taper_mm: taper, tip_diameter_mm: tip_mm, shape }
    }

    /// Diameter at `above_tip_mm` above the tip; 0 below the tip.
    #[inline]
    pub fn diameter_mm(&self, above_tip_mm: f64) -> f64 {
        if above_tip_mm < 0.0 {
            return 0.0;
        }
        self.tip_diameter_mm
            + (self.shaft_diameter_mm - self.tip_diameter_mm) * (above_tip_mm / self.taper_mm).min(1.0)
    }

    /// Diameter at `above_tip_mm` above the tip if the taper ended in a point; 0 below the tip.
    #[inline]
    pub fn sharp_diameter_mm(&self, above_tip_mm: f64) -> f64 {
        self.shaft_diameter_mm * (above_tip_mm / self.taper_mm).clamp(0.0, 1.0)
    }

    /// ∫ d over the last `above_tip_mm` of the needle, mm²; the area of its side is π times this. 0 below the
    /// tip.
    #[inline]
    pub fn side_mm2(&self, above_tip_mm: f64) -> f64 {
        let q = above_tip_mm.max(0.0);
        let taper = q.min(self.taper_mm);
        let slope = (self.shaft_diameter_mm - self.tip_diameter_mm) / self.taper_mm;
        taper * (self.tip_diameter_mm + 0.5 * slope * taper) + self.shaft_diameter_mm * (q - taper)
    }

    /// ∫ d dq and ∫∫ d dq dq over the last `above_tip_mm`: mm², mm³. 0 below the tip.
    pub fn integrals_mm(&self, above_tip_mm: f64) -> [f64; 2] {
        let q = above_tip_mm.max(0.0);
        let taper = q.min(self.taper_mm);
        let (tip, shaft, on) = (self.tip_diameter_mm, self.shaft_diameter_mm, q - taper);
        let slope = (shaft - tip) / self.taper_mm;
        let sides = taper * taper * (0.5 * tip + slope * taper / 6.0)
            + on * (self.side_mm2(self.taper_mm.min(q)) + 0.5 * shaft * on);
        [self.side_mm2(q), sides]
    }

    /// ∫ d² dq over the last `above_tip_mm`, mm³: the volume of the needle there times 4/π. 0 below the tip.
    ///
    /// A tip is round, so it lacks d² (1 - (q / r)²) over its first half diameter r.
    #[inline]
    pub fn squares_mm3(&self, above_tip_mm: f64) -> f64 {
        let q = above_tip_mm.max(0.0);
        let taper = q.min(self.taper_mm);
        let (tip, shaft) = (self.tip_diameter_mm, self.shaft_diameter_mm);
        let slope = (shaft - tip) / self.taper_mm;
        let r = 0.5 * tip;
        let x = q.min(r);
        let lacks = tip * tip * x * (1.0 - x * x / (3.0 * r * r));
        taper * (tip * tip + slope * taper * (tip + slope * taper / 3.0)) + shaft * shaft * (q - taper)
            - lacks
    }

    /// Integral of [`Self::squares_mm3`] over the last `above_tip_mm`, mm⁴. 0 below the tip.
    pub fn squares_integral_mm4(&self, above_tip_mm: f64) -> f64 {
        let q = above_tip_mm.max(0.0);
        let taper = q.min(self.taper_mm);
        let (tip, shaft, on) = (self.tip_diameter_mm, self.shaft_diameter_mm, q - taper);
        let slope = (shaft - tip) / self.taper_mm;
        let squares = taper * (tip * tip + slope * taper * (tip + slope * taper / 3.0));
        let over_taper =
            taper * taper * (0.5 * tip * tip + slope * taper * (tip / 3.0 + slope * taper / 12.0));
        let r = 0.5 * tip;
        let x = q.min(r);
        let lacks = tip * tip * (0.5 * x * x - x * x * x * x / (12.0 * r * r) + 2.0 / 3.0 * r * (q - x));
        over_taper + on * (squares + 0.5 * shaft * shaft * on) - lacks
    }

    /// Returns the same needle with a worn tip, at most as wide as its shaft.
    pub fn with_tip(&self, tip_diameter_mm: f64) -> Needle {
        Needle { tip_diameter_mm: tip_diameter_mm.min(self.shaft_diameter_mm), ..*self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_diameter_at_tip_taper_and_shaft() {
        let needle = Needle::new(3.0, 0.23, 2.0, 0.008, NeedleShape::Conical);
        assert_eq!(needle.diameter_mm(-0.1), 0.0);
        assert_eq!(needle.diameter_mm(0.0), 0.008);
        assert!((needle.diameter_mm(1.0) - 0.119).abs() < 1e-12);
        assert!((needle.diameter_mm(2.5) - 0.23).abs() < 1e-12);
    }

    #[test]
    fn identity_short_needle_keeps_the_slope_of_its_taper() {
        let long = Needle::new(2.0, 0.25, 1.0, 0.008, NeedleShape::Conical);
        let short = Needle::new(0.5, 0.25, 1.0, 0.008, NeedleShape::Conical);
        assert!((long.diameter_mm(0.3) - short.diameter_mm(0.3)).abs() < 1e-12);
        assert!((short.shaft_diameter_mm - 0.129).abs() < 1e-12);
    }
}
