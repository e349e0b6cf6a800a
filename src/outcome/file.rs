//! Files of strangers: plain files of a bounded size, and nothing else.
//!
//! A file in a folder may be a pipe, which waits for a writer, a link to a device without end, or a sparse file of terabytes.
//! Everything that is read passes through [`open`], which asks before it opens, and stops where the bound is.

use crate::foundation::shown::Printed as _;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, ErrorKind, Read, Take};
use std::path::{Path, PathBuf};

/// Most bytes of files that grow with the area: maps, and states of runs. A run has at most 10⁹ cells of 40 bytes.
pub const MOST_OF_AREA: u64 = 48_000_000_000;

/// Most bytes of any other file that the program writes.
pub const MOST_OF_OTHERS: u64 = 4_000_000_000;

/// Most bytes that a file of a results folder may have, by its name.
#[must_use]
pub fn most_bytes(name: &str) -> u64 {
    match name {
        "fields.npz" | "maps.vti" | "run.state" => MOST_OF_AREA,
        _ => MOST_OF_OTHERS,
    }
}

/// Why a file is not read. Each is a clause that follows the file's name, or "cannot be read:".
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// It is a link to this path, where nothing is.
    #[error("it is a link to {}, and nothing is there", .0.printed())]
    Dangling(PathBuf),
    /// It, or a folder on the way to it, is a link, in a folder that is read without following links.
    #[error("it is a link, and results are not read through links")]
    Link,
    /// It is a folder.
    #[error("it is a folder")]
    Folder,
    /// It is a pipe, a device or a socket.
    #[error("it is {0}, and only plain files are read")]
    Special(&'static str),
    /// It has more bytes than a file of its kind.
    #[error("it is larger than {0} bytes")]
    Large(u64),
    /// It is no text in UTF-8.
    #[error("it is no text in UTF-8")]
    NoText,
    /// As the system says.
    #[error("{0}")]
    System(io::Error),
}

impl From<Unread> for io::Error {
    fn from(unread: Unread) -> io::Error {
        match unread {
            Unread::System(error) => error,
            Unread::Dangling(_) => io::Error::new(ErrorKind::NotFound, unread.to_string()),
            other => io::Error::new(ErrorKind::InvalidInput, other.to_string()),
        }
    }
}

/// Opens a plain file of at most `most` bytes, or a link to one. No more than that can be read from it.
///
/// # Errors
/// [`Unread`].
pub fn open(path: &Path, most: u64) -> Result<Take<File>, Unread> {
    let about = fs::metadata(path).map_err(|error| match fs::read_link(path) {
        Ok(to) if error.kind() == ErrorKind::NotFound => Unread::Dangling(to),
        _ => Unread::System(error),
    })?;
    // Opening a pipe would wait for a writer.
    plain(&about, most)?;
    let file = File::open(path).map_err(Unread::System)?;
    // What lies there may have been replaced since.
    plain(&file.metadata().map_err(Unread::System)?, most)?;
    Ok(file.take(most))
}

/// Opens a file of a results folder as [`open`] does, but through no link: it could lead out of the folder.
///
/// # Errors
/// [`Unread`].
pub fn open_in(folder: &Path, name: &str, most: u64) -> Result<Take<File>, Unread> {
    let path = folder.join(name);
    if path.ancestors().take_while(|above| *above != folder).any(Path::is_symlink) {
        return Err(Unread::Link);
    }
    open(&path, most)
}

/// Opens a file as [`open`] does, unless it is a link itself.
///
/// # Errors
/// [`Unread`].
pub fn open_itself(path: &Path, most: u64) -> Result<Take<File>, Unread> {
    if path.is_symlink() { Err(Unread::Link) } else { open(path, most) }
}

fn plain(about: &Metadata, most: u64) -> Result<(), Unread> {
    if about.is_dir() {
        return Err(Unread::Folder);
    }
    if !about.is_file() {
        return Err(Unread::Special(kind(about.file_type())));
    }
    if about.len() > most { Err(Unread::Large(most)) } else { Ok(()) }
}

