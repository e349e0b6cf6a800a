//! The chart of sites by set depths: what it says of its figures, and that nothing in it touches anything else.

use super::{assert_tidy, group, scenario, words};
use puncta::outcome::Figure;
use puncta::outcome::diagram::depth_chart::{DepthChart, Row};
use puncta::outcome::safe_depth::SettingOf;
use puncta::render::{Theme, diagram::depth_chart::draw};
use puncta::simulate::Quietly;
use puncta::skin::site::sites;
use puncta::study::diagram::depth_chart;
use puncta::study::safe_depth::OnSite;

/// Shares from nothing to everything, with bounds of all kinds.
fn made_up(rows: usize, depths: usize) -> DepthChart {
    let found = scenario("format = 1\n[skin]\nsite = \"cheek\"\n", &["device.preset=pen-12"]);
    let figure = |row: usize, at: usize| {
        let share = [0.0, 1e-14, 3e-4, 0.0512, 0.5, 0.9997, 1.0][(row + at) % 7];
        let value = Some(share);
        Figure {
            value,
            se: Some(0.01),
            low: Some(0.1 * share),
            high: Some(share.sqrt()),
            ..Figure::default()
        }
    };
    let row = |number: usize| Row {
        site: sites()[number].name.clone(),
        // One label begins like a number that must not be in a picture.
        label: sites()[number].label.replace("infraorbital / ", ""),
        skin_mm: 0.8 + 0.1 * number as f64,
        eyelid: sites()[number].is_eyelid(),
        reach: (0..depths).map(|at| figure(number, at)).collect(),
    };
    DepthChart {
        provenance: found.provenance().clone(),
        setting: SettingOf::Dial,
        device: "12-pin pen".into(),
        depths_mm: (1..=depths).map(|at| 0.25 * at as f64).collect(),
        people: 100,
        draws: 24,
        rows: (0..rows).map(row).collect(),
    }
}

#[test]
fn limit_charts_of_any_size_are_tidy_on_both_grounds() {
    for (rows, depths) in [(1, 1), (1, 12), (17, 10), (31, 12), (12, 3)] {
        let chart = made_up(rows, depths);
        for theme in [Theme::LIGHT, Theme::DARK] {
            assert_tidy(&draw(&chart, &theme).unwrap(), &format!("{rows} sites, {depths} depths"));
        }
    }
}

#[test]
fn limit_a_chart_of_nothing_says_so() {
    for (rows, depths) in [(0, 0), (3, 0), (0, 4)] {
        let picture = draw(&made_up(rows, depths), &Theme::LIGHT).unwrap();
        assert!(words(&picture).iter().any(|found| found == "none"), "{rows} {depths}");
    }
    let mut odd = made_up(2, 3);
    odd.rows[1].reach.pop();
    assert!(draw(&odd, &Theme::LIGHT).is_err());
    let mut empty = made_up(2, 3);
    empty.rows[0].reach = vec![Figure::default(); 3];
    assert!(words(&draw(&empty, &Theme::LIGHT).unwrap()).iter().any(|found| found == "–"));
}

#[test]
fn identity_cells_have_the_words_of_their_figures() {
    let mut chart = made_up(4, 3);
    let figure = |value: f64, low: f64, high: f64| Figure {
        value: Some(value),
        low: Some(low),
        high: Some(high),
        ..Figure::default()
    };
    chart.rows[0].reach =
        vec![figure(0.0002, 0.0, 0.0004), figure(0.063, 2e-5, 0.44), figure(0.9990, 0.87, 0.9999)];
    let picture = draw(&chart, &Theme::LIGHT).unwrap();
    let row = group(&picture, &format!("site-{}", chart.rows[0].site)).unwrap();
    for wanted in [">&lt;0.1<", ">6.3<", ">0–44<", ">99+<", ">87–99+<"] {
        assert!(row.contains(wanted), "{wanted} not in {row}");
    }
    // Nothing to speak of has no bounds below it, and what is not drawn from inputs says so.
    assert!(!row.contains("0–&lt;0.1"));
    assert!(picture.caption.contains("24 draws") && picture.caption.contains("never for choosing"));
    chart.draws = 0;
    assert!(draw(&chart, &Theme::LIGHT).unwrap().caption.contains("chance alone"));
    // The sub-dermal breach is named where there is an eyelid, and only there.
    let breach =
        |chart: &DepthChart| draw(chart, &Theme::LIGHT).unwrap().caption.contains("sub-dermal breach");
    assert!(breach(&chart), "the fourth site of the table is an eyelid");
    chart.rows.truncate(3);
    assert!(!breach(&chart));
}

/// Deeper settings reach no less; thicker skin comes later; the table has a row for every cell.
#[test]
fn identity_the_chart_is_that_of_the_laws() {
    let on = |site: &&str| {
        let text = format!("format = 1\n[skin]\nsite = \"{site}\"\n");
        let small = ["device.preset=pen-12", "run.realisations=12", "run.intervals=off"];
        OnSite { site: (*site).to_owned(), setup: scenario(&text, &small).setup().clone() }
    };
    let sites: Vec<OnSite> = ["back", "temple", "upper_eyelid"].iter().map(on).collect();
    let provenance = made_up(1, 1).provenance;
    let chart = depth_chart::depth_chart(&sites, &[0.5, 1.5, 2.5], provenance, &Quietly).unwrap();
    let order: Vec<&str> = chart.rows.iter().map(|row| row.site.as_str()).collect();
    assert_eq!(order, ["upper_eyelid", "temple", "back"]);
    assert_eq!((chart.setting, chart.people, chart.draws), (SettingOf::Dial, 12, 0));
    for row in &chart.rows {
        let values: Vec<f64> = row.reach.iter().map(|figure| figure.value.unwrap()).collect();
        assert!(values.windows(2).all(|pair| pair[0] <= pair[1]), "{}: {values:?}", row.site);
    }
    let at = |row: usize| chart.rows[row].reach[1].value.unwrap();
    assert!(at(0) > at(1) && at(1) > at(2));
    assert_eq!(chart.csv().lines().count(), 1 + 9);
    assert_tidy(&draw(&chart, &Theme::LIGHT).unwrap(), "computed");
}
