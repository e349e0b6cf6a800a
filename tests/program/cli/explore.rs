//! `puncta explore`: the server, its answers, and what is not let in.

use super::*;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server.
struct Server {
    child: Child,
    host: String,
    token: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(arguments: &[&str], room: &Room) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_puncta"));
        command.args(["explore", "--no-open"]).args(arguments).current_dir(room.path("."));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let rest = address.trim().strip_prefix("http://").unwrap();
        let (host, token) = rest.split_once('/').unwrap();
        Server { child, host: host.to_owned(), token: token.trim_end_matches('/').to_owned() }
    }

    /// Sends a text and returns status and body.
    fn raw(&self, text: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(90))).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        answer(&mut stream)
    }

    fn post(&self, path: &str, host: &str, kind: &str, body: &str) -> (u16, String) {
        let length = body.len();
        self.raw(&format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    }

    /// Asks, and returns the answer; a refusal as `{"refused": ...}`.
    fn ask(&self, request: &Value) -> Value {
        let path = format!("/{}/ask", self.token);
        let (status, body) = self.post(&path, &self.host, "application/json", &request.to_string());
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }
}

/// Status and body of an answer whose connection ends with it. No answer is status 0.
fn answer(stream: &mut TcpStream) -> (u16, String) {
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    let text = String::from_utf8_lossy(&all).into_owned();
    let status = text.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    (status, text.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned()))
}

/// Memory of a process, kB.
fn memory_kb(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("0 0");
    line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).unwrap_or(0)
}

/// A setting that is computed at once: few people on a small area.
fn few() -> Value {
    json!({
        "area.width_mm": 5, "area.height_mm": 5, "area.cell_um": 100, "skin.site": "cheek",
        "device.preset": "pen-12", "device.depth_mm": 1.0, "technique.passes": 2, "run.realisations": 6, "run.seed": 1,
    })
}

#[test]
fn identity_values_are_those_of_a_run_with_the_exported_scenario() {
    let room = Room::new();
    let server = Server::start(&[], &room);
    for inputs in [false, true] {
        // All that the built-in scenario states, so that a command alone says the setting.
        let mut setting = few();
        for (key, value) in [("skin.source", "default"), ("skin.person", "population")] {
            setting[key] = json!(value);
        }
        setting["technique.directions"] = json!(["vertical", "horizontal"]);
        setting["technique.hand_speed_mm_s"] = json!(20);
        setting["limits.fat_reach"] = json!(0.01);
        setting["limits.depth_tolerance_mm"] = json!(0.15);
        let answer = server.ask(&json!({ "ask": "people", "setting": setting, "inputs": inputs }));
        let export = server.ask(&json!({ "ask": "export", "setting": setting, "inputs": inputs }));
        room.write("explorer.toml", export["answer"]["file"].as_str().unwrap());
        let folder = format!("run-{inputs}");
        room.well(&["run", "explorer.toml", "--no-pictures", "--out", &folder, "-q"]);
        let of_run = room.json(&format!("{folder}/summary.json"));
        assert_eq!(answer["answer"]["summary"], of_run, "inputs: {inputs}");
        assert_eq!(answer["answer"]["values"].as_array().unwrap().len(), 5);
        // The command without a file gives the same values.
        let command = export["answer"]["command"].as_str().unwrap();
        let words = command.split("--set ").skip(1);
        let words = words.flat_map(|set| ["--set".to_owned(), set.trim().trim_matches('\'').to_owned()]);
        let words: Vec<String> = words.collect();
        let mut arguments = vec!["run", "--no-pictures", "--out", "alone", "-q", "--force"];
        arguments.extend(words.iter().map(String::as_str));
        room.well(&arguments);
        let alone = room.json("alone/summary.json");
        assert_eq!((&alone["depth_mm"], &alone["reach"]), (&of_run["depth_mm"], &of_run["reach"]));
    }
}

#[test]
fn identity_a_page_begins_with_the_scenario_it_was_given() {
    let room = Room::new();
    let server = Server::start(&["pen.toml", "--set", "device.depth_mm=0.8"], &room);
    let page = server.ask(&json!({ "ask": "page" }));
    let start = &page["answer"]["start"];
    assert_eq!(start["device.depth_mm"], 0.8);
    assert!(start["skin.site"].is_string());
    // Every control has a word in both languages, and the page says what it is for.
    let german = server.ask(&json!({ "ask": "page", "language": "de" }));
    assert!(page["answer"]["words"]["context"].as_str().unwrap().contains("never for choosing"));
    assert!(german["answer"]["words"]["context"].as_str().unwrap().contains("nie, um die Tiefe"));
    assert_eq!(
        page["answer"]["controls"].as_array().unwrap().len(),
        german["answer"]["controls"].as_array().unwrap().len()
    );
}

