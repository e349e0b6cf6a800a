//! Contents of the skin: capillary loops and plexus, collagen, fat lobules, a hair follicle, a sweat gland,
//! the needle.
//!
//! Loops and plexus have their true width and depth. Follicle, gland, collagen, lobules and the vessels
//! between the nets are schematic: their places and shapes only indicate what is there.

use super::lobules;
use super::needle::{Needle, base};
use super::scattered;
use super::scene::Scene;
use crate::outcome::Layer as SkinLayer;
use crate::render::section::marks::HAIR;
use crate::render::svg::{Paint, Svg};
use crate::render::theme::Rgb;
use std::f64::consts::{PI, TAU};

/// Colour of a sweat gland.
const GLAND: Rgb = Rgb::hex(0x6E_7FA3);

/// Draws capillary loops in the papillae, down to the upper plexus.
pub fn loops(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let [limb, _, _] = d.vessels_mm;
    let [_, wave] = d.ridges_mm;
    svg.begin("capillary-loops");
    let (mut last, between) = (f64::NEG_INFINITY, 1.0 / d.loops_per_mm.max(1e-3));
    let papillae = ((cut.right_mm() - cut.left_mm) / wave.max(1e-3)) as usize;
    for papilla in 0..=papillae {
        // A papilla is where the junction is shallow. Wide papillae hold more than one loop.
        let middle = cut.left_mm + papilla as f64 * wave;
        let inside = ((wave / between).round() as usize).max(1);
        for of in 0..inside {
            let x = middle + 0.4 * wave * ((of as f64 + 0.5) / inside as f64 - 0.5);
            if (x - last < 0.75 * between && inside == 1)
                || (x - scene.needle_mm).abs() < 0.5 * d.needle.width_mm(0.1)
            {
                continue;
            }
            last = x;
            let tip = d.loop_tip_mm.max(scene.junction_mm(x) + limb);
            let bottom = d.upper_plexus_mm;
            if tip + 2.0 * limb >= bottom {
                continue;
            }
            let limb_at = |side: f64, z: f64| (x + side * 1.2 * limb, z);
            let up = [limb_at(-1.0, bottom), limb_at(-1.0, tip + 1.2 * limb)];
            let over = (1..8).map(|at| {
                let angle = PI * f64::from(at) / 8.0;
                (x - 1.2 * limb * angle.cos(), tip + 1.2 * limb * (1.0 - angle.sin()))
            });
            let artery = scene.line(up.into_iter().chain(over));
            let vein = scene.line([limb_at(1.0, tip + 1.2 * limb), limb_at(1.0, bottom)]);
            let width = limb * cut.per_mm;
            svg.path(&artery, false, &Paint::stroke(theme.skin.vessel, width));
            svg.path(&vein, false, &Paint::stroke(theme.skin.vein, width));
        }
    }
    svg.end();
}

/// Draws both nets of vessels in true width, and two pairs of vessels between them.
pub fn plexus(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let [_, upper, deep] = d.vessels_mm;
    let xs = scene.places();
    let colours = [(theme.skin.vein, 1.0), (theme.skin.vessel, -1.0)];
    svg.begin("vessels-between");
    let (from, wide) = (cut.left_mm, cut.right_mm() - cut.left_mm);
    // In a narrow drawing the gland takes the room of the second pair.
    let places = [0.2, 0.735].into_iter().take(if wide > 1.8 { 2 } else { 1 });
    for x in places.map(|share| from + share * wide) {
        for (colour, side) in colours {
            let (top, bottom) = (d.upper_plexus_mm, scene.fat_top_mm(x) - deep);
            let points = (0..=24).map(|at| {
                let t = f64::from(at) / 24.0;
                (x + side * 1.2 * upper + 0.03 * (TAU * t).sin(), top + t * (bottom - top))
            });
            svg.path(&scene.line(points), false, &Paint::stroke(colour, 1.3 * upper * cut.per_mm));
        }
    }
    svg.end();
    svg.begin("upper-plexus");
    for (colour, side) in colours {
        let points = xs.iter().map(|x| (*x, d.upper_plexus_mm + side * 0.8 * upper));
        svg.path(&scene.line(points), false, &Paint::stroke(colour, upper * cut.per_mm));
    }
    svg.end();
    svg.begin("deep-plexus");
    for (colour, side) in colours {
        let points = xs.iter().map(|x| (*x, scene.fat_top_mm(*x) - 1.2 * deep + side * 0.7 * deep));
        svg.path(&scene.line(points), false, &Paint::stroke(colour, deep * cut.per_mm));
    }
    svg.end();
}

