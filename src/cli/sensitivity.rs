//! `puncta sensitivity`: what decides a value, among the uncertain inputs or the keys of the design.

use super::interrupt::Interrupt;
use super::load::loaded;
use super::pictures::Pictures;
use super::progress::{How, Shown};
use super::study::{Answered, Asked, print_place};
use super::terminal::{say, table, width, wrapped};
use super::{Done, Format, Settings, Work, study, watch};
use crate::ask::sensitivity::{ERRORS, Question};
use crate::injury::Measure;
use crate::injury::measure::Sign;
use crate::outcome::sensitivity::{Decider, Over, Scale, Sensitivity};
use crate::outcome::{Answer as _, Source};
use crate::render::numbers::percent;
use crate::render::sensitivity::{self as picture, of_hundred};
use crate::render::sweep::value_words;
use crate::render::words::Language;
use crate::scenario::Allowed;
use crate::simulate::Progress as _;
use clap::ValueEnum;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  puncta sensitivity scenarios/cheek-pen.toml --figure reach.fat\n  puncta sensitivity scenarios/cheek-pen.toml \
                  --figure injury.dermis_volume_fraction --range device.depth_mm=0.5:2 --range technique.passes=1:8"
)]
pub struct Arguments {
    /// Scenario file; without one, the built-in cheek-pen scenario
    scenario: Option<PathBuf>,
    /// The value, by its key in summary.json
    #[arg(long, value_name = "KEY", default_value = "reach.fat", value_parser = watch::measure)]
    figure: Measure,
    /// What is varied [default: inputs; design where --range is given]
    #[arg(long, value_name = "WHAT")]
    over: Option<Varied>,
    /// A key of the design with its range, from:to, or a list; may be repeated
    #[arg(long, value_name = "KEY=FROM:TO")]
    range: Vec<String>,
    /// Half the width of the 90 % interval of every total index, over the largest total index, at which to end
    #[arg(long, value_name = "SHARE", default_value_t = 0.1, value_parser = error, allow_negative_numbers = true)]
    error: f64,
    /// Most base points; each costs as many values as there are inputs, and two more
    #[arg(long, value_name = "N", default_value_t = 8192, value_parser = clap::value_parser!(u32).range(8..=65_536))]
    most_points: u32,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    work: Work,
    /// How to show progress on stderr
    #[arg(long, value_name = "HOW", default_value = "auto")]
    progress: How,
    /// Folder for the results [default: output/<file name without .toml>-sensitivity]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Format of what is printed; json prints sensitivity.json
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    pictures: Pictures,
}

/// What is varied, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Varied {
    /// What nobody knows exactly
    Inputs,
    /// Keys of device and technique, with --range
    Design,
    /// Both
    Both,
}

impl Varied {
    fn over(self) -> Over {
        match self {
            Varied::Inputs => Over::Inputs,
            Varied::Design => Over::Design,
            Varied::Both => Over::Both,
        }
    }
}

/// Parses the error of an index.
fn error(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (ERRORS[0]..=ERRORS[1]).contains(&share) => Ok(share),
        _ => Err("a share from 0.005 to 1 is wanted, e.g. 0.1".to_owned()),
    }
}

/// Options that change the answer and are not in the scenario.
#[derive(Serialize)]
struct Options {
    figure: &'static str,
    over: &'static str,
    range: Vec<String>,
    error: f64,
    most_points: u32,
}

pub fn sensitivity(arguments: &Arguments) -> Done {
    let quiet = arguments.work.quiet;
    let settings = arguments.settings.all();
    let over = arguments.over.map(Varied::over);
    let precision = (arguments.error, arguments.most_points as usize);
    let question = Question::new(arguments.figure, over, &arguments.range, &settings, precision)?;
    let base = loaded(arguments.scenario.as_deref(), &settings, Allowed::default());
    if let Some(words) = base.words(quiet) {
        say(&words);
    }
    let base = base.base()?;
    let asked = Asked {
        out: arguments.out.as_deref(),
        usual: Path::new("output").join(format!("{}-sensitivity", base.stem)),
        options: Options {
            figure: arguments.figure.key(),
            over: question.over.word(),
            range: arguments.range.clone(),
            error: arguments.error,
            most_points: arguments.most_points,
        },
        force: arguments.force,
        quiet,
    };
    let interrupt = Interrupt::listen_to_drop();
    let shown = Shown::new(arguments.progress, quiet, false).of("points");
    let make = || {
        let progress = |done: usize, of: usize| shown.done(done as u32, of as u32);
        let found = question.answer(&base, &progress, &interrupt);
        shown.close();
        Ok(found?)
    };
    let (work, pictures) = (Some(&arguments.work), &arguments.pictures);
    let answered = study::answer(&asked, work, pictures, base.scenario.provenance(), make, picture::draw)?;
    print(&answered, arguments.format)
}

