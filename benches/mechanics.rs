//! Cost of the contact law: the curves of one person, arrays to equilibrium, one strike.

use criterion::{Criterion, criterion_group, criterion_main};
use puncta::device::{Cartridge, NeedleState};
use puncta::foundation::random::{Purpose, StreamFamily};
use puncta::mechanics::array::{ArrayOnSkin, Hold, Member};
use puncta::mechanics::compliance::Tension;
use puncta::mechanics::contact::Chance;
use puncta::mechanics::{Compliance, Law, Resistance};
use puncta::scenario::{Sources, catalogue, load};
use puncta::simulate::Setup;
use std::f64::consts::TAU;
use std::hint::black_box;

fn setup(preset: &str, site: &str) -> Setup {
    let text = format!("format = 1\n[skin]\nsite = \"{site}\"\n[device]\npreset = \"{preset}\"\n");
    load(&Sources::new("bench", &text, &[] as &[&str]), &catalogue(), "bench")
        .unwrap_or_else(|problems| panic!("{problems:?}"))
        .setup()
        .clone()
}

/// All 192 needles of a drum as one array, standing as the contact law sees needles on their way in.
fn whole_drum(setup: &Setup, members: &[Member]) -> Vec<Member> {
    (0..192)
        .map(|index| {
            let (row, back) = (index % 8, index / 8);
            let angle = TAU * f64::from(back) / 24.0 + if row % 2 == 0 { 0.0 } else { TAU / 48.0 };
            let outer = 10.0 + setup.device.needle.length_mm;
            Member {
                at_mm: [10.0 * angle.sin(), 2.5 * f64::from(row)],
                reach_mm: outer * angle.cos() - 10.0,
                ..members[0].clone()
            }
        })
        .collect()
}

fn mechanics(criterion: &mut Criterion) {
    let chance = Chance::Drawn(StreamFamily::new(1, Purpose::Array, 0));
    let pen = setup("pen-12", "cheek");
    let Law::Contact(contact) = &pen.law else { panic!("the contact law is the default") };
    let column = pen.skin.mean_column();
    let half_space = contact.support.half_space(0, &column, &contact.parameters).unwrap();
    Compliance::new(&half_space, Tension::NONE);
    criterion.bench_function("compliance_of_one_person", |bencher| {
        bencher.iter(|| Compliance::new(black_box(&half_space), Tension::NONE));
    });
    for (preset, site) in [("pen-12", "cheek"), ("pen-36", "cheek"), ("patch-600", "volar_forearm")] {
        let setup = setup(preset, site);
        let Law::Contact(contact) = &setup.law else { panic!() };
        let column = setup.skin.mean_column();
        let device = &setup.device;
        let bed = contact.surface(0, &column, device).unwrap();
        let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, 1, 0);
        let group = &contact.groups(device, &cartridge, &column, chance)[0];
        let array = ArrayOnSkin::new(&bed, &group.members, &contact.parameters, contact.rim(device));
        let hold = contact.hold(device, device.set_depth_mm);
        criterion.bench_function(&format!("equilibrium_{preset}"), |bencher| {
            bencher.iter(|| array.equilibrium(black_box(hold), None).unwrap());
        });
    }
    let drum = setup("roller-192", "cheek");
    let Law::Contact(contact) = &drum.law else { panic!() };
    let column = drum.skin.mean_column();
    let bed = contact.surface(0, &column, &drum.device).unwrap();
    let cartridge = Cartridge::draw(&drum.device.needle, 192, &drum.device.defects, 1, 0);
    let members = whole_drum(&drum, &contact.groups(&drum.device, &cartridge, &column, chance)[0].members);
    let array = ArrayOnSkin::new(&bed, &members, &contact.parameters, None);
    criterion.bench_function("equilibrium_drum_of_192", |bencher| {
        bencher.iter(|| array.equilibrium(black_box(Hold::Force { total_n: 6.0 }), None).unwrap());
    });
    let column = pen.skin.mean_column();
    let cartridge = Cartridge::draw(&pen.device.needle, 12, &pen.device.defects, 1, 0);
    let Law::Contact(contact) = &pen.law else { panic!() };
    criterion.bench_function("treatment_pen-12", |bencher| {
        bencher.iter(|| contact.seat(&pen.device, &cartridge, 1.5, &[column], 1e3, [1, 0]).unwrap());
    });
    let seated = contact.seat(&pen.device, &cartridge, 1.5, &[column], 1e3, [1, 0]).unwrap();
    let family = StreamFamily::new(1, Purpose::Strike, 0);
    let state: &NeedleState = &cartridge.needles[0];
    let mut index = 0;
    criterion.bench_function("one_strike", |bencher| {
        bencher.iter(|| {
            index += 1;
            let strike = seated.strike(0, 0.0, 0, state, &column).unwrap();
            let depth = strike.draw_mm(&mut family.stream(index));
            (depth, strike.passes(0.0), strike.passes(column.epidermis_mm()), strike.passes(column.skin_mm()))
        });
    });
    let resistance = Resistance::new(&pen.device.needle, &column, &contact.parameters);
    criterion.bench_function("resistance", |bencher| bencher.iter(|| resistance.force_n(black_box(1.2))));
}

criterion_group!(benches, mechanics);
criterion_main!(benches);
