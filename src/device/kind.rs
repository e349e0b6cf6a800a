//! Kinds of device.

use crate::foundation::named::named;

named! {
    /// Kind of device that a scenario can name.
    pub enum Kind {
        /// Pen: a motor drives the needles in and out while the hand moves the device.
        Pen => "pen",
        /// Roller: needles on a drum that rolls over the skin.
        Roller => "roller",
        /// Stamp: a plate of needles that is set down again and again.
        Stamp => "stamp",
        /// Patch: a plate of needles that is pressed onto the skin.
        Patch => "patch",
        /// Single needle, struck one strike at a time on a square lattice.
        Needle => "needle",
    }
}
