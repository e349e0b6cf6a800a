//! Contents of the skin: capillary loops and plexus, collagen, fat lobules, a hair follicle, a sweat gland,
//! the needle.
//!
//! Loops and plexus have their true width and depth. Basal cells, follicle, glands, collagen, lobules and the
//! vessels between the nets are schematic: their places and shapes only indicate what is there.

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

/// Height of a basal cell, and width of one in the drawing, mm: they stand in one row, less than a dozen micrometres high.
const BASAL_MM: [f64; 2] = [0.011, 0.014];

/// Draws the row of basal cells above the junction of epidermis and dermis.
pub fn basal_cells(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let [high, wide] = BASAL_MM;
    if d.column.epidermis_mm() <= d.column.stratum_corneum_mm() + high {
        return;
    }
    let line: Vec<(f64, f64)> = scene
        .places()
        .into_iter()
        .map(|x| (x, (scene.junction_mm(x) - 0.5 * high).max(d.column.stratum_corneum_mm())))
        .collect();
    let (cell, gap) = (0.75 * wide * cut.per_mm, 0.25 * wide * cut.per_mm);
    let paint = Paint::stroke(theme.skin.basal, high * cut.per_mm).dashed(cell, gap);
    svg.begin("basal-cells");
    svg.path(&scene.line(line), false, &paint);
    svg.end();
}

/// Draws capillary loops in the papillae, down to the upper plexus: hairpins that taper towards their tips, the
/// ascending limb arterial.
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
            // Middle line of the hairpin from one foot to the other, and its width there.
            let (spread, length) = (1.15 * limb, bottom - tip);
            let place = |t: f64| {
                let angle = PI * t;
                let lift = angle.sin().powf(0.35);
                ((x - spread * angle.cos(), bottom - length * lift), limb * (1.25 - 0.6 * angle.sin()))
            };
            let half = |from: f64| -> Vec<(f64, f64)> {
                ribbon((0..=14).map(|at| place(from + 0.5 * f64::from(at) / 14.0)).collect())
            };
            svg.path(&scene.line(half(0.0)), true, &Paint::fill(theme.skin.vessel));
            svg.path(&scene.line(half(0.5)), true, &Paint::fill(theme.skin.vein));
        }
    }
    svg.end();
}

/// Outline of a band along a line of (place, width).
fn ribbon(line: Vec<((f64, f64), f64)>) -> Vec<(f64, f64)> {
    let side = |sign: f64| {
        let line = &line;
        (0..line.len()).map(move |at| {
            let ((x, z), width) = line[at];
            let ((x0, z0), _) = line[at.saturating_sub(1)];
            let ((x1, z1), _) = line[(at + 1).min(line.len() - 1)];
            let length = (x1 - x0).hypot(z1 - z0).max(1e-12);
            let half = 0.5 * sign * width / length;
            (x - half * (z1 - z0), z + half * (x1 - x0))
        })
    };
    let back: Vec<(f64, f64)> = side(-1.0).collect();
    side(1.0).chain(back.into_iter().rev()).collect()
}

/// Draws both nets of vessels, cut across where they meet the plane of the drawing: ovals of true height with gaps
/// between. Two pairs of vessels join the nets.
pub fn plexus(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let [_, upper, deep] = d.vessels_mm;
    let colours = [(theme.skin.vein, 1.0), (theme.skin.vessel, -1.0)];
    // Half the weight of the layers around them.
    let pale = |colour: Rgb| theme.skin.reticular_dermis.mixed(colour, 0.62);
    svg.begin("vessels-between");
    let (from, wide) = (cut.left_mm, cut.right_mm() - cut.left_mm);
    // In a narrow drawing the gland takes the room of the second pair.
    let places = BETWEEN.into_iter().take(if wide > 1.8 { 2 } else { 1 });
    for x in places.map(|share| from + share * wide) {
        for (colour, side) in colours {
            let (top, bottom) = (d.upper_plexus_mm, scene.fat_top_mm(x) - deep);
            let points = (0..=24).map(|at| {
                let t = f64::from(at) / 24.0;
                (x + side * 1.2 * upper + 0.03 * (TAU * t).sin(), top + t * (bottom - top))
            });
            svg.path(&scene.line(points), false, &Paint::stroke(pale(colour), 1.1 * upper * cut.per_mm));
        }
    }
    svg.end();
    let net = |svg: &mut Svg, name: &str, diameter: f64, middle: &dyn Fn(f64) -> f64, number: usize| {
        svg.begin(name);
        let (mut x, mut at) = (from - 2.0 * diameter, number);
        while x < from + wide {
            let (u, v) = scattered(at);
            let (colour, side) = colours[at % 2];
            let half = diameter * (1.0 + 2.2 * u);
            x += half;
            let oval = (0..20).map(|corner| {
                let (sin, cos) = (TAU * f64::from(corner) / 20.0).sin_cos();
                let along = x + half * cos;
                (along, middle(along) + side * 0.75 * diameter * (0.4 + v) + 0.5 * diameter * sin)
            });
            svg.path(&scene.line(oval), true, &Paint::fill(pale(colour)));
            x += half + diameter * (0.5 + 1.5 * v);
            at += 1;
        }
        svg.end();
    };
    net(svg, "upper-plexus", upper, &|_| d.upper_plexus_mm, 3);
    net(svg, "deep-plexus", deep, &|x| scene.fat_top_mm(x) - 1.2 * deep, 40);
}

