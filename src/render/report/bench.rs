//! Characterisation of a device, in the order of the special controls of 21 CFR 878.4430.

use super::run::{not_known, reproduce};
use super::sources::references;
use super::{Block, DeepestSetting, Section, Subject, many, mm_words, value_words};
use crate::outcome::agreement::{Agreement, Pair};
use crate::outcome::characterisation::{AtSite, Characterisation, Geometry, Stack};
use crate::outcome::figure::suffix;
use crate::outcome::origin::Assumption;
use crate::outcome::regulation::{By, regulation};
use crate::outcome::{Figure, Measure, Unit};
use crate::render::numbers::{percent, short};
use crate::render::words::{Language, begun};
use crate::render::{RenderError, Theme};

/// People that a one-sided bound needs, and a two-sided interval.
const NEEDED: [usize; 2] = [59, 93];

/// Sections of a bench report.
///
/// # Errors
/// [`RenderError::Data`] without a run.
pub fn sections(subject: &Subject, theme: &Theme) -> Result<Vec<Section>, RenderError> {
    let language = theme.language;
    let (Some(of), Some(run)) = (&subject.characterisation, subject.runs.first()) else {
        return Err(RenderError::Data { name: "report".into(), why: "there is no run of the device".into() });
    };
    let mut all = vec![Section::new("", vec![Block::Note(language.bench_intro().to_owned())])];
    let measured = |quantities: &[&str]| {
        let own = subject.others.iter().filter(|other| !other.is_published);
        let mut agreement = own.flat_map(|other| &other.agreement);
        agreement.any(|of| quantities.contains(&of.quantity.as_str()))
    };
    all.push(geometry(&of.geometry, &of.stack, &run.origin.assumed, language));
    all.push(deepest(of, measured(&["depth_mm.max"]), language));
    all.push(rate(of, measured(&["punctures.rate_per_s", "punctures.rate_present_per_s"]), language));
    all.push(accuracy(of, measured(&["tip_depth_mm", "depth_mm.mean", "depth_mm.bias"]), language));
    all.push(regions(&of.sites, language));
    let settings: Vec<&DeepestSetting> = subject.others.iter().flat_map(|other| &other.deepest).collect();
    all.push(criterion(&settings, language));
    all.push(own_data(subject, language));
    all.push(controls(language));
    all.push(credibility(language));
    // Results of other commands that are no bench data.
    let rest = subject.others.iter().filter(|other| !other.has_bench_data() && other.deepest.is_empty());
    all.extend(rest.map(|other| many::of_other(other, theme)));
    all.push(not_known(language));
    all.push(reproduce(run, language));
    Ok(all)
}

/// Rows of a quantity, its value, and how it is known.
fn table(rows: Vec<[String; 3]>, language: Language) -> Option<Block> {
    let head = [language.item_column(), language.value_column(), language.how_column()];
    Block::table(&head, rows.into_iter().map(Vec::from).collect(), &[0.48, 0.24, 0.28])
}

fn row(name: impl Into<String>, value: impl Into<String>, how: &str) -> [String; 3] {
    [name.into(), value.into(), how.to_owned()]
}

fn geometry(of: &Geometry, stack: &Stack, assumed: &[Assumption], language: Language) -> Section {
    // What the scenario does not say is a default, which is known in another way.
    let how = |key: &str| match assumed.iter().find(|of| of.key == key) {
        Some(of) => language.default_tagged(&of.tag),
        None => language.stated_word().to_owned(),
    };
    let um = |mm: f64| language.numeral(&format!("{}\u{202f}µm", short(1e3 * mm, 3)));
    let mm = |value: f64| mm_words(value, language);
    let [along, across] = of.half_extent_mm.map(|half| mm(2.0 * half));
    let rows = [
        (language.needles_row(), of.needles.to_string(), "device.layout"),
        (language.needle_length_row(), mm(of.length_mm), "device.length_mm"),
        (language.shaft_row(), um(of.shaft_mm), "device.shaft_diameter_um"),
        (language.taper_row(), mm(of.taper_mm), "device.taper_mm"),
        (language.tip_row(), um(of.tip_mm), "device.tip_diameter_um"),
        (language.shape_row(), shape_words(of.shape, language).to_owned(), "device.shape"),
        (language.material_row(), material_words(of.material, language).to_owned(), "device.material"),
        (language.array_row(), format!("{along} × {across}"), "device.layout"),
        (language.length_sd_row(), mm(stack.length_sd_mm), "device.length_tolerance_mm"),
        (language.setting_sd_row(), mm(stack.setting_sd_mm), "device.setting_sd_mm"),
        (language.setting_bias_row(), mm(stack.bias_mm), "device.setting_bias_mm"),
    ];
    let rows = rows.map(|(name, value, key)| row(name, value, &how(key))).to_vec();
    Section::new(language.geometry_heading(), table(rows, language).into_iter().collect())
}

