//! `puncta export`: a results folder as tables and maps for other programs.

use super::study::{Asked, Opened, print_place};
use super::terminal::width;
use super::{Done, Stop, load, report};
use crate::foundation::shown::Printed as _;
use crate::outcome::{Stored, tables, vti};
use clap::ValueEnum;
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "strikes.csv has the strikes of the first person; maps.vti has every map as image data for ParaView, cells in mm. \
                  summary.csv and people.csv are in the results folder already."
)]
pub struct Arguments {
    /// Results folder of a run
    folder: PathBuf,
    /// What to write, with commas between [default: both]
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    what: Vec<What>,
    /// Folder for the files [default: the results folder's name with -export]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Print problems only
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    /// strikes.csv
    Strikes,
    /// maps.vti
    Maps,
}

/// Options that change the files.
#[derive(Serialize)]
struct Options {
    what: Vec<What>,
}

impl Options {
    fn of(arguments: &Arguments) -> Options {
        // A new argument is named here, and goes into the options if it changes the files.
        let Arguments { what, folder: _, out: _, force: _, quiet: _ } = arguments;
        let all = [What::Strikes, What::Maps];
        Options { what: all.into_iter().filter(|one| what.is_empty() || what.contains(one)).collect() }
    }
}

pub fn export(arguments: &Arguments) -> Done {
    let from = &arguments.folder;
    let origin = report::whole(from)?;
    if origin.command != "run" {
        return Err(Stop::said(format!(
            "{} holds results of puncta {}, and strikes and maps are of a run",
            from.printed(),
            origin.command
        )));
    }
    let scenario = load::of_run(from)?;
    report::sound(&Stored::read(from, &scenario.setup), from)?;
    let asked = Asked {
        out: arguments.out.as_deref(),
        usual: super::draw::beside(from, "export"),
        options: Options::of(arguments),
        force: arguments.force,
        quiet: arguments.quiet,
    };
    let opened = Opened::new("export", &asked, &scenario.provenance)?;
    let failed = |why: String| Stop::said(format!("{}: {why}", from.printed()));
    let mut files = Vec::new();
    for what in &asked.options.what {
        match what {
            What::Strikes => {
                opened.file(tables::STRIKES, &tables::strikes(from, &scenario.setup).map_err(failed)?)?;
                files.push(tables::STRIKES.to_owned());
            }
            What::Maps => {
                let file = opened.create(vti::MAPS)?;
                vti::write(from, &scenario.setup.grid, file).map_err(failed)?;
                files.push(vti::MAPS.to_owned());
            }
        }
    }
    let took = opened.clock.elapsed();
    let place = opened.close(&scenario.provenance, 1, took)?;
    if arguments.quiet {
        return Ok(());
    }
    print_place(&mut crate::cli::terminal::out(), &place, &files, width())
}
