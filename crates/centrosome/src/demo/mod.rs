//! `centrosome demo`: fills an empty folder with a demonstration centre and tells one patient's
//! journey, from the vector to the infusion.
//!
//! Everything is done by the people of the demonstration through the public API of a real server
//! in this process. Two things are not: founding the centre, and moving the clock, so that weeks
//! pass in seconds. Every act states what is expected of it, refusals included; the first answer
//! that is another ends the demonstration with exit code 1.
//!
//! Reading order: [`story`] (what happens), [`people`], [`scene`] (server, clock, voice),
//! [`client`], [`supplies`], [`execute`] with [`notes`] (a batch, whatever its process says),
//! [`station`] (badge and PIN), [`figures`] (the numbers and where they come from), [`laboratory`], [`quality`], [`care`].

mod care;
mod client;
mod execute;
mod figures;
mod laboratory;
mod notes;
mod people;
mod quality;
mod scene;
mod station;
mod story;
mod supplies;

pub use scene::{ORIGIN, Voice};

use crate::{dossier, serve, verify};
use anyhow::{Context as _, ensure};
use engine::data::DataFolder;
use people::PASSWORD;
use scene::Scene;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How many days before today the story begins.
const STORY_DAYS: i32 = 146;

/// Fill an empty folder with a demonstration centre: one patient's therapy, from vector to infusion
///
/// A training copy of a centre is founded, staffed and supplied with synthetic people and things.
/// A vector batch is made, tested and released; a patient's cells are collected, made into CAR-T
/// cells step by step, tested, released and given, with the mistakes that happen: a value out of
/// limits, a value corrected after it was signed for, a container left open, the wrong patient's bag
/// at the bedside. Two more patients follow, and a fourth, whose batch is left for whoever signs in.
/// Everything goes through the public HTTP API as the different people, and what the
/// centre answers is compared with what it must answer.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code: 0 everything went as it should, 1 it did not.\n\n\
    Examples:\n  centrosome demo --data ./demo\n  \
    centrosome serve --demo --data ./demo     look at it afterwards")]
pub struct Args {
    /// An empty folder, or one that is not there yet
    #[arg(long, value_name = "DIR", default_value = "demo")]
    data: PathBuf,
    /// Serve the centre when the story is told, as `serve --demo` does
    #[arg(long)]
    keep_serving: bool,
    /// Print the outcome as one JSON object; the story goes to standard error
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let voice = if args.json { Voice::Err } else { Voice::Out };
    match tell(&args.data, voice) {
        Ok(outcome) => {
            if args.json {
                println!("{}", outcome.to_json());
            }
            if args.keep_serving {
                return serve::run(&serve::Args::of_demonstration(&args.data, args.json));
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            if args.json {
                println!("{}", json!({ "went_well": false, "error": format!("{error:#}") }));
            }
            eprintln!("\nThe demonstration did not go as it should: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What the demonstration came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Where the patient's journey can be looked at, under the address of a server.
    pub journey: String,
    /// The batches, in the order they were made.
    pub batches: Vec<String>,
    /// How many entries the log has.
    pub entries: u64,
    /// The dossier of the first patient's batch.
    pub handed_out: PathBuf,
}

impl Outcome {
    fn to_json(&self) -> serde_json::Value {
        let Self { journey, batches, entries, handed_out } = self;
        json!({
            "went_well": true, "journey": journey, "batches": batches,
            "entries": entries, "sound": true, "dossier": handed_out,
        })
    }
}

/// Tells the whole story into an empty folder, then has the folder verified.
pub fn tell(folder: &Path, voice: Voice) -> anyhow::Result<Outcome> {
    must_be_empty(folder)?;
    let data = DataFolder::at(folder);
    let scene = Scene::open(&data, STORY_DAYS, voice)?;
    let story = story::tell(&scene)?;
    scene.close()?;
    let options = engine::verify::Options { kept: Vec::new(), decisions: true };
    let report = engine::verify::verify(&data, &options, &|_| ()).context("verify the centre")?;
    let say = |line: &str| scene::say(voice, line);
    say("\nVerification of everything that happened, from the bytes");
    say(verify::describe(&report).trim_end());
    ensure!(report.is_sound(), "the centre of the demonstration is not sound");
    let story::Told { journey, batches } = story;
    let handed_out = hand_out(&data, &batches, &say)?;
    say(&format!(
        "\nEverybody signs in with the password {PASSWORD} and their code, as op-07 or qa-03.\n\
         centrosome serve --demo --data {}   then look at {journey}",
        folder.display(),
    ));
    Ok(Outcome { journey, batches, entries: report.bytes.entries, handed_out })
}

/// Makes the dossier of the first patient's batch, and checks it as whoever gets it would.
fn hand_out(data: &DataFolder, batches: &[String], say: &dyn Fn(&str)) -> anyhow::Result<PathBuf> {
    let batch = batches.get(1).context("the story made no cells")?;
    let key = batch.strip_prefix("batch/").unwrap_or(batch);
    let file = data.path().join(format!("{key}.dossier"));
    let made = dossier::of_folder(data, key, &|_| true, &[], &|_, _, _| ())?;
    dossier::save(&file, &made.bytes)?;
    let report = engine::dossier::verify(&made.bytes, &engine::dossier::Options::default());
    say(&format!("\nThe record of {batch} in one file, checked from that file alone"));
    say(verify::dossier::describe(&report).trim_end());
    ensure!(verify::dossier::code(&report) == 0, "the dossier of {batch} is not sound");
    Ok(file)
}

/// Nothing is ever written over.
fn must_be_empty(folder: &Path) -> anyhow::Result<()> {
    let mut entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(error).with_context(|| format!("look into {}", folder.display()));
        }
    };
    ensure!(
        entries.next().is_none(),
        "{} is not empty: name another folder with --data, or empty it yourself",
        folder.display(),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_something_in_it_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(must_be_empty(folder.path()).is_ok());
        assert!(must_be_empty(&folder.path().join("not-there")).is_ok());
        std::fs::write(folder.path().join("thesis.txt"), "the only copy").unwrap();
        let error = must_be_empty(folder.path()).unwrap_err().to_string();
        assert!(error.contains("is not empty") && error.contains("--data"), "{error}");
    }
}
