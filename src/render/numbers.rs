//! Numbers on a page: nice ticks, and no more digits than make sense.

/// Thin no-break space: between a number and its unit, and between groups of thousands.
pub const THIN: char = '\u{202f}';

/// Relative tolerance for comparing a value with a nice number: fields have single precision, in which 0.3 is
/// slightly above 0.3.
const SINGLE: f64 = 1e-6;

/// Numbers below are none: their powers of ten have no inverse.
const LEAST: f64 = 1e-300;

/// A true minus sign, as wide as a plus.
const MINUS: char = '\u{2212}';

/// Number with a fixed count of decimals, a true minus sign, and thousands in groups.
///
/// Groups are separated from five digits on (12 000, but 1200), as in books. A number that is not finite
/// gives an en dash.
#[must_use]
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::new();
    if value < 0.0 && digits.chars().any(|c| c.is_ascii_digit() && c != '0') {
        text.push(MINUS);
    }
    let grouped = whole.len() >= 5;
    for (i, digit) in whole.chars().enumerate() {
        if grouped && i > 0 && (whole.len() - i) % 3 == 0 {
            text.push(THIN);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// Number with `figures` significant digits and no trailing zeros; a power of ten if very large or very
/// small.
#[must_use]
pub fn short(value: f64, figures: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value.abs() < LEAST {
        return "0".to_owned();
    }
    let exponent = exponent_of(value);
    if (-4..9).contains(&exponent) {
        let decimals = decimals_for(exponent, figures);
        return trimmed(&fixed(value, decimals));
    }
    let mantissa = value / 10f64.powi(exponent);
    let digits = trimmed(&fixed(mantissa, figures.saturating_sub(1)));
    format!("{digits}{THIN}×{THIN}10{}", superscript(exponent))
}

/// Nearest number with `figures` significant digits.
#[must_use]
pub fn rounded(value: f64, figures: usize) -> f64 {
    if value.abs() < LEAST {
        return 0.0;
    }
    if !value.is_finite() {
        return value;
    }
    let lost = exponent_of(value) + 1 - i32::try_from(figures).unwrap_or(3);
    if lost > 0 {
        let unit = 10f64.powi(lost);
        (value / unit).round() * unit
    } else {
        let unit = 10f64.powi(-lost);
        (value * unit).round() / unit
    }
}

/// Power of ten as a tick label: plain between 0.001 and 10 000, else 10 with a superscript.
#[must_use]
pub fn power(value: f64) -> String {
    let exponent = exponent_of(value);
    let mantissa = value / 10f64.powi(exponent);
    if (-3..=4).contains(&exponent) || !value.is_finite() || (mantissa - 1.0).abs() > 1e-6 {
        short(value, 2)
    } else {
        format!("10{}", superscript(exponent))
    }
}

/// Share as a percentage: one decimal below 10 %, none above, and `<0.1 %` rather than a false zero.
#[must_use]
pub fn percent(share: f64) -> String {
    let p = share * 100.0;
    if !p.is_finite() {
        return "–".to_owned();
    }
    if p > 0.0 && p < 0.1 {
        return format!("<0.1{THIN}%");
    }
    if p < 100.0 && p > 99.9 {
        return format!(">99.9{THIN}%");
    }
    let decimals = usize::from(!(9.95..=99.0).contains(&p));
    format!("{}{THIN}%", trimmed(&fixed(p, decimals)))
}

/// Rounding step 1, 2 or 5 × 10ⁿ that divides `span` into at most `count` parts (at least one).
///
/// It is 1 for a span that is not positive and finite.
#[must_use]
pub fn nice_step(span: f64, count: usize) -> f64 {
    if !span.is_finite() || span < LEAST {
        return 1.0;
    }
    let raw = span / count.max(1) as f64;
    let exponent = exponent_of(raw);
    // The tolerance makes 0.2 / 2 give steps of 0.1, which rounding would otherwise turn into 0.2.
    let slack = 1.0 - 1e-9;
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|m| times_power(m, exponent))
        .find(|step| *step >= raw * slack)
        .unwrap_or(times_power(10.0, exponent))
}

/// Multiples of `step` between the two ends (in either order), rising.
#[must_use]
pub fn multiples(a: f64, b: f64, step: f64) -> Vec<f64> {
    let (low, high) = (a.min(b), a.max(b));
    if !(low.is_finite() && high.is_finite() && step > 0.0) {
        return Vec::new();
    }
    let first = (low / step - 1e-6).ceil();
    let last = (high / step + 1e-6).floor();
    // An absurd step gives no ticks rather than a billion.
    if !(first.is_finite() && last.is_finite()) || last - first > 1000.0 {
        return Vec::new();
    }
    let count = (last - first) as i64;
    (0..=count).map(|i| (first + i as f64) * step).collect()
}

/// Nice ticks between the two ends, at most `count` intervals.
#[must_use]
pub fn ticks(a: f64, b: f64, count: usize) -> Vec<f64> {
    let span = (b - a).abs();
    if span.is_finite() { multiples(a, b, nice_step(span, count)) } else { Vec::new() }
}

/// Ticks of a logarithmic axis: decades, with 2 and 5 between them if there is room (`count` labels).
#[must_use]
pub fn log_ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    if !(low > 0.0 && high > low && high.is_finite()) {
        return Vec::new();
    }
    let (from, to) = (exponent_of(low), exponent_of(high));
    let decades = |stride: i32, mantissas: &[f64]| -> Vec<f64> {
        (from..=to)
            .filter(|e| e.rem_euclid(stride) == 0)
            .flat_map(|e| mantissas.iter().map(move |m| times_power(*m, e)))
            .filter(|v| *v >= low * (1.0 - 1e-9) && *v <= high * (1.0 + 1e-9))
            .collect()
    };
    let fine = decades(1, &[1.0, 2.0, 5.0]);
    if fine.len() <= count.max(2) {
        return fine;
    }
    let coarse = decades(1, &[1.0]);
    if coarse.len() <= count.max(2) {
        return if coarse.len() >= 2 { coarse } else { fine };
    }
    let stride = (coarse.len() as f64 / count.max(2) as f64).ceil() as i32;
    decades(stride.max(1), &[1.0])
}

