//! Puts the explorer's page and its WebAssembly module into one file; `web/make` runs it.
//!
//!     cargo run --example explorer_html -- MODULE.wasm explorer.html

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [from, to] = <[String; 2]>::try_from(std::env::args().skip(1).collect::<Vec<_>>())
        .map_err(|_| "two arguments: the module, and the file to write")?;
    // The same module gives the same bytes: the header of gzip has no time in it.
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&std::fs::read(from)?)?;
    let module = STANDARD.encode(packed.finish()?);
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    let page = puncta::cli::explore::page::whole(&module, |bytes| STANDARD.encode(bytes), hash);
    std::fs::write(to, page)?;
    Ok(())
}
