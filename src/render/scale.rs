//! Scales that turn values into colours.

use ndarray::ArrayView2;

use super::RenderError;
use super::colour::{self, ColourMap};
use super::numbers;
use super::raster::{Cell, Palette};
use super::summary::{self, Summary};
use super::theme::Theme;

/// Rule that turns values into colours.
#[derive(Clone, Debug, PartialEq)]
pub enum Scale {
    /// Even steps from `low` to `high`; values outside get the colour of the nearer end.
    Linear {
        /// Value at the bottom of the colour bar.
        low: f64,
        /// Value at the top of the colour bar.
        high: f64,
    },
    /// Even steps of the logarithm; both limits are positive. Values of zero or less are drawn as the ground.
    Log {
        /// Value at the bottom of the colour bar.
        low: f64,
        /// Value at the top of the colour bar.
        high: f64,
    },
    /// Two classes: values up to `limit`, and values over it.
    Class {
        /// Limit between the classes.
        limit: f64,
        /// Name of the lower class.
        under: String,
        /// Name of the upper class.
        over: String,
    },
}

impl Scale {
    /// Linear scale that suits a field. It runs from zero to a nice number above the largest value. If all
    /// values are far from zero, it starts at a nice number below them.
    ///
    /// If fewer than one cell in a thousand are far above the rest, the scale ends where the rest ends, and
    /// the colour bar says so. An empty field gets 0 to 1.
    #[must_use]
    pub fn of(field: ArrayView2<'_, f32>) -> Self {
        let mut values: Vec<f32> = field.iter().copied().filter(|v| v.is_finite()).collect();
        let Some((min, max)) = summary::extremes(&values) else {
            return Self::Linear { low: 0.0, high: 1.0 };
        };
        let bulk = f64::from(summary::nearest_rank(&mut values, 0.999));
        let top = if bulk > 0.0 && max > 1.25 * bulk { bulk } else { max };
        if min < 0.0 {
            let side = numbers::nice_ceiling(top.abs().max(-min));
            return if top <= 0.0 {
                Self::Linear { low: -side, high: 0.0 }
            } else {
                Self::Linear { low: -numbers::nice_ceiling(-min), high: numbers::nice_ceiling(top) }
            };
        }
        if max == min && max > 0.0 {
            // A constant field gets a colour in the middle of its scale.
            return Self::Linear { low: 0.0, high: numbers::nice_ceiling(1.5 * max) };
        }
        if max == 0.0 {
            return Self::Linear { low: 0.0, high: 1.0 };
        }
        let low = if min > 0.6 * top && max > min {
            let step = numbers::nice_step(top - min, 4);
            (min / step + 1e-6).floor() * step
        } else {
            0.0
        };
        let high = if low > 0.0 {
            let step = numbers::nice_step(top - min, 4);
            (top / step - 1e-6).ceil() * step
        } else {
            numbers::nice_ceiling(top)
        };
        if high > low {
            Self::Linear { low, high }
        } else {
            Self::Linear { low: 0.0, high: numbers::nice_ceiling(top) }
        }
    }

    /// Linear scale for differences, as far below zero as above it, so that the middle of [`ColourMap::Vik`]
    /// is zero. An empty field gets −1 to 1.
    #[must_use]
    pub fn centred(field: ArrayView2<'_, f32>) -> Self {
        let size = field.mapv(f32::abs);
        let side = match Self::of(size.view()) {
            Self::Linear { high, .. } => high,
            _ => 1.0,
        };
        Self::Linear { low: -side, high: side }
    }

