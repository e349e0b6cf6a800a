//! What tests of the library and of the program share.

use puncta::scenario::{Scenario, Sources, catalogue, load};

/// A scenario of this text, with settings as of `--set`.
#[track_caller]
pub fn scenario(text: &str, settings: &[&str]) -> Scenario {
    load(&Sources::new("test.toml", text, settings), &catalogue(), "test")
        .unwrap_or_else(|problems| panic!("{settings:?}\n{text}\n{problems:#?}"))
}
