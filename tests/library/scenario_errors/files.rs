//! Files that are no scenario.

use super::{GOOD, said};
use puncta::scenario::{LARGEST_FILE, read_file, read_stream};

#[test]
fn identity_files_that_are_no_scenario() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let long = vec![b'#'; LARGEST_FILE as usize + 1];
    for (path, pieces) in [
        (folder.path().join("absent.toml"), ["there is no file", "puncta new"]),
        (folder.path().to_path_buf(), ["is a folder", "inside it"]),
        (put("empty.toml", b""), ["is empty", "puncta new"]),
        (put("blank.toml", b" \n\t# only a comment\r\n\n"), ["is empty", "puncta new"]),
        (put("nul.toml", b"format = 1\0"), ["not a text file", "byte 10"]),
        (put("utf16.toml", b"\xff\xfef\0o\0"), ["UTF-16", "UTF-8"]),
        (put("latin.toml", b"format = 1\nname = \"caf\xe9\""), ["not UTF-8", "0xe9"]),
        (put("long.toml", &long), ["1048577", "1048576"]),
    ] {
        let error = read_file(&path).expect_err("no scenario");
        let said = said(&error);
        for piece in pieces {
            assert!(said.contains(piece), "{piece} in {said}");
        }
        assert!(!error.message.contains('\n'));
    }
    let error = read_file(&folder.path().join("latin.toml")).expect_err("latin");
    assert_eq!((error.line, error.column), (Some(2), Some(12)));
    put("there.toml", GOOD.as_bytes());
    let error = read_file(&folder.path().join("there")).expect_err("no ending");
    assert!(said(&error).contains("there.toml?"));
    let (_, text) = read_file(&put("bom.toml", format!("\u{feff}{GOOD}").as_bytes())).expect("fine");
    assert_eq!(text, GOOD);
}

#[cfg(unix)]
#[test]
fn limit_endless_files_are_not_read_to_the_end() {
    let error = read_file(std::path::Path::new("/dev/zero")).expect_err("endless");
    assert!(said(&error).contains("/dev/zero is a device, and a scenario is read from a plain file"));
    let error = read_stream("standard input", std::io::repeat(0)).expect_err("endless");
    assert!(said(&error).contains("at most 1048576 bytes"));
}