/// Draws bundles of collagen in the reticular dermis.
pub fn collagen(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let top = d.column.bottoms_mm[SkinLayer::PapillaryDermis as usize];
    let (from, wide) = (cut.left_mm, cut.right_mm() - cut.left_mm);
    let bottom = d.column.skin_mm() - 1.8 * d.vessels_mm[2];
    let high = bottom - top;
    svg.begin("collagen");
    let count = (26.0 * wide * high.max(0.0)) as usize;
    let paint = Paint::stroke(theme.skin.reticular_dermis.mixed(theme.skin.muscle, 0.28), 1.1);
    for n in 0..count.min(600) {
        let (u, v) = scattered(n);
        let (x, z) = (from + u * wide, top + (0.06 + 0.9 * v) * high);
        let (length, tilt) = (0.10 + 0.12 * (7.0 * v).fract(), 0.5 * ((5.0 * u + 3.0 * v).fract() - 0.5));
        let points = (0..=8).map(|at| {
            let t = f64::from(at) / 8.0 - 0.5;
            let along = t * length;
            (x + along, z + tilt * along + 0.010 * (TAU * (t + u)).sin())
        });
        svg.path(&scene.line(points), false, &paint);
    }
    svg.end();
}

/// Draws fat lobules between septa, under the dermis.
pub fn fat(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let thick = d.column.fat_mm() - d.column.skin_mm();
    let shown = thick.min(cut.bottom_mm() - 0.9 * d.column.skin_mm() + 0.3);
    if shown <= 0.02 {
        return;
    }
    svg.begin("fat-lobules");
    let septum = theme.skin.papillary_dermis.mixed(theme.skin.reticular_dermis, 0.25);
    let xs = scene.places();
    let upper = xs.iter().map(|x| (*x, scene.fat_top_mm(*x)));
    let lower = xs.iter().rev().map(|x| (*x, scene.fat_top_mm(*x) + shown));
    svg.path(&scene.line(upper.chain(lower)), true, &Paint::fill(septum));
    let size = LOBULE_MM.min(0.8 * shown);
    let (left, wide) = (cut.left_mm - 0.3, cut.right_mm() - cut.left_mm + 0.6);
    let high = shown - SEPTUM_MM;
    for outline in lobules::packed(wide, high, size, SEPTUM_MM) {
        let points = outline.iter().map(|(x, v)| {
            let x = left + x;
            (x, scene.fat_top_mm(x) + 0.5 * SEPTUM_MM + v)
        });
        let light = theme.skin.fat.mixed(theme.ground, 0.25);
        svg.path(&scene.line(points), true, &Paint::fill(theme.skin.fat).outlined(light, 1.0));
    }
    svg.end();
}

/// Distance from the upper edge of the frame to the end of the hair, units; it leaves room for the scale bar.
const HAIR_ENDS: f64 = 52.0;

/// Width of a lobule and of a septum in the drawing, mm.
const LOBULE_MM: f64 = 0.42;
const SEPTUM_MM: f64 = 0.022;

/// Draws a sweat gland with its coil at the bottom of the dermis and its duct to the surface. Returns places
/// on the coil for a label to point at, the best first.
pub fn gland(svg: &mut Svg, scene: &Scene<'_>, x_mm: f64) -> Vec<(f64, f64)> {
    let (d, cut) = (scene.diagram, &scene.cut);
    let skin = d.column.skin_mm();
    let radius = 0.085_f64.min(0.14 * skin);
    let coil = skin - 2.0 * d.vessels_mm[2] - 1.15 * radius;
    svg.begin("sweat-gland");
    let tube = Paint::stroke(GLAND, 0.028 * cut.per_mm);
    let inner = Paint::stroke(GLAND.mixed(Rgb::hex(0xFF_FFFF), 0.6), 0.009 * cut.per_mm);
    let duct = (0..=60).map(|at| {
        let t = f64::from(at) / 60.0;
        let z = 0.01 + (coil - 0.8 * radius) * (1.0 - t);
        let wave = if z < d.column.epidermis_mm() { 0.008 } else { 0.014 };
        (x_mm + wave * (TAU * 3.0 * t).sin(), z)
    });
    let duct = scene.line(duct);
    let knot = (0..=160).map(|at| {
        let t = f64::from(at) / 160.0;
        let a = 0.62 * (TAU * 3.0 * t).sin() + 0.4 * (TAU * 8.0 * t + 0.9).cos();
        let b = 0.6 * (TAU * 3.0 * t + 0.5).cos() + 0.4 * (TAU * 7.0 * t + 2.0).sin();
        (x_mm + 1.25 * radius * a, coil + radius * b)
    });
    let knot = scene.line(knot);
    for paint in [tube, inner] {
        svg.path(&duct, false, &paint);
        svg.path(&knot, false, &paint);
    }
    svg.end();
    let places = [0.0, -0.4, -0.7, 0.4, -0.9];
    places.map(|share| scene.at(x_mm + radius, coil + share * radius)).to_vec()
}

