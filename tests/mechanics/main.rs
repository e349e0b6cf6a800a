//! What the contact law must hold, whatever the skin and the device.
//!
//! | file | holds |
//! |---|---|
//! | `random` | random skins, parameters |
//! | `arrays` | many needles at equilibrium |
//! | `limits` | closed forms, and what never goes deeper or shallower |
//! | `published` | what is known of patches, pens and short needles; reach in closed form |

mod arrays;
mod limits;
mod published;
mod random;
