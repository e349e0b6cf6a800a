//! puncta simulates what a microneedling device does to skin, and shows it.

#[cfg(feature = "render")]
pub mod render;
