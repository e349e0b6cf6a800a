//! Text and files of strangers, for the chapters above: see [`shown`](mod@crate::foundation::shown) and
//! [`file`](mod@crate::outcome::file).

use crate::outcome::file;
use std::path::Path;

pub use crate::foundation::shown::{printable, said, shown};

/// Reads a plain file of at most `most` bytes, whatever it holds.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    file::bytes(path, most).map_err(|unread| unread.to_string())
}

/// Reads a file of a results folder, of at most `most` bytes and through no link.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read_bytes_in(folder: &Path, name: &str, most: u64) -> Result<Vec<u8>, String> {
    file::bytes_in(folder, name, most).map_err(|unread| unread.to_string())
}

/// Reads a text file of a results folder, of at most `most` bytes and through no link.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read_text_in(folder: &Path, name: &str, most: u64) -> Result<String, String> {
    file::text_in(folder, name, most).map_err(|unread| unread.to_string())
}

/// Reads a plain text file of at most `most` bytes.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read_text(path: &Path, most: u64) -> Result<String, String> {
    file::text(path, most).map_err(|unread| unread.to_string())
}