    /// Limits of the colour bar: (bottom, top). `summary` decides where the bar of two classes ends.
    ///
    /// # Errors
    /// [`RenderError::Scale`] if a limit is not finite, the limits are not in order, or those of a
    /// logarithmic scale are not positive. `name` is the picture, for the message.
    pub fn limits(&self, name: &str, summary: &Summary) -> Result<(f64, f64), RenderError> {
        let refused = |low, high, need| Err(RenderError::Scale { name: name.to_owned(), low, high, need });
        match *self {
            Self::Linear { low, high } => {
                if !(low.is_finite() && high.is_finite() && high > low) {
                    return refused(low, high, "finite limits, the upper above the lower");
                }
                Ok((low, high))
            }
            Self::Log { low, high } => {
                if !(low.is_finite() && high.is_finite() && high > low && low > 0.0) {
                    return refused(low, high, "positive limits, the upper above the lower");
                }
                Ok((low, high))
            }
            Self::Class { limit, .. } => {
                if !limit.is_finite() {
                    return refused(limit, limit, "a finite limit");
                }
                let (min, max) = (summary.min.min(limit), summary.max.max(limit));
                let low = if min < 0.0 { -numbers::nice_ceiling(-1.25 * min) } else { 0.0 };
                let high = numbers::nice_ceiling(max.max(1.25 * limit));
                Ok((low, if high > low { high } else { low + 1.0 }))
            }
        }
    }

    /// Position of a value between the limits: 0 at the bottom of the bar, 1 at its top, and beyond them
    /// outside. It is not finite where the logarithm does not exist.
    #[must_use]
    pub fn place(&self, value: f64, (low, high): (f64, f64)) -> f64 {
        match self {
            Self::Log { .. } => (value / low).ln() / (high / low).ln(),
            _ => (value - low) / (high - low),
        }
    }

    /// Whether a value is drawn in the colour of the ground.
    #[must_use]
    pub fn is_nothing(&self, value: f64, map: ColourMap) -> bool {
        match self {
            Self::Linear { low, .. } => value == 0.0 && *low >= 0.0 && !map.is_diverging(),
            Self::Log { .. } => value <= 0.0,
            // The classes cover the whole area: zero is simply under the limit.
            Self::Class { .. } => false,
        }
    }

    /// Drawing of a cell with this value.
    #[must_use]
    pub fn cell(&self, value: f32, limits: (f64, f64), map: ColourMap) -> Cell {
        if value == f32::NEG_INFINITY {
            return Cell::Outside;
        }
        let value = f64::from(value);
        if !value.is_finite() {
            return Cell::Missing;
        }
        if self.is_nothing(value, map) {
            return Cell::Nothing;
        }
        match self {
            Self::Class { limit, .. } => Cell::Place(if value > *limit { 1.0 } else { 0.0 }),
            _ => Cell::Place(self.place(value, limits) as f32),
        }
    }

    /// Colours of a raster with this scale.
    ///
    /// # Errors
    /// [`RenderError::ColourTable`] if the embedded table is damaged.
    pub fn palette(&self, map: ColourMap, theme: &Theme) -> Result<Palette, RenderError> {
        let table = if let Self::Class { .. } = self {
            let (under, over) = colour::classes(theme);
            vec![under, over]
        } else {
            let last = (Palette::ROOM - 1) as f64;
            (0..Palette::ROOM).map(|i| map.at(i as f64 / last, theme)).collect::<Result<_, _>>()?
        };
        Ok(Palette {
            nothing: theme.ground,
            outside: theme.ground,
            missing: (theme.grid, theme.grid.mixed(theme.quiet, 0.45)),
            table,
        })
    }

