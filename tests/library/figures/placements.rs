//! Random punctures, lattices and exact repeats.

use super::tracts::{RULES, own};
use super::{ByHand, outcome, scenario, value};
use puncta::engine::counter;
use puncta::engine::tally::Squares;
use puncta::engine::{Counter, Grid, Tiling};
use puncta::foundation::random::{Purpose, Stream};
use puncta::foundation::statistics::Mean;
use puncta::injury::Measure;
use puncta::skin::{Column, Vessels};
use std::f64::consts::PI;

#[track_caller]
fn within(values: &[f64], wanted: f64, what: &str) {
    let Mean { mean, standard_error } = Mean::of(values).unwrap();
    let error = standard_error.unwrap();
    assert!((mean - wanted).abs() < 4.5 * error, "{what}: {mean} ± {error}, {wanted} wanted");
    assert!(error < 0.01 * wanted, "{what}: the test sees five per cent");
}

/// Strikes at random places, 16 a mm², round, 0.2 mm wide: 500 treatments of 25 mm². Each mean is held to 4.5 of its own
/// standard errors over treatments, a false alarm in 7e-6, six times.
///
/// ```text
/// covered share       1 - exp(-n a)
/// open share          1 - exp(-n a'),                    a' area of an opening
/// repeat share        1 - (1 - exp(-m)) / m,             m = n a': mean over the time of the strike
/// variance over mean of the count in squares             1
/// share of cells with k strikes                          Poisson of n times the cell
/// ```
#[test]
fn identity_random_punctures() {
    let column = Column::stack([0.015, 0.05, 0.225, 1.275, 3.3]);
    let grid = Grid::new(5.0, 5.0, 0.1);
    let tile = Tiling::new(&grid).tile(0);
    let squares = Squares::new(&grid);
    let (density, rim, radius) = (16.0, 0.15, 0.1);
    let (mut covered, mut open, mut repeats, mut spread) = (vec![], vec![], vec![], vec![]);
    let mut cells = [vec![], vec![]];
    for treatment in 0..500 {
        let mut stream = Stream::new(51, Purpose::Placement, treatment, 0);
        let mut counter = Counter::new(&grid, &tile, RULES, Vec::new());
        // The next strike comes after a waiting time.
        let (side, mut time) = (5.0 + 2.0 * rim, -stream.uniform().ln());
        while time < density * side * side {
            let at = [side * stream.uniform() - rim, side * stream.uniform() - rim];
            let tract = ByHand { at, ..ByHand::round(1.0, 0.01, 0.2, 0.5) }.tract(&column);
            let cell = grid.place_at(tract.x_mm, tract.y_mm).and_then(|place| tile.own(place));
            counter.count(&tract, cell.map(|cell| own(&tract, cell, squares.at(tract.x_mm, tract.y_mm))));
            time -= stream.uniform().ln();
        }
        let (tally, _) = counter::whole([counter.finish()].into_iter(), &squares);
        covered.push(tally.covered_mm2 / 25.0);
        open.push(tally.open_mm2 / 25.0);
        repeats.push(tally.repeats as f64 / (density * 25.0));
        spread.push(tally.square_cv.unwrap().powi(2) * tally.strikes as f64 / 25.0);
        let cells_of = counter.into_cells();
        for (count, shares) in cells.iter_mut().enumerate() {
            let with = cells_of.iter().filter(|cell| cell.punctures as usize == count).count();
            shares.push(with as f64 / 2500.0);
        }
    }
    let (area, opening) = (PI * radius * radius, PI * radius * radius / 4.0);
    let m = density * opening;
    within(&covered, 1.0 - (-density * area).exp(), "covered");
    within(&open, 1.0 - (-m).exp(), "open");
    within(&repeats, 1.0 - (1.0 - (-m).exp()) / m, "repeats");
    // The standard error of a variance over 25 squares is large: sqrt(2 / 24 / 500) = 1.3 %.
    let Mean { mean, standard_error } = Mean::of(&spread).unwrap();
    assert!((mean - 1.0).abs() < 4.5 * standard_error.unwrap(), "{mean} {standard_error:?}");
    let per_cell = density * 0.01;
    within(&cells[0], (-per_cell).exp(), "empty cells");
    within(&cells[1], per_cell * (-per_cell).exp(), "cells with one");
}

