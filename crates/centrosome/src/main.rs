//! The centre's command line: thin, one file a subcommand.

mod found;
mod process;
mod serve;
mod verify;

use clap::Parser;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// The operating system of a hospital's cell and gene therapy centre
///
/// A centre is a log of acts: attributed, signed where it means something, judged by the rules,
/// durable before they are answered, and provable by anyone afterwards.
#[derive(Debug, Parser)]
#[command(name = "centrosome", version, about, long_about, max_term_width = 100)]
#[command(after_help = "Start with:\n  centrosome serve --demo")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Serve(serve::Args),
    Verify(verify::Args),
    Process(process::Args),
    Found(found::Args),
}

fn main() -> ExitCode {
    // Structured, without personal data, on standard error; CENTROSOME_LOG sets what is told.
    let told = EnvFilter::try_from_env("CENTROSOME_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().json().with_env_filter(told).with_writer(std::io::stderr).init();
    match Cli::parse().command {
        Command::Serve(args) => serve::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Process(args) => process::run(&args),
        Command::Found(args) => found::run(&args),
    }
}