/// Positions of the vessels between the nets, as shares of the width.
const BETWEEN: [f64; 2] = [0.42, 0.9];

/// Draws collagen: fine fibres in the papillary dermis, bundles in the reticular.
pub fn collagen(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let (from, wide) = (cut.left_mm, cut.right_mm() - cut.left_mm);
    let papillary = d.column.bottoms_mm[SkinLayer::PapillaryDermis as usize];
    let top = d.column.epidermis_mm() + 0.5 * d.ridges_mm[0];
    svg.begin("fine-collagen");
    let fine = Paint::stroke(theme.skin.papillary_dermis.mixed(theme.skin.muscle, 0.22), 0.6);
    let high = (0.94 * papillary - top).max(0.0);
    for n in 0..((150.0 * wide * high) as usize).min(400) {
        let (u, v) = scattered(n);
        let (x, z) = (from + u * wide, top + v * high);
        let (length, tilt) = (0.05 + 0.04 * (9.0 * u).fract(), 2.4 * ((7.0 * v + 2.0 * u).fract() - 0.5));
        let points = (0..=5).map(|at| {
            let t = f64::from(at) / 5.0 - 0.5;
            (x + t * length, (z + t * tilt * length).clamp(top, papillary))
        });
        svg.path(&scene.line(points), false, &fine);
    }
    svg.end();
    let bottom = d.column.skin_mm() - 2.2 * d.vessels_mm[2];
    let high = (bottom - papillary).max(0.0);
    svg.begin("collagen");
    let [edge, core] = [0.34, 0.16].map(|share| theme.skin.reticular_dermis.mixed(theme.skin.muscle, share));
    for n in 0..((15.0 * wide * high) as usize).min(400) {
        let (u, v) = scattered(n);
        let (x, z) = (from + u * wide, papillary + (0.08 + 0.86 * v) * high);
        let (length, tilt) = (0.16 + 0.16 * (7.0 * v).fract(), 0.7 * ((5.0 * u + 3.0 * v).fract() - 0.5));
        let thick = (0.018 + 0.012 * (11.0 * u).fract()).min(0.1 * high);
        // A bundle of wavy fibres, cut along its length: thick in the middle, thin at its ends.
        let spine = |t: f64| (x + t * length, z + tilt * t * length + 0.012 * (TAU * (1.2 * t + u)).sin());
        let line = (0..=12).map(|at| {
            let t = f64::from(at) / 12.0 - 0.5;
            (spine(t), thick * (1.0 - (2.0 * t).powi(2)).max(0.02).sqrt())
        });
        svg.path(&scene.line(ribbon(line.collect())), true, &Paint::fill(core).outlined(edge, 0.7));
        for share in [-0.2, 0.2] {
            let fibre = (0..=8).map(|at| {
                let t = 0.8 * (f64::from(at) / 8.0 - 0.5);
                let (x, z) = spine(t);
                (x, z + share * thick)
            });
            svg.path(&scene.line(fibre), false, &Paint::stroke(edge, 0.5));
        }
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
/// Largest length of the hair above the skin at rest, mm.
const HAIR_MM: f64 = 0.6;

/// Width of a lobule in the drawing, mm.
pub const LOBULE_MM: f64 = 0.42;
/// Width of a septum between lobules in the drawing, mm.
pub const SEPTUM_MM: f64 = 0.022;

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
    places.map(|share| scene.at(x_mm - radius, coil + share * radius)).to_vec()
}

/// Places of a hair follicle for labels to point at, the best first.
#[derive(Debug, Default)]
pub struct FolliclePlaces {
    /// On its sheath.
    pub sheath: Vec<(f64, f64)>,
    /// On the lobes of its sebaceous gland.
    pub sebaceous: Vec<(f64, f64)>,
}

/// Draws a hair follicle with its hair and sebaceous gland.
pub fn follicle(svg: &mut Svg, scene: &Scene<'_>, x_mm: f64, hair_mm: f64) -> FolliclePlaces {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let bulb = 0.74 * d.column.skin_mm();
    let half = 0.85 * hair_mm;
    // The follicle leans slightly.
    let axis = |z: f64| x_mm - 0.16 * z;
    svg.begin("hair-follicle");
    let lobes = [(0.40, 0.050), (0.45, 0.062), (0.51, 0.052), (0.46, 0.040)];
    let mut sebaceous = Vec::new();
    for (index, (share, size)) in lobes.into_iter().enumerate() {
        let (x, z) = (axis(share * bulb) - half - [0.02, 0.055, 0.025, 0.10][index], share * bulb);
        let size = f64::min(size, 0.08 * d.column.skin_mm());
        sebaceous.extend([0.0, -0.6, 0.6].map(|off| scene.at(x - 0.8 * size, z + off * size)));
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
    let out = (cut.top_mm + HAIR_ENDS / cut.per_mm).max(-HAIR_MM);
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
    let sheath = places.map(|z| scene.at(axis(z) - width(z), z)).to_vec();
    // The outermost lobe first.
    sebaceous.sort_by(|a, b| a.0.total_cmp(&b.0));
    FolliclePlaces { sheath, sebaceous }
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