const LATTICE: &str = "format = 1\n[area]\nwidth_mm = 10\nheight_mm = 10\n\
    [skin]\nlayers = [{ layer = \"stratum_corneum\", thickness_mm = 0.02 }, \
    { layer = \"viable_epidermis\", thickness_mm = 0.05 }, { layer = \"dermis\", thickness_mm = 1.5 }, \
    { layer = \"fat\", thickness_mm = 3 }]\n\
    [device]\nkind = \"stamp\"\nlayout = \"grid\"\nrows = 4\ncolumns = 4\npitch_mm = 0.5\nlength_mm = 1.2\n\
    shaft_diameter_um = 200\ntaper_mm = 0.6\ntip_diameter_um = 10\nlength_tolerance_mm = 0\nsetting_sd_mm = 0\n\
    [technique]\npasses = 1\nposition_jitter_mm = 0\nheading_jitter_deg = 0\nvariation = 0\n\
    [mechanics]\nlaw = \"ratio\"\nratio = 1\nratio_sd = 0\n[run]\nrealisations = 3\n";

/// Standard deviation of what a disc covers in sub-cells, of its area: see [`puncta::engine::mask`].
fn spread_in_sub_cells(radius_mm: f64, sub_cell_mm: f64) -> f64 {
    (0.4577 * radius_mm / sub_cell_mm).sqrt() / (PI * (radius_mm / sub_cell_mm).powi(2))
}

/// Unions of the same lattice: all its discs lie alike against the sub-cells, forty of which are one pitch, so that one
/// realisation is off by what one disc is. 60 realisations, each at a random offset: means to 4.5 standard errors of that, a false
/// alarm in 7e-6, six times; errors within a half of it (60 realisations tell them to a tenth). The shares of dermis and
/// epidermis: those of their widest cut or below, for the narrow cuts hold little.
#[test]
fn identity_a_stamp_lattice_covers_its_exact_share() {
    let scenario = scenario(LATTICE, &["run.realisations=60"]);
    let sub_cell_mm = scenario.setup().grid.sub_cell_mm();
    let outcome = outcome(scenario);
    let column = Column::stack([0.02, 0.05, 0.225, 1.275, 3.0]);
    let tract = ByHand::round(1.2, 0.01, 0.2, 0.6).tract(&column);
    let volume = |from, to| tract.profile.volume_mm3(from, to);
    let (shaft, opening) = (spread_in_sub_cells(0.1, sub_cell_mm), spread_in_sub_cells(0.05, sub_cell_mm));
    assert!(shaft < 0.01 && opening < 0.03, "{shaft} {opening}");
    for (measure, wanted, spread) in [
        (Measure::Covered, PI * 0.01 / 0.25, shaft),
        (Measure::Open, PI * 0.0025 / 0.25, opening),
        (Measure::EpidermisVolume, 4.0 * volume(0.0, 0.07) / 0.07, shaft),
        (Measure::DermisVolume, 4.0 * volume(0.07, 1.57) / 1.5, shaft),
        (Measure::VolumeEpidermis, 400.0 * volume(0.0, 0.07), shaft),
        (Measure::VolumeDermis, 400.0 * volume(0.07, 1.57), shaft),
    ] {
        let (found, error) = (value(&outcome, measure), wanted * spread / 60f64.sqrt());
        let se = outcome.figure(measure).se.unwrap();
        assert!((found - wanted).abs() < 4.5 * error, "{}: {found} ± {error}, {wanted}", measure.key());
        assert!(se < 1.5 * error && se > 0.3 * error, "{}: {se} {error}", measure.key());
    }
}