/// Draws a hair follicle with its hair and sebaceous gland. Returns places on its sheath, the best first.
pub fn follicle(svg: &mut Svg, scene: &Scene<'_>, x_mm: f64, hair_mm: f64) -> Vec<(f64, f64)> {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let bulb = 0.74 * d.column.skin_mm();
    let half = 0.85 * hair_mm;
    // The follicle leans slightly.
    let axis = |z: f64| x_mm - 0.16 * z;
    svg.begin("hair-follicle");
    let lobes = [(0.40, 0.050), (0.45, 0.062), (0.51, 0.052), (0.46, 0.040)];
    for (index, (share, size)) in lobes.into_iter().enumerate() {
        let (x, z) = (axis(share * bulb) + half + [0.02, 0.055, 0.025, 0.10][index], share * bulb);
        let size = f64::min(size, 0.08 * d.column.skin_mm());
        let colour = theme.skin.fat.mixed(theme.skin.viable_epidermis, 0.25);
        let (px, py) = scene.at(x, z);
        svg.circle(
            (px, py),
            size * cut.per_mm,
            &Paint::fill(colour).outlined(theme.skin.viable_epidermis, 1.0),
        );
    }
    let width = |z: f64| {
        let swell = libm::exp(-((z - bulb) / (0.08 * bulb)).powi(2));
        half * (1.0 + 0.55 * swell)
    };
    let depths: Vec<f64> = (0..=60).map(|at| bulb * f64::from(at) / 60.0).collect();
    let side = |sign: f64| depths.iter().map(move |z| (*z, sign)).map(|(z, s)| (axis(z) + s * width(z), z));
    let right: Vec<(f64, f64)> = side(1.0).collect();
    let round = (1..12).map(|at| {
        let angle = PI * f64::from(at) / 12.0;
        (axis(bulb) + width(bulb) * angle.cos(), bulb + 0.9 * width(bulb) * angle.sin())
    });
    let outline = right.into_iter().chain(round).chain(side(-1.0).collect::<Vec<_>>().into_iter().rev());
    let edge = theme.skin.viable_epidermis.mixed(theme.skin.muscle, 0.35);
    svg.path(&scene.line(outline), true, &Paint::fill(theme.skin.viable_epidermis).outlined(edge, 1.0));
    // The hair runs from the bulb out of the skin.
    let out = cut.top_mm + HAIR_ENDS / cut.per_mm;
    let shaft = |sign: f64| {
        let inside = depths.iter().rev().map(move |z| (axis(*z) + sign * 0.5 * hair_mm, *z));
        inside.map(|(x, z)| scene.at(x, z)).collect::<Vec<_>>()
    };
    let mut outline = shaft(1.0);
    for sign in [1.0, -1.0] {
        outline.push(cut.at(axis(out) + sign * 0.5 * hair_mm, out));
    }
    outline.extend(shaft(-1.0).into_iter().rev());
    svg.path(&outline, true, &Paint::fill(HAIR));
    svg.end();
    let places = [0.66, 0.7, 0.74, 0.78, 0.62, 0.82, 0.86, 0.9].map(|share| share * bulb);
    places.map(|z| scene.at(axis(z) + width(z), z)).to_vec()
}

/// Draws the needle at the end of its stroke, in true width and length, with its base.
pub fn needle(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let needle = Needle {
        profile: &d.needle,
        material: d.material,
        tip: cut.at(scene.needle_mm, d.tip_mm()),
        lean_rad: 0.0,
        per_mm: cut.per_mm,
        faint: 0.0,
    };
    svg.begin("needle");
    needle.draw(svg, theme);
    svg.end();
    base(svg, d.base, cut, [scene.needle_mm, d.base_mm()], &needle, theme);
}
