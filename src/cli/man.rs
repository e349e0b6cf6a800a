//! `puncta man`: manual pages, made of the commands as they are.

use super::new::replace;
use super::{Cli, Done, Stop, shown, terminal};
use clap::CommandFactory;
use clap_mangen::Man;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder for puncta.1 and a page for each command; earlier pages of these names are replaced [default: print puncta.1]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub fn man(arguments: &Arguments) -> Done {
    let command = Cli::command().disable_help_subcommand(true);
    let Some(folder) = &arguments.folder else {
        terminal::out().write_all(&page(command)?)?;
        return Ok(());
    };
    let mut pages = Vec::new();
    collect(command, "puncta", &mut pages)?;
    write(folder, &pages).map_err(|error| {
        Stop::said(format!(
            "cannot write manual pages to {}: {error}. Give a folder that can be written, or none to print the page",
            folder.display()
        ))
    })?;
    writeln!(
        terminal::out(),
        "{} pages in {}; read one with: man {}/puncta.1",
        pages.len(),
        shown(folder),
        shown(folder)
    )?;
    Ok(())
}

fn page(command: clap::Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    Man::new(command).render(&mut text)?;
    Ok(text)
}

/// Pages of a command and of all below it, with their names.
fn collect(command: clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        let name = format!("{name}-{}", below.get_name());
        collect(below.clone().disable_help_subcommand(true), &name, pages)?;
    }
    // A manual page is looked up by one word.
    pages.push((format!("{name}.1"), page(command.name(name.to_owned()).bin_name(name.replace('-', " ")))?));
    Ok(())
}

fn write(folder: &Path, pages: &[(String, Vec<u8>)]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    pages.iter().try_for_each(|(name, text)| replace(&folder.join(name), text))
}
