//! Studies: questions that the values of a run do not answer.
//!
//! | file | question |
//! |---|---|
//! | [`by_setting`] | how the fat-layer reach grows with the setting |
//! | [`characterise`] | what a bench report says of a device |
//! | [`compare`] | what another setting changes, on the same people |
//! | [`diagram`] | what a teaching figure of a needle in the skin contains |
//! | [`fit`] | which numbers of the contact law agree with experiments |
//! | [`insert`] | what happens in one stroke: forces, depths, work, and the setting that reaches a depth |
//! | [`optimise`] | which setting is best under limits |
//! | [`replay`] | how one puncture of a run came about |
//! | [`sensitivity`] | which inputs, or which keys, decide a value |
//! | [`sweep`] | what every value is at many settings |
//! | [`timeline`] | what follows a treatment, from minutes to half a year |
//! | [`safe_depth`] | how deep a device may be set so that the fat-layer reach stays within a limit |

pub mod absorption;
pub mod by_setting;
pub mod characterise;
pub mod compare;
pub mod diagram;
pub mod fit;
pub mod insert;
pub mod optimise;
pub mod replay;
pub mod safe_depth;
pub mod sensitivity;
pub mod sessions;
pub mod sweep;
pub mod timeline;
