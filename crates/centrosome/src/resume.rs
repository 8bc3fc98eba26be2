//! `centrosome resume`: the signed way on for a log that lost its end, or its high-water mark.

use anyhow::{Context as _, bail};
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::resume::{ResumeError, Resumed, Signer, resume};
use engine::start::Options;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Go on with a log that lost its end or its high-water mark: sign for what is gone
///
/// A centre whose log is shorter than its high-water mark, or than a witness has seen, is open for
/// reading only: numbers it has forgotten may stand on labels. If a backup has the missing entries,
/// restore that. If none has, an administrator signs here for what is lost: how many entries, who
/// says so, and why. The log then goes on as its next generation, under another origin; numbers
/// that may exist on paper are skipped, printed one a line, and kept in the centre as an object.
///
/// Without its high-water mark nobody can tell how far numbers on labels had come. Put the file back
/// if the folder that held the centre last still has it. If it is gone for good, say so with
/// --lost-high-water, and name the newest label of each series that was found on paper with --newest:
/// each series then goes on after the higher of that and the log, and after as many more as can have
/// been drawn since the last entry, a thousand for each day begun.
///
/// Afterwards: compare the list with the labels and records on paper, and open deviations for what
/// was done in the lost entries. Tell each witness the new public key, which is printed; until its
/// operator adds it, nobody watches.
///
/// The password is read from standard input, or from the environment variable CENTROSOME_PASSWORD.
/// Killed at any moment, run it again.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit code: 0 the log goes on, 1 it does not.\n\nExample:\n  centrosome resume --lost-tail --data ./data --code ad-01 \\\n    \
    --reason 'disk failed on 28 November; last backup of 27 November restored'\n  \
    centrosome resume --lost-high-water --newest B26-0042 --newest L26-0117 --data ./data \\\n    \
    --code ad-01 --reason 'restored to a new machine; the old disk cannot be read'"
)]
#[command(group = clap::ArgGroup::new("lost").required(true).multiple(true))]
pub struct Args {
    /// Confirms that no backup has the missing entries
    #[arg(long, group = "lost")]
    lost_tail: bool,
    /// Confirms that the high-water mark is gone for good, or cannot be read
    #[arg(long, group = "lost")]
    lost_high_water: bool,
    /// The newest number of a series that was found on paper, as L26-0042; may be repeated
    #[arg(long, value_name = "NUMBER")]
    newest: Vec<String>,
    /// The data folder of the centre
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The name an administrator signs in with
    #[arg(long)]
    code: String,
    /// Why the end was lost, and what was done; kept sealed in the log
    #[arg(long)]
    reason: String,
    /// Print what was lost as one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match go_on(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("centrosome: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn go_on(args: &Args) -> anyhow::Result<()> {
    debug_assert!(args.lost_tail || args.lost_high_water, "clap asks for it");
    let data = DataFolder::at(&args.data);
    anyhow::ensure!(data.has_centre(), "there is no centre in {}", args.data.display());
    let password = crate::found::known_password("the administrator who signs")?;
    let (name, reason) = (args.code.clone(), args.reason.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let options = Options::with_clock(Arc::new(SystemClock));
    let (mark_lost, newest) = (args.lost_high_water, args.newest.clone());
    let signer = Signer { name, password, reason, mark_lost, newest };
    let resumed = match runtime.block_on(resume(&data, signer, options)) {
        Ok(resumed) => resumed,
        Err(error @ ResumeError::MarkLost(_)) => {
            return Err(error).context("--lost-high-water is not given");
        }
        Err(ResumeError::NotTaken(not)) => bail!("sign for the loss: {}", crate::found::said(not)),
        Err(error) => return Err(error).context("go on"),
    };
    match resumed {
        Resumed::Finished { origin } => {
            println!("an earlier run had signed for the loss; the log goes on as {origin}");
        }
        Resumed::GoesOn { receipt, lost, origin, key } => {
            if args.json {
                let numbers: Vec<_> = lost
                    .numbers
                    .iter()
                    .map(|(series, (here, last))| {
                        json!({ "series": series, "here": here, "may_exist": last })
                    })
                    .collect();
                println!(
                    "{}",
                    json!({
                        "origin": origin, "key": key.to_string(), "position": receipt.position,
                        "size": lost.size, "lost_size": lost.lost_size, "said_by": lost.said_by,
                        "numbers": numbers, "high_water_lost": lost.unmarked,
                    })
                );
            } else {
                println!(
                    "{}\nSaid by: {}. Signed for in entry {}.\n\nThe log goes on as {origin}. Give \
                     witnesses its new public key:\n  {key}",
                    lost.list(&origin),
                    lost.said_by.join(", "),
                    receipt.position
                );
            }
        }
    }
    Ok(())
}