fn shape_words(shape: &str, language: Language) -> &str {
    if shape == "conical" { language.shape_conical() } else { shape }
}

fn material_words(material: &str, language: Language) -> &str {
    match material {
        "steel" => language.material_steel(),
        "polymer" => language.material_polymer(),
        other => other,
    }
}

/// A measured row: where it stands, or that it is open.
fn measured_row(of_measured: bool, language: Language) -> [String; 3] {
    match of_measured {
        true => row(language.same_measured(), language.see_part_7(), language.measured_word()),
        false => row(language.same_measured(), "–", language.open_word()),
    }
}

/// Steps of the third digit of a value in one.
fn steps(value: f64) -> f64 {
    10f64.powi(2 - libm::log10(value.abs().max(1e-12)).floor() as i32)
}

/// A bound with three digits, rounded up, so that it still bounds.
fn up(mm: f64, language: Language) -> String {
    let step = steps(mm);
    // A number that has three digits stays as it is.
    mm_words(((mm * step - 1e-9).ceil()) / step, language)
}

/// Ends of an interval with three digits, rounded outwards, so that it holds what it was found to hold.
fn outwards(low: f64, high: f64, unit: Unit, language: Language) -> String {
    let [low, high] = [(low * steps(low)).floor() / steps(low), (high * steps(high)).ceil() / steps(high)];
    let [low, high] = [low, high].map(|end| language.numeral(&short(end, 3)));
    language.from_to(low, format!("{high}{}", suffix(unit)))
}

/// Two ends of a range of a value; an en dash without them.
fn ends(low: Option<f64>, high: Option<f64>, measure: Measure, language: Language) -> String {
    let figure = Figure { p05: low, p95: high, ..Figure::default() }.brief();
    match (low, high) {
        // A dash between numbers with a sign of their own would be read as one.
        (Some(low), Some(high)) if low < 0.0 && low < high => {
            let [low, high] = [low, high].map(|end| language.numeral(&short(end, 2)));
            language.from_to(low, format!("{high}{}", suffix(measure.unit())))
        }
        (Some(low), Some(high)) if low < high => language.said(&figure.said_of_people(measure.unit())),
        _ => "–".to_owned(),
    }
}

fn deepest(of: &Characterisation, is_measured: bool, language: Language) -> Section {
    let computed = language.computed_word();
    let Some(here) = of.sites.first() else { return Section::new(language.deepest_heading(), Vec::new()) };
    let depth = Measure::DepthMax;
    let few = |needed: usize| language.too_few_people(needed);
    let bound = here.deepest_bound_mm.map_or_else(|| few(NEEDED[0]), |mm| up(mm, language));
    let rows = vec![
        row(language.people_row(), here.people.to_string(), computed),
        row(
            language.strikes_row(),
            here.strikes.map_or("–".to_owned(), |strikes| short(strikes, 3)),
            computed,
        ),
        row(language.set_row(), mm_words(here.set_mm, language), language.stated_word()),
        row(language.deepest_row(), value_words(&here.deepest, depth, language), computed),
        row(
            language.deepest_people_row(),
            ends(here.deepest.p05, here.deepest.p95, depth, language),
            computed,
        ),
        row(language.deepest_bound_row(), bound, computed),
        row(
            language.deepest_inputs_row(),
            ends(here.deepest.low, here.deepest.high, depth, language),
            computed,
        ),
        row(language.p99_9_row(), value_words(&of.depth_p99_9, Measure::DepthP999, language), computed),
        row(language.stack_row(), up(of.stack.worst_mm(), language), computed),
        measured_row(is_measured, language),
    ];
    let blocks = table(rows, language).into_iter().chain([Block::text(language.deepest_note())]);
    Section::new(language.deepest_heading(), blocks.collect())
}

