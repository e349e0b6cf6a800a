//! A strike into an opening meets no force at puncture.

use puncta::mechanics::DepthLaw;
use puncta::scenario::{Sources, catalogue, load};
use puncta::simulate::Setup;

/// Needles that the skin often holds, over a small area again and again.
fn setup(passes: u32, lines: &str) -> Setup {
    let text = format!(
        "format = 1\n[area]\nwidth_mm = 4\nheight_mm = 4\n[skin]\nsite = \"cheek\"\n[device]\n{lines}\n\
         [technique]\npasses = {passes}\n[run]\nrealisations = 2\n"
    );
    load(&Sources::new("test", &text, &[] as &[&str]), &catalogue(), "test")
        .unwrap_or_else(|problems| panic!("{problems:?}"))
        .setup()
        .clone()
}

const SHALLOW: &str = "preset = \"skinpen\"\ndepth_mm = 0.5";

/// Who fell into whose opening, against every pair of strikes: each strike in the order of time looks at all before it. Those in an
/// opening go in, with certainty; of the others some do not.
#[test]
fn identity_openings_are_those_of_all_pairs() {
    let setup = setup(24, SHALLOW);
    let ready = setup.ready(0).unwrap();
    let (mut opened, mut inside, mut outside) = (Vec::new(), 0, 0);
    for strike in &ready.strikes {
        let struck = ready.strike(&setup, strike).unwrap();
        let place = [strike.x_mm, strike.y_mm];
        let DepthLaw::Contact(law) = &struck.law else { panic!("the contact law") };
        if law.may_fail() {
            let falls = opened.iter().any(
                |(before, opening): &(&puncta::technique::Strike, puncta::tract::Section)| {
                    before.is_before(strike) && opening.holds(place)
                },
            );
            assert_eq!(law.is_in_opening(), falls, "{strike:?}");
            if falls {
                assert_eq!(struck.passes().epidermis, 1.0);
                assert!(struck.tract.tip_depth_mm > 0.0);
                inside += 1;
            } else if !struck.law.is_through(struck.tract.tip_depth_mm) {
                outside += 1;
            }
        }
        if struck.law.is_through(struck.tract.tip_depth_mm) {
            opened.push((strike, struck.tract.opening(setup.tract.open_width_ratio)));
        }
    }
    assert!(inside > 20 && outside > 100, "{inside} {outside} of {}", ready.strikes.len());
}

/// Where every strike goes in, openings are not looked for; and under the ratio law there is no force at puncture.
#[test]
fn limit_openings_count_only_where_strikes_fail() {
    for lines in [
        "preset = \"pen-12\"\ndepth_mm = 2.5",
        "preset = \"pen-12\"\ndepth_mm = 0.3\n[mechanics]\nlaw = \"ratio\"",
    ] {
        let setup = setup(4, lines);
        let ready = setup.ready(0).unwrap();
        assert!(!ready.treatment.may_fail(), "{lines}");
    }
}
