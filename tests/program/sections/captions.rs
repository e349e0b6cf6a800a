//! Titles and captions against what their own pictures draw: a title, its marks and its bars come from one set of numbers.

use super::{group, scenario};
use puncta::outcome::{Comparison, Difference, FieldKind, IntervalOf, Measure, Outcome};
use puncta::render::{Look, Picture, Theme, comparison, diagram as drawing, picture_set, words::Language};
use puncta::simulate::{Quietly, simulate};
use puncta::skin::site::site;
use puncta::study::compare::{Run, compare};
use puncta::study::diagram as study;

/// Scenarios with thin and thick skin, with deep and shallow needles, and with few that pierce.
const SCENARIOS: [&str; 7] = [
    "cheek-pen",
    "home-roller-02",
    "home-roller-05",
    "clinic-roller-cheek",
    "patch",
    "worn-cartridge",
    "upper-eyelid",
];
const SMALL: [&str; 4] = ["area.width_mm=6", "area.height_mm=6", "run.realisations=12", "run.intervals=off"];

fn text(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
    std::fs::read_to_string(path).unwrap()
}

fn outcome(text: &str, settings: &[&str]) -> Outcome {
    let scenario = scenario(text, settings);
    let simulated = simulate(scenario.setup(), &Quietly, &Quietly).unwrap();
    Outcome::new(scenario.setup(), &simulated, scenario.provenance().clone())
}

/// The SVG files of a run's pictures by name.
fn pictures(outcome: &Outcome, theme: Theme) -> Vec<(String, String)> {
    let drawn = picture_set::draw(outcome, &Look { theme, ..Look::default() }).unwrap();
    drawn.into_iter().map(svg).collect()
}

fn svg(files: puncta::render::Files) -> (String, String) {
    let (_, bytes) = files.files.into_iter().find(|(ending, _)| *ending == "svg").unwrap();
    (files.name, String::from_utf8(bytes).unwrap())
}

/// What stands between two marks of the drawing, with plain spaces.
fn between(svg: &str, from: &str, to: &str) -> String {
    let rest = svg.split_once(from).unwrap().1;
    rest.split_once(to).unwrap().0.replace(['\u{202f}', '\u{a0}'], " ")
}

fn title(svg: &str) -> String {
    between(svg, "<title>", "</title>")
}

fn alt(svg: &str) -> String {
    between(svg, "<desc>", "</desc>")
}

fn of<'a>(pictures: &'a [(String, String)], name: &str) -> &'a str {
    &pictures.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no {name}")).1
}

/// All numbers of a text: "0.92-1.17" are two.
fn numbers(text: &str) -> Vec<f64> {
    let parts = text.split(|letter: char| !(letter.is_ascii_digit() || letter == '.'));
    parts.filter_map(|part| part.trim_end_matches('.').parse().ok()).collect()
}

/// Of the histogram's values, the share that lies below a depth, and the bounds of what is drawn.
fn below(outcome: &Outcome, depth_mm: f64) -> f64 {
    let bins = &outcome.summary.depth_mm;
    let pairs = bins.edges_mm.windows(2).zip(&bins.share);
    let share =
        pairs.map(|(edges, share)| share * ((depth_mm - edges[0]) / (edges[1] - edges[0])).clamp(0.0, 1.0));
    share.sum()
}