fn rate(of: &Characterisation, is_measured: bool, language: Language) -> Section {
    let computed = language.computed_word();
    let [all, present] = &of.rates;
    let heading = language.rate_heading();
    if all.value.is_none() {
        return Section::new(heading, vec![Block::text(language.rate_by_hand())]);
    }
    if of.stack.frequency_hz <= 0.0 {
        // The hand sets the pace of a drum.
        let rows = vec![
            row(language.rate_row(), value_words(all, Measure::Rate, language), computed),
            row(language.rate_present_row(), value_words(present, Measure::RatePresent, language), computed),
            measured_row(is_measured, language),
        ];
        let blocks = table(rows, language).into_iter().chain([Block::text(language.rate_of_hand())]);
        return Section::new(heading, blocks.collect());
    }
    let Stack { frequency_tolerance, .. } = of.stack;
    let has_tolerance = frequency_tolerance > 0.0;
    let tolerance = if has_tolerance {
        row(
            language.rate_tolerance_row(),
            language.numeral(&format!("± {}", percent(frequency_tolerance))),
            language.stated_word(),
        )
    } else {
        row(language.rate_tolerance_row(), "–", language.open_not_given())
    };
    let interval = match of.rate_interval {
        Some([low, high]) if has_tolerance => outwards(low, high, Measure::Rate.unit(), language),
        None if has_tolerance => language.too_few_people(NEEDED[1]),
        _ => "–".to_owned(),
    };
    let how = if has_tolerance { computed } else { language.open_not_given() };
    let nominal = (of.stack.frequency_hz > 0.0).then(|| {
        let hz = language.numeral(&format!("{}\u{202f}Hz", short(of.stack.frequency_hz, 4)));
        row(language.frequency_row(), hz, language.stated_word())
    });
    let rows: Vec<[String; 3]> = nominal
        .into_iter()
        .chain([
            row(language.rate_row(), value_words(all, Measure::Rate, language), computed),
            row(language.rate_present_row(), value_words(present, Measure::RatePresent, language), computed),
            tolerance,
            row(language.rate_interval_row(), interval, how),
            measured_row(is_measured, language),
        ])
        .collect();
    Section::new(heading, table(rows, language).into_iter().collect())
}

fn accuracy(of: &Characterisation, is_measured: bool, language: Language) -> Section {
    let computed = language.computed_word();
    let (within, tolerance_mm) = &of.within;
    let interval = match of.depth_interval_mm {
        Some([low, high]) => outwards(low, high, Measure::DepthMean.unit(), language),
        None => language.too_few_people(NEEDED[1]),
    };
    let bias = Measure::DepthBias;
    let rows = vec![
        row(language.bias_row(), value_words(&of.bias, bias, language), computed),
        row(language.deepest_inputs_of_bias(), ends(of.bias.low, of.bias.high, bias, language), computed),
        row(language.sd_row(), value_words(&of.sd, Measure::DepthSd, language), computed),
        row(
            language.within_row(mm_words(*tolerance_mm, language)),
            value_words(within, Measure::WithinTolerance, language),
            computed,
        ),
        row(language.depth_interval_row(), interval, computed),
        measured_row(is_measured, language),
    ];
    Section::new(language.accuracy_heading(), table(rows, language).into_iter().collect())
}

fn regions(sites: &[AtSite], language: Language) -> Section {
    let of_site = |of: &AtSite| {
        let site = if of.site.is_empty() { of.name.clone() } else { language.name_begun(&of.site) };
        let bound =
            of.deepest_bound_mm.map_or_else(|| language.too_few_people(NEEDED[0]), |mm| up(mm, language));
        vec![
            site,
            mm_words(of.set_mm, language),
            value_words(&of.mean, Measure::DepthMean, language),
            value_words(&of.deepest, Measure::DepthMax, language),
            bound,
            value_words(&of.fat, Measure::ReachFat, language),
        ]
    };
    let head = [
        language.site_column(),
        language.set_row(),
        language.mean_depth_column(),
        language.deepest_column(),
        language.bound_column(),
        language.fat_column(),
    ];
    let widths = [0.22, 0.14, 0.18, 0.17, 0.13, 0.16];
    let table = Block::table(&head, sites.iter().map(of_site).collect(), &widths);
    let note = (sites.len() == 1).then(|| Block::text(language.one_region()));
    let how = Block::text(language.all_computed());
    let bound = Block::text(language.bound_note());
    Section::new(language.region_heading(), table.into_iter().chain(note).chain([bound, how]).collect())
}

fn criterion(settings: &[&DeepestSetting], language: Language) -> Section {
    let heading = language.criterion_heading();
    if settings.is_empty() {
        return Section::new(heading, vec![Block::text(language.criterion_open())]);
    }
    let of = |one: &&DeepestSetting| {
        let setting = value_words(&one.setting, Measure::Set, language);
        vec![
            language.name_begun(&one.site.replace('_', " ")),
            setting,
            ends(one.setting.low, one.setting.high, Measure::Set, language),
            language.computed_word().to_owned(),
        ]
    };
    let head = [
        language.site_column(),
        language.deepest_setting_column(),
        language.setting_inputs_column(),
        language.how_column(),
    ];
    let mut blocks = Vec::new();
    // Each criterion has a table of its own.
    for same in settings.chunk_by(|one, other| (one.limit, one.people) == (other.limit, other.people)) {
        let criterion = language.criterion_text(percent(same[0].limit), percent(same[0].people));
        blocks.push(Block::text(criterion));
        blocks.extend(Block::table(&head, same.iter().map(of).collect(), &[0.25, 0.25, 0.25, 0.25]));
    }
    blocks.push(Block::Note(language.criterion_note().to_owned()));
    Section::new(heading, blocks)
}

