//! What may be assumed of skin where nobody knows better: the inputs that an interval is over.

use super::field::FIELDS;
use super::model::papillary_share;

/// What may be assumed of skin in place of what the tables say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumed {
    /// Factor on every thickness: exp(m), the bias of a study, common to all sites.
    pub thickness: f64,
    /// Factors on the standard deviations of the fields' logarithms, in the order of [`FIELDS`].
    pub variation: [f64; FIELDS.len()],
    /// Papillary dermis as a share of the dermis.
    pub papillary_share: f64,
}

impl Default for Assumed {
    fn default() -> Assumed {
        let variation = [1.0; FIELDS.len()];
        Assumed { thickness: 1.0, variation, papillary_share: papillary_share() }
    }
}
