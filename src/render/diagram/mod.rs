//! Teaching figures: labelled drawings and charts computed from the program's own laws and tables.
//!
//! | file | what it holds |
//! |---|---|
//! | [`mod@array`] | the needles of a device, seen from the skin |
//! | [`section`] | one needle in the layers of a site |
//! | [`scene`] | skin that a needle dimples: maps places at rest to the page |
//! | [`anatomy`] | contents of the skin: loops, follicle, sweat gland, collagen, vessels |
//! | [`lobules`] | fat lobules packed between septa |
//! | [`bed_of_nails`] | one needle alone compared with the same in an array |
//! | [`dimple`] | one needle before it punctures, at its full depth, and after withdrawal |
//! | [`pen`] | the strokes of a pen in time, and where they land |
//! | [`roller`] | a drum on the skin, and the path of one tip |
//! | [`depth_chart`] | the fat-layer reach of a device, sites by set depths |
//! | [`passes`] | what more passes add: maps and charts |
//! | [`devices`] | the same nominal depth on several devices |
//! | [`sheet`], [`needle`] | skin in plain layers; upright and leaning needles, and their bases |
//! | [`words`] | words that all figures share |

pub mod anatomy;
pub mod array;
pub mod bed_of_nails;
pub mod depth_chart;
pub mod devices;
pub mod dimple;
pub mod lengths;
pub mod lobules;
pub mod needle;
pub mod passes;
pub mod pen;
pub mod roller;
pub mod scene;
pub mod section;
pub mod sheet;
pub mod words;

/// The n-th point of a sequence that fills the unit square evenly without randomness, the same on every
/// machine. It is R₂ of Roberts: multiples of 1/g and 1/g², with g the root of x³ = x + 1.
#[must_use]
pub fn scattered(n: usize) -> (f64, f64) {
    const G: f64 = 1.324_717_957_244_746;
    let at = |step: f64| (0.5 + step * n as f64).fract();
    (at(1.0 / G), at(1.0 / (G * G)))
}
