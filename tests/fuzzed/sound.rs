//! What holds for the values and maps of any run.

use puncta::injury::measure::{Needs, Unit};
use puncta::injury::{FieldKind, Measure};
use puncta::outcome::{Figure, Outcome};

/// Whether a run may give such a value: in its range, but for the rounding of an area that is covered whole.
pub fn within(measure: Measure, number: f64) -> bool {
    let [least, most] = measure.range();
    number.is_finite() && (least - 1e-9..=most + 1e-9).contains(&number)
}

/// Checks everything.
///
/// # Panics
/// If something does not hold.
#[track_caller]
pub fn outcome(outcome: &Outcome) {
    finite(outcome);
    figures(outcome);
    maps(outcome);
}

/// Every number of the values is finite, and those that are drawn lie in the range of their measure.
#[track_caller]
pub fn finite(outcome: &Outcome) {
    for measure in Measure::ALL {
        let figure @ Figure { value, se, p05, p95, low, high, n: _ } = outcome.figure(*measure);
        let within = |number: f64| within(*measure, number);
        assert!(
            [value, p05, p95, low, high].into_iter().flatten().all(within),
            "{} {figure:?}",
            measure.key()
        );
        assert!(se.is_none_or(|se| se.is_finite() && se >= 0.0), "{} {figure:?}", measure.key());
    }
    for (number, row) in outcome.rows.iter().enumerate() {
        for (measure, value) in Measure::ALL.iter().zip(row).filter(|(_, value)| !value.is_nan()) {
            assert!(within(*measure, *value), "{} of person {number} is {value}", measure.key());
        }
    }
}

/// Values belong together: ends of intervals, shares of one whole, depths and layers.
#[track_caller]
pub fn figures(outcome: &Outcome) {
    let realisations = outcome.realisations_done;
    let figure = |measure: Measure| outcome.figure(measure);
    for measure in Measure::ALL {
        let of @ Figure { value, se, p05, p95, low, high, n } = figure(*measure);
        let key = measure.key();
        assert_eq!(value.is_some(), n > 0, "{key} {of:?}");
        assert!(n <= realisations.max(10_000_000) && (n > 1 || se.is_none()), "{key} {of:?}");
        assert!(value.is_some() || [se, p05, p95, low, high].iter().all(Option::is_none), "{key} {of:?}");
        assert!(low <= value || low.is_none(), "{key} {of:?}");
        assert!(value <= high || high.is_none(), "{key} {of:?}");
        assert!(p05 <= p95, "{key} {of:?}");
        if measure.unit() == Unit::Share {
            let all = [value, p05, p95, low, high].into_iter().flatten();
            assert!(all.clone().all(|share| (0.0..=1.0).contains(&share)), "{key} {of:?}");
        }
        // Strikes into the fat per area may be those of people of their own.
        if measure.needs() == Needs::Nothing && *measure != Measure::FatPerCm2 {
            assert_eq!(n, realisations, "{key}");
        }
    }
    in_order(&[Measure::ReachEpidermis, Measure::ReachDermis, Measure::ReachFat].map(figure));
    let amount = |measure: Measure| figure(measure).value.unwrap();
    assert!(amount(Measure::Open) <= amount(Measure::Covered) + 1e-12);
    let [strikes, pierced] = [Measure::Failed, Measure::DepthMean].map(|measure| figure(measure).n);
    assert_eq!(strikes > 0, amount(Measure::Density) > 0.0);
    assert!(pierced <= strikes);
    // Depths over people lie where the tips do.
    let bins = &outcome.summary.depth_mm;
    assert_eq!(pierced > 0, bins.count > 0);
    if let Some(first) = bins.share.iter().position(|share| *share > 0.0) {
        let range = bins.edges_mm[first] - 1e-9..=bins.edges_mm[bins.edges_mm.len() - 1] + 1e-9;
        for measure in [Measure::DepthMean, Measure::DepthP05, Measure::DepthP50, Measure::DepthP95] {
            let of = figure(measure);
            let all = [of.value, of.p05, of.p95].into_iter().flatten();
            assert!(all.clone().all(|depth| range.contains(&depth)), "{} {of:?} {range:?}", measure.key());
        }
        assert!(amount(Measure::DepthP05) <= amount(Measure::DepthP50));
        assert!(amount(Measure::DepthP50) <= amount(Measure::DepthP95));
    } else {
        assert!(figure(Measure::DepthBias).value.is_none() && amount(Measure::Pain) == 0.0);
    }
}

/// Epidermis, dermis and fat in value and in every end of an interval.
#[track_caller]
pub fn in_order(figures: &[Figure; 3]) {
    for pair in figures.windows(2) {
        let ends = |figure: &Figure| [figure.value, figure.p05, figure.p95, figure.low, figure.high];
        for (above, below) in ends(&pair[0]).into_iter().zip(ends(&pair[1])) {
            assert!(above >= below || above.is_none(), "{figures:?}");
        }
    }
}

/// Every cell of every map is an amount, or nothing; shares are shares, and what is left open was covered.
#[track_caller]
fn maps(outcome: &Outcome) {
    for field in &outcome.fields {
        let most = if field.kind.unit().is_empty() { 1.0 + 1e-6 } else { f32::MAX };
        let sound = |value: &f32| value.is_nan() || (0.0..=most).contains(value);
        assert!(field.values.iter().all(sound), "{}: {:?}", field.kind.name(), field.values);
    }
    let of = |kind| outcome.field(kind).expect("a map of every kind");
    let pairs = of(FieldKind::Open).values.iter().zip(&of(FieldKind::Covered).values);
    for (open, covered) in pairs.filter(|(open, _)| !open.is_nan()) {
        assert!(*open <= covered + 1e-6, "{open} left open of {covered}");
    }
}
