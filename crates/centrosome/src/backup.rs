//! `centrosome backup`: makes a backup of a centre while it runs, or adds to one.

use anyhow::Context as _;
use engine::access::note_aside;
use engine::backup::{KEEP_KEYS_DAYS, Progress, Taken, Taking, take};
use engine::clock::{Clock as _, SystemClock};
use engine::data::DataFolder;
use engine::passphrase::Passphrase;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The environment variable a passphrase may be given in.
const VARIABLE: &str = "CENTROSOME_PASSPHRASE";

/// Back up a centre while it runs; again in the same folder adds what came since
///
/// Everything acknowledged before it began is in the backup. The log only grows, so each run writes
/// what is new and changes nothing that was written before; a run that is broken off changes
/// nothing at all. Run it often: from a timer, to a disk or share this machine does not depend on.
///
/// With a passphrase every file is encrypted and the key files are taken too. Without one they are
/// not: keep copies of log.key and master.key (and of sm2.key, where there is one) elsewhere, or nothing
/// sealed can ever be opened again.
/// Copies of the keys of persons are removed after some days, so that whoever is erased does not come
/// back with a backup.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit code: 0 the backup is whole, 1 it could not be made and is as it was.\n\n\
    Examples:\n  centrosome backup --data ./data --to /mnt/backup/centre\n  \
    centrosome backup --data ./data --to /mnt/backup/centre --passphrase-file /root/passphrase"
)]
pub struct Args {
    /// The data folder of the centre; a running server is not disturbed
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The folder of the backup; made if it is not there
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// For how many days copies of the keys of persons are kept, beside the newest
    #[arg(long, value_name = "DAYS", default_value_t = KEEP_KEYS_DAYS, value_parser = clap::value_parser!(u16).range(0..=3650))]
    keep_keys: u16,
    /// Print the outcome as one JSON object
    #[arg(long)]
    json: bool,
}

/// What the files of a backup are sealed with.
#[derive(Debug, clap::Args)]
pub struct PassphraseArgs {
    /// A file with the passphrase the backup is encrypted with [or CENTROSOME_PASSPHRASE]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseArgs {
    /// The passphrase, if one was given.
    pub fn read(&self) -> anyhow::Result<Option<Passphrase>> {
        let text = match &self.passphrase_file {
            Some(path) => Some(
                std::fs::read_to_string(path)
                    .with_context(|| format!("read the passphrase in {}", path.display()))?,
            ),
            None => std::env::var(VARIABLE).ok(),
        };
        Ok(text.map(|text| Passphrase::new(&text)).transpose()?)
    }
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match make(args) {
        Ok(taken) => {
            if args.json {
                println!("{}", to_json(&args.to, &taken));
            } else {
                println!("{}", describe(args, &taken));
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

fn make(args: &Args) -> anyhow::Result<Taken> {
    let data = DataFolder::at(&args.data);
    let taking = Taking {
        passphrase: args.passphrase.read()?,
        now: SystemClock.now(),
        software: engine::start::software(),
        keep_keys_days: args.keep_keys.into(),
    };
    if taking.passphrase.is_some() {
        // Sealed with it, the key that opens all others leaves this machine.
        note_aside(&data, "backup", Vec::new(), taking.now)
            .context("note it for the access log; what is not noted is not copied")?;
    }
    let taken = take(&data, &args.to, &taking, &|progress| told("copied", progress))?;
    if let Err(error) = engine::backup::note(&data, &args.to, taking.now, taken.size) {
        tracing::warn!(%error, "the data folder does not say that it was backed up");
    }
    Ok(taken)
}

/// Tells how far a copy has come, where it takes more than one step.
pub fn told(what: &str, Progress { done, total }: Progress) {
    if done < total {
        eprintln!("{what} {done} of {total} entries");
    }
}

fn describe(args: &Args, taken: &Taken) -> String {
    let Taken { size, new_entries, new_objects, keys } = taken;
    let folder = args.to.display();
    let kept = if *keys {
        "It is encrypted, and the key files are in it: keep the passphrase elsewhere.".to_owned()
    } else {
        let data = DataFolder::at(&args.data);
        let mut keys = vec![data.log_key(), data.master_key(), data.sm2_key()];
        keys.retain(|key| key.exists());
        let keys: Vec<_> = keys.iter().map(|key| key.display().to_string()).collect();
        format!("Not in it: {}. Keep copies elsewhere.", keys.join(", "))
    };
    format!(
        "{folder} holds {size} entries: {new_entries} of them and {new_objects} attachments are \
         new.\n{kept}"
    )
}

fn to_json(to: &Path, taken: &Taken) -> serde_json::Value {
    json!({
        "to": to.display().to_string(),
        "entries": taken.size,
        "new_entries": taken.new_entries,
        "new_objects": taken.new_objects,
        "keys": taken.keys,
    })
}
