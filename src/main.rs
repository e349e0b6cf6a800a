//! Command line of puncta: parses the arguments, runs the command and returns the exit code.

#![forbid(unsafe_code)]

use puncta::cli::{
    Cli, Command, animate, cards, check, compare, completions, devices, diagram, draw, evidence, explore,
    export, fit, glossary, insert, licences, man, merge, new, on_all_threads, optimise, replay, report, run,
    safe_depth, schema, sensitivity, sites, sweep, timeline, validate,
};
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match Cli::of_process().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Merge(arguments) if arguments.is_of_sweep() => sweep::merge::merge(&arguments),
        Command::Merge(arguments) => merge::merge(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Sweep(arguments) => sweep::sweep(&arguments),
        Command::Explore(arguments) => explore::explore(&arguments),
        Command::Sensitivity(arguments) => sensitivity::sensitivity(&arguments),
        Command::Optimise(arguments) => optimise::optimise(&arguments),
        Command::Insert(arguments) => insert::insert(&arguments),
        Command::Fit(arguments) => fit::fit(&arguments),
        Command::SafeDepth(arguments) => safe_depth::safe_depth(&arguments),
        Command::Diagram(arguments) => diagram::diagram(&arguments),
        Command::Animate(arguments) => on_all_threads(|| animate::animate(&arguments)),
        Command::Timeline(arguments) => timeline::timeline(&arguments),
        Command::Report(arguments) => on_all_threads(|| report::report(&arguments)),
        Command::Draw(arguments) => on_all_threads(|| draw::draw(&arguments)),
        Command::Export(arguments) => export::export(&arguments),
        Command::Replay(arguments) => replay::replay(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::New(arguments) => new::new(&arguments),
        Command::Cards(arguments) => cards::cards(&arguments),
        Command::Sites(arguments) => sites::sites(&arguments),
        Command::Devices(arguments) => devices::devices(&arguments),
        Command::Evidence(arguments) => evidence::evidence(&arguments),
        Command::Glossary(arguments) => glossary::glossary(&arguments),
        Command::Validate(arguments) => validate::validate(&arguments),
        Command::Schema => schema::schema(),
        Command::Completions(arguments) => completions::completions(&arguments),
        Command::Man(arguments) => man::man(&arguments),
        Command::Licences => licences::licences(),
    };
    puncta::cli::exit_code(done)
}