/// The depths that title and line of the histogram say are those of its bars, in every scenario, whoever pierced and who did not.
#[test]
fn regress_the_depths_that_are_told_are_those_of_the_bars() {
    for name in SCENARIOS {
        let outcome = outcome(&text(name), &SMALL);
        let drawn = pictures(&outcome, Theme::LIGHT);
        let picture = of(&drawn, "tip-depth");
        let (title, alt) = (title(picture), alt(picture));
        if outcome.summary.depth_mm.count == 0 {
            assert_eq!((name, title.as_str()), ("home-roller-02", Language::English.no_needle_pierced()));
            continue;
        }
        let told = alt.split("Median ").nth(1).unwrap_or_else(|| panic!("{name}: {alt}"));
        let [median, _, _, low, high] = numbers(told)[..5] else { panic!("{name}: {told}") };
        // Depths are told to a hundredth of a mm: half of that moves a share by what its bin holds.
        let bins = &outcome.summary.depth_mm;
        let largest = bins.share.iter().copied().fold(0.0, f64::max);
        let loose = 0.006 / (bins.edges_mm[1] - bins.edges_mm[0]) * largest + 1e-9;
        for (depth, share) in [(low, 0.05), (median, 0.5), (high, 0.95)] {
            let found = below(&outcome, depth);
            assert!((found - share).abs() <= loose, "{name}: {found} of the tips above {depth} mm, {told}");
        }
        let used = bins.share.iter().position(|share| *share > 0.0).unwrap();
        assert!(bins.edges_mm[used] - 0.006 <= low && high <= bins.edges_mm[bins.share.len()] + 0.006);
        assert!(numbers(&title).contains(&median), "{name}: {title}, {told}");
        // The same median stands over the thickness of people's skin.
        // Unless most strikes fail.
        let people = of(&drawn, "skin-thickness-people").replace(['\u{202f}', '\u{a0}'], " ");
        let most_fail = outcome.figure(Measure::Failed).value.is_some_and(|failed| failed > 0.5);
        assert!(most_fail != people.contains(&format!("median tip {median:.2} mm")), "{name}: {median}");
    }
}

/// A device that strikes nowhere leaves no depth: pictures say so and draw no mark at zero.
#[test]
fn limit_where_nothing_pierced_no_depth_is_told() {
    let text = "format = 1\n[skin]\nsite = \"sole\"\n[device]\npreset = \"roller-home-02\"\n";
    let outcome = outcome(text, &SMALL);
    assert_eq!(outcome.median_tip_mm(), None);
    for theme in [Theme::LIGHT, Theme { language: Language::German, ..Theme::DARK }] {
        let nothing = theme.language.no_needle_pierced();
        let drawn = pictures(&outcome, theme);
        for name in ["tip-depth", "skin-thickness-people"] {
            assert_eq!(title(of(&drawn, name)), nothing, "{name}");
            assert!(!of(&drawn, name).contains("median"), "{name}");
        }
    }
}

/// Shares of the title are those of the marks, add up, and none is a whole beside a remainder.
#[test]
fn regress_shares_of_tips_by_layer_are_those_of_the_marks() {
    const LAYERS: [Measure; 6] = [
        Measure::TipsCorneum,
        Measure::TipsViable,
        Measure::TipsPapillary,
        Measure::TipsReticular,
        Measure::TipsFat,
        Measure::TipsMuscle,
    ];
    for name in SCENARIOS {
        let outcome = outcome(&text(name), &SMALL);
        let drawn = pictures(&outcome, Theme::LIGHT);
        let title = title(of(&drawn, "tips-by-layer"));
        let counts = LAYERS.map(|measure| outcome.figure(measure).value.unwrap());
        let all: f64 = counts.iter().sum();
        let parts = [counts[..2].iter().sum::<f64>(), counts[2..4].iter().sum(), counts[4..].iter().sum()];
        for told in numbers(&title) {
            let near = parts.iter().any(|part| (100.0 * part / all - told).abs() < 1.0);
            assert!(near || title.contains(&format!("{told} % of the tips")), "{name}: {title}, {parts:?}");
        }
        let whole = title.starts_with("100 %") && title.contains("below it") && !title.contains("none below");
        assert!(!whole, "{name}: {title}");
        // Where two shares are told, what is left is the third.
        if let [dermis, below] = numbers(&title)[..] {
            let epidermis = 100.0 * parts[0] / all;
            assert!((dermis + below + epidermis - 100.0).abs() < 1.0, "{name}: {title}, {parts:?}");
        }
    }
}

