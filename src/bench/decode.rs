//! Bytes to text.
//!
//! A byte order mark decides. Without one, text that is valid UTF-8 is that, text with a zero byte beside every other is
//! UTF-16, and anything else is Windows-1252, which spreadsheets write.

use super::BenchError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Share of control characters above which a file is no text, and a number that no file is refused for.
const MOST_CONTROLS: f64 = 0.02;
const FEW_CONTROLS: usize = 4;

/// Text of these bytes, and the name of its encoding.
///
/// # Errors
/// [`BenchError::Empty`], [`BenchError::NoText`].
pub fn decode(bytes: &[u8]) -> Result<(String, &'static str), BenchError> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((marked, _)) => marked,
        None => unmarked(bytes),
    };
    let (text, _, _) = encoding.decode(bytes);
    if text.trim().is_empty() {
        return Err(BenchError::Empty);
    }
    let plain = |letter: &char| matches!(letter, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}');
    let controls = text.chars().filter(|letter| letter.is_control() && !plain(letter)).count();
    let many = controls > FEW_CONTROLS && controls as f64 > MOST_CONTROLS * text.chars().count() as f64;
    if text.contains('\0') || many {
        return Err(BenchError::NoText);
    }
    let name = match encoding {
        of if of == UTF_8 => "UTF-8",
        of if of == UTF_16LE || of == UTF_16BE => "UTF-16",
        _ => "Windows-1252",
    };
    Ok((text.into_owned(), name))
}

fn unmarked(bytes: &[u8]) -> &'static Encoding {
    // Latin text in UTF-16 has a zero in every other byte, which no other text has.
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).take(200).filter(|byte| **byte == 0).count();
    let looked = bytes.len().div_ceil(2).min(200);
    match (zeros(0), zeros(1)) {
        (0, odd) if 2 * odd > looked => UTF_16LE,
        (even, 0) if 2 * even > looked => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => WINDOWS_1252,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_one_text_in_every_encoding() {
        let text = "Weg;Kraft\n(µm);(N)\n0,5;0,12\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> =
            [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let marked: Vec<u8> = [0xef, 0xbb, 0xbf].into_iter().chain(text.bytes()).collect();
        let windows: Vec<u8> = WINDOWS_1252.encode(text).0.into_owned();
        for (bytes, name) in [
            (text.as_bytes(), "UTF-8"),
            (&marked, "UTF-8"),
            (&utf16, "UTF-16"),
            (&big, "UTF-16"),
            (&windows, "Windows-1252"),
        ] {
            assert_eq!(decode(bytes), Ok((text.to_owned(), name)));
        }
    }

    #[test]
    fn regress_what_is_no_text_is_refused() {
        assert_eq!(decode(b""), Err(BenchError::Empty));
        assert_eq!(decode(b" \r\n"), Err(BenchError::Empty));
        assert_eq!(decode(b"PK\x03\x04\x00\x00\x01abc"), Err(BenchError::NoText));
        assert_eq!(decode(b"1,2\n\x1b\x1b\x1b\x1b\x1b[1m\n"), Err(BenchError::NoText));
    }
}
