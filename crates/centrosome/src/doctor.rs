//! `centrosome doctor`: what is wrong with this installation, in plain words.

use engine::clock::{Clock as _, SystemClock};
use engine::data::DataFolder;
use engine::doctor::{Advice, Expected, Grade, examine};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Look an installation over: what is wrong with it, and what to do, in plain words
///
/// Files and who can read them, room on the disk, the clock, the log's key and head, the high-water
/// mark, the keys of persons, the last backup, who is administrator. It changes nothing and disturbs
/// no server. Whether every entry is sound is what `centrosome verify` says.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit code: 0 nothing must be done, 1 something must be done, 2 something should \
    be looked at.\n\nExamples:\n  centrosome doctor --data ./data\n  \
    centrosome doctor --data ./data --json | jq '.[] | select(.grade != \"well\")'"
)]
pub struct Args {
    /// The data folder of the centre
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// How old the last backup may be, in hours
    #[arg(long, value_name = "HOURS", default_value_t = 26)]
    backup_hours: u32,
    /// How many gibibytes should be free on the disk
    #[arg(long, value_name = "GIB", default_value_t = 2)]
    free: u32,
    /// Print what was found as a JSON array
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let expected =
        Expected { backup_hours: args.backup_hours.into(), free_bytes: u64::from(args.free) << 30 };
    let advice = examine(&DataFolder::at(&args.data), &expected, SystemClock.now());
    if args.json {
        println!("{}", json!(advice));
    } else {
        print!("{}", describe(&advice));
    }
    match advice.iter().map(|advice| advice.grade).max() {
        None | Some(Grade::Well) => ExitCode::SUCCESS,
        Some(Grade::Look) => ExitCode::from(2),
        Some(Grade::Act) => ExitCode::FAILURE,
    }
}

/// What must be done first.
fn describe(advice: &[Advice]) -> String {
    let mut text = String::new();
    for (grade, word) in [(Grade::Act, "ACT "), (Grade::Look, "LOOK"), (Grade::Well, "ok  ")] {
        for advice in advice.iter().filter(|advice| advice.grade == grade) {
            text.push_str(&format!("{word}  {:<11} {}\n", advice.about, advice.says));
        }
    }
    text
}
