//! `puncta new`: writes a commented scenario to start from.

use super::{Done, Stop};
use crate::device::{Kind, preset, presets};
use crate::foundation::shown::Printed as _;
use crate::foundation::shown::{is_obeyed, shown};
use crate::scenario::{nearest, template};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Name of the scenario; writes NAME.toml here
    name: String,
    #[arg(long, default_value = "pen", help = device_help())]
    device: String,
    /// Replace NAME.toml if it is there
    #[arg(long)]
    force: bool,
}

fn device_help() -> String {
    format!("A kind ({}) or a built-in device (see `puncta devices`)", Kind::NAMES.join(", "))
}

pub fn new(arguments: &Arguments) -> Done {
    let (kind, preset) = match (Kind::of_name(&arguments.device), preset(&arguments.device)) {
        (_, Some(preset)) => (preset.kind, Some(preset.name.as_str())),
        (Some(kind), None) => (kind, Some(kind.facts().usual_preset)),
        (None, None) => {
            let kinds = Kind::NAMES;
            let names: Vec<&str> = presets().iter().map(|preset| preset.name.as_str()).collect();
            let near = nearest(&arguments.device, kinds.iter().chain(&names).copied());
            let help = match near {
                Some(near) => format!("did you mean {near}?"),
                None => format!("kinds: {}; built-in devices: {}", kinds.join(", "), names.join(", ")),
            };
            return Err(Stop::said(format!("no device \"{}\"; {help}", shown(&arguments.device))));
        }
    };
    let stem = arguments.name.strip_suffix(".toml").unwrap_or(&arguments.name);
    let last = stem.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or_default();
    // A name that a terminal obeys would have to be escaped wherever it is shown, and could not be typed.
    let bad = stem.contains(is_obeyed);
    if bad || last.chars().all(|letter| letter == '.' || letter.is_whitespace()) {
        return Err(Stop::said(format!(
            "\"{}\" is no name for a scenario; write one such as my-pen",
            shown(&arguments.name)
        )));
    }
    let path = PathBuf::from(format!("{stem}.toml"));
    let title = path.file_stem().map_or(stem.into(), |stem| stem.to_string_lossy());
    let text = template(&title, kind, preset);
    let written = match arguments.force {
        true => replace(&path, text.as_bytes()).map(|()| None),
        false => create(&path, text.as_bytes()),
    };
    let left_over = written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Stop::said(format!(
            "{} is there already; choose another name, or --force to replace it",
            path.printed()
        )),
        _ => Stop::said(format!("cannot write {}: {error}", path.printed())),
    })?;
    if let Some((left, error)) = left_over {
        let [path, left] = [&path, &left].map(|path| path.printed());
        return Err(Stop::said(format!("{path} is written, but {left} cannot be removed: {error}")));
    }
    let mut out = crate::cli::terminal::out();
    let name = path.printed();
    let quoted = if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.clone() };
    writeln!(out, "{name} is written. Edit it, then: puncta run {quoted}")?;
    Ok(())
}

/// A file that should not be there any more, and why it still is.
type LeftOver = Option<(PathBuf, io::Error)>;

/// Creates a new file once it is complete, and never overwrites an existing one.
fn create(path: &Path, bytes: &[u8]) -> io::Result<LeftOver> {
    let there = || fs::symlink_metadata(path).is_ok();
    if there() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let new = complete(path, bytes)?;
    // A second name for the file, unlike renaming, fails where somebody took the name meanwhile.
    let placed = match fs::hard_link(&new, path) {
        Err(_) if !there() => return place(&new, path).map(|()| None),
        done => done,
    };
    let removed = fs::remove_file(&new);
    placed.map(|()| removed.err().map(|error| (new, error)))
}

/// Replaces a file once the new one is complete. A link is itself replaced; its target stays as it is.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    place(&complete(path, bytes)?, path)
}

/// Writes a whole file beside the one that it is to be; on failure nothing is left.
fn complete(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    let mut file = File::create_new(&new)?;
    file.write_all(bytes).inspect_err(|_| drop(fs::remove_file(&new)))?;
    Ok(new)
}

fn place(new: &Path, path: &Path) -> io::Result<()> {
    fs::rename(new, path).inspect_err(|_| drop(fs::remove_file(new)))
}
