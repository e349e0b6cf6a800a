//! Text files of bounded size.

use std::fs::File;
use std::io::Read;
use std::path::Path;

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