/// Number of decimals that ticks of this step need.
#[must_use]
pub fn decimals_of(step: f64) -> usize {
    if !step.is_finite() || step <= 0.0 {
        return 0;
    }
    (0..9)
        .find(|d| {
            let scaled = step * 10f64.powi(*d);
            scaled > 0.5 && (scaled - scaled.round()).abs() < 1e-6 * scaled
        })
        .map_or(9, |d| d as usize)
}

/// Labels for ticks, all with the decimals that the finest of them needs, and 0 as plain 0.
#[must_use]
pub fn tick_labels(ticks: &[f64]) -> Vec<String> {
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let largest = ticks.iter().fold(0.0_f64, |m, t| m.max(t.abs()));
    let decimals = decimals_of(if step.is_finite() { step } else { largest });
    ticks
        .iter()
        .map(|t| {
            if largest >= 1e7 || decimals > 6 {
                short(*t, 3)
            } else if t.abs() < 1e-12 * largest.max(1e-300) {
                "0".to_owned()
            } else {
                // In 0, 0.5, 1, 1.5 a whole number needs no decimals to fit the scale.
                trimmed(&fixed(*t, decimals))
            }
        })
        .collect()
}

/// Smallest nice number not below `value`: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ⁿ.
///
/// It is 0 for a value that is not positive and finite.
#[must_use]
pub fn nice_ceiling(value: f64) -> f64 {
    if !value.is_finite() || value <= 0.0 {
        return 0.0;
    }
    let exponent = exponent_of(value);
    [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0]
        .into_iter()
        .map(|m| times_power(m, exponent))
        .find(|nice| *nice >= value * (1.0 - SINGLE))
        .unwrap_or(times_power(10.0, exponent))
}

