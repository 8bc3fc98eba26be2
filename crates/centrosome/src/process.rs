//! `centrosome process`: reads master batch records without a centre.

use anyhow::{Context as _, anyhow, bail};
use clap::ValueEnum;
use process::diagnostic::{Severity, render_all};
use process::estimate::Assumptions;
use process::words::{OperationId, StepId};
use process::{Checked, Lang, Process, Vocabulary, Voice};
use std::collections::BTreeMap;
use std::io::Write as _;
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
    #[command(after_help = "Exit code: 0 no errors (there may be warnings), 1 errors, 2 a file \
        could not be read.\n\nExample:\n  centrosome process check processes/*.yaml")]
    Check {
        /// The files; a vocabulary among them is checked as one
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print a process as a document to read
    #[command(after_help = "Example:\n  \
        centrosome process show processes/cart-cd19.yaml --lang zh-CN | less")]
    Show {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        language: Language,
    },
    /// Tell what changed from one version to another, in the words of the process
    #[command(after_help = "Exit code: 0 nothing changed, 1 something did, 2 a file could not be \
        read or has errors.\n\nExample:\n  \
        centrosome process diff cart-cd19@1.yaml cart-cd19@2.yaml")]
    Diff {
        /// The version before
        before: PathBuf,
        /// The version after
        after: PathBuf,
        #[command(flatten)]
        language: Language,
    },
    /// Estimate how long a process takes, what its end hangs on, and whom it binds for how long
    #[command(after_help = "Example:\n  \
        centrosome process estimate processes/cart-cd19.yaml --rounds expansion=5")]
    Estimate {
        /// The file
        file: PathBuf,
        /// The likely rounds of a repeated operation; may be repeated
        #[arg(long, value_name = "OPERATION=N", value_parser = rounds)]
        rounds: Vec<(OperationId, u32)>,
        /// A step under a condition that is likely done; may be repeated
        #[arg(long, value_name = "STEP")]
        taken: Vec<String>,
        /// Do not wait for planned days: as fast as the steps allow
        #[arg(long)]
        no_planned_days: bool,
        #[command(flatten)]
        language: Language,
    },
}

/// In which language something is printed.
#[derive(Debug, clap::Args)]
struct Language {
    /// In which language
    #[arg(long, value_enum, default_value = "en")]
    lang: Spoken,
}

/// The languages of the house, by the names they have elsewhere in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Spoken {
    #[value(name = "zh-CN", alias = "zh")]
    ZhCn,
    En,
}

impl Language {
    fn voice<'v>(&self, vocabulary: &'v Vocabulary) -> Voice<'v> {
        let lang = match self.lang {
            Spoken::ZhCn => Lang::Zh,
            Spoken::En => Lang::En,
        };
        Voice::new(lang, vocabulary)
    }
}

fn rounds(text: &str) -> Result<(OperationId, u32), String> {
    let (operation, number) = text.split_once('=').ok_or("it reads like expansion=5")?;
    let number = number.parse().map_err(|_| "the rounds are a whole number")?;
    Ok((OperationId::from(operation), number))
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match carry_out(args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("centrosome: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn carry_out(args: &Args) -> anyhow::Result<ExitCode> {
    let vocabulary = vocabulary(args.vocabulary.as_deref())?;
    match &args.command {
        Command::Check { files } => return check(files, &vocabulary),
        Command::Show { file, language } => {
            let process = compile(file, &vocabulary)?;
            put(&process::show(&process, language.voice(&vocabulary)))?;
        }
        Command::Diff { before, after, language } => {
            let (before, after) = (compile(before, &vocabulary)?, compile(after, &vocabulary)?);
            let voice = language.voice(&vocabulary);
            let changes = process::diff(&before, &after, voice);
            put(&process::diff::render(&changes, voice))?;
            return Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Estimate { file, rounds, taken, no_planned_days, language } => {
            let process = compile(file, &vocabulary)?;
            let assumptions = assumptions(&process, rounds, taken, !no_planned_days)?;
            let estimate = process::estimate(&process, &assumptions);
            put(&estimate.render(language.voice(&vocabulary)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints a document. Whoever closes a pager before its end has read enough.
fn put(document: &str) -> anyhow::Result<()> {
    match std::io::stdout().write_all(document.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("write the document")
        }
        _ => Ok(()),
    }
}

fn check(files: &[PathBuf], vocabulary: &Vocabulary) -> anyhow::Result<ExitCode> {
    let mut errors = 0;
    for file in files {
        let text = read(file)?;
        let name = file.display().to_string();
        if is_vocabulary(&text) {
            errors += check_vocabulary(&text, &name);
            continue;
        }
        let Checked { process, diagnostics } = process::check(&text, vocabulary);
        if !diagnostics.is_empty() {
            println!("{}", render_all(&diagnostics, &text, &name));
        }
        let found = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        let warnings = diagnostics.len() - found;
        errors += found;
        match process {
            Some(process) => println!("{name}: {}; warnings: {warnings}", summary(&process)),
            None => println!("{name}: errors: {found}, warnings: {warnings}"),
        }
    }
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A vocabulary lies beside the processes and is named with them by `*.yaml`.
fn is_vocabulary(text: &str) -> bool {
    let begins = |key: &str| text.lines().any(|line| line.starts_with(key));
    begins("equipment_classes:") && !begins("process:")
}

fn check_vocabulary(text: &str, name: &str) -> usize {
    match Vocabulary::parse(text) {
        Ok(words) => {
            println!(
                "{name}: a vocabulary: {} roles, {} equipment classes, {} room grades, {} legends",
                words.roles.len(),
                words.equipment_classes.len(),
                words.room_grades.len(),
                words.legends.len(),
            );
            0
        }
        Err(mistakes) => {
            println!("{}\n{name}: errors: {}", render_all(&mistakes, text, name), mistakes.len());
            mistakes.len()
        }
    }
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

fn assumptions(
    process: &Process,
    rounds: &[(OperationId, u32)],
    taken: &[String],
    planned_days: bool,
) -> anyhow::Result<Assumptions> {
    for (operation, _) in rounds {
        let repeated = process.operation(operation).is_some_and(|it| it.repeat.is_some());
        if !repeated {
            bail!("{} has no repeated operation {operation}", process.id);
        }
    }
    let taken = taken.iter().map(|step| StepId::from(step.as_str()));
    let taken: std::collections::BTreeSet<StepId> = taken.collect();
    if let Some(unknown) = taken.iter().find(|step| process.step(step).is_none()) {
        bail!("{} has no step {unknown}", process.id);
    }
    let rounds: BTreeMap<OperationId, u32> = rounds.iter().cloned().collect();
    Ok(Assumptions { rounds, taken, planned_days })
}

fn vocabulary(file: Option<&Path>) -> anyhow::Result<Vocabulary> {
    let (text, name) = match file {
        Some(file) => (read(file)?, file.display().to_string()),
        None => (VOCABULARY.to_owned(), "the vocabulary this program comes with".to_owned()),
    };
    Vocabulary::parse(&text).map_err(|mistakes| anyhow!("{}", render_all(&mistakes, &text, &name)))
}

fn compile(file: &Path, vocabulary: &Vocabulary) -> anyhow::Result<Process> {
    let text = read(file)?;
    let name = file.display().to_string();
    process::compile(&text, vocabulary)
        .map_err(|mistakes| anyhow!("{name} has errors:\n{}", render_all(&mistakes, &text, &name)))
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_assumed_must_be_there() {
        let vocabulary = vocabulary(None).unwrap();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../processes/cart-cd19.yaml");
        let process = compile(&file, &vocabulary).unwrap();
        let five = [(OperationId::from("expansion"), 5)];
        assert_eq!(assumptions(&process, &five, &[], true).unwrap().rounds.len(), 1);
        let wrong = [(OperationId::from("harvest"), 5)];
        let error = assumptions(&process, &wrong, &[], true).unwrap_err().to_string();
        assert_eq!(error, "cart_cd19 has no repeated operation harvest");
        let error = assumptions(&process, &[], &["x.y".to_owned()], true).unwrap_err().to_string();
        assert_eq!(error, "cart_cd19 has no step x.y");
    }

    #[test]
    fn rounds_are_read_from_the_command_line() {
        assert_eq!(rounds("expansion=5"), Ok((OperationId::from("expansion"), 5)));
        assert!(rounds("expansion").is_err() && rounds("expansion=many").is_err());
    }

    #[test]
    fn a_vocabulary_is_told_from_a_process() {
        assert!(is_vocabulary(VOCABULARY));
        assert!(!is_vocabulary("process: x\nequipment_classes: {}\n"));
    }
}