#[test]
fn identity_a_change_is_told_with_its_error_and_noise_as_noise() {
    let room = Room::new();
    let server = Server::start(&[], &room);
    let with = |key: &str, value: Value| {
        let mut setting = few();
        setting[key] = value;
        setting
    };
    let shallow = with("device.depth_mm", json!(0.7));
    server.ask(&json!({ "ask": "people", "setting": shallow }));
    let deeper =
        server.ask(&json!({ "ask": "people", "setting": few(), "since": shallow, "pinned": shallow }));
    let depth = &deeper["answer"]["values"][0];
    assert_eq!(depth["since"]["verdict"], "differs");
    assert_eq!(depth["since"], depth["pinned"]);
    assert!(
        depth["since"]["difference"].as_f64().unwrap() > 0.1 && depth["since"]["se"].as_f64().unwrap() > 0.0
    );
    // The same places are struck under both depths.
    assert_eq!(deeper["answer"]["values"][1]["since"]["verdict"], "same");
    // Other people than those of the earlier setting cannot be set against them.
    let other = with("run.seed", json!(2));
    let answer = server.ask(&json!({ "ask": "people", "setting": other, "since": few() }));
    assert_eq!(answer["answer"]["values"][0]["since"]["verdict"], "unknown");
}

#[test]
fn identity_every_view_and_animation_is_drawn() {
    let room = Room::new();
    let server = Server::start(&[], &room);
    let page = server.ask(&json!({ "ask": "page" }));
    for view in page["answer"]["views"].as_array().unwrap() {
        let answer = server.ask(&json!({ "ask": "picture", "name": view["name"], "setting": few() }));
        assert!(
            answer["answer"]["svg"].as_str().is_some_and(|svg| svg.starts_with("<svg")),
            "{view}: {answer}"
        );
    }
    for name in ["stroke", "passes"] {
        let answer = server.ask(&json!({ "ask": "frames", "name": name, "count": 8, "setting": few() }));
        assert_eq!(answer["answer"]["frames"].as_array().map(Vec::len), Some(8), "{name}: {answer}");
    }
    let png = server.ask(&json!({ "ask": "png", "name": "face", "setting": few() }));
    assert!(png["answer"]["png"].as_str().unwrap().starts_with("iVBORw0KGgo"));
    let quick = server.ask(&json!({ "ask": "quick", "setting": few() }));
    assert!(quick["answer"]["scene"]["drag"]["units_per_mm"].as_f64().unwrap() > 10.0);
}

#[test]
fn limit_what_a_device_cannot_have_is_said_and_nothing_is_computed() {
    let room = Room::new();
    let server = Server::start(&[], &room);
    let mut deep = few();
    deep["device.depth_mm"] = json!(9.0);
    let quick = server.ask(&json!({ "ask": "quick", "setting": deep }));
    let problem = &quick["answer"]["problems"][0];
    assert_eq!((problem["key"].as_str(), problem["error"].as_bool()), (Some("device.depth_mm"), Some(true)));
    assert_eq!(server.ask(&json!({ "ask": "people", "setting": deep }))["refused"]["kind"], "setting");
    // A roller has no dial: the control says why, and the setting stands.
    let mut roller = few();
    roller["device.preset"] = json!("roller-192");
    let quick = server.ask(&json!({ "ask": "quick", "setting": roller }));
    assert!(quick["answer"]["controls"]["device.depth_mm"]["why_not"].as_str().unwrap().contains("roller"));
    assert_eq!(
        quick["answer"]["problems"]
            .as_array()
            .map_or(0, |all| all.iter().filter(|of| of["error"] == true).count()),
        0
    );
}

