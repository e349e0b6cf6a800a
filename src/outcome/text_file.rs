//! Text files of bounded size.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads a file of at most `most` bytes, whatever it holds.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > most { Err(format!("it is larger than {most} bytes")) } else { Ok(bytes) }
}

/// Reads a text file of at most `most` bytes.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read_text(path: &Path, most: u64) -> Result<String, String> {
    let mut text = String::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(most + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if text.len() as u64 > most { Err(format!("it is larger than {most} bytes")) } else { Ok(text) }
}

/// Text of a stranger without its control characters, which a terminal would obey.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}