    /// Ticks of the colour bar, at most about `count`.
    #[must_use]
    pub fn ticks(&self, (low, high): (f64, f64), count: usize) -> Vec<f64> {
        match self {
            Self::Log { .. } => numbers::log_ticks(low, high, count),
            _ => numbers::ticks(low, high, count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::summary::histogram;
    use ndarray::{Array2, array};

    fn linear(scale: &Scale) -> (f64, f64) {
        match scale {
            Scale::Linear { low, high } => (*low, *high),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn identity_nice_limits_hold_the_data() {
        let counts = Array2::from_shape_fn((20, 20), |(i, j)| ((i * 7 + j) % 12) as f32);
        assert_eq!(linear(&Scale::of(counts.view())), (0.0, 12.0));
        let close = Array2::from_shape_fn((10, 10), |(i, j)| 1.2 + 0.001 * (i * 10 + j) as f32);
        let (low, high) = linear(&Scale::of(close.view()));
        assert!(low > 1.0 && low <= 1.2 + 1e-6 && (1.299..1.4).contains(&high), "{low} {high}");
        let both = array![[-0.3_f32, 0.9]];
        assert_eq!(linear(&Scale::of(both.view())), (-0.3, 1.0));
        assert_eq!(linear(&Scale::centred(both.view())), (-1.0, 1.0));
        let none = Array2::<f32>::zeros((2, 2));
        assert_eq!(linear(&Scale::centred(none.view())), (-1.0, 1.0));
    }

    #[test]
    fn limit_degenerate_fields_get_a_usable_scale() {
        for field in [
            array![[0.0_f32, 0.0]],
            array![[f32::NAN, f32::INFINITY]],
            array![[5.0_f32, 5.0]],
            array![[-5.0_f32, -5.0]],
            array![[1e-40_f32, 1e38]],
            Array2::zeros((0, 0)),
        ] {
            let scale = Scale::of(field.view());
            let summary = Summary::of(field.view());
            let (low, high) = scale.limits("t", &summary).unwrap();
            assert!(high > low, "{field:?}");
            for bar in histogram(field.view(), &scale, (low, high), ColourMap::Carmine, 30) {
                assert!(bar.from >= 0.0 && bar.to <= 1.0 && bar.to > bar.from);
            }
        }
    }

    #[test]
    fn limit_outliers_do_not_take_the_scale() {
        let mut field = Array2::from_elem((100, 100), 2.0_f32);
        field[[0, 0]] = 900.0;
        assert_eq!(linear(&Scale::of(field.view())), (0.0, 2.0));
    }

    /// Values in steps of which bars hold now more and now fewer would make a comb: every bar holds as many.
    #[test]
    fn regress_values_in_steps_make_no_comb() {
        for step in [400.0_f32, 163.27] {
            let field = Array2::from_shape_fn((60, 60), |(i, j)| step * (2 + (i * 60 + j) % 90) as f32);
            let scale = Scale::Linear { low: 0.0, high: f64::from(step) * 100.0 };
            for bins in [8, 40, 60] {
                let bars =
                    histogram(field.view(), &scale, (0.0, f64::from(step) * 100.0), ColourMap::Carmine, bins);
                let total: f64 = bars.iter().map(|bar| bar.share).sum();
                assert!((total - 1.0).abs() < 1e-12 && bars.len() <= bins);
                let high = bars[0].to - bars[0].from;
                for pair in bars.windows(2) {
                    assert!((pair[0].to - pair[1].from).abs() < 1e-9, "a gap: {pair:?}");
                    assert!((pair[1].to - pair[1].from - high).abs() < 1e-9);
                }
                // All but the last, which the values do not fill.
                assert!(bars[..bars.len() - 1].iter().all(|bar| (bar.share - bars[0].share).abs() < 1e-9));
            }
        }
        let smooth = Array2::from_shape_fn((60, 60), |(i, j)| ((i * 60 + j) as f32).sqrt());
        let bars = histogram(smooth.view(), &Scale::of(smooth.view()), (0.0, 60.0), ColourMap::Carmine, 30);
        assert_eq!(bars.len(), 30);
    }

    #[test]
    fn limit_unusable_limits_are_refused_not_drawn() {
        let summary = Summary::of(array![[1.0_f32]].view());
        for scale in [
            Scale::Linear { low: f64::NAN, high: 1.0 },
            Scale::Linear { low: 1.0, high: 1.0 },
            Scale::Log { low: 0.0, high: 1.0 },
            Scale::Log { low: 1.0, high: f64::INFINITY },
            Scale::Class { limit: f64::NAN, under: String::new(), over: String::new() },
        ] {
            assert!(scale.limits("t", &summary).is_err(), "{scale:?}");
        }
    }

    #[test]
    fn identity_histogram_shares_add_up() {
        let field = Array2::from_shape_fn((50, 50), |(i, j)| ((i * 31 + j * 17) % 97) as f32);
        let scale = Scale::of(field.view());
        let summary = Summary::of(field.view());
        let limits = scale.limits("t", &summary).unwrap();
        let bars = histogram(field.view(), &scale, limits, ColourMap::Carmine, 40);
        let total: f64 = bars.iter().map(|b| b.share).sum();
        assert!((total + summary.zero - 1.0).abs() < 1e-12);
        assert!(summary.marks[0] < summary.marks[1] && summary.marks[1] < summary.marks[2]);
    }
}
