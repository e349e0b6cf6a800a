//! `puncta validate`: the program held against cases, built in or your own.

use super::terminal::{padded, say, width, wrapped};
use super::{Done, Format, Stop, Work};
use crate::validation::{BUILT_IN, CaseFile, Verdict, judge};
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files of cases; the built-in ones when none is given
    cases: Vec<PathBuf>,
    #[command(flatten)]
    work: Work,
    /// How the verdicts are printed; json: one object a line
    #[arg(long, default_value = "text")]
    format: Format,
}

pub fn validate(arguments: &Arguments) -> Done {
    let read = |path: &PathBuf| CaseFile::read(path).map_err(Stop::said);
    let files: Vec<CaseFile> = if arguments.cases.is_empty() {
        BUILT_IN
            .iter()
            .map(|(name, text)| CaseFile::parse(name, text, None).map_err(Stop::said))
            .collect::<Result<_, _>>()?
    } else {
        arguments.cases.iter().map(read).collect::<Result<_, _>>()?
    };
    let pool = arguments.work.pool(usize::MAX)?;
    let cases = files.iter().flat_map(|file| &file.cases);
    let (mut passed, mut failed) = (0, 0);
    for case in cases {
        let verdict = match case {
            Ok(case) => pool.install(|| judge(case)),
            Err(broken) => Verdict::from(broken),
        };
        *(if verdict.pass { &mut passed } else { &mut failed }) += 1;
        print(&verdict, arguments.format)?;
    }
    if !arguments.work.quiet {
        say(&format!("{passed} passed, {failed} failed"));
    }
    if failed == 0 { Ok(()) } else { Err(Stop::Failed) }
}

fn print(verdict: &Verdict, format: Format) -> Done {
    let mut out = std::io::stdout().lock();
    if format == Format::Json {
        let line = serde_json::to_string(verdict).map_err(|error| Stop::said(error.to_string()))?;
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let mark = if verdict.pass { "pass" } else { "FAIL" };
    writeln!(out, "{mark}  {} {}", padded(&verdict.id, 42), verdict.quantity)?;
    let mut words = match &verdict.error {
        Some(error) => error.clone(),
        None => format!("computed {}, should be {}", verdict.computed, verdict.measured),
    };
    if verdict.error.is_none() && !verdict.tolerance.is_null() {
        words.push_str(&format!(" within {}", verdict.tolerance));
    }
    write!(out, "{}", wrapped(&words, width(), 6))?;
    Ok(())
}
