//! `puncta completions`: prints completions for a shell, made of the commands as they are.

use super::{Cli, Done, terminal};
use clap::CommandFactory;
use clap_complete::{Shell, generate};
use std::io::Write;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "bash:  puncta completions bash > ~/.local/share/bash-completion/completions/puncta\n\
                        zsh:   puncta completions zsh > a folder of $fpath, as _puncta\n\
                        fish:  puncta completions fish > ~/.config/fish/completions/puncta.fish"
)]
pub struct Arguments {
    /// Shell that is to complete commands of puncta
    shell: Shell,
}

pub fn completions(arguments: &Arguments) -> Done {
    // Into memory first: the generator ends the program where nobody reads.
    let mut text = Vec::new();
    generate(arguments.shell, &mut Cli::command(), "puncta", &mut text);
    terminal::out().write_all(&text)?;
    Ok(())
}
