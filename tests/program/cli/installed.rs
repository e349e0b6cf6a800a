//! What is installed beside the program: completions and manual pages, both made of the commands as they are; licences.

use super::*;
use std::process::{Command, Stdio};

/// Commands that the help lists, without `help` itself.
fn commands(room: &Room) -> Vec<String> {
    let help = room.well(&["--help"]).out;
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let found: Vec<String> = list
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|name| name != "help")
        .collect();
    assert!(found.len() > 25, "{found:?}");
    found
}

/// Long options that the help of a command lists.
fn options(room: &Room, command: &str) -> BTreeSet<String> {
    let help = room.well(&[command, "--help"]).out;
    let list = help.split("Options:\n").nth(1).unwrap_or_default();
    list.lines()
        .map(str::trim_start)
        .filter(|line| line.starts_with('-'))
        .filter_map(|line| line.split([' ', ',', '=', '[']).find(|word| word.starts_with("--")))
        .map(str::to_owned)
        .collect()
}

/// What another program says of an input: its output and its complaints. `None` where it is not here.
fn other(program: &str, arguments: &[&str], input: &str) -> Option<(bool, String, String)> {
    let started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        eprintln!("NOT CHECKED: {program} is not here");
        return None;
    };
    // Written from another thread: both ends may wait for each other.
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Some((output.status.success(), text(output.stdout), text(output.stderr)))
}

#[test]
fn identity_completions_know_every_command_and_option() {
    let room = Room::new();
    let commands = commands(&room);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = room.well(&["completions", shell]).out;
        for command in &commands {
            assert!(script.contains(command.as_str()), "{shell} knows no {command}");
        }
        for option in options(&room, "run") {
            let name = option.trim_start_matches('-');
            assert!(script.contains(name), "{shell} knows no {option}");
        }
    }
    room.refused(&["completions", "tcsh"], &["tcsh", "bash"]);
    room.refused(&["completions"], &["Usage: puncta completions"]);
}

#[test]
fn identity_shells_can_read_their_completions() {
    let room = Room::new();
    for (shell, arguments) in [("bash", &["-n"][..]), ("zsh", &["-n"]), ("fish", &["--no-execute"])] {
        let script = room.well(&["completions", shell]).out;
        if let Some((fine, _, complaint)) = other(shell, arguments, &script) {
            assert!(fine && complaint.is_empty(), "{shell}: {complaint}");
        }
    }
}

/// What bash offers for the last word of a line.
fn offered(script: &str, words: &[&str]) -> Option<Vec<String>> {
    let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
    let asked = format!(
        "{script}\nCOMP_WORDS=({})\nCOMP_CWORD={}\n_puncta puncta '{last}' '{before}'\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        words.join(" ").trim_end().to_owned() + if last.is_empty() { " ''" } else { "" },
        words.len() - 1
    );
    let (fine, said, complaint) = other("bash", &["--norc"], &asked)?;
    assert!(fine && complaint.is_empty(), "{words:?}: {complaint}");
    Some(said.lines().map(str::to_owned).collect())
}

#[test]
fn identity_bash_completes_commands_options_and_their_values() {
    let room = Room::new();
    let script = room.well(&["completions", "bash"]).out;
    let Some(first) = offered(&script, &["puncta", ""]) else { return };
    for command in commands(&room) {
        assert!(first.contains(&command), "{command}: {first:?}");
    }
    let offers = |words: &[&str]| offered(&script, words).unwrap();
    assert_eq!(offers(&["puncta", "saf"]), ["safe-depth"]);
    assert_eq!(offers(&["puncta", "run", "--real"]), ["--realisations"]);
    let options = options(&room, "report");
    let known: BTreeSet<String> = offers(&["puncta", "report", "--"]).into_iter().collect();
    assert!(options.is_subset(&known), "{:?}", options.difference(&known));
    let values: BTreeSet<String> = offers(&["puncta", "run", "--intervals", ""]).into_iter().collect();
    assert_eq!(values, ["on", "off"].map(str::to_owned).into());
}

#[test]
fn identity_every_command_has_a_manual_page_that_groff_takes_without_complaint() {
    let room = Room::new();
    let said = room.well(&["man", "pages"]).out;
    assert!(said.contains("man pages/puncta.1"), "{said}");
    let mut expected: BTreeSet<String> =
        commands(&room).iter().map(|command| format!("puncta-{command}.1")).collect();
    expected.insert("puncta.1".to_owned());
    let written: BTreeSet<String> = fs::read_dir(room.path("pages"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let missing: Vec<_> = expected.difference(&written).collect();
    assert!(missing.is_empty(), "no page: {missing:?}");
    let first = fs::read_to_string(room.path("pages/puncta.1")).unwrap();
    assert!(written.contains("puncta-diagram-bed-of-nails.1"));
    assert_eq!(room.well(&["man"]).out, first);
    for name in &written {
        let page = fs::read_to_string(room.path("pages").join(name)).unwrap();
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{name}");
        let Some((fine, text, complaint)) = other("groff", &["-man", "-Tutf8", "-ww", "-Kutf8"], &page)
        else {
            return;
        };
        assert!(fine && complaint.is_empty(), "{name}: {complaint}");
        // Terminals get bold and underlined letters by escapes or by overstriking; the words are what counts.
        let plain = plain(&text);
        let said = first_words(&plain, "SYNOPSIS");
        assert!(
            said.starts_with("puncta") && said.replace(' ', "-") == *name.trim_end_matches(".1"),
            "{name}: {said}"
        );
        if let Some(command) = name.strip_prefix("puncta-").and_then(|name| name.strip_suffix(".1"))
            && expected.contains(name)
        {
            for option in options(&room, command) {
                assert!(plain.contains(&option), "{name} lacks {option}");
            }
        }
    }
    // Lines of examples stay lines, as typed.
    if let Some((_, text, _)) = other("groff", &["-man", "-Tutf8", "-Kutf8", "-P-c"], &first) {
        let plain = plain(&text);
        let lines: Vec<&str> = plain.lines().map(str::trim).collect();
        for line in [
            "Start with:  puncta run --set skin.site=temple",
            "or:          puncta new my-pen --device pen && puncta run my-pen.toml",
        ] {
            assert!(lines.contains(&line), "{plain}");
        }
    }
    // Again over what is there, and not onto a file.
    room.well(&["man", "pages"]);
    room.refused(&["man", "pen.toml"], &["cannot write manual pages to pen.toml"]);
}

/// The words below a heading, up to the first that is an option, an argument or a placeholder.
fn first_words(page: &str, heading: &str) -> String {
    let below = page.split(heading).nth(1).unwrap();
    let words = below.split_whitespace().take_while(|word| !word.starts_with(['[', '<', '-']));
    // The heading after it, where the command takes nothing.
    words.take_while(|word| *word != "DESCRIPTION").collect::<Vec<_>>().join(" ")
}

/// A page of groff without escapes of the terminal, and with plain hyphens.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\u{1b}' => while rest.next().is_some_and(|inside| inside != 'm') {},
            '\u{8}' => drop(out.pop()),
            '\u{2010}' | '\u{2212}' => out.push('-'),
            other => out.push(other),
        }
    }
    out
}

#[test]
fn identity_licences_name_the_project_and_what_is_inside() {
    let said = Room::new().well(&["licences"]).out;
    for piece in ["MIT License", "Apache License", "* clap ", "* resvg ", "Inter"] {
        assert!(said.contains(piece), "{piece}");
    }
}