#[cfg(unix)]
fn kind(of: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match of {
        of if of.is_fifo() => "a pipe",
        of if of.is_socket() => "a socket",
        _ => "a device",
    }
}

#[cfg(not(unix))]
fn kind(_: FileType) -> &'static str {
    "a device"
}

/// Reads a plain file of at most `most` bytes, whatever it holds.
///
/// # Errors
/// [`Unread`].
pub fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, Unread> {
    all(open(path, most.saturating_add(1))?, most)
}

/// Reads a plain text file of at most `most` bytes.
///
/// # Errors
/// [`Unread`].
pub fn text(path: &Path, most: u64) -> Result<String, Unread> {
    String::from_utf8(bytes(path, most)?).map_err(|_| Unread::NoText)
}

/// Reads a file of a results folder as [`bytes`] does, but through no link.
///
/// # Errors
/// [`Unread`].
pub fn bytes_in(folder: &Path, name: &str, most: u64) -> Result<Vec<u8>, Unread> {
    all(open_in(folder, name, most.saturating_add(1))?, most)
}

/// Reads a text file of a results folder as [`text`] does, but through no link.
///
/// # Errors
/// [`Unread`].
pub fn text_in(folder: &Path, name: &str, most: u64) -> Result<String, Unread> {
    String::from_utf8(bytes_in(folder, name, most)?).map_err(|_| Unread::NoText)
}

/// Reads all of a stream, if that is at most `most` bytes.
///
/// # Errors
/// [`Unread::Large`] and [`Unread::System`].
pub fn all(from: impl Read, most: u64) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    from.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(Unread::System)?;
    if bytes.len() as u64 > most { Err(Unread::Large(most)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_only_plain_files_of_bounded_size_are_read() {
        let room = tempfile::tempdir().unwrap();
        let path = |name: &str| room.path().join(name);
        fs::write(path("plain"), "12345").unwrap();
        assert_eq!(bytes(&path("plain"), 5).unwrap(), b"12345");
        assert_eq!(text(&path("plain"), 4).unwrap_err().to_string(), "it is larger than 4 bytes");
        assert_eq!(bytes(room.path(), 5).unwrap_err().to_string(), "it is a folder");
        fs::write(path("latin"), b"caf\xe9").unwrap();
        assert!(matches!(text(&path("latin"), 9), Err(Unread::NoText)));
        File::create(path("sparse")).unwrap().set_len(200_000_000_000).unwrap();
        for most in [5, MOST_OF_OTHERS, MOST_OF_AREA] {
            assert!(matches!(open(&path("sparse"), most), Err(Unread::Large(_))));
        }
        assert!(matches!(bytes(&path("none"), 5), Err(Unread::System(_))));
    }

    #[test]
    #[cfg(unix)]
    fn limit_pipes_devices_and_dangling_links_are_named() {
        use std::os::unix::fs::symlink;
        let room = tempfile::tempdir().unwrap();
        let path = |name: &str| room.path().join(name);
        let said = |path: &Path| bytes(path, 5).unwrap_err().to_string();
        assert!(std::process::Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
        assert_eq!(said(&path("pipe")), "it is a pipe, and only plain files are read");
        symlink("/dev/zero", path("zero")).unwrap();
        assert_eq!(said(&path("zero")), "it is a device, and only plain files are read");
        symlink("nowhere", path("dangling")).unwrap();
        assert_eq!(said(&path("dangling")), "it is a link to nowhere, and nothing is there");
        fs::write(path("plain"), "12345").unwrap();
        symlink(path("plain"), path("link")).unwrap();
        assert_eq!(bytes(&path("link"), 5).unwrap(), b"12345");
        // Of a results folder, neither a link is read nor what lies below one. The folder itself may be one.
        assert_eq!(bytes_in(room.path(), "plain", 5).unwrap(), b"12345");
        assert!(matches!(bytes_in(room.path(), "link", 5), Err(Unread::Link)));
        symlink(room.path(), path("again")).unwrap();
        assert!(matches!(text_in(room.path(), "again/plain", 5), Err(Unread::Link)));
        assert_eq!(text_in(&path("again"), "plain", 5).unwrap(), "12345");
    }
}
