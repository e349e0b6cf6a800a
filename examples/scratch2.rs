use puncta::ground::random::{Purpose, Stream};
use puncta::ground::statistics::*;
use puncta::scenario::{Sources, catalogue, load};
use puncta::simulate::rare::{person, pilot};
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let base = std::fs::read_to_string(&args[0]).unwrap();
    let s = load(
        &Sources::new("t.toml", &base, &args[1..].iter().map(String::as_str).collect::<Vec<_>>()),
        &catalogue(),
        "t",
    )
    .unwrap();
    let plan = s.setup.field_plan();
    let any = plan.as_ref().map_or(puncta::skin::Anywhere::NOWHERE_ELSE, |p| p.anywhere());
    let even = vec![1; s.setup.device.array.len()];
    let p = pilot::proposal(&s.setup, &any, 0).unwrap();
    println!("{p:?}");
    let f = |z: &[f64], number: u64, drawn: bool| {
        person::reach(&s.setup, &any, &person::Made { normals: z, population: 0, number, drawn }, &even)
            .unwrap()[0]
    };
    let n = 2000usize;
    let mut v: Vec<(f64, f64, f64, Vec<f64>)> = (0..n)
        .map(|i| {
            let mut st = Stream::new(9, Purpose::Person, i as u64, 3);
            let mut z: Vec<f64> = p.direction.iter().map(|_| st.normal()).collect();
            let t = p.place(i % 32, st.uniform());
            let a: f64 = z.iter().zip(&p.direction).map(|(a, b)| a * b).sum();
            for (z, u) in z.iter_mut().zip(&p.direction) {
                *z += (t - a) * u;
            }
            let x = f(&z, 100 + i as u64, true);
            (p.weight(t) * x, x, t, z)
        })
        .collect();
    v.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("mean {:.3e}", v.iter().map(|x| x.0).sum::<f64>() / n as f64);
    for x in v.iter().take(12) {
        println!("{:.3e} r {:.3} t {:.2} z {:.2?}", x.0, x.1, x.2, x.3);
    }
}
