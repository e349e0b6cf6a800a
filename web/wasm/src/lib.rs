//! The explorer for a browser: a request in JSON is written into the module's memory, and the answer is read from it.
//!
//! A page calls `room` with the length of its text in bytes, writes the text there, calls `answer`, and reads as many bytes as
//! that returns from `answered`. The buffers are plain vectors behind locks; one thread uses a module.

// Three attributes are allowed below and no block: a name that a page can call must be the only one of its kind, which the compiler
// cannot check.
#![deny(unsafe_code)]

use puncta::explore::Explorer;
use puncta::explore::request::LONGEST;
use puncta::simulate::Quietly;
use std::sync::{LazyLock, Mutex, PoisonError};

static ASKED: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static ANSWERED: Mutex<String> = Mutex::new(String::new());
static EXPLORER: LazyLock<Explorer> = LazyLock::new(Explorer::default);

/// Makes room for a request of this many bytes and returns its place. Of a longer one than is allowed only the beginning has
/// room, so that it is refused as too long or as no JSON.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    asked.clear();
    asked.resize(bytes.min(LONGEST + 1), 0);
    asked.as_mut_ptr()
}

/// Answers the request that was written, and returns the length of the answer in bytes. Nothing stops it: a page ends the thread.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    let asked = std::mem::take(&mut *ASKED.lock().unwrap_or_else(PoisonError::into_inner));
    let text = String::from_utf8_lossy(&asked);
    let answer = EXPLORER.answer(&text, &Quietly);
    let mut answered = ANSWERED.lock().unwrap_or_else(PoisonError::into_inner);
    *answered = answer;
    answered.len()
}

/// Place of the last answer.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn answered() -> *const u8 {
    ANSWERED.lock().unwrap_or_else(PoisonError::into_inner).as_ptr()
}
