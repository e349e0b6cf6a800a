//! `puncta new`: a commented scenario to start from.

use super::{Done, Stop};
use crate::device::{Kind, preset, presets};
use crate::scenario::template;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Name of the scenario; writes NAME.toml here
    name: String,
    /// A kind (pen, roller, stamp, patch, needle) or a built-in device (see `puncta devices`)
    #[arg(long, default_value = "pen")]
    device: String,
    /// Replace NAME.toml if it is there
    #[arg(long)]
    force: bool,
}

/// The preset that stands for a kind.
fn preset_of_kind(kind: Kind) -> Option<&'static str> {
    presets().iter().find(|preset| preset.kind == kind).map(|preset| preset.name.as_str())
}

pub fn new(arguments: &Arguments) -> Done {
    let (kind, preset) = match (Kind::of_name(&arguments.device), preset(&arguments.device)) {
        (_, Some(preset)) => (preset.kind, Some(preset.name.as_str())),
        (Some(kind), None) => (kind, preset_of_kind(kind)),
        (None, None) => {
            let kinds = Kind::ALL.map(Kind::name).join(", ");
            let names: Vec<&str> = presets().iter().map(|preset| preset.name.as_str()).collect();
            let message = format!(
                "no device \"{}\"; kinds: {kinds}; built-in devices: {}",
                arguments.device,
                names.join(", ")
            );
            return Err(Stop::said(message));
        }
    };
    let stem = arguments.name.strip_suffix(".toml").unwrap_or(&arguments.name);
    let path = PathBuf::from(format!("{stem}.toml"));
    let title = path.file_stem().map_or(stem.into(), |stem| stem.to_string_lossy());
    let text = template(&title, kind.name(), preset);
    let mut options = OpenOptions::new();
    options.write(true);
    // Never over somebody's file unasked.
    if arguments.force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let written = options.open(&path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Stop::said(format!(
            "{} is there already; choose another name, or --force to replace it",
            path.display()
        )),
        _ => Stop::said(format!("cannot write {}: {error}", path.display())),
    })?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{0} is written. Edit it, then: puncta run {0}", path.display())?;
    Ok(())
}
