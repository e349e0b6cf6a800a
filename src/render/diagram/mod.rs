//! Teaching figures: labelled drawings and charts computed from the program's own laws and tables.
//!
//! | file | what it holds |
//! |---|---|
//! | [`section`] | one needle in the layers of a site |
//! | [`scene`] | skin that a needle dimples: where its places come to lie |
//! | [`anatomy`] | what is in the skin: loops, follicle, sweat gland, collagen, vessels |
//! | [`lobules`] | fat lobules packed between septa |
//! | [`bed`] | one needle against the same among others |
//! | [`dimple`] | one needle before it punctures, at its full depth, and what it leaves |
//! | [`pen`] | the strokes of a pen in time, and where they land |
//! | [`roller`] | a drum on the skin, and the way of one tip |
//! | [`depth_chart`] | the fat-layer reach of a device, sites by set depths |
//! | [`passes`] | what more passes add: maps and charts |
//! | [`devices`] | the same nominal depth on several devices |
//! | [`sheet`], [`needle`] | skin in plain layers under a surface; needles, also leaning ones, and what they stand on |
//! | [`words`] | words that all share |

pub mod anatomy;
pub mod bed;
pub mod depth_chart;
pub mod devices;
pub mod dimple;
pub mod lobules;
pub mod needle;
pub mod passes;
pub mod pen;
pub mod roller;
pub mod scene;
pub mod section;
pub mod sheet;
pub mod words;

/// The n-th point of a sequence that fills the unit square evenly (R₂ of Roberts: multiples of 1/g and 1/g², g the root of
/// x³ = x + 1): scatter without chance, the same on every machine.
#[must_use]
pub fn scattered(n: usize) -> (f64, f64) {
    const G: f64 = 1.324_717_957_244_746;
    let at = |step: f64| (0.5 + step * n as f64).fract();
    (at(1.0 / G), at(1.0 / (G * G)))
}
