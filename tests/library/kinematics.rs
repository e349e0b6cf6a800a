//! Strikes come from the moving head or drum: distances between them are those of the geometry, not of random points.

use puncta::device::{Array, Motion, Pen, Plate, Roller};
use puncta::technique::{Direction, Hand, Strike, Technique, Window};

const WINDOW: Window = Window { width_mm: 40.0, height_mm: 40.0, rim_mm: 0.0 };

fn steady(line_spacing_mm: f64) -> Technique {
    Technique {
        passes: 1,
        directions: vec![Direction::Horizontal],
        hand_speed_mm_s: 20.0,
        line_spacing_mm,
        placement_spacing_mm: line_spacing_mm,
        position_jitter_mm: 0.0,
        heading_jitter_rad: 0.0,
        hand: Hand::STEADY,
    }
}

fn strikes(technique: &Technique, motion: &Motion, array: &Array, realisation: u64) -> Vec<Strike> {
    let mut all = Vec::new();
    technique.strikes(motion, array, &WINDOW, 1, realisation, |strike| all.push(strike));
    all
}

/// Distance of every strike to its nearest neighbour; strikes near the edge are left out, their neighbour may be outside.
fn nearest(strikes: &[Strike], margin: f64) -> Vec<f64> {
    let inside =
        |s: &&Strike| (margin..40.0 - margin).contains(&s.x_mm) && (margin..40.0 - margin).contains(&s.y_mm);
    strikes
        .iter()
        .filter(inside)
        .map(|s| {
            strikes
                .iter()
                .filter(|o| o.index != s.index)
                .map(|o| (o.x_mm - s.x_mm).hypot(o.y_mm - s.y_mm))
                .fold(f64::INFINITY, f64::min)
        })
        .collect()
}

fn clinic_roller() -> (Motion, Array) {
    let roller = Roller { drum_radius_mm: 10.0, drum_width_mm: 20.0, rows: 8, per_row: 24, row_stagger: 0.5 };
    (Motion::Roller(roller), Array::drum(8, 24, 10.0, 20.0, 0.5))
}

fn pen() -> (Motion, Array) {
    let pen = Pen {
        head_width_mm: 6.0,
        rim_diameter_mm: 9.0,
        frequency_hz: 110.0,
        frequency_tolerance: 0.0,
        mass_g: 150.0,
        dwell_fraction: 0.5,
    };
    (Motion::Pen(pen), Array::rings(&[(8, 5.0), (4, 2.2)]))
}

/// The nearest puncture to each puncture of one roller pass lies one arc pitch ahead in its own row: 2 pi 10 mm / 24 =
/// 2.618 mm. Random punctures of this density (0.1528 /mm²) have their nearest at 1/(2 sqrt n) = 1.28 mm on average.
/// Between lanes, whose phases are random, a nearer one may lie; no strike of a lane has one.
#[test]
fn identity_one_roller_pass_shows_its_rows() {
    let (motion, array) = clinic_roller();
    let all = strikes(&steady(20.0), &motion, &array, 0);
    let pitch = std::f64::consts::TAU * 10.0 / 24.0;
    let distances = nearest(&all, 3.0);
    assert!(distances.len() > 100);
    let own = distances.iter().filter(|d| (**d - pitch).abs() < 1e-9).count() as f64 / distances.len() as f64;
    assert!(own > 0.7, "{own}");
    let mean = distances.iter().sum::<f64>() / distances.len() as f64;
    assert!(mean > 1.8 * 1.279, "mean nearest {mean} mm, random would have 1.28 mm");
    // Rows: across the rolling direction punctures lie on lines 20 / 8 = 2.5 mm apart within a lane.
    let mut rows: Vec<f64> = all.iter().map(|s| s.y_mm.rem_euclid(2.5)).collect();
    rows.sort_by(f64::total_cmp);
    rows.dedup_by(|a, b| (*a - *b).abs() < 1e-6);
    assert_eq!(rows.len(), 1, "all rows share one offset: {rows:?}");
}

/// Every stroke of a pen repeats the pin pattern one advance v / f = 0.1818 mm further: nearly every puncture has one
/// exactly that far ahead in its own line. Among random points none has: the chance of a neighbour within 1e-6 mm of a
/// given place is n pi 1e-12 = 3e-11.
#[test]
fn identity_one_pen_pass_shows_its_pins_and_lanes() {
    let (motion, array) = pen();
    let mut all = strikes(&steady(6.0), &motion, &array, 3);
    let advance = 20.0 / 110.0;
    all.retain(|s| (5.0..10.0).contains(&s.x_mm));
    let ahead = |s: &Strike| {
        all.iter().any(|o| ((o.x_mm - s.x_mm).abs() - advance).abs() < 1e-6 && (o.y_mm - s.y_mm).abs() < 1e-6)
    };
    let share = all.iter().filter(|s| ahead(s)).count() as f64 / all.len() as f64;
    assert!(share > 0.99, "{share}");
    // Pins on rings of 5.0 mm (8) and 2.2 mm (4, turned by an eighth): at heights ±2.5, ±1.768, ±0.778 and 0 mm, so 7
    // lines a lane, and lanes repeat every 6 mm.
    let mut lines: Vec<f64> = all.iter().map(|s| s.y_mm.rem_euclid(6.0)).collect();
    lines.sort_by(f64::total_cmp);
    lines.dedup_by(|a, b| (*a - *b).abs() < 1e-6);
    assert_eq!(lines.len(), 7, "{lines:?}");
}

