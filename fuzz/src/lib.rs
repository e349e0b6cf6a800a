//! What all fuzz targets share: they call the functions of `tests/fuzzed/`, as the tests of puncta do with the kept inputs.

#[path = "../../tests/fuzzed/mod.rs"]
pub mod fuzzed;

pub use libfuzzer_sys;

/// Makes the fuzz target of this name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        use $crate::libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

        fuzz_target!(|input: &[u8]| -> Corpus {
            if $crate::fuzzed::check($name, input) { Corpus::Keep } else { Corpus::Reject }
        });

        fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::mutated($name, data, size, max_size, seed)
        });
    };
}

/// Puts another input in place of the first `size` bytes of `data`. Returns its size.
#[must_use]
pub fn mutated(name: &str, data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    match fuzzed::mutate::mutate(name, &data[..size], seed) {
        Some(other) if !other.is_empty() && other.len() <= max_size.min(data.len()) => {
            data[..other.len()].copy_from_slice(&other);
            other.len()
        }
        _ => libfuzzer_sys::fuzzer_mutate(data, size, max_size),
    }
}
