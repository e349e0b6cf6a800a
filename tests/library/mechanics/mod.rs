//! What the contact law must hold, whatever the skin and the device.
//!
//! | file | holds |
//! |---|---|
//! | `random` | random skins, parameters |
//! | `arrays` | many needles at equilibrium |
//! | `lift` | what presses a pen is what bears it |
//! | `press` | depth by how hard the hand presses |
//! | `openings` | strikes into openings meet no force at puncture |
//! | `limits` | closed forms, and what never goes deeper or shallower |
//! | `table` | compliance curves against integrals, by name |
//! | `published` | what is known of patches, pens and short needles; reach in closed form |

mod arrays;
mod lift;
mod limits;
mod openings;
mod press;
mod published;
mod random;
mod table;