/// Whatever the numbers of other inputs say, no mark stands where no figure can be.
#[test]
fn limit_no_difference_is_drawn_below_nothing() {
    let at = |depth: &str| outcome(&text("cheek-pen"), &[&SMALL[..], &[depth]].concat());
    let settings = vec![at("device.depth_mm=1.5"), at("device.depth_mm=1.0")];
    let wild = |measure: &Measure| {
        let a = settings[0].figure(*measure).value.unwrap_or(1.0);
        let value = settings[1].figure(*measure).value.unwrap_or(0.0) - a;
        // -1294 % to +114 % beside whatever it is, and an error larger than the figure.
        Difference {
            value: Some(value),
            se: Some(1.5 * a.abs()),
            low: Some(-12.94 * a),
            high: Some(1.14 * a),
            ..Difference::default()
        }
    };
    let differences: Vec<Difference> = Measure::ALL.iter().map(wild).collect();
    let mut comparison = Comparison::new(settings.clone(), vec![differences]);
    comparison.interval_of = IntervalOf::Inputs;
    let drawn: Vec<(String, String)> =
        comparison::draw(&comparison, &Look::default()).unwrap().into_iter().map(svg).collect();
    let picture = of(&drawn, "differences");
    for beyond in ["−120", "−150", "−200"] {
        assert!(!picture.contains(&format!(">{beyond}<")), "the axis goes to {beyond} %");
    }
    assert!(picture.contains(">−100<"));
    // What A is stands under every name.
    let density = settings[0].figure(Measure::Density).said_briefly(Measure::Density.unit()).to_string();
    let density = density.replace('\u{202f}', "\u{a0}");
    assert!(picture.contains(&format!("A: {density}")), "{density}");
}

/// Title and map of a difference are of one person: the sign and size of the title are the mean of the map.
#[test]
fn regress_the_title_of_a_difference_is_of_the_person_of_its_map() {
    let cheek = text("cheek-pen");
    let injured = |outcome: &Outcome| {
        let field = outcome.one_treatment(FieldKind::DermisVolume).unwrap();
        let values: Vec<f64> = field.values.iter().filter(|v| v.is_finite()).map(|v| f64::from(*v)).collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    for other in
        ["device.depth_mm=1.45", "device.depth_mm=0.7", "technique.passes=5", "device.dull_fraction=0.3"]
    {
        let run = |settings: &[&str]| {
            let scenario = scenario(&cheek, settings);
            let simulated = simulate(scenario.setup(), &Quietly, &Quietly).unwrap();
            Run::new(scenario.setup(), simulated, scenario.provenance().clone())
        };
        let [a, b] = [run(&SMALL), run(&[&SMALL[..], &[other]].concat())];
        let more = 100.0 * (injured(&b.outcome) - injured(&a.outcome));
        let comparison = compare(vec![a, b]).unwrap();
        let drawn: Vec<(String, String)> =
            comparison::draw(&comparison, &Look::default()).unwrap().into_iter().map(svg).collect();
        let title = title(of(&drawn, "dermal-injury-difference"));
        let word = if more > 0.0 { "more" } else { "less" };
        assert!(title.contains(word), "{other}: {title}, {more}");
        let [told] = numbers(&title)[..] else { panic!("{other}: {title}") };
        // Two digits are told; the means are of single precision.
        assert!((told - more.abs()).abs() <= 0.051 * more.abs(), "{other}: {title}, {more}");
    }
}

/// What a caption says of the growth with passes is what the charts show, for a device that overlaps and for one that does not.
#[test]
fn regress_growth_with_passes_is_told_as_it_is() {
    let draw = |per_pass: f64| {
        let found = super::passes::made_up(&[1, 2, 4, 8], [6.0, 6.0], per_pass);
        drawing::passes::draw(&found, &Theme::LIGHT).unwrap()
    };
    // 1 - exp(-8 a) over 1 - exp(-a): 7.97 times at 0.001, 5.02 at 0.15.
    let few = draw(0.001).caption;
    assert!(few.contains("grow 8-fold and the covered area 8-fold"), "{few}");
    let many = draw(0.15).caption;
    assert!(many.contains("grow 8-fold, the covered area only 5-fold"), "{many}");
}

fn path_of(picture: &Picture, name: &str) -> Vec<[f64; 2]> {
    let part = group(picture, name).unwrap_or_else(|| panic!("no {name}"));
    let path = part.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
    let all: Vec<f64> = path
        .split(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == '-'))
        .filter_map(|part| part.parse().ok())
        .collect();
    all.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
}

