//! `puncta man`: manual pages, made of the commands as they are.

use super::new::replace;
use super::{Cli, Done, Stop, shown, terminal};
use crate::foundation::shown::Printed as _;
use crate::outcome::provenance::VERSION;
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
        terminal::out().write_all(&page(&command, "puncta", "puncta")?)?;
        return Ok(());
    };
    let mut pages = Vec::new();
    collect(&command, "puncta", &mut pages)?;
    write(folder, &pages).map_err(|error| {
        Stop::said(format!(
            "cannot write manual pages to {}: {error}. Give a folder that can be written, or none to print the page",
            folder.printed()
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

/// Page of a command; `words` is what a person types to call it.
fn page(command: &clap::Command, name: &str, words: &str) -> io::Result<Vec<u8>> {
    let mut command = command.clone().name(name.to_owned()).bin_name(words.to_owned());
    // The generator's own synopsis names every option without its value, and its notes lose their lines.
    let usage = command.render_usage().to_string();
    let notes = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string);
    let has_commands = command.has_subcommands();
    let man = Man::new(command).source(format!("puncta {VERSION}")).manual("puncta");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    writeln!(text, ".SH SYNOPSIS")?;
    for line in usage.trim_start_matches("Usage:").lines() {
        writeln!(text, "{}\n.br", roff(line.trim()))?;
    }
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if has_commands {
        man.render_subcommands_section(&mut text)?;
    }
    if let Some(notes) = notes {
        writeln!(text, ".SH NOTES")?;
        notes.split("\n\n").try_for_each(|paragraph| note(&mut text, paragraph))?;
    }
    if let Some((above, _)) = words.rsplit_once(' ') {
        writeln!(text, ".SH SEE ALSO\n\\fB{}\\fR(1)", roff(&above.replace(' ', "-")))?;
    }
    Ok(text)
}

/// One paragraph of the notes. A line alone is filled; several lines, or one that is set in, stay as they are.
fn note(text: &mut Vec<u8>, paragraph: &str) -> io::Result<()> {
    if !paragraph.contains('\n') && !paragraph.starts_with(' ') {
        return writeln!(text, ".PP\n{}", roff(paragraph));
    }
    writeln!(text, ".PP\n.nf")?;
    paragraph.lines().try_for_each(|line| writeln!(text, "{}", roff(line)))?;
    writeln!(text, ".fi")
}

/// A line as roff takes it: typed characters stay what they are, so that a command can be copied from the page.
fn roff(line: &str) -> String {
    let mut out = String::new();
    if line.starts_with(['.', '\'']) {
        out.push_str("\\&");
    }
    for character in line.chars() {
        match character {
            '\\' => out.push_str("\\(rs"),
            '-' => out.push_str("\\-"),
            '\'' => out.push_str("\\(aq"),
            '`' => out.push_str("\\(ga"),
            '^' => out.push_str("\\(ha"),
            '~' => out.push_str("\\(ti"),
            other => out.push(other),
        }
    }
    out
}

/// Pages of a command and of all below it, with the names of their files.
fn collect(command: &clap::Command, words: &str, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        let below = below.clone().disable_help_subcommand(true);
        collect(&below, &format!("{words} {}", below.get_name()), pages)?;
    }
    // A manual page is looked up by one word.
    let name = words.replace(' ', "-");
    pages.push((format!("{name}.1"), page(command, &name, words)?));
    Ok(())
}

fn write(folder: &Path, pages: &[(String, Vec<u8>)]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    pages.iter().try_for_each(|(name, text)| replace(&folder.join(name), text))
}
