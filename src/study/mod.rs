//! Studies: questions about a device that are more than one run.
//!
//! | file | question |
//! |---|---|
//! | [`insert`] | what happens on the way in: forces, depths, work, and the setting that reaches a depth |

pub mod insert;
