//! Depth answers to how hard the hand presses, between treatments and within one.

use puncta::device::Cartridge;
use puncta::mechanics::{AtRest, Handled, Law, Press};
use puncta::scenario::{Sources, catalogue, load};
use puncta::simulate::Setup;

fn setup(lines: &str) -> Setup {
    let text = format!("format = 1\n[skin]\nsite = \"cheek\"\n{lines}\n");
    load(&Sources::new("test", &text, &[] as &[&str]), &catalogue(), "test")
        .unwrap_or_else(|problems| panic!("{lines}: {problems:?}"))
        .setup()
        .clone()
}

fn seated(setup: &Setup, press: Press) -> AtRest {
    let Law::Contact(contact) = &setup.law else { panic!("the default law") };
    let device = &setup.device;
    let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, 1, 0);
    let handled = Handled { set_depth_mm: device.set_depth_mm, press };
    contact.seat(device, &cartridge, handled, &[setup.skin.mean_column()], 1.0, [1, 0]).unwrap()
}

/// Probability that a strike of needle 1 passes 0.8 of the set depth, by how hard the hand presses then.
fn passes(setup: &Setup, press: Press) -> [f64; 3] {
    let (seated, column) = (seated(setup, press), setup.skin.mean_column());
    let device = &setup.device;
    let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, 1, 0);
    [-2.0, 0.0, 2.0].map(|push| {
        let strike = seated.strike(0, push, 0, &cartridge.needles[0], &column).unwrap();
        strike.passes(0.6 * device.set_depth_mm)
    })
}

const PEN: &str = "[device]\npreset = \"pen-12\"\ndepth_mm = 1.5";
/// Carried by its needles alone.
const STAMP: &str = "[device]\npreset = \"stamp-36\"\n[technique]\nforce_n = 1.2";
/// Its drum rests on the skin.
const ROLLER: &str = "[device]\npreset = \"roller-192\"";

#[test]
fn limit_a_steady_hand_is_one_force() {
    for lines in [PEN, STAMP, ROLLER] {
        let setup = setup(lines);
        let pushes = seated(&setup, Press::STEADY).pushes();
        assert_eq!(pushes.len(), 1, "{lines}");
        assert!((pushes[0].1 - 1.0).abs() < 1e-12);
        let [light, usual, heavy] = passes(&setup, Press::STEADY);
        assert!(light == usual && usual == heavy, "{lines}");
    }
}

/// A harder push goes deeper where the hand's force counts, and changes nothing where the body rests on the skin.
#[test]
fn limit_depth_follows_the_hand() {
    let press = Press { factor: 1.0, log_sd: 0.25 };
    for (lines, nodes) in [(PEN, 3), (STAMP, 3), (ROLLER, 1)] {
        let setup = setup(lines);
        assert_eq!(seated(&setup, press).pushes().len(), nodes, "{lines}");
        let [light, usual, heavy] = passes(&setup, press);
        assert!(light <= usual && usual <= heavy, "{lines}: {light} {usual} {heavy}");
        assert_eq!(light < heavy, nodes > 1, "{lines}: {light} {usual} {heavy}");
        let harder = passes(&setup, Press { factor: 1.4, ..press });
        assert!(harder[1] >= usual, "{lines}: {harder:?}");
    }
}

/// The factor between treatments has mean 1: over 4000 of them within four standard errors (false alarm 6e-5), and is none of a hand
/// that does not vary.
#[test]
fn identity_treatments_have_their_own_force() {
    let setup = setup(&format!("{PEN}\n[technique]\nforce_cv = 0.3"));
    let count = 4000;
    let factors: Vec<f64> = (0..count).map(|realisation| setup.press(realisation).factor).collect();
    let mean = factors.iter().sum::<f64>() / count as f64;
    let variance = factors.iter().map(|factor| (factor - mean).powi(2)).sum::<f64>() / count as f64;
    assert!(
        variance > 0.01 && (mean - 1.0).abs() < 4.0 * (variance / count as f64).sqrt(),
        "{mean} {variance}"
    );
    let steady = self::setup(&format!("{PEN}\n[technique]\nforce_cv = 0"));
    assert_eq!(steady.press(3), Press::STEADY);
}
