//! `centrosome process`: reads master batch records without a centre.

use anyhow::{Context as _, anyhow};
use process::diagnostic::{Severity, render_all};
use process::{Checked, Process, Vocabulary};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The words processes may use, as this program comes with them.
const VOCABULARY: &str = include_str!("../../../processes/vocabulary.yaml");

/// Check, read, compare and estimate master batch records
///
/// A process is a text file that a process engineer writes and a QA officer reviews in a diff.
/// docs/process-language.md explains the language.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    /// The words processes may use: roles, equipment classes, room grades, legends [default: those
    /// this program comes with]
    #[arg(long, value_name = "FILE", global = true)]
    vocabulary: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Say everything that is wrong: file, line, column, the place, the cure
    ///
    /// Exit code: 0 no errors (there may be warnings), 1 errors, 2 a file could not be read.
    #[command(after_help = "Example:\n  centrosome process check processes/*.yaml")]
    Check {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match carry_out(args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

fn carry_out(args: &Args) -> anyhow::Result<ExitCode> {
    let vocabulary = vocabulary(args.vocabulary.as_deref())?;
    match &args.command {
        Command::Check { files } => check(files, &vocabulary),
    }
}

fn check(files: &[PathBuf], vocabulary: &Vocabulary) -> anyhow::Result<ExitCode> {
    let mut errors = 0;
    for file in files {
        let text = read(file)?;
        let Checked { process, diagnostics } = process::check(&text, vocabulary);
        let name = file.display().to_string();
        if !diagnostics.is_empty() {
            println!("{}", render_all(&diagnostics, &text, &name));
        }
        let found = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        let warnings = diagnostics.len() - found;
        errors += found;
        match process {
            Some(process) => println!("{name}: {}; {warnings} warnings", summary(&process)),
            None => println!("{name}: {found} errors, {warnings} warnings"),
        }
    }
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn summary(process: &Process) -> String {
    format!(
        "{} version {}: {} operations, {} steps, {} lines of specification",
        process.id,
        process.version,
        process.operations.len(),
        process.steps().count(),
        process.specification.len(),
    )
}

fn vocabulary(file: Option<&Path>) -> anyhow::Result<Vocabulary> {
    let (text, name) = match file {
        Some(file) => (read(file)?, file.display().to_string()),
        None => (VOCABULARY.to_owned(), "the vocabulary this program comes with".to_owned()),
    };
    Vocabulary::parse(&text).map_err(|mistakes| anyhow!("{}", render_all(&mistakes, &text, &name)))
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))
}