fn extent(path: &[[f64; 2]], along: usize) -> f64 {
    let values = || path.iter().map(|at| at[along]);
    values().fold(f64::NEG_INFINITY, f64::max) - values().fold(f64::INFINITY, f64::min)
}

/// A needle is drawn as long as it is, in the colour of what it is made of, on its plate or drum.
#[test]
fn regress_a_needle_is_drawn_as_long_as_it_is_on_what_it_stands_on() {
    for (device, base) in [
        ("patch-600", Some("plate")),
        ("stamp-36", Some("plate")),
        ("roller-192", Some("drum")),
        ("roller-home-05", Some("drum")),
        ("pen-12", None),
        ("needle", None),
    ] {
        for place in ["cheek", "upper_eyelid"] {
            let text = format!("format = 1\n[skin]\nsite = \"{place}\"\n");
            let found = scenario(&text, &[&format!("device.preset={device}")]);
            let needle = found.setup().device.needle;
            let diagram =
                study::section(found.setup(), site(place).unwrap(), found.provenance().clone()).unwrap();
            for theme in [Theme::LIGHT, Theme::DARK] {
                let picture = drawing::section::draw(&diagram, &theme).unwrap();
                let path = path_of(&picture, "needle");
                let ratio = extent(&path, 1) / extent(&path, 0);
                let wanted = needle.length_mm / needle.shaft_diameter_mm;
                // A needle that is longer than the drawing is high ends at its upper edge.
                let whole = base.is_some() || group(&picture, "holder").is_some();
                assert!(ratio < 1.01 * wanted, "{device}, {place}: {ratio} for {wanted}");
                assert!(
                    !whole || (ratio / wanted - 1.0).abs() < 0.01,
                    "{device}, {place}: {ratio} for {wanted}"
                );
                for name in ["plate", "drum"] {
                    assert_eq!(group(&picture, name).is_some(), base == Some(name), "{device}: {name}");
                }
                if let Some(name) = base {
                    // The plate ends where the needle begins.
                    let lowest =
                        |path: &[[f64; 2]]| path.iter().map(|at| at[1]).fold(f64::NEG_INFINITY, f64::max);
                    let upper = path.iter().map(|at| at[1]).fold(f64::INFINITY, f64::min);
                    assert!((lowest(&path_of(&picture, name)) - upper).abs() < 1.0, "{device}, {place}");
                }
            }
        }
    }
}

/// Where some needles do not go in, the title says how many do.
#[test]
fn regress_a_title_says_how_many_needles_go_in() {
    for (device, depth) in [("skinpen", "0.5"), ("skinpen", "0.4"), ("pen-36", "0.5"), ("dermapen", "0.5")] {
        let text = "format = 1\n[skin]\nsite = \"cheek\"\n";
        let found =
            scenario(text, &[&format!("device.preset={device}"), &format!("device.depth_mm={depth}")]);
        let diagram =
            study::section(found.setup(), site("cheek").unwrap(), found.provenance().clone()).unwrap();
        let picture = drawing::section::draw(&diagram, &Theme::LIGHT).unwrap();
        let title = title(&picture.svg);
        let some = (1..diagram.needles).contains(&diagram.pierced);
        let told = format!("{} of {} needles", diagram.pierced, diagram.needles);
        assert_eq!(title.contains(&told), some, "{device} at {depth}: {title}");
    }
}

/// Both brackets of what the skin gives way begin at the dashed level.
#[test]
fn regress_brackets_of_a_bed_begin_at_one_level() {
    for device in ["pen-12", "pen-36", "stamp-36", "patch-600", "skinpen"] {
        let found = scenario("format = 1\n[skin]\nsite = \"cheek\"\n", &[&format!("device.preset={device}")]);
        let bed = study::bed_of_nails::bed_of_nails(
            found.setup(),
            site("cheek").unwrap(),
            found.provenance().clone(),
        )
        .unwrap();
        let picture = drawing::bed_of_nails::draw(&bed, &Theme::LIGHT).unwrap();
        let starts = |name: &str| -> Vec<String> {
            let group = format!("-{name}\"");
            let groups = picture.svg.split(&group).skip(1);
            groups.map(|rest| between(rest, "y1=\"", "\"")).collect()
        };
        let (levels, brackets) = (starts("level"), starts("pushed-down"));
        assert_eq!((levels.len(), brackets.len()), (2, 2), "{device}");
        assert_eq!(levels, brackets, "{device}");
    }
}

