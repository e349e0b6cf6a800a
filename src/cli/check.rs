//! `puncta check`: everything that is wrong with a scenario, without running it.

use super::load::{Loaded, loaded};
use super::{Done, Format, Settings, Stop, diagnostics, terminal};
use serde_json::json;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario file
    scenario: PathBuf,
    #[command(flatten)]
    settings: Settings,
    /// How the complaints are printed
    #[arg(long, default_value = "text")]
    format: Format,
}

pub fn check(arguments: &Arguments) -> Done {
    let Loaded { sources, scenario, .. } = loaded(Some(&arguments.scenario), &arguments.settings.all());
    let (problems, fine) = match &scenario {
        Ok(scenario) => (&scenario.warnings, true),
        Err(problems) => (problems, false),
    };
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Format::Json => {
            let document = json!({ "scenario": arguments.scenario.display().to_string(), "runs": fine, "problems": problems });
            writeln!(out, "{document:#}")?;
        }
        Format::Text => {
            if !problems.is_empty() {
                let colours = terminal::colours() && std::io::stdout().is_terminal();
                writeln!(
                    out,
                    "{}",
                    diagnostics::render(problems, &sources, colours, terminal::width()).trim_end()
                )?;
            }
            if let Ok(scenario) = &scenario {
                writeln!(out, "{}: nothing stands in the way of running it", arguments.scenario.display())?;
                writeln!(out, "{}", scenario.provenance.setting)?;
            }
        }
    }
    if fine { Ok(()) } else { Err(Stop::Cannot(None)) }
}
