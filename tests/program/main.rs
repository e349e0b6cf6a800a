//! The program as people use it, and its pictures.
//!
//! | module | holds |
//! |---|---|
//! | `cli` | every command; what every picture says and where, kept in `snapshots/` |
//! | `formats` | the names of values, maps and pictures, in the page of formats |
//! | `sections` | the cross-section against skin and strikes, teaching figures against the laws, captions against their numbers |

mod cli;
#[path = "../common/mod.rs"]
mod common;
mod formats;
mod sections;
