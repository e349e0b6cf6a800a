//! `puncta check`: reports everything that is wrong with a scenario, without running it.

use super::load::{Loaded, loaded, named};
use super::memory::{self, Needed};
use super::{Done, Format, Settings, Stop, Work, diagnostics, terminal};
use crate::outcome::provenance::Assumed;
use serde_json::json;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario file
    scenario: PathBuf,
    #[command(flatten)]
    settings: Settings,
    /// For a run with --stream
    #[arg(long)]
    stream: bool,
    /// For a run with --memory-mb
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u32).range(1..))]
    memory_mb: Option<u32>,
    /// Threads of the run, at least 1; all processors when not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// How the complaints are printed
    #[arg(long, default_value = "text")]
    format: Format,
}

pub fn check(arguments: &Arguments) -> Done {
    let allowed = memory::allowed(arguments.memory_mb, arguments.stream);
    let Loaded { sources, scenario, .. } =
        loaded(Some(&arguments.scenario), &arguments.settings.all(), allowed);
    let needed = scenario.as_ref().ok().map(|scenario| {
        let work = Work { threads: arguments.threads, quiet: true };
        Needed::of(&scenario.setup, &work, allowed, arguments.memory_mb.is_some())
    });
    let (problems, fine) = match &scenario {
        Ok(scenario) => (&scenario.warnings, true),
        Err(problems) => (problems, false),
    };
    let mut out = crate::cli::terminal::out();
    match arguments.format {
        Format::Json => {
            let document = json!({
                "scenario": arguments.scenario.to_string_lossy(),
                "runs": fine,
                "memory_bytes": needed.map(|needed| needed.memory.bytes()),
                "problems": problems,
                "assumed": scenario.as_ref().ok().map(|scenario| &scenario.provenance.assumed),
            });
            writeln!(out, "{document:#}")?;
        }
        Format::Text => {
            if !problems.is_empty() {
                let colours = terminal::colours() && std::io::stdout().is_terminal();
                out.drawn(diagnostics::render(problems, &sources, colours, terminal::width()).trim_end())?;
            }
            if let Ok(scenario) = &scenario {
                writeln!(out, "{}: nothing stands in the way of running it", named(&arguments.scenario))?;
                writeln!(out, "{}", scenario.provenance.setting)?;
                if let Some(needed) = needed {
                    write!(out, "{}", terminal::wrapped(&needed.words(), terminal::width(), 0))?;
                }
                write!(out, "{}", assumed(&scenario.provenance.assumed))?;
            }
        }
    }
    if fine { Ok(()) } else { Err(Stop::Cannot(None)) }
}

/// Defaults that the scenario relies on, one per line: value, range from which intervals draw it, unit, how it
/// is known, what it is the default of, source.
fn assumed(all: &[Assumed]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let row = |of: &Assumed| {
        let source = if of.source.is_empty() { String::new() } else { format!(": {}", of.source) };
        [
            format!("  {}", of.key),
            of.value_words(),
            of.drawn_from.map_or_else(String::new, |[low, high]| format!("{low} to {high}")),
            of.unit.to_owned(),
            of.tag.word().to_owned(),
            format!("{}{source}", of.from),
        ]
    };
    let rows: Vec<[String; 6]> = all.iter().map(row).collect();
    let drawn = if all.iter().any(|of| of.drawn_from.is_some()) {
        " Intervals draw those with a range; what you state is exact."
    } else {
        ""
    };
    format!("\nAssumed, as the scenario does not say.{drawn}\n{}", terminal::columns(&rows))
}