#[test]
fn identity_one_stamp_round_continues_the_grid_of_its_needles() {
    let array = Array::grid(6, 6, 1.5);
    let plate = Plate::of_array(&array);
    assert!(plate.footprint_mm.iter().all(|side| (side - 9.0).abs() < 1e-12));
    let all = strikes(&steady(9.0), &Motion::Plate(plate), &array, 1);
    // Without errors of the hand the lattice of placements makes one grid of 1.5 mm over the whole area.
    for distance in nearest(&all, 2.0) {
        assert!((distance - 1.5).abs() < 1e-9, "{distance}");
    }
}

/// Plates that are not square: two rows of 20 needles, rows further apart than columns, and one row. Their default steps tile, in
/// every direction of a pass, and their density is that of their own lattice.
#[test]
fn identity_plates_that_are_not_square_tile() {
    let wide = Array::grid(2, 20, 0.6);
    let apart = Array { positions_mm: wide.positions_mm.iter().map(|at| [at[0], 2.5 * at[1]]).collect() };
    for (array, steps, nearest_mm) in [
        (wide, [12.0, 1.2], 0.6),
        (apart, [12.0, 3.0], 0.6),
        (Array::grid(20, 2, 0.6), [1.2, 12.0], 0.6),
        (Array::grid(1, 7, 1.5), [10.5, 1.5], 1.5),
    ] {
        let plate = Plate::of_array(&array);
        assert!(plate.footprint_mm.iter().zip(steps).all(|(side, step)| (side - step).abs() < 1e-12));
        let motion = Motion::Plate(plate);
        for direction in Direction::ALL {
            let technique = Technique {
                directions: vec![direction],
                placement_spacing_mm: motion.placement_mm(),
                ..steady(motion.track_mm())
            };
            let wanted = array.len() as f64 / (steps[0] * steps[1]);
            assert!((technique.density_per_mm2(&motion, &array) / wanted - 1.0).abs() < 1e-12);
            let all = strikes(&technique, &motion, &array, 1);
            for distance in nearest(&all, 2.0) {
                assert!((distance - nearest_mm).abs() < 1e-9, "{steps:?}: {distance}");
            }
        }
    }
}

/// Density of one pass over 60 realisations. The count in the area varies with where lanes fall, by less than one lane
/// (a roller lane is half of the area); the mean over uniform offsets is exact. Tolerance 4.5 standard errors.
#[test]
fn identity_density_is_that_of_the_geometry() {
    for ((motion, array), spacing, wanted) in [
        (clinic_roller(), 20.0, 192.0 / (std::f64::consts::TAU * 10.0 * 20.0)),
        (pen(), 6.0, 12.0 * 110.0 / (20.0 * 6.0)),
        (pen(), 4.5, 12.0 * 110.0 / (20.0 * 4.5)),
    ] {
        let technique = Technique {
            directions: Direction::ALL.to_vec(),
            passes: 4,
            position_jitter_mm: 0.4,
            heading_jitter_rad: 0.05,
            ..steady(spacing)
        };
        let densities: Vec<f64> = (0..60)
            .map(|realisation| strikes(&technique, &motion, &array, realisation).len() as f64 / 1600.0 / 4.0)
            .collect();
        let mean = densities.iter().sum::<f64>() / 60.0;
        let variance = densities.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 59.0;
        let error = (variance / 60.0).sqrt();
        assert!((mean - wanted).abs() < 4.5 * error, "{mean} ± {error}, geometry {wanted}");
        assert!(error < 0.01 * wanted, "the test sees one per cent");
        assert!((technique.density_per_mm2(&motion, &array) - wanted).abs() < 1e-12);
    }
}

#[test]
fn limit_every_strike_has_a_key_of_its_own() {
    let (motion, array) = pen();
    let technique = Technique { passes: 5, ..steady(6.0) };
    let mut keys: Vec<u64> = strikes(&technique, &motion, &array, 0).iter().map(|s| s.index).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

/// Devices of one frequency strike alike; with a tolerance each has a frequency of its own, within it, and strikes as often.
#[test]
fn identity_a_tolerance_of_the_frequency_moves_the_rate_and_the_density_alike() {
    let of = |tolerance: f64| {
        let text = format!(
            "format = 1\n[area]\nwidth_mm = 12\nheight_mm = 12\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\n\
             frequency_tolerance = {tolerance}\nmissing_fraction = 0.25\n[technique]\nvariation = 0\nposition_jitter_mm = 0\n\
             heading_jitter_deg = 0\n[run]\nrealisations = 60\nintervals = \"off\"\n"
        );
        let setup = crate::common::scenario(&text, &[]);
        let setup = setup.setup();
        puncta::simulate::simulate(setup, &puncta::simulate::Quietly, &puncta::simulate::Quietly)
            .unwrap()
            .rows
    };
    use puncta::injury::Measure;
    let value = |row: &puncta::injury::Row, measure: Measure| row[measure as usize];
    for row in of(0.0) {
        assert_eq!(value(&row, Measure::Rate), 1320.0);
        assert!(value(&row, Measure::RatePresent) <= 1320.0);
    }
    let rows = of(0.1);
    let rates: Vec<f64> = rows.iter().map(|row| value(row, Measure::Rate)).collect();
    let (least, most) =
        rates.iter().fold((f64::INFINITY, 0.0f64), |(low, high), at| (low.min(*at), high.max(*at)));
    assert!(least > 1188.0 && least < 1230.0 && most < 1452.0 && most > 1410.0, "{least} to {most}");
    // Density per strike of the needles present is the same for everybody, up to strokes at the edges.
    for row in &rows {
        let ratio = value(row, Measure::Density) / value(row, Measure::RatePresent);
        assert!((ratio / (1.0 / (20.0 * 6.0) * 100.0) - 1.0).abs() < 0.08, "{ratio}");
    }
}