/// Measured beside computed, and the pictures of the folders that have it.
fn own_data(subject: &Subject, language: Language) -> Section {
    let heading = language.own_data_heading();
    let mut blocks = Vec::new();
    for other in subject.others.iter().filter(|other| other.has_bench_data()) {
        if other.is_published {
            blocks.push(Block::text(language.published_cases()));
        }
        blocks.extend(many::verdicts(other, language));
        for agreement in &other.agreement {
            blocks.extend(agreement_table(agreement, language));
        }
        for (name, [bias, rms]) in &other.curves {
            let newtons = |value: &Option<f64>| {
                value.map_or("–".to_owned(), |value| {
                    language.numeral(&format!("{}\u{202f}N", short(value, 3)))
                })
            };
            let name = if name.is_empty() { &other.folder } else { name };
            blocks.push(Block::text(language.curve_of_bench(name, newtons(bias), newtons(rms))));
        }
        blocks.extend(other.shown());
    }
    if blocks.is_empty() {
        blocks.push(Block::text(language.own_data_open()));
    } else {
        blocks.insert(0, Block::text(language.own_data_note()));
    }
    Section::new(heading, blocks)
}

fn agreement_table(of: &Agreement, language: Language) -> Vec<Block> {
    let unit = if of.unit.is_empty() { String::new() } else { format!("\u{202f}{}", of.unit) };
    let number = |value: f64| language.numeral(&format!("{}{unit}", short(value, 3)));
    let pair = |pair: &Pair| {
        let half = pair.half.map(|half| format!(" ± {}", short(half, 2))).unwrap_or_default();
        vec![
            pair.case.clone(),
            pair.at.map_or("–".to_owned(), |at| language.numeral(&short(at, 3))),
            language.numeral(&format!("{}{half}{unit}", short(pair.measured, 3))),
            number(pair.computed),
            number(pair.computed - pair.measured),
        ]
    };
    let head = [
        language.case_column(),
        language.at_column(),
        language.measured_half_column(),
        language.computed_word(),
        language.difference_column(),
    ];
    let mut blocks = vec![Block::Heading(of.quantity.clone())];
    blocks.extend(Block::table(&head, of.pairs.iter().map(pair).collect(), &[0.3, 0.1, 0.22, 0.18, 0.2]));
    if let Some(differences) = of.differences {
        let [bias, low, high] = differences.bias.map(number);
        blocks.push(Block::text(format!("{}.", language.agreement_title(&of.quantity, bias, low, high))));
    }
    blocks
}

fn controls(language: Language) -> Section {
    let text = |of: &crate::outcome::regulation::Control| {
        let how = match of.by {
            By::Computed => language.computed_word(),
            By::Test => language.open_word(),
        };
        vec![of.id.clone(), said(&of.what, language), said(&of.here, language), how.to_owned()]
    };
    let head =
        [language.control_column(), language.asked_column(), language.answer_column(), language.how_column()];
    let table =
        Block::table(&head, regulation().control.iter().map(text).collect(), &[0.1, 0.38, 0.34, 0.18]);
    let rule = &regulation().rule;
    let blocks = std::iter::once(Block::text(format!("{}.", said(&rule.name, language)))).chain(table);
    Section::new(language.controls_heading(), blocks.chain(source(rule, language)).collect())
}

fn credibility(language: Language) -> Section {
    let category = |of: &crate::outcome::regulation::Category| {
        let name = format!("{}  {}", of.id, said(&of.name, language));
        vec![name, said(&of.there, language), said(&of.missing, language)]
    };
    let head = [language.category_column(), language.there_column(), language.missing_column()];
    let table =
        Block::table(&head, regulation().category.iter().map(category).collect(), &[0.22, 0.42, 0.36]);
    let of = &regulation().credibility;
    let blocks = std::iter::once(Block::text(format!("{}.", said(&of.name, language)))).chain(table);
    Section::new(language.credibility_heading(), blocks.chain(source(of, language)).collect())
}

fn source(of: &crate::outcome::regulation::Of, language: Language) -> Vec<Block> {
    let named = references(std::iter::once(of.source.as_str())).join("; ");
    // Numbers in names of sources keep their points.
    vec![Block::text(format!("{}: {named} ({}).", begun(language.source_column()), of.tag.word()))]
}

fn said(text: &crate::outcome::CardText, language: Language) -> String {
    match language {
        Language::English => text.en.clone(),
        Language::German => text.de.clone(),
    }
}