/// What somebody would do to know an input better.
fn measured(source: Source) -> Option<String> {
    let words = match source {
        Source::ThicknessStudies => {
            "measure the skin of the people treated, and state skin.thickness_mm or skin.layers"
        }
        Source::LawFit => "measure this needle on a bench, and narrow the law with puncta fit",
        Source::LawRest => "state the number under [mechanics]",
        Source::DepthRatio => "measure depths with this device, and state mechanics.ratio",
        Source::Unstated(key) => return Some(format!("measure it, and state {key} in the scenario")),
        Source::SkinVariation | Source::Tracts | Source::Indices | Source::Vessels => return None,
    };
    Some(words.to_owned())
}

fn print(answered: &Answered<Sensitivity>, format: Format) -> Done {
    let (mut out, outcome) = (crate::cli::terminal::out(), &answered.answer);
    if format == Format::Json {
        write!(out, "{}", outcome.json_text())?;
        return Ok(());
    }
    let (columns, english, decided) = (width(), Language::English, &outcome.decided);
    writeln!(out, "{}", outcome.provenance.name)?;
    let value = outcome.figure.words(outcome.measure.unit());
    write!(out, "{}", wrapped(&format!("{}: {value}", outcome.measure.key()), columns, 0))?;
    writeln!(out)?;
    let ends = |decider: &Decider| match decider.inputs[..] {
        [input] => {
            let [one, other] = decided.alone[input].ends.map(|end| value_words(outcome.measure, end));
            // The unit once.
            let [unit, other_unit] =
                [&one, &other].map(|words| words.rsplit('\u{202f}').next().unwrap_or_default());
            let number = if unit == other_unit { one.trim_end_matches(unit).trim_end() } else { &one };
            let at = match &decided.alone[input].words {
                [Some(low), Some(high)] => format!(" at {low} to {high}"),
                _ => String::new(),
            };
            format!("{number} to {other}{at}")
        }
        _ => String::new(),
    };
    let interval = |value: f64, low: f64, high: f64| {
        format!("{} ({}–{}) %", of_hundred(value), of_hundred(low), of_hundred(high))
    };
    let row = |decider: &&Decider| {
        let index = &decider.index;
        let known = decider.known.map_or(String::new(), |known| {
            format!("{:.0} ± {:.0} %", 100.0 * known.width_ratio, 100.0 * known.width_ratio_se)
        });
        vec![
            picture::decider_name(outcome, decider, english),
            ends(decider),
            interval(index.first, index.first_low, index.first_high),
            interval(index.total, index.total_low, index.total_high),
            known,
        ]
    };
    let head = ["", "alone", "first order", "total", "width left"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(outcome.ranked().iter().map(row)).collect();
    table(&mut out, &rows, columns)?;
    writeln!(out)?;
    for sentence in sentences(outcome) {
        write!(out, "{}", wrapped(&sentence, columns, 0))?;
    }
    let files = ["sensitivity.csv", "evaluations.csv"].map(str::to_owned).into_iter();
    print_place(&mut out, &answered.place, &files.chain(answered.pngs()).collect::<Vec<_>>(), columns)
}

/// What the table says, in words.
fn sentences(outcome: &Sensitivity) -> Vec<String> {
    let (english, decided) = (Language::English, &outcome.decided);
    let ranked = outcome.ranked();
    let largest = ranked.iter().take(3).filter(|decider| decider.index.total > 0.05);
    let named: Vec<String> = largest
        .map(|decider| {
            format!(
                "{} ({})",
                picture::decider_name(outcome, decider, english),
                percent(decider.index.total.min(1.0))
            )
        })
        .collect();
    let scale = picture::scale_words(decided.scale, english);
    let mut sentences = vec![
        format!("What decides {}: {} of the variance {scale}.", outcome.measure.key(), named.join(", ")),
        picture::left_words(outcome, english),
    ];
    if let Some((decider, _)) = outcome.narrows_most()
        && let Some(what) = decided.inputs[decider.inputs[0]].source.and_then(measured)
    {
        sentences.push(format!("To narrow it most: {what}."));
    }
    sentences.push(format!(
        "Alone: one input at its 5 % and 95 %, all others in the middle (a screening). First order and total: Sobol indices with \
         5–95 % bootstrap intervals, {} values.{}",
        decided.evaluations,
        if decided.deciders.iter().any(|decider| decider.known.is_some()) {
            " Width left: of the 5–95 % interval, expected once the input is known."
        } else {
            " These are too few points to say what would be left once an input is known."
        }
    ));
    if decided.error > outcome.error {
        sentences.push(format!(
            "The indices are known to {} of the largest, not to {} as asked: more --most-points make them more certain. A first order \
             above its total, or below 0, is chance.",
            percent(decided.error),
            percent(outcome.error)
        ));
    }
    if decided.scale == Scale::Plain && outcome.measure.sign() == Sign::Positive {
        sentences.push(
            "Some values are 0 or 1, which have no logit or logarithm: values are compared as they are."
                .to_owned(),
        );
    }
    if decided.left_out > 0 {
        sentences.push(format!("{} base points without a value are left out.", decided.left_out));
    }
    if outcome.over != Over::Inputs {
        sentences.push(
            "Settings were worked out on a part of the area with few people; puncta sweep gives their values in full.".to_owned(),
        );
    }
    sentences
}
