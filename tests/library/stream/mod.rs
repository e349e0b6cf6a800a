//! A run that goes through its area band by band, and the memory that runs say they need.
//!
//! | file | holds |
//! |---|---|
//! | `library` | the same bits as a run of the whole area, in any bands, on any number of threads |
//! | `program` | the same bytes of every file; what is refused; what a run leaves that was cut |
//! | `memory` | what is stated is not passed |

mod library;
#[cfg(all(feature = "cli", target_os = "linux"))]
mod memory;
#[cfg(feature = "cli")]
mod program;

/// A scenario with everything at work that draws random numbers: six rows of tiles in fine cells.
fn text(device: &str, area: &str) -> String {
    format!(
        "format = 1\nname = \"in bands\"\n[area]\n{area}\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"{device}\"\n\
         dull_fraction = 0.2\nbent_fraction = 0.1\nmissing_fraction = 0.1\nsetting_sd_mm = 0.1\n\
         [technique]\npasses = 2\n[run]\nrealisations = 7\nseed = 5\n"
    )
}

/// Six rows of three tiles, the last of them lower.
const FINE: &str = "width_mm = 3\nheight_mm = 5.6\ncell_um = 10";
/// The same with cells that are not treated, across the edges of tiles.
const WITH_GAPS: &str = "width_mm = 3\nheight_mm = 5.6\ncell_um = 10\n\
                         lesions = [{ x_mm = 1, y_mm = 1, radius_mm = 0.6 }, { x_mm = 3, y_mm = 4, radius_mm = 0.9 }]";
