//! `puncta validate`: checks the program against cases, built-in or the user's own.

use super::terminal::{padded, say, width, wrapped};
use super::{Done, Format, Stop, Work};
use crate::validation::{BUILT_IN, CaseFile, Standing, Verdict, judge};
use serde_json::Value;
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
    let built_in = arguments.cases.is_empty();
    let files: Vec<CaseFile> = if built_in {
        BUILT_IN
            .iter()
            .map(|(name, text)| CaseFile::parse(name, text, None).map_err(Stop::said))
            .collect::<Result<_, _>>()?
    } else {
        arguments.cases.iter().map(read).collect::<Result<_, _>>()?
    };
    let pool = arguments.work.pool(usize::MAX)?;
    let cases = files.iter().flat_map(|file| &file.cases);
    let mut count = Count::default();
    for case in cases {
        let verdict = match case {
            Ok(case) => pool.install(|| judge(case)),
            Err(broken) => Verdict::from(broken),
        };
        count.add(verdict.standing());
        print(&verdict, arguments.format)?;
    }
    if !arguments.work.quiet {
        say(&count.words());
    }
    // Known misses of the built-in cases do not count as failures. In the user's own files every miss does.
    let bad = if built_in { count.failed } else { count.failed + count.as_known };
    if bad == 0 { Ok(()) } else { Err(Stop::Failed) }
}

/// Number of cases by result.
#[derive(Default)]
struct Count {
    passed: usize,
    after_all: usize,
    as_known: usize,
    failed: usize,
}

impl Count {
    fn add(&mut self, standing: Standing) {
        *match standing {
            Standing::Passes => &mut self.passed,
            Standing::PassesAfterAll => &mut self.after_all,
            Standing::FailsAsKnown => &mut self.as_known,
            Standing::Fails => &mut self.failed,
        } += 1;
    }

    fn words(&self) -> String {
        let mut words = vec![format!("{} passed", self.passed)];
        if self.after_all > 0 {
            words.push(format!("{} passed though said to fail", self.after_all));
        }
        if self.as_known > 0 {
            words.push(format!("{} failed as known", self.as_known));
        }
        words.push(format!("{} failed", self.failed));
        words.join(", ")
    }
}

fn print(verdict: &Verdict, format: Format) -> Done {
    let mut out = std::io::stdout().lock();
    if format == Format::Json {
        let line = serde_json::to_string(verdict).map_err(|error| Stop::said(error.to_string()))?;
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let standing = verdict.standing();
    let mark = match standing {
        Standing::Passes | Standing::PassesAfterAll => "pass",
        Standing::FailsAsKnown => "fail",
        Standing::Fails => "FAIL",
    };
    writeln!(out, "{mark}  {} {}", padded(&verdict.id, 42), verdict.quantity)?;
    let mut words = match &verdict.error {
        Some(error) => error.clone(),
        None => format!("computed {}, should be {}", short(&verdict.computed), wanted(&verdict.measured)),
    };
    if let (None, Some(tolerance)) = (&verdict.error, verdict.tolerance.as_object()) {
        if let Some(part) = tolerance.get("relative").and_then(Value::as_f64) {
            words.push_str(&format!(" within {} %", short(&(part * 100.0).into())));
        }
        if let Some(most) = tolerance.get("absolute") {
            words.push_str(&format!(" within {most}"));
        }
    }
    write!(out, "{}", wrapped(&words, width(), 6))?;
    let said = match standing {
        Standing::Passes => return Ok(()),
        Standing::PassesAfterAll => "passes, though it was said to fail: ",
        Standing::FailsAsKnown => "fails, as known: ",
        Standing::Fails => "",
    };
    if let Some(note) = &verdict.note {
        write!(out, "{}", wrapped(&format!("{said}{note}"), width(), 6))?;
    }
    Ok(())
}

/// Number with five significant digits; other values unchanged.
fn short(value: &Value) -> String {
    if let Some(list) = value.as_array() {
        return list.iter().map(short).collect::<Vec<_>>().join(", ");
    }
    match value.as_f64() {
        Some(number) if number != 0.0 => {
            let digits = (4 - number.abs().log10().floor() as i32).clamp(0, 12) as usize;
            let text = format!("{number:.digits$}");
            if text.contains('.') {
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                text
            }
        }
        _ => value.to_string().trim_matches('"').to_owned(),
    }
}

/// Expected value in words.
fn wanted(value: &Value) -> String {
    let bound = |name: &str| value.get(name).map(short);
    if let Some(Value::Array(ends)) = value.get("between") {
        return ends.iter().map(short).collect::<Vec<_>>().join(" to ");
    }
    match (bound("at_least"), bound("at_most")) {
        (Some(least), _) => format!("at least {least}"),
        (_, Some(most)) => format!("at most {most}"),
        _ => short(value),
    }
}
