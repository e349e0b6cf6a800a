//! Unit system of the program.
//!
//! | quantity | unit |
//! |---|---|
//! | length | mm |
//! | force | N |
//! | pressure, modulus | MPa (= N/mm²) |
//! | toughness | N/mm (= kJ/m²) |
//! | time | s |
//! | angle | rad |
//!
//! Depth `z` is measured from the undeformed skin surface, positive downwards. Everything that a person
//! writes or reads carries its unit in its name (`tip_diameter_um`, `density_per_cm2`). The functions of this
//! file convert once, where values enter or leave the program.

/// Micrometres to millimetres.
pub fn mm_from_um(um: f64) -> f64 {
    um * 1e-3
}

/// Degrees to radians.
pub fn rad_from_deg(deg: f64) -> f64 {
    deg.to_radians()
}

/// Square centimetres to square millimetres.
pub fn mm2_from_cm2(cm2: f64) -> f64 {
    100.0 * cm2
}

/// Number per mm² to number per cm².
pub fn per_cm2_from_per_mm2(per_mm2: f64) -> f64 {
    per_mm2 * 100.0
}
