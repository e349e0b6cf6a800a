//! Studies: questions that the figures of a run do not answer.
//!
//! | file | question |
//! |---|---|
//! | [`diagram`] | what a teaching figure of a needle in the skin shows |
//! | [`insert`] | what happens on the way in: forces, depths, work, and the setting that reaches a depth |
//! | [`replay`] | how one puncture of a run came about |

pub mod diagram;
pub mod insert;
pub mod replay;
