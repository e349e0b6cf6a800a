//! Benchmark W1: strikes a second of the engine's additive deposit, one line of JSON.
//!
//!     cargo run --release --example w1 -- --size small --variant W1b --threads 2
//!
//! `--reps 5` times it so often after one run that is not timed; `--fields PREFIX` reads the thickness fields from PREFIXte.f32 and
//! PREFIXtd.f32, single precision, lowest byte first; `--check` compares the maps of 1, 2 and 3 threads bit by bit.

mod workload;

use serde_json::json;
use std::time::Instant;
use workload::{Variant, Workload};

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let (mut large, mut variant, mut threads, mut reps) = (false, Variant::Points, 2, 3);
    let (mut prefix, mut check) = (None, false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--check" {
            check = true;
            continue;
        }
        let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
        match (word.as_str(), value.as_str()) {
            ("--size", "small" | "large") => large = value == "large",
            ("--variant", "W1a") => variant = Variant::Points,
            ("--variant", "W1b") => variant = Variant::Discs,
            ("--threads", _) => threads = value.parse::<usize>()?.clamp(1, 256),
            ("--reps", _) => reps = value.parse::<usize>()?.clamp(1, 1000),
            ("--fields", _) => prefix = Some(value),
            _ => return Err(format!("{word} {value} is not understood").into()),
        }
    }
    let fields =
        prefix.map(|prefix| -> Result<_, Failed> { Ok([field(&prefix, "te")?, field(&prefix, "td")?]) });
    let workload = Workload::new(large, variant, fields.transpose()?);
    let nodes = workload.nodes().pow(2);
    if workload.layers_mm.iter().any(|layer| layer.len() != nodes) {
        return Err(format!("a field has not the {nodes} nodes of this size").into());
    }
    let stencil = workload.stencil()?;
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let run = |pool: &rayon::ThreadPool| pool.install(|| workload.run(stencil.as_ref()));
    if check {
        let one = run(&pool(1)?);
        for threads in [2, 3] {
            if !run(&pool(threads)?).same(&one) {
                return Err(format!("{threads} threads give other bits than one").into());
            }
        }
    }
    let pool = pool(threads)?;
    let mut wall_s = Vec::new();
    let checks = run(&pool).checks(&workload);
    // Of one run: what the allocator keeps between runs says nothing.
    let memory_mib = peak_mib();
    for _ in 0..reps {
        let clock = Instant::now();
        let maps = run(&pool);
        wall_s.push(clock.elapsed().as_secs_f64());
        drop(maps);
    }
    let best = wall_s.iter().copied().fold(f64::INFINITY, f64::min);
    let strikes = (workload.strikes * workload.realisations) as f64;
    let line = json!({
        "program": "puncta",
        "size": if large { "large" } else { "small" },
        "variant": if variant == Variant::Points { "W1a" } else { "W1b" },
        "threads": threads,
        "realisations": workload.realisations,
        "rate_m_s": strikes / best / 1e6,
        "wall_s": wall_s,
        "memory_mib": memory_mib,
        "checks": {
            "count": checks.count, "dermal": checks.dermal, "fat": checks.fat,
            "mean_depth_mm": checks.mean_depth_mm, "mean_volume_mm3": checks.mean_volume_mm3,
            "max_depth_mm": checks.max_depth_mm,
        },
    });
    println!("{line}");
    Ok(())
}

fn field(prefix: &str, name: &str) -> Result<Vec<f32>, Failed> {
    let path = format!("{prefix}{name}.f32");
    let bytes = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
    Ok(bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
}

/// Peak memory of this process, if the system says it (Linux).
fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()? / 1024.0)
}
