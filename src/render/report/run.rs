//! The report of a run.

use super::sources::references;
use super::{Block, OfRun, Section, of_pictures};
use crate::outcome::origin::Assumption;
use crate::outcome::{IntervalOf, Outcome};
use crate::render::numbers::short;
use crate::render::shown::{Shown, of_run};
use crate::render::summary_table::{Digits, head, notes, rows};
use crate::render::words::{Language, begun};
use crate::render::{RenderError, Theme, picture_set};

/// Sections on one run.
///
/// # Errors
/// Those of its pictures.
pub fn sections(run: &OfRun, theme: &Theme) -> Result<Vec<Section>, RenderError> {
    let language = theme.language;
    let OfRun { outcome, origin, .. } = run;
    Ok(vec![
        Section::new(language.in_short(), in_short(outcome, language)),
        Section::new(language.values_heading(), values(outcome, language)),
        Section::new(language.pictures_heading(), pictures(outcome, theme)?),
        Section::new(language.what_was_set(), stated(run, language)),
        Section::new(language.rests_on_heading(), rests_on(&origin.assumed, language)),
        not_known(language),
        reproduce(run, language),
    ])
}

/// The main values, a sentence for each spread.
fn in_short(outcome: &Outcome, language: Language) -> Vec<Block> {
    let sentence = |shown: &Shown| {
        let (measure, unit) = (shown.measure, shown.measure.unit());
        let name = begun(shown.in_row(language, outcome.eyelid));
        let figure = outcome.figure(measure).brief();
        if figure.value.is_none() {
            return language.no_value_in_words(name);
        }
        let mut words =
            vec![language.value_in_words(name, language.said(&outcome.figure(measure).said_briefly(unit)))];
        let people = figure.said_of_people(unit);
        if !people.is_nothing() {
            words.push(language.people_in_words(language.said(&people)));
        }
        let inputs = outcome.said_of_inputs_briefly(measure);
        if !inputs.is_nothing() {
            words.push(language.inputs_in_words(language.said(&inputs)));
        }
        words.join(" ")
    };
    vec![Block::List(of_run().take(MAIN).map(sentence).collect())]
}

/// Number of values told in sentences.
const MAIN: usize = 5;

/// Keys that the scenario states.
fn stated(run: &OfRun, language: Language) -> Vec<Block> {
    let assumed: Vec<&str> = run.origin.assumed.iter().map(|of| of.key.as_str()).collect();
    let mut rows = Vec::new();
    let table: toml::Table = toml::from_str(&run.outcome.provenance.scenario_toml).unwrap_or_default();
    for (section, value) in &table {
        let Some(keys) = value.as_table() else { continue };
        for (key, value) in keys {
            let path = format!("{section}.{key}");
            let is_own =
                !assumed.contains(&path.as_str()) && path != "run.unstated" && path != "run.intervals";
            let words = value.to_string().replace('"', "");
            // Lists of needles and layers are in the scenario itself.
            if is_own && words.chars().count() <= LONGEST_VALUE {
                rows.push(vec![path, words]);
            }
        }
    }
    let head = [language.key_column(), language.value_column()];
    let table = Block::table(&head, rows, &[0.5, 0.5]);
    std::iter::once(Block::text(language.what_was_set_text())).chain(table).collect()
}

/// Longest value of a key that a table shows, characters.
const LONGEST_VALUE: usize = 80;

fn values(outcome: &Outcome, language: Language) -> Vec<Block> {
    let with_inputs = outcome.summary.interval_of == IntervalOf::Inputs;
    let used = if with_inputs { 4 } else { 3 };
    let cut = |row: [String; 4]| row.into_iter().take(used).collect::<Vec<String>>();
    let head = cut(head(language));
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows = rows(outcome, Digits::Three, language).into_iter().map(cut).collect();
    let widths = [0.34, 0.26, 0.2, 0.2];
    let table = Block::table(&head, rows, &widths[..used]);
    let notes = Block::List(notes(outcome, language));
    std::iter::once(Block::text(language.three_spreads())).chain(table).chain([notes]).collect()
}

/// The pictures that the outcome has what they need of.
pub(super) fn pictures(outcome: &Outcome, theme: &Theme) -> Result<Vec<Block>, RenderError> {
    let drawn = picture_set::of_report(outcome, &of_pictures(theme))?;
    Ok(drawn.into_iter().map(|picture| Block::drawn(picture, 0.8)).collect())
}

/// Defaults with their sources.
fn rests_on(assumed: &[Assumption], language: Language) -> Vec<Block> {
    if assumed.is_empty() {
        return vec![Block::text(language.nothing_assumed())];
    }
    let row = |of: &Assumption| {
        let unit = if of.unit.is_empty() { String::new() } else { format!("\u{202f}{}", of.unit) };
        let range = of.drawn_from.map(|[low, high]| format!("{}–{}{unit}", short(low, 3), short(high, 3)));
        let value: String = of.value_words().chars().take(LONGEST_VALUE).collect();
        let source = if of.source.is_empty() { of.from.clone() } else { of.source.clone() };
        vec![
            of.key.clone(),
            format!("{value}{unit}"),
            range.unwrap_or_else(|| "–".to_owned()),
            of.tag.clone(),
            source,
        ]
    };
    let head = [
        language.key_column(),
        language.value_column(),
        language.range_column(),
        language.tag_column(),
        language.source_column(),
    ];
    let table = Block::table(&head, assumed.iter().map(row).collect(), &[0.3, 0.17, 0.17, 0.1, 0.26]);
    let named = references(assumed.iter().map(|of| of.source.as_str()));
    let sources = (!named.is_empty())
        .then(|| [Block::Heading(language.sources_heading().to_owned()), Block::List(named)])
        .into_iter()
        .flatten();
    std::iter::once(Block::text(language.rests_on_text())).chain(table).chain(sources).collect()
}

/// What the model leaves out.
pub(super) fn not_known(language: Language) -> Section {
    let all = [
        language.not_known_1(),
        language.not_known_2(),
        language.not_known_3(),
        language.not_known_4(),
        language.not_known_5(),
    ];
    let list = Block::List(all.map(str::to_owned).to_vec());
    Section::new(language.not_known_heading(), vec![list])
}

/// Command, version and hashes.
pub(super) fn reproduce(run: &OfRun, language: Language) -> Section {
    let OfRun { outcome: _, origin, folder } = run;
    let mut rows = vec![
        vec![language.version_row().to_owned(), format!("puncta {}", origin.version)],
        vec![
            language.commit_row().to_owned(),
            origin.commit.clone().unwrap_or_else(|| language.not_said().to_owned()),
        ],
        vec![language.seed_row().to_owned(), origin.seed.to_string()],
        vec![language.scenario_hash_row().to_owned(), origin.scenario_hash.clone()],
    ];
    let data = |name: &str| !name.starts_with("figures/");
    rows.extend(
        origin.files.iter().filter(|(name, _)| data(name)).map(|(name, sum)| vec![name.clone(), sum.clone()]),
    );
    let code = format!("puncta run {folder}/scenario.toml --out {folder}-again");
    let head = [language.file_column(), language.hash_column()];
    let table = Block::table(&head, rows, &[0.25, 0.75]);
    let blocks = [Block::text(language.reproduce_text()), Block::Code(code)];
    Section::new(language.reproduce_heading(), blocks.into_iter().chain(table).collect())
}