#[test]
fn limit_strangers_and_their_requests_are_refused_and_the_server_lives() {
    let room = Room::new();
    let server = Server::start(&[], &room);
    let (own, json) = (server.host.clone(), "application/json");
    let path = format!("/{}/ask", server.token);
    let status = |path: &str, host: &str, kind: &str, body: &str| server.post(path, host, kind, body).0;
    let page = json!({ "ask": "page" }).to_string();
    assert_eq!(status(&path, "evil.example", json, &page), 421);
    assert_eq!(status(&path, "127.0.0.1:1", json, &page), 421);
    assert_eq!(status("/ask", &own, json, &page), 404);
    assert_eq!(status("/00000000000000000000000000000000/ask", &own, json, &page), 404);
    assert_eq!(status(&path, &own, "text/plain", &page), 415);
    assert_eq!(status(&format!("/{}/../../etc/passwd", server.token), &own, json, &page), 405);
    let got =
        |path: &str| server.raw(&format!("GET {path} HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n"));
    assert_eq!(got(&format!("/{}/../../etc/passwd", server.token)).0, 404);
    assert_eq!(got(&format!("/{}/%2e%2e/secret", server.token)).0, 404);
    let from = |origin: &str| {
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: {own}\r\nOrigin: {origin}\r\nContent-Type: {json}\r\n");
        server.raw(&format!("{head}Content-Length: {}\r\nConnection: close\r\n\r\n{page}", page.len())).0
    };
    assert_eq!((from("http://evil.example"), from(&format!("http://{own}"))), (403, 200));

    // Bodies and heads that are too large; malformed JSON; hostile settings.
    assert_eq!(status(&path, &own, json, &"x".repeat(70_000)), 413);
    let claims = format!(
        "POST {path} HTTP/1.1\r\nHost: {own}\r\nContent-Type: {json}\r\nContent-Length: 99999999999\r\n\r\n"
    );
    assert!([413, 408].contains(&server.raw(&claims).0));
    let head = format!("GET {path} HTTP/1.1\r\nHost: {own}\r\nX: {}\r\n\r\n", "y".repeat(100_000));
    assert!([431, 400, 0].contains(&server.raw(&head).0));
    let kind = |body: &str| -> String {
        let (status, text) = server.post(&path, &own, json, body);
        assert_eq!(status, 200, "{text}");
        let answer: Value = serde_json::from_str(&text).unwrap();
        answer["refused"]["kind"].as_str().unwrap_or("none").to_owned()
    };
    let nested = format!(
        "{{\"ask\":\"quick\",\"setting\":{{\"device.rings\":{}{}}}}}",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    for body in [
        "",
        "{",
        "[]",
        "null",
        "{\"ask\":1}",
        "{\"ask\":\"dance\"}",
        "{\"ask\":\"page\",\"x\":1}",
        nested.as_str(),
    ] {
        assert_eq!(kind(body), "malformed", "{body}");
    }
    let setting = |key: &str, value: Value| {
        json!({ "ask": "people", "setting": { key: value, "device.preset": "pen-12", "skin.site": "cheek" } })
            .to_string()
    };
    assert_eq!(kind(&setting("device.depth_mm\n[x]", json!(1))), "malformed");
    assert_eq!(kind(&setting("skin.sete", json!("x"))), "setting");
    assert_eq!(kind(&setting("mechanics.sets", json!("/etc/passwd"))), "setting");
    assert_eq!(
        kind(&setting("area.lesions", json!(vec![json!({ "x_mm": 1, "y_mm": 1, "radius_mm": 1 }); 600]))),
        "setting"
    );
    for (key, value) in [("run.realisations", 100_000), ("area.width_mm", 500), ("technique.passes", 100)] {
        assert!(["setting", "too_much"].contains(&kind(&setting(key, json!(value))).as_str()), "{key}");
    }
    assert_eq!(
        kind(&json!({ "ask": "frames", "name": "stroke", "count": 1_000_000, "setting": few() }).to_string()),
        "too_much"
    );
    assert_eq!(server.ask(&json!({ "ask": "page" }))["answer"]["language"], "en");
}

#[test]
fn limit_slow_and_many_clients_do_not_stop_the_server() {
    let room = Room::new();
    let mut server = Server::start(&[], &room);
    // Connections that say nothing, and bodies that never end.
    let silent: Vec<TcpStream> = (0..20).map(|_| TcpStream::connect(&server.host).unwrap()).collect();
    let mut slow = TcpStream::connect(&server.host).unwrap();
    write!(slow, "POST /{}/ask HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{", server.token, server.host).unwrap();
    server.ask(&json!({ "ask": "people", "setting": few() }));
    let before = memory_kb(&server.child);
    // Two hundred requests, as fast as a slider sends them, most of whose clients leave at once.
    std::thread::scope(|scope| {
        for at in 0..200 {
            let server = &server;
            scope.spawn(move || {
                let mut setting = few();
                setting["device.depth_mm"] = json!(0.3 + 0.005 * f64::from(at));
                let body = json!({ "ask": "people", "setting": setting }).to_string();
                let Ok(mut stream) = TcpStream::connect(&server.host) else { return };
                let head = format!(
                    "POST /{}/ask HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n",
                    server.token, server.host
                );
                let _ =
                    write!(stream, "{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
                if at % 10 == 0 {
                    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
                    let (status, _) = answer(&mut stream);
                    // Answered, or told that too many wait; or closed, since too many were connected.
                    assert!([200, 503, 0].contains(&status), "{status}");
                }
            });
        }
    });
    let after = memory_kb(&server.child);
    assert!(after < before + 150_000, "{before} kB before, {after} kB after");
    let (status, _) = answer(&mut slow);
    assert!([408, 0].contains(&status), "{status}");
    drop(silent);
    assert!(server.child.try_wait().unwrap().is_none());
    assert_eq!(server.ask(&json!({ "ask": "page" }))["answer"]["language"], "en");
}

#[test]
fn limit_a_port_in_use_is_said() {
    let room = Room::new();
    let server = Server::start(&[], &room);
    let port = server.host.rsplit(':').next().unwrap();
    room.refused(&["explore", "--no-open", "--port", port], &["cannot be used", "--port"]);
}
