//! What the contact law must hold, whatever the skin and the device.
//!
//! | file | holds |
//! |---|---|
//! | `random` | random skins, parameters |
//! | `arrays` | many needles at equilibrium |

mod arrays;
#[allow(dead_code, reason = "shared with another test, which draws more")]
mod random;
