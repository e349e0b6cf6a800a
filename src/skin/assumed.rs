//! Assumptions about the skin that an interval varies, where nobody knows the true value.

use super::field::FIELDS;
use super::site_layers::papillary_share;

/// Assumptions about the skin that replace the tables' values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumed {
    /// Factor on every thickness: exp(m), with m the bias of the table ([`super::studies`]), common to all sites.
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
