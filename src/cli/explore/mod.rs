//! `puncta explore`: the explorer in a browser, served to this computer alone.
//!
//! | file | what it holds |
//! |---|---|
//! | here | the command |
//! | `guard` | which requests are let in |
//! | `page` | the files of the page, and the page as one file |
//! | `server` | connections, limits, answers |

mod guard;
pub mod page;
mod server;

use super::terminal::say;
use super::{Done, Settings as Keys, Stop, load};
use crate::explore::Explorer;
use crate::explore::setting::Setting;
use guard::Guard;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "The page works without a network, and only this computer can open it: the address holds a random token. Ctrl-C ends \
                  the program. The same page as one file, without this program, is explorer.html (web/make)."
)]
pub struct Arguments {
    /// Scenario that the page begins with; without one, a pen on a cheek
    scenario: Option<PathBuf>,
    #[command(flatten)]
    keys: Keys,
    /// Port on 127.0.0.1 [default: a free one]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Print the address and open no browser
    #[arg(long)]
    no_open: bool,
}

pub fn explore(arguments: &Arguments) -> Done {
    let start = start(arguments)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port.unwrap_or(0)));
    let failed = |error: std::io::Error| {
        let words = match arguments.port {
            Some(port) => {
                format!("port {port} of 127.0.0.1 cannot be used: {error}. Leave --port out for a free one")
            }
            None => format!("no port of 127.0.0.1 can be used: {error}"),
        };
        Stop::said(words)
    };
    let listener = std::net::TcpListener::bind(address).map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    let guard = Guard::new(port).map_err(|error| Stop::said(format!("no random token: {error}")))?;
    let address = guard.address();
    {
        let mut out = crate::cli::terminal::out();
        writeln!(out, "{address}")?;
        out.flush()?;
    }
    say("The explorer is at this address, for this computer alone. Ctrl-C ends it.");
    if !arguments.no_open && has_a_display() && opener::open_browser(&address).is_err() {
        say("No browser could be opened: open the address yourself.");
    }
    server::serve(listener, guard, Explorer::new(start)).map_err(|error| Stop::said(error.to_string()))
}

/// First setting of the page: the keys that a scenario file states, checked as a whole.
fn start(arguments: &Arguments) -> Result<Setting, Stop> {
    let keys = arguments.keys.all();
    if arguments.scenario.is_none() && keys.is_empty() {
        return Ok(Setting::start());
    }
    let (scenario, _) = load::scenario(arguments.scenario.as_deref(), &keys, false)?;
    // What the file and the command line leave out stays out, so that the page shows what is a default.
    let stated = toml::Table::try_from(scenario.resolved()).unwrap_or_default();
    let written = scenario.sources.list().first().and_then(|source| Setting::of_toml(&source.text));
    let mut setting = written.unwrap_or_default();
    for key in keys.iter().filter_map(|set| set.split_once('=')).map(|(key, _)| key.trim()) {
        let value = key
            .split('.')
            .try_fold(toml::Value::Table(stated.clone()), |value, part| value.get(part).cloned());
        if let Some(value) = value {
            setting = setting.with(key, value);
        }
    }
    Ok(setting)
}

/// Whether a browser has somewhere to appear. On Linux without a display, asking for one would only print errors of others.
fn has_a_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some())
}