/// A stamp whose placements continue its own grid: every other figure of the whole run is that of the lattice, wherever its random
/// offset puts it.
#[test]
fn identity_a_stamp_lattice_gives_the_exact_figures() {
    let outcome = outcome(scenario(LATTICE, &[]));
    let column = Column::stack([0.02, 0.05, 0.225, 1.275, 3.0]);
    let tract = ByHand::round(1.2, 0.01, 0.2, 0.6).tract(&column);
    let hits = tract.vessel_hits(&Vessels::general());
    let upper_of_loop = (15.0f64 / 10.0).powi(3);
    for (measure, wanted) in [
        (Measure::Count, 400.0),
        (Measure::Density, 400.0),
        (Measure::Failed, 0.0),
        (Measure::Cv, 0.0),
        (Measure::Repeat, 0.0),
        (Measure::Set, 1.2),
        (Measure::DepthMean, 1.2),
        (Measure::DepthRatio, 1.0),
        (Measure::DepthBias, 0.0),
        (Measure::WithinTolerance, 1.0),
        (Measure::ReachEpidermis, 1.0),
        (Measure::ReachDermis, 1.0),
        (Measure::ReachFat, 0.0),
        (Measure::FatPerCm2, 0.0),
        (Measure::FatSquares, 0.0),
        (Measure::PeopleOverLimit, 0.0),
        (Measure::SlitLength, 0.0),
        (Measure::Torn, 0.0),
        (Measure::TipsCorneum, 0.0),
        (Measure::TipsViable, 0.0),
        (Measure::TipsPapillary, 0.0),
        (Measure::TipsReticular, 400.0),
        (Measure::TipsFat, 0.0),
        (Measure::TipsMuscle, 0.0),
        (Measure::VolumeFat, 0.0),
        // Loops and upper plexus lie where the needle is in to its shaft: 50 loops a mm² within 0.1 + 0.01 mm of the axis, and
        // 10 mm of vessel a mm², 15 um thick.
        (Measure::LoopHits, 400.0 * 50.0 * PI * 0.0121),
        (Measure::UpperPlexusHits, 400.0 * 10.0 * 0.215),
        (Measure::DeepPlexusHits, 0.0),
        (Measure::VesselHits, 400.0 * hits.total()),
        (Measure::Bleeding, 4.0 * (hits.loops / upper_of_loop + hits.upper_plexus)),
        (Measure::Pain, 1.2f64.powf(1.77) * 400f64.powf(0.3)),
    ] {
        let found = value(&outcome, measure);
        assert!((found - wanted).abs() < 1e-9 * wanted.max(1.0), "{}: {found} {wanted}", measure.key());
        assert!(outcome.figure(measure).se.unwrap() < 1e-9 * wanted.max(1.0), "{}", measure.key());
    }
    // Bins of 0.005 mm, and a root of a difference of squares.
    assert!((value(&outcome, Measure::DepthP50) - 1.2).abs() <= 0.005);
    assert!(value(&outcome, Measure::DepthSd) < 1e-6);
}

/// Tips that end in the fat, booked as such; their volume there by the sub-cells of the lowest cut, whose disc of 0.1 mm has a
/// spread of 0.95 %: off by less than 4 % in three realisations (seven standard errors).
#[test]
fn identity_a_stamp_lattice_into_the_fat() {
    let outcome = outcome(scenario(LATTICE, &["device.length_mm=2", "device.taper_mm=0.6"]));
    let tract = ByHand::round(2.0, 0.01, 0.2, 0.6).tract(&Column::stack([0.02, 0.05, 0.225, 1.275, 3.0]));
    for (measure, wanted) in [
        (Measure::ReachFat, 1.0),
        (Measure::FatSquares, 1.0),
        (Measure::PeopleOverLimit, 1.0),
        (Measure::TipsFat, 400.0),
        (Measure::TipsReticular, 0.0),
        (Measure::DeepPlexusHits, 400.0 * 2.0 * (tract.profile.width_mm(1.57) + 0.05)),
    ] {
        let found = value(&outcome, measure);
        assert!((found - wanted).abs() < 1e-9 * wanted.max(1.0), "{}: {found} {wanted}", measure.key());
    }
    let (found, wanted) = (value(&outcome, Measure::VolumeFat), 400.0 * tract.profile.volume_mm3(1.57, 4.57));
    assert!((found / wanted - 1.0).abs() < 0.04, "{found} {wanted}");
}