/// Largest nice number (1, 2 or 5 × 10ⁿ) not above `value`; 0 if there is none.
#[must_use]
pub fn nice_floor(value: f64) -> f64 {
    if !value.is_finite() || value <= 0.0 {
        return 0.0;
    }
    let exponent = exponent_of(value);
    [5.0, 2.0, 1.0]
        .into_iter()
        .map(|m| times_power(m, exponent))
        .find(|nice| *nice <= value * (1.0 + SINGLE))
        .unwrap_or(times_power(1.0, exponent))
}

/// Computes `m` × 10ⁿ. It divides by whole powers, because 3 / 10 is 0.3 but 3 × 0.1 is not.
fn times_power(m: f64, exponent: i32) -> f64 {
    if exponent < 0 { m / 10f64.powi(-exponent) } else { m * 10f64.powi(exponent) }
}

/// Power of ten of the first digit; 0 for a number without one.
fn exponent_of(value: f64) -> i32 {
    let log = value.abs().log10();
    if log.is_finite() { (log + 1e-12).floor() as i32 } else { 0 }
}

fn decimals_for(exponent: i32, figures: usize) -> usize {
    let wanted = i32::try_from(figures).unwrap_or(3) - 1 - exponent;
    usize::try_from(wanted.max(0)).unwrap_or(0)
}

fn trimmed(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

fn superscript(exponent: i32) -> String {
    exponent
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            _ => '⁹',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_ticks_are_ones_twos_and_fives() {
        assert_eq!(nice_step(10.0, 5), 2.0);
        assert_eq!(nice_step(0.2, 2), 0.1);
        assert_eq!(nice_step(f64::NAN, 5), 1.0);
        assert_eq!(tick_labels(&ticks(0.0, 2.0, 5)), ["0", "0.5", "1", "1.5", "2"]);
        assert_eq!(tick_labels(&ticks(3.0, 0.0, 3)), ["0", "1", "2", "3"]);
        assert_eq!(ticks(0.0, f64::NAN, 4), Vec::<f64>::new());
        assert_eq!(tick_labels(&ticks(-0.2, 0.2, 4)), ["−0.2", "−0.1", "0", "0.1", "0.2"]);
    }

    #[test]
    fn identity_numbers_carry_no_noise() {
        assert_eq!(short(0.1 + 0.2, 3), "0.3");
        assert_eq!(rounded(3147.2, 3), 3150.0);
        assert_eq!(rounded(-0.033_349, 3), -0.0333);
        assert_eq!(short(4403.2, 3), "4403");
        assert_eq!(short(44032.0, 5), "44\u{202f}032");
        assert_eq!(short(1.234e12, 3), "1.23\u{202f}×\u{202f}10¹²");
        assert_eq!(fixed(-0.001, 1), "0.0");
        assert_eq!(percent(0.0004), "<0.1\u{202f}%");
        assert_eq!(percent(1.0), "100\u{202f}%");
        assert_eq!(percent(0.9999), ">99.9\u{202f}%");
        assert_eq!(percent(0.072), "7.2\u{202f}%");
        assert_eq!(power(1e-5), "10⁻⁵");
        assert_eq!(power(100.0), "100");
    }

    #[test]
    fn limit_nice_ceiling_never_lies_below() {
        for i in 1..2000 {
            let v = f64::from(i) * 0.013;
            assert!(nice_ceiling(v) >= v * (1.0 - 1e-6) && nice_ceiling(v) <= 1.34 * v, "{v}");
            assert!(nice_floor(v) <= v * (1.0 + 1e-6) && nice_floor(v) * 2.51 > v, "{v}");
        }
        assert_eq!(nice_ceiling(f64::NAN), 0.0);
        assert_eq!(nice_ceiling(11.0), 12.0);
    }

    #[test]
    fn identity_log_ticks_thin_out() {
        assert_eq!(log_ticks(1.0, 100.0, 8), [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]);
        assert_eq!(log_ticks(1.0, 1e4, 6), [1.0, 10.0, 100.0, 1e3, 1e4]);
        assert!(log_ticks(1e-9, 1e9, 5).len() <= 7);
        assert!(log_ticks(0.0, 1.0, 5).is_empty());
    }
}
