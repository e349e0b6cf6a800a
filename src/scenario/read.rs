//! Reads the file with a size limit, and explains in a plain sentence why a file is not a scenario.

use crate::foundation::shown::Printed as _;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use super::diagnostic::{Diagnostic, Place, Sources};
use crate::outcome::file::{self, Unread};

/// Largest scenario file that is read, in bytes.
pub const LARGEST_FILE: u64 = 1 << 20;

/// Reads a scenario file. Returns its name for messages, and its text.
///
/// # Errors
/// One [`Diagnostic`] for a file that is missing, unreadable, a folder, a pipe or a device, empty, larger than
/// [`LARGEST_FILE`], or not text in UTF-8.
pub fn read_file(path: &Path) -> Result<(String, String), Box<Diagnostic>> {
    let name = path.printed();
    match file::open(path, u64::MAX) {
        Ok(opened) => {
            let length = opened.get_ref().metadata().map_or(0, |about| about.len());
            match length > LARGEST_FILE {
                true => Err(too_large(&name, &format!("{length} bytes long"))),
                false => read_stream(&name, opened),
            }
        }
        Err(Unread::System(error)) => Err(failed(&name, path, &error)),
        Err(Unread::Folder) => {
            let message = format!("{name} is a folder, not a scenario file");
            Err(fail(&name, message, "name the .toml file inside it"))
        }
        Err(Unread::Special(what)) => {
            let message = format!("{name} is {what}, and a scenario is read from a plain file");
            Err(fail(&name, message, "save it to a file, or give - in its place to read standard input"))
        }
        Err(why) => Err(fail(&name, format!("{name} cannot be read: {why}"), "check the name and the link")),
    }
}

/// Reads a scenario from a stream, such as standard input; `name` says in messages what it is.
///
/// # Errors
/// Those of [`read_file`] about what the stream holds. No more than the limit is read.
pub fn read_stream(name: &str, from: impl Read) -> Result<(String, String), Box<Diagnostic>> {
    let name = name.to_owned();
    let fail = |message: String, help: &str| fail(&name, message, help);
    let bytes = match file::all(from, LARGEST_FILE) {
        Ok(bytes) => bytes,
        Err(Unread::System(error)) => {
            return Err(fail(format!("{name} cannot be read: {error}"), "check the name and the disk"));
        }
        Err(_) => return Err(too_large(&name, "longer")),
    };

    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(fail(
            format!("{name} is saved as UTF-16, and a scenario is UTF-8 text"),
            "save it again with the encoding UTF-8",
        ));
    }
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(fail(
            format!("{name} is not a text file: byte {at} is NUL"),
            "a scenario is a TOML text file; `puncta new NAME` writes one to start from",
        ));
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let bad = bytes.get(good).copied().unwrap_or_default();
            let before = String::from_utf8_lossy(bytes.get(..good).unwrap_or_default()).into_owned();
            let sources = Sources::new(name.clone(), &before, &[] as &[&str]);
            let mut problem = fail(
                format!("{name} is not UTF-8 text: byte {good} is 0x{bad:02x}"),
                "save it again with the encoding UTF-8",
            );
            let place = Place { source: 0, span: good..good };
            if let Some((line, column)) = sources.line_column(&place) {
                problem.line = Some(line);
                problem.column = Some(column);
            }
            return Err(problem);
        }
    };
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if says_nothing(&text) {
        return Err(fail(
            format!("{name} is empty: it holds no settings"),
            "`puncta new NAME` writes a commented scenario to start from",
        ));
    }
    Ok((name, text))
}

fn fail(name: &str, message: String, help: &str) -> Box<Diagnostic> {
    let mut problem = Diagnostic::error(message).help(help);
    problem.source = Some(name.to_owned());
    Box::new(problem)
}

fn failed(name: &str, path: &Path, error: &std::io::Error) -> Box<Diagnostic> {
    match error.kind() {
        ErrorKind::NotFound => fail(name, format!("there is no file {name}"), &missing_help(path)),
        ErrorKind::PermissionDenied => fail(
            name,
            format!("{name} may not be read: {error}"),
            "change its permissions, or copy it to a folder of yours",
        ),
        _ => fail(name, format!("{name} cannot be read: {error}"), "check the name and the disk"),
    }
}

fn too_large(name: &str, size: &str) -> Box<Diagnostic> {
    fail(
        name,
        format!("{name} is {size}, and a scenario file has at most {LARGEST_FILE} bytes (1 MiB)"),
        "a scenario is a short TOML file; is this another kind of file?",
    )
}

/// Whether a text has only blank lines and comments.
fn says_nothing(text: &str) -> bool {
    text.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#'))
}

fn missing_help(path: &Path) -> String {
    let mut with_ending = path.as_os_str().to_owned();
    with_ending.push(".toml");
    let with_ending = Path::new(&with_ending);
    if with_ending.is_file() {
        format!("did you mean {}?", with_ending.printed())
    } else {
        "check the name, or write a scenario with `puncta new NAME`".to_owned()
    }
}

/// Path of a file that another file names: in the folder of that file or below it. `None` if the name, or a link
/// on its way, leads out of the folder.
pub fn inside(folder: &Path, file: &str) -> Option<PathBuf> {
    let name = Path::new(file);
    if !name.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return None;
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let path = folder.join(name);
    if let (Ok(inside), Ok(found)) = (folder.canonicalize(), path.canonicalize())
        && !found.starts_with(inside)
    {
        return None;
    }
    Some(path)
}