/// Single strikes on a fixed lattice, twice at the same places: nothing new is covered, and every second strike is a repeat.
#[test]
fn identity_exact_repeats_add_no_area() {
    let text = LATTICE.split("[device]").next().unwrap().to_owned()
        + "[device]\npreset = \"needle\"\nlength_mm = 1.2\nlength_tolerance_mm = 0\nsetting_sd_mm = 0\n\
           [technique]\nposition_jitter_mm = 0\n[mechanics]\nlaw = \"ratio\"\nratio = 1\nratio_sd = 0\n\
           [run]\nrealisations = 2\n";
    let [once, twice] =
        ["technique.passes=1", "technique.passes=2"].map(|passes| outcome(scenario(&text, &[passes])));
    assert_eq!((value(&once, Measure::Count), value(&twice, Measure::Count)), (100.0, 200.0));
    assert_eq!((value(&once, Measure::Repeat), value(&twice, Measure::Repeat)), (0.0, 0.5));
    for measure in [Measure::Covered, Measure::Open, Measure::EpidermisVolume, Measure::DermisVolume] {
        assert!(value(&once, measure) > 0.0);
        assert_eq!(value(&once, measure), value(&twice, measure), "{}", measure.key());
    }
    // Vessels are counted by the strike, cut before or not.
    let hits = |outcome| value(outcome, Measure::VesselHits);
    assert!((hits(&twice) / hits(&once) - 2.0).abs() < 1e-12);
}

/// A patch of 2 x 20 needles 0.6 mm apart, set side by side: 1 / 0.6² = 2.78 punctures a mm², each 0.6 mm from the next. Its
/// two steps as numbers give the same, one number is meant for both, and `overlap` shortens both.
#[test]
fn identity_a_patch_that_is_not_square_tiles() {
    let text = "format = 1\n[area]\nwidth_mm = 24\nheight_mm = 24\n[skin]\nsite = \"upper_arm\"\n[device]\npreset = \"patch-600\"\n\
                rows = 2\ncolumns = 20\npitch_mm = 0.6\n[technique]\nposition_jitter_mm = 0\nheading_jitter_deg = 0\nvariation = 0\n\
                [run]\nrealisations = 10\nintervals = \"off\"\n";
    let density = |settings: &[&str]| {
        let scenario = scenario(text, settings);
        let expected = scenario.setup().expected_strikes() / 576.0 * 100.0;
        let outcome = outcome(scenario);
        let found = value(&outcome, Measure::Density);
        // Edges of the area cut through placements: of 40 x 40 needles one row or column more or less.
        assert!((found / expected - 1.0).abs() < 0.05, "{settings:?}: {found} {expected}");
        (expected, value(&outcome, Measure::NearestNeighbour))
    };
    let (tiled, nearest) = density(&[]);
    assert!((tiled - 100.0 / 0.36).abs() < 1e-9 && (nearest - 0.6).abs() < 1e-6, "{tiled} {nearest}");
    let steps = ["technique.line_spacing_mm=1.2", "technique.placement_spacing_mm=12"];
    assert!((density(&steps).0 / tiled - 1.0).abs() < 1e-12);
    assert!((density(&["technique.line_spacing_mm=12"]).0 - 4000.0 / 144.0).abs() < 1e-9);
    assert!((density(&["technique.overlap=0.5"]).0 / tiled - 4.0).abs() < 1e-9);
}
