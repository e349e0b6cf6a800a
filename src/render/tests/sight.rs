//! Tests of colours as seen by people who lack one kind of cone, and in greyscale print.
//!
//! Dichromats are simulated by the matrices of Machado, Oliveira and Fernandes 2009 for full severity, on
//! linear sRGB. The distance of two colours is the Euclidean distance in CIE L\*a\*b\* 1976, in which about
//! 2.3 is just noticeable.

use super::*;
use crate::render::colour::{ColourMap, classes};
use crate::render::theme::{Deepest, Rgb};

type Matrix = [[f64; 3]; 3];

const SIGHTS: [(&str, Matrix); 4] = [
    ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    ),
    (
        "deuteranopia",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    (
        "tritanopia",
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ),
];

/// L*, a*, b* under daylight (D65) as seen with these cones.
fn seen(colour: Rgb, sight: &Matrix) -> [f64; 3] {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let times = |matrix: &Matrix, v: [f64; 3]| {
        [0, 1, 2].map(|row| (0..3).map(|column| matrix[row][column] * v[column]).sum::<f64>())
    };
    let light = times(sight, [colour.0, colour.1, colour.2].map(linear)).map(|part| part.clamp(0.0, 1.0));
    let xyz = times(&[[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], light);
    let root = |part: f64| if part > 0.008856 { part.cbrt() } else { 7.787 * part + 16.0 / 116.0 };
    let [x, y, z] = [xyz[0] / 0.9505, xyz[1], xyz[2] / 1.089].map(root);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn apart(one: Rgb, other: Rgb, sight: &Matrix) -> f64 {
    let (a, b) = (seen(one, sight), seen(other, sight));
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// Reference: CIE L*a*b* of sRGB red and of a grey under D65. Greys look the same to everybody.
#[test]
fn validates_colour_distances() {
    let [l, a, b] = seen(Rgb::hex(0xFF0000), &SIGHTS[0].1);
    assert!((l - 53.24).abs() < 0.1 && (a - 80.09).abs() < 0.2 && (b - 67.20).abs() < 0.2, "{l} {a} {b}");
    for (name, sight) in &SIGHTS {
        let [l, a, b] = seen(Rgb::hex(0x808080), sight);
        assert!((l - 53.59).abs() < 0.1 && a.abs() < 0.5 && b.abs() < 0.5, "{name}: {l} {a} {b}");
    }
}

/// Passes every pair of neighbours in a list to `look`, on both grounds and with every sight.
fn neighbours(colours: impl Fn(&Theme) -> Vec<Rgb>, mut look: impl FnMut(&str, Rgb, Rgb, &Matrix)) {
    for theme in [Theme::LIGHT, Theme::DARK] {
        for (name, sight) in &SIGHTS {
            for pair in colours(&theme).windows(2) {
                look(name, pair[0], pair[1], sight);
            }
        }
    }
}

/// Neighbouring layers can be distinguished by everybody, and in greyscale.
#[test]
fn validates_layers_are_told_apart() {
    let layers = [
        Tissue::StratumCorneum,
        Tissue::ViableEpidermis,
        Tissue::PapillaryDermis,
        Tissue::ReticularDermis,
        Tissue::Fat,
        Tissue::Muscle,
    ];
    neighbours(
        |theme| layers.map(|layer| theme.tissue(layer)).to_vec(),
        |name, one, other, sight| {
            assert!(
                apart(one, other, sight) > 10.0,
                "{name}: {one:?} {other:?} {}",
                apart(one, other, sight)
            );
            assert!((one.lightness() - other.lightness()).abs() > 9.0, "in grey: {one:?} {other:?}");
        },
    );
}

/// Everybody can distinguish the three classes of tips from each other. In greyscale dermis and fat are
/// close; there the position of the tip distinguishes them.
#[test]
fn validates_classes_of_tips_are_told_apart() {
    let [epidermis, dermis, fat] = Deepest::ALL;
    neighbours(
        |theme| [epidermis, dermis, fat, epidermis].map(|class| theme.deepest(class)).to_vec(),
        |name, one, other, sight| {
            assert!(apart(one, other, sight) > 15.0, "{name}: {one:?} {other:?}");
            assert!((one.lightness() - other.lightness()).abs() > 3.0, "in grey: {one:?} {other:?}");
        },
    );
    neighbours(
        |theme| <[Rgb; 2]>::from(classes(theme)).to_vec(),
        |name, under, over, sight| assert!(apart(under, over, sight) > 60.0, "{name}: {under:?} {over:?}"),
    );
}

/// Everybody can see sixteen steps of each table, and larger amounts are always darker on light ground.
#[test]
fn validates_tables_are_read_by_everybody() {
    let steps = |map: ColourMap, theme: &Theme| -> Vec<Rgb> {
        (0..=16).map(|step| map.at(f64::from(step) / 16.0, theme).unwrap()).collect()
    };
    for (map, least) in [(ColourMap::Carmine, 4.0), (ColourMap::Slate, 4.0), (ColourMap::Vik, 9.0)] {
        neighbours(
            |theme| steps(map, theme),
            |name, one, other, sight| {
                assert!(apart(one, other, sight) > least, "{name}: {map:?} {one:?} {other:?}")
            },
        );
    }
    for (name, sight) in &SIGHTS {
        for amounts in [ColourMap::Carmine, ColourMap::Slate] {
            let lightness = steps(amounts, &Theme::LIGHT).into_iter().map(|colour| seen(colour, sight)[0]);
            let lightness: Vec<f64> = lightness.collect();
            assert!(lightness.windows(2).all(|pair| pair[1] < pair[0]), "{name}: {lightness:?}");
        }
        // Below and above zero colours get darker from the middle, with a small tolerance where the table is
        // flat.
        let vik = steps(ColourMap::Vik, &Theme::LIGHT).into_iter().map(|colour| seen(colour, sight)[0]);
        let vik: Vec<f64> = vik.collect();
        assert!(vik[..9].windows(2).all(|pair| pair[1] > pair[0]), "{name}: {vik:?}");
        assert!(vik[8..].windows(2).all(|pair| pair[1] < pair[0]), "{name}: {vik:?}");
    }
}
