//! The scenario file: read, checked, explained.
//!
//! A scenario is a TOML file that a stranger wrote. [`read_file`] brings it in, [`parse`] says
//! *everything* that is wrong with it at once, each thing with its place, the number, the allowed
//! range and what to do; what comes out, [`ScenarioFile`], is still what the user wrote (options,
//! no defaults). Turning it into something that cannot be illegal is the next room's work.
//!
//! One table ([`keys`]) is the only place where keys, ranges and their reasons are written down;
//! the reader, the JSON [`schema`] and the [`template`] are made from it.

mod cross;
pub mod diagnostic;
pub mod file;
pub mod keys;
mod names;
mod parse;
mod problems;
mod read;
mod schema;
mod set;
mod syntax;
mod template;
mod value;

pub use diagnostic::{Diagnostic, Place, Places, Severity, Source, Sources};
pub use file::ScenarioFile;
pub use parse::{Parsed, parse};
pub use read::{LARGEST_FILE, read_file};
pub use schema::schema;
pub use template::template;

/// The names that live in other rooms: body sites and built-in devices.
#[derive(Clone, Copy)]
pub struct Catalogue<'a> {
    /// Names of the body sites.
    pub sites: &'a [&'a str],
    /// Names of the built-in devices.
    pub presets: &'a [&'a str],
    /// The kind (`"pen"`, `"roller"`, ...) of a built-in device.
    pub kind_of_preset: &'a dyn Fn(&str) -> Option<&'static str>,
}

impl std::fmt::Debug for Catalogue<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue")
            .field("sites", &self.sites)
            .field("presets", &self.presets)
            .finish_non_exhaustive()
    }
}
