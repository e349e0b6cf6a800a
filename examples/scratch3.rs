use puncta::injury::Measure;
use puncta::mechanics::Law;
use puncta::scenario::{Sources, catalogue, load};
use puncta::simulate::{Quietly, simulate};
fn main() {
    let base = std::fs::read_to_string("scenarios/cheek-pen.toml").unwrap();
    for force in ["1.5", "3"] { for recess in [0.2, 0.5, 1.0] {
        let f = format!("technique.force_n={force}");
        let mut s = load(&Sources::new("t.toml", &base, &[&f]), &catalogue(), "t").unwrap().setup;
        if let Law::Contact(c) = &mut s.law { c.parameters.rim_recess_mm = recess; }
        let r = simulate(&s, &Quietly, &Quietly).unwrap();
        println!("{force} N recess {recess}: {:?} {:?}", r.fat_reach, puncta::ground::statistics::Mean::of(&r.rows.iter().map(|r| r[Measure::DepthMean as usize]).collect::<Vec<_>>()));
    }}
}
