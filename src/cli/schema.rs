//! `puncta schema`: prints the JSON schema of the scenario file.

use super::Done;
use crate::scenario::{catalogue, schema as of};
use std::io::Write;

pub fn schema() -> Done {
    writeln!(crate::cli::terminal::out(), "{:#}", of(&catalogue()))?;
    Ok(())
}
