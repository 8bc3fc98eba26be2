//! `centrosome restore`: brings a centre back from a backup, checked before it takes its place.

use crate::backup::{PassphraseArgs, told};
use crate::verify::{Meter, describe};
use anyhow::Context as _;
use engine::access::note_aside;
use engine::backup::{Restored, Restoring, restore};
use engine::clock::{Clock as _, SystemClock};
use engine::data::DataFolder;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Restore a centre from a backup: made beside its place, verified, and only then put there
///
/// What was in the data folder is put aside under another name, never removed. Whatever goes wrong,
/// the folder is as it was.
///
/// A backup cannot know what happened after it. The file `high-water` of the lost folder does, as far
/// as numbers on labels go: it is taken from the folder that is replaced, or from --high-water. A
/// centre that has forgotten numbers opens for reading only, so that none is ever issued twice; what it
/// says then is the way on. Without the file nobody can tell, and it opens for reading only too.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code: 0 restored and sound, 1 nothing was changed.\n\n\
    Examples:\n  centrosome restore --from /mnt/backup/centre --data ./data --keys /media/keys\n  \
    centrosome restore --from /mnt/backup/centre --data ./data --passphrase-file /root/passphrase \
    --replace")]
pub struct Args {
    /// The folder of the backup; it is only read
    #[arg(long, value_name = "FOLDER")]
    from: PathBuf,
    /// Where the centre is to be
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// A folder with the copies of log.key, master.key and, where there was one, sm2.key, if the backup
    /// is not encrypted
    #[arg(long, value_name = "FOLDER")]
    keys: Option<PathBuf>,
    /// The high-water file of the lost folder, if it survived
    #[arg(long, value_name = "FILE")]
    high_water: Option<PathBuf>,
    /// Put aside the centre that is there
    #[arg(long)]
    replace: bool,
    /// Do not make every decision again before it is put in place; much faster, and says less
    #[arg(long)]
    no_decisions: bool,
    /// Print the outcome as one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match bring_back(args) {
        Ok(restored) => {
            if args.json {
                println!("{}", to_json(&restored));
            } else {
                println!("{}", tell(args, &restored));
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            if args.json {
                println!("{}", json!({ "error": format!("{error:#}") }));
            }
            eprintln!("centrosome: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn bring_back(args: &Args) -> anyhow::Result<Restored> {
    let restoring = Restoring {
        passphrase: args.passphrase.read()?,
        keys: args.keys.clone(),
        high_water: args.high_water.clone(),
        replace: args.replace,
        decisions: !args.no_decisions,
        now: SystemClock.now(),
    };
    let meter = Meter::new();
    let restored = restore(
        &args.from,
        &DataFolder::at(&args.data),
        &restoring,
        &|progress| told("restored", progress),
        &|progress| meter.told(progress),
    );
    meter.done();
    let restored = restored?;
    note_aside(&DataFolder::at(&args.data), "restore", Vec::new(), restoring.now)
        .context("it is restored; note for the access log that its keys were put back")?;
    Ok(restored)
}

fn tell(args: &Args, restored: &Restored) -> String {
    let mut text = describe(&restored.report);
    let data = args.data.display();
    text.push_str(&format!("\n{data} holds the centre as of {}.\n", restored.manifest.made));
    if let Some(aside) = &restored.put_aside {
        text.push_str(&format!("What was there before lies in {}.\n", aside.display()));
    }
    if !restored.marked {
        text.push_str(
            "There is no high-water mark, and the centre opens for reading only: put the file back if it \
             survived. If it is gone for good, an administrator signs for that: centrosome resume --help.\n",
        );
    }
    text.push_str(&format!("Serve it:\n  centrosome serve --data {data}"));
    text
}

fn to_json(restored: &Restored) -> serde_json::Value {
    json!({
        "entries": restored.manifest.size,
        "made": restored.manifest.made.to_string(),
        "put_aside": restored.put_aside.as_ref().map(|path| path.display().to_string()),
        "high_water": restored.marked,
        "verified": crate::verify::to_json(&restored.report),
    })
}
