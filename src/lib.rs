//! puncta simulates what a microneedling device does to skin, and shows it.
//!
//! The modules are the chapters of the subject; data walks through them once, upwards:
//!
//! [`ground`] → [`skin`], [`device`] → [`technique`] → [`mechanics`] → [`tract`] → [`engine`] → [`injury`] →
//! [`simulate`](mod@simulate) → [`outcome`] → [`scenario`] → [`validation`], `render`, `cli`.
//!
//! For comparing device settings and making teaching figures; never for choosing a patient's depth.

#[cfg(feature = "cli")]
pub mod cli;
pub mod device;
pub mod engine;
pub mod ground;
pub mod injury;
pub mod mechanics;
pub mod outcome;
#[cfg(feature = "render")]
pub mod render;
pub mod scenario;
pub mod simulate;
pub mod skin;
pub mod study;
pub mod technique;
pub mod tract;
pub mod validation;
