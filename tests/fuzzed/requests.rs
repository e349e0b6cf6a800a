//! Requests of a page of the explorer.

use super::is_a_line;
use puncta::explore::Explorer;
use puncta::simulate::Stop;
use serde_json::Value;
use std::sync::atomic::{AtomicU32, Ordering};

/// Stops a computation that asks so often, as a newer request of the page does.
struct Soon(AtomicU32);

const PATIENCE: u32 = 60;

impl Stop for Soon {
    fn requested(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed) >= PATIENCE
    }

    fn abandoned(&self) -> bool {
        self.requested()
    }
}

/// Any text is answered with JSON: an answer, or a refusal that says why.
pub fn explorer(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let answer = Explorer::default().answer(&text, &Soon(AtomicU32::new(0)));
    let answer: Value = serde_json::from_str(&answer).expect("an answer in JSON");
    match (&answer["answer"], &answer["refused"]) {
        (Value::Null, Value::Object(refused)) => {
            let [kind, why] = ["kind", "why"].map(|key| refused[key].as_str().expect("words"));
            is_a_line(why);
            !why.is_empty() && kind != "malformed"
        }
        (Value::Object(_), Value::Null) => true,
        _ => panic!("neither an answer nor a refusal: {answer}"),
    }
}
