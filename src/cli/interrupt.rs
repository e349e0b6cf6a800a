//! Ctrl-C: the first press asks the run to finish its batch, the second ends the program.

use crate::simulate::Stop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug, Clone)]
pub struct Interrupt {
    asked: Arc<AtomicBool>,
    /// Whether the results of a part are of no use.
    drops: bool,
}

impl Interrupt {
    /// Starts listening. Without a handler (a second one in one process) Ctrl-C ends the program as usual.
    pub fn listen() -> Interrupt {
        Interrupt::listen_and_say(
            false,
            "stopping after this batch; what is done will be written (Ctrl-C again: at once)",
        )
    }

    /// Starts listening, for a command whose results are written in full or not at all.
    pub fn listen_to_drop() -> Interrupt {
        Interrupt::listen_and_say(
            true,
            "stopping after this batch; nothing will be written (Ctrl-C again: at once)",
        )
    }

    /// Starts listening, for a run that keeps no results of a part, only its state.
    pub fn listen_to_resume() -> Interrupt {
        Interrupt::listen_and_say(
            false,
            "stopping after this batch; the state saved last is kept (Ctrl-C again: at once)",
        )
    }

    fn listen_and_say(drops: bool, words: &'static str) -> Interrupt {
        let interrupt = Interrupt { asked: Arc::default(), drops };
        let asked = Arc::clone(&interrupt.asked);
        let _ = ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            super::terminal::say(words);
        });
        interrupt
    }
}

impl Stop for Interrupt {
    fn requested(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    fn abandoned(&self) -> bool {
        self.drops && self.requested()
    }
}
