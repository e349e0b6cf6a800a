//! A few of many strikes, for pictures in which nobody could tell all of them apart.
//!
//! A device goes over the area, so the first strikes are not where the others are, and every tenth strike may be always the same
//! needle. The sequence n φ modulo 1 (Weyl 1916, Math. Ann. 77, 313) is even over all n, and over any that are equally far apart.

/// Fraction of the golden ratio.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Which strikes of a list are kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Few {
    share: f64,
}

impl Few {
    /// About `most` of a list of so many; all of a shorter one.
    pub fn of(count: usize, most: usize) -> Few {
        Few { share: most as f64 / count.max(1) as f64 }
    }

    /// Whether the strike at this place of the list is kept.
    pub fn keeps(self, at: usize) -> bool {
        self.share >= 1.0 || (at as f64 * GOLDEN).fract() < self.share
    }

    /// One strike in so many is kept, rounded; 1 for all.
    pub fn one_in(self) -> usize {
        (1.0 / self.share.min(1.0)).round() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Also of every m-th strike the same share is kept: those of one needle among m.
    #[test]
    fn identity_every_needle_keeps_its_share() {
        let few = Few::of(121_000, 11_000);
        assert_eq!(few.one_in(), 11);
        for needles in [1, 11, 12, 121] {
            for first in 0..needles.min(12) {
                let own = (first..121_000).step_by(needles);
                let kept = own.clone().filter(|at| few.keeps(*at)).count() as f64 / own.count() as f64;
                assert!((kept * 11.0 - 1.0).abs() < 0.05, "{needles} {first}: {kept}");
            }
        }
    }

    #[test]
    fn limit_short_lists_stay_whole() {
        for count in [0, 1, 999, 1000] {
            let few = Few::of(count, 1000);
            assert!((0..count).all(|at| few.keeps(at)) && few.one_in() == 1);
        }
    }
}
