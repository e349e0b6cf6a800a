//! Memory that a run will need, and its wording.

use super::{Stop, Work};
use crate::render::Look;
use crate::scenario::Allowed;
use crate::simulate::{Memory, Setup, memory};

/// Memory limit set on the command line.
pub fn allowed(memory_mb: Option<u32>, stream: bool) -> Allowed {
    let usual = Allowed::default();
    Allowed { bytes: memory_mb.map_or(usual.bytes, |mb| u64::from(mb) * 1_000_000), stream }
}

/// Memory that a run will need, with the threads and bands chosen for it.
#[derive(Debug, Clone, Copy)]
pub struct Needed {
    pub memory: Memory,
    pub threads: usize,
    /// Rows of tiles per band, and number of bands.
    pub bands: Option<[usize; 2]>,
}

impl Needed {
    /// Chooses as many threads as are requested and fit. Bands suit the area, or if memory was `asked` for,
    /// are as high as fits.
    pub fn of(setup: &Setup, work: &Work, allowed: Allowed, asked: bool) -> Needed {
        let asked_for = work.thread_count(usize::MAX);
        let fits = |threads: &usize| memory::rows_that_fit(setup, *threads, allowed.bytes).is_some();
        // One thread fits, or the scenario would have been refused.
        let threads = match allowed.stream {
            false => memory::threads_that_fit(setup, asked_for, allowed.bytes),
            true => (1..=asked_for).rev().find(fits).unwrap_or(1),
        };
        let rows = if asked { memory::rows_that_fit } else { memory::rows_that_suit };
        let rows = allowed.stream.then(|| rows(setup, threads, allowed.bytes).unwrap_or(1));
        let bands = rows.map(|rows| [rows, memory::bands(setup, rows)]);
        Needed { memory: Memory::of(setup, threads, rows), threads, bands }
    }

    /// The same with pictures of this look, or without any.
    ///
    /// # Errors
    /// A message where pictures of this size need more than a run may use.
    pub fn drawing(self, look: Option<&Look>, allowed: Allowed) -> Result<Needed, Stop> {
        let memory = self.memory.drawing(look.map(Look::pages), self.threads);
        if memory.bytes() > allowed.bytes {
            return Err(Stop::said(format!(
                "pictures of this size need {} MB on {}, and a run may use {} MB; give a lower --scale, a smaller --size \
                 or fewer --threads",
                megabytes(memory.bytes()),
                self.threads_in_words(),
                megabytes(allowed.bytes)
            )));
        }
        Ok(Needed { memory, ..self })
    }

    fn threads_in_words(&self) -> String {
        if self.threads == 1 { "1 thread".to_owned() } else { format!("{} threads", self.threads) }
    }

    /// Memory in words: "memory: at most 420 MB on 2 threads (cells 224, strikes 100, maps to draw 80 MB,
    /// ...)".
    pub fn words(&self) -> String {
        let all = self.memory.bytes();
        let terms = self.memory.terms().into_iter().filter(|(_, bytes)| 20 * bytes >= all);
        let terms: Vec<String> = terms.map(|(name, bytes)| format!("{name} {}", megabytes(bytes))).collect();
        let threads = self.threads_in_words();
        let bands = match self.bands {
            None => String::new(),
            Some([_, 1]) => " and in one band".to_owned(),
            Some([_, bands]) => format!(" and in {bands} bands"),
        };
        format!("memory: at most {} MB on {threads}{bands} (MB: {})", megabytes(all), terms.join(", "))
    }
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