/// All texts of a drawing, lines joined as they follow each other.
fn words(svg: &str) -> String {
    let pieces = svg.split("</text>").filter_map(|piece| piece.rsplit_once('>')).map(|(_, words)| words);
    pieces.collect::<Vec<_>>().join(" ").replace(['\u{a0}', '\u{202f}'], " ")
}

/// What a map of one person's reach says of hatching, of what it leaves out and of a correlation is what it shows.
#[test]
fn regress_a_map_of_the_reach_says_what_it_leaves_out() {
    let mut seen = [false; 2];
    for (name, depth) in
        [("cheek-pen", "device.depth_mm=1.5"), ("cheek-pen", "device.depth_mm=1.0"), ("patch", "run.seed=1")]
    {
        let outcome = outcome(&text(name), &[&SMALL[..], &[depth]].concat());
        let drawn = pictures(&outcome, Theme::LIGHT);
        let picture = &of(&drawn, "fat-reach-one-person").replace('\u{a0}', "\u{202f}");
        let alt = words(picture);
        let told = |words: &str| alt.contains(words);
        assert_eq!(told("Hatched:"), picture.contains("no value: "), "{name} {depth}: {alt}");
        assert_eq!(
            told("Below 0.01 % nothing"),
            picture.contains("under 0.01\u{202f}%: "),
            "{name} {depth}: {alt}"
        );
        // A scale of colours does not show shares below that.
        assert!(!picture.contains("10⁻"), "{name} {depth}");
        let correlation = told("Rank correlation");
        assert!(!correlation || !told("less than 0.01 %"), "{name} {depth}: {alt}");
        seen = [seen[0] || told("Hatched:"), seen[1] || told("Below 0.01 % nothing")];
        let all = of(&drawn, "fat-reach").replace(['\u{202f}', '\u{a0}'], " ");
        assert!(!all.contains("it is none"), "{name} {depth}");
        // Squares are squares.
        for (name, picture) in &drawn {
            assert!(
                !picture.contains("squares of ") || !between(picture, "squares of ", " mm").contains('×'),
                "{name}"
            );
        }
    }
    assert!(seen[1], "nothing was left out anywhere");
}

/// The stroke is told by the numbers of its charts: three digits of the depth, both ends of the axis, and no needles where none failed.
#[test]
fn regress_a_stroke_is_told_by_the_numbers_of_its_charts() {
    for (name, rim) in [("cheek-pen", true), ("patch", false)] {
        let found = scenario(&text(name), &[]);
        let way = puncta::study::insert::insert(found.setup(), found.provenance().clone(), None).unwrap();
        let layers = puncta::render::insertion_chart::layers(&way, Language::English);
        let picture = puncta::render::insertion_chart::draw(&way, &layers, &Theme::LIGHT).unwrap();
        let (title, alt) = (title(&picture.svg), alt(&picture.svg));
        let depth = way.mean_depth_mm().unwrap();
        assert!(numbers(&title).iter().any(|told| (told - depth).abs() < 0.0051 * depth), "{title}, {depth}");
        let axis = if rim { "travel of the tips past the rim" } else { "travel of the device" };
        assert!(
            picture.svg.contains(&format!(">{axis} (mm)<")) && alt.contains(&format!("the {axis}, ")),
            "{alt}"
        );
        assert_eq!(alt.contains("did not puncture"), way.failed() > 0, "{alt}");
        assert_eq!(picture.caption.contains("bulges past the rim"), rim, "{}", picture.caption);
        let last = way.array.last().unwrap();
        if rim {
            // The numbers that do not add up are those of the chart.
            let told = numbers(picture.caption.split("past the rim").nth(1).unwrap());
            for (told, drawn) in told.iter().zip([last.mean_depth_mm, last.deflection_mm, last.travel_mm]) {
                assert!((told - drawn).abs() < 0.006, "{}", picture.caption);
            }
            assert!(told[0] + told[1] > told[2] + 0.02);
        }
    }
}
