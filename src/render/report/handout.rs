//! A page for a class: a picture with numbers, three questions; on the second page the key, the answers and the words.

use super::{Block, Section, Subject, mm_words, of_pictures, value_words};
use crate::outcome::{Layer, Measure, Outcome};
use crate::render::diagram::section as teaching;
use crate::render::numbers::percent;
use crate::render::theme::Labels;
use crate::render::words::Language;
use crate::render::words::glossary::{TERMS, Term};
use crate::render::{Picture, RenderError, Theme, section};

/// Width of the picture, so that the questions fit below it.
const WIDTH: f64 = 0.66;

/// Lines to write on below a question, and share of people below which nobody counts as reached.
const LINES: usize = 2;
const LEAST_SHARE: f64 = 0.01;

/// Terms of the second page, by their keys.
const WORDS: [&str; 9] = [
    "stratum_corneum",
    "viable_epidermis",
    "papillary_dermis",
    "reticular_dermis",
    "fat_layer",
    "tip_depth",
    "set_depth",
    "fat_reach",
    "standard_error",
];

/// Sections of a handout on the first run.
///
/// # Errors
/// [`RenderError::Data`] without a run, or without its first treatment.
pub fn sections(subject: &Subject, theme: &Theme) -> Result<Vec<Section>, RenderError> {
    let language = theme.language;
    let Some(run) = subject.runs.first() else {
        return Err(RenderError::Data { name: "report".into(), why: "a handout is of a run".into() });
    };
    let outcome = &run.outcome;
    let numbered = Theme { labels: Labels::Numbers, ..of_pictures(theme) };
    // The average person has the whole anatomy; where the skin is of no site, the first person stands in.
    let picture = match &subject.section {
        Some(section) => teaching::draw(section, &numbered)?,
        None => section::cross::draw(outcome, &numbered, "cross-section")?,
    };
    let key = picture.svg.key().iter().enumerate();
    let key = key.map(|(at, words)| format!("{}  {words}", at + 1)).collect();
    // Title and caption would give the answers.
    let (title, caption) = (language.handout_picture(), String::new());
    let picture =
        Picture { svg: picture.svg.without("header", title), caption, alt: title.to_owned(), ..picture };
    let figure = Block::drawn(picture, WIDTH);
    let first = vec![
        Block::text(language.handout_intro()),
        figure,
        Block::Heading(language.questions_heading().to_owned()),
    ];
    let asked = questions(outcome, language).into_iter();
    let asked = asked.flat_map(|question| [Block::text(question), Block::Lines(LINES)]);
    let first = first.into_iter().chain(asked).collect();
    let terms = WORDS.iter().filter_map(|key| TERMS.iter().find(|term| term.key == *key));
    let word = |term: &Term| format!("{}: {}", term.name(language), term.meaning(language));
    let mut second = vec![Block::List(key), Block::Heading(language.answers_heading().to_owned())];
    second.extend(answers(outcome, language).into_iter().map(Block::Text));
    second.extend([
        Block::Heading(language.words_heading().to_owned()),
        Block::List(terms.map(word).collect()),
    ]);
    Ok(vec![
        Section::new("", first),
        Section { on_new_page: true, ..Section::new(language.key_heading(), second) },
    ])
}

fn questions(outcome: &Outcome, language: Language) -> Vec<String> {
    let over = outcome.figure(Measure::PeopleOverLimit);
    let third = match over.value {
        Some(share) if share >= LEAST_SHARE => {
            let limit = language.numeral(&percent(outcome.fat_reach_limit));
            language.question_people(value_words(&over, Measure::PeopleOverLimit, language), limit)
        }
        _ => language.question_deeper().to_owned(),
    };
    let set = mm_words(outcome.set_depth_mm, language);
    vec![language.question_depth(set), language.question_layer().to_owned(), third]
}

fn answers(outcome: &Outcome, language: Language) -> Vec<String> {
    let depth = value_words(&outcome.figure(Measure::DepthMean), Measure::DepthMean, language);
    let layer = outcome.deepest_layer();
    let above = Layer::ALL.into_iter().take_while(|other| Some(*other) != layer);
    let above: Vec<&str> = above.map(|other| language.layer(other)).collect();
    let layer = layer.map_or("–", |layer| language.layer(layer));
    vec![
        language.answer_depth(mm_words(outcome.set_depth_mm, language), depth),
        match (outcome.deepest_layer(), above.is_empty()) {
            (None, _) => language.answer_no_layer().to_owned(),
            (_, true) => language.answer_first_layer(layer),
            _ => language.answer_layer_above(layer, above.join(", ")),
        },
        language.answer_people_none().to_owned(),
    ]
}
