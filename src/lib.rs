//! puncta simulates what a microneedling device does to skin, and shows it.

#[cfg(feature = "cli")]
pub mod cli_diagnostics;
pub mod scenario;
