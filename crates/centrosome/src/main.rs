//! The centre's command line: thin, one file a subcommand.
//!
//! Exit codes: 0 done, 1 not done (or, for a check, the answer is no), 2 the command line is wrong
//! or nothing could be checked. Each subcommand's help says what it means by them.
//!
//! **To add a subcommand:** a file with `Args` and `run`, a line in [`Command`] and in `main`.

mod backup;
mod courier;
mod demo;
mod doctor;
mod dossier;
mod found;
mod key;
mod log;
mod man;
mod process;
mod report;
mod restore;
mod resume;
mod serve;
mod tls;
mod verify;
mod witness;

use clap::{CommandFactory as _, Parser};
use std::process::ExitCode;

/// A tenth of an act and a seventh of replay less than with the C library's: decision 360.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The operating system of a hospital's cell and gene therapy centre
///
/// A centre is a log of acts: attributed, signed where it means something, judged by the rules,
/// durable before they are answered, and provable by anyone afterwards.
#[derive(Debug, Parser)]
#[command(name = "centrosome", version, about, long_about, max_term_width = 100)]
#[command(after_help = "Start with:\n  centrosome serve --demo\n\n\
    A centre of your own:\n  centrosome found --origin centre.example/c01/1 --facility A9999 \\\n    \
    --code AD-01 --name 'Synthetic Administrator'\n  centrosome serve\n\n\
    CENTROSOME_LOG sets what is logged to standard error, as in CENTROSOME_LOG=debug.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Serve(serve::Args),
    Demo(demo::Args),
    Verify(verify::Args),
    Dossier(dossier::Args),
    Report(report::Args),
    Process(process::Args),
    Found(found::Args),
    Witness(witness::Args),
    Resume(resume::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Doctor(doctor::Args),
    Key(key::Args),
    #[command(hide = true)]
    Man(man::Args),
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    // The demonstration tells its own story.
    let level = if matches!(command, Command::Demo(_)) { "warn" } else { "info" };
    log::begin(matches!(&command, Command::Serve(args) if args.json), level);
    match command {
        Command::Serve(args) => serve::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Dossier(args) => dossier::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Process(args) => process::run(&args),
        Command::Found(args) => found::run(&args),
        Command::Witness(args) => witness::run(&args),
        Command::Resume(args) => resume::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Key(args) => key::run(&args),
        Command::Man(args) => man::run(Cli::command(), &args),
    }
}
