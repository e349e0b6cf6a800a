//! puncta simulates what a microneedling device does to skin, and shows it.
