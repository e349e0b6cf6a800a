//! puncta for Python: the library as the module `puncta._puncta`, which the package `puncta` wraps.
//!
//! | file | holds |
//! |---|---|
//! | [`error`] | what went wrong, as Python exceptions |
//! | [`value`] | Python values as TOML values |
//! | [`work`] | long work beside a Python thread: threads, Ctrl-C, progress |
//! | [`scenario`] | scenarios |
//! | [`run`] | runs, and their shards |
//! | [`study`] | comparisons, sweeps and other questions |
//! | [`picture`] | pictures and how they look |
//!
//! It holds no law and no rule of its own: it hands values over, and raises what the library refuses.

// Denied, not forbidden: the macros of PyO3 allow themselves what the interface of CPython asks for.
#![deny(unsafe_code)]

mod error;
mod picture;
mod run;
mod scenario;
mod study;
mod value;
mod work;

use pyo3::prelude::*;

#[pymodule]
fn _puncta(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("VERSION", puncta::outcome::provenance::VERSION)?;
    module.add("CONTEXT_OF_USE", puncta::outcome::provenance::CONTEXT_OF_USE)?;
    module.add_class::<scenario::Scenario>()?;
    module.add_class::<run::Run>()?;
    module.add_class::<study::Plan>()?;
    module.add_class::<study::Answer>()?;
    module.add_class::<picture::Picture>()?;
    for function in [
        wrap_pyfunction!(run::run, module)?,
        wrap_pyfunction!(run::run_shard, module)?,
        wrap_pyfunction!(run::merge_shards, module)?,
        wrap_pyfunction!(run::restore, module)?,
        wrap_pyfunction!(run::memory_bytes, module)?,
        wrap_pyfunction!(run::field_kinds, module)?,
        wrap_pyfunction!(run::measures, module)?,
        wrap_pyfunction!(run::strikes_of, module)?,
        wrap_pyfunction!(picture::colours, module)?,
        wrap_pyfunction!(picture::colour_map, module)?,
        wrap_pyfunction!(study::compare, module)?,
        wrap_pyfunction!(study::vary_text, module)?,
        wrap_pyfunction!(study::sensitivity, module)?,
        wrap_pyfunction!(study::optimise, module)?,
        wrap_pyfunction!(study::safe_depth, module)?,
        wrap_pyfunction!(study::fit, module)?,
        wrap_pyfunction!(scenario::sites, module)?,
        wrap_pyfunction!(scenario::devices, module)?,
        wrap_pyfunction!(scenario::keys, module)?,
    ] {
        module.add_function(function)?;
    }
    Ok(())
}
