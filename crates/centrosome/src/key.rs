//! `centrosome key`: the master key changed, sealed, kept by several people.

use anyhow::Context as _;
use engine::access::note_aside;
use engine::clock::{Clock as _, SystemClock};
use engine::data::DataFolder;
use engine::passphrase::Passphrase;
use engine::vault::{Given, Keys, MasterKey, escrow, rotate, sealed_with};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Keep the master key: change it, seal its file, split it among several people
///
/// The master key wraps the keys of all persons. If it is lost, nothing that is sealed opens again; if
/// it is stolen together with the data folder, everything does. It lies in master.key, in clear or
/// under a passphrase; or it is given in CENTROSOME_MASTER_KEY and lies nowhere on this machine.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code: 0 done, 1 not done and nothing changed.\n\nExamples:\n  \
    centrosome key split --data ./data --need 2 --shares 3\n  \
    centrosome key join --to ./keys/master.key < shares.txt\n  \
    centrosome key rotate --data ./data\n  \
    centrosome key seal --data ./data --passphrase-file /run/credentials/passphrase")]
pub struct Args {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, clap::Subcommand)]
enum KeyCommand {
    /// Split the master key into shares, some of which give it back and fewer tell nothing
    ///
    /// Print each share on paper of its own and give it to somebody else. Then sign in the centre for
    /// who has one (Keep the master key in shares), with the fingerprint that is printed: the log
    /// says who can bring the key back, and nothing of the shares.
    Split {
        /// The data folder of the centre
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// How many shares give the key back
        #[arg(long, default_value_t = 2)]
        need: u8,
        /// How many shares are made
        #[arg(long, default_value_t = 3)]
        shares: u8,
        /// Print the shares as a JSON array
        #[arg(long)]
        json: bool,
    },
    /// Put a master key together from shares, a line each on standard input
    Join {
        /// The file to write; it must not exist
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Change the master key: every key is wrapped again, the log stays as it is
    ///
    /// The centre must not be served meanwhile. Shares of the old key open nothing afterwards: split
    /// the new one. Old backups open with the old key.
    Rotate {
        /// The data folder of the centre
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
    },
    /// Seal the file of the master key under a passphrase, or write it in clear again
    ///
    /// A server then needs the passphrase: name a file that holds it in
    /// CENTROSOME_MASTER_PASSPHRASE_FILE, for instance a credential that systemd decrypts.
    Seal {
        /// The data folder of the centre
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// A file with the passphrase; without it the key is written in clear
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    let done = match &args.command {
        KeyCommand::Split { data, need, shares, json } => split(data, *need, *shares, *json),
        KeyCommand::Join { to } => join(to),
        KeyCommand::Rotate { data } => change(data),
        KeyCommand::Seal { data, passphrase_file } => seal(data, passphrase_file.as_deref()),
    };
    match done {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("centrosome: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn master(data: &DataFolder) -> anyhow::Result<MasterKey> {
    Ok(MasterKey::read(&data.master_key(), &Given::by_environment())?)
}

/// What is done with the key of everybody's keys is noted before it is done.
fn note(data: &DataFolder, what: &str) -> anyhow::Result<()> {
    note_aside(data, what, Vec::new(), SystemClock.now())
        .context("note it for the access log; what is not noted is not done")
}

fn split(data: &Path, need: u8, of: u8, as_json: bool) -> anyhow::Result<String> {
    let data = DataFolder::at(data);
    let master = master(&data)?;
    let shares = escrow::split(&master, need, of)?;
    // Shares of a key that opens nothing here would comfort nobody.
    Keys::open_to_read(&data.vault(), &master)?;
    note(&data, "key split")?;
    if as_json {
        return Ok(json!(shares).to_string());
    }
    let mut text = format!(
        "Any {need} of these {of} shares give the master key back. Give each to somebody else, on \
         paper,\nand keep none here.\n"
    );
    for (nth, share) in (1..).zip(&shares) {
        text.push_str(&format!("\nShare {nth} of {of}\n{share}\n"));
    }
    text.push_str(&format!(
        "\nThen sign for who has one: Keep the master key in shares, at /do/centre.escrow-key.\n\
         Fingerprint of the master key: {}\n",
        master.id()
    ));
    Ok(text.trim_end().to_owned())
}

fn join(to: &Path) -> anyhow::Result<String> {
    let input = std::io::read_to_string(std::io::stdin()).context("read the shares")?;
    let lines = input.lines().map(str::trim).filter(|line| !line.is_empty());
    let shares: Vec<String> = lines.map(str::to_owned).collect();
    escrow::join(&shares)?.create(to)?;
    Ok(format!("{} holds the master key.", to.display()))
}

fn change(data: &Path) -> anyhow::Result<String> {
    let data = DataFolder::at(data);
    note(&data, "key rotate")?;
    let done = rotate(&data, &Given::by_environment())?;
    Ok(format!(
        "{} keys are wrapped with a new master key. Keep a copy of it elsewhere, and split it: \
         shares of the\nold one open nothing any more.",
        done.keys
    ))
}

fn seal(data: &Path, passphrase: Option<&Path>) -> anyhow::Result<String> {
    let data = DataFolder::at(data);
    let master = master(&data)?;
    let passphrase = passphrase
        .map(|path| {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("read the passphrase in {}", path.display()))?;
            anyhow::Ok(Passphrase::new(&text)?)
        })
        .transpose()?;
    let algorithm = sealed_with(&data.vault())?;
    note(&data, "key seal")?;
    master.write(&data.master_key(), passphrase.as_ref(), algorithm)?;
    let how = if passphrase.is_some() { "sealed under the passphrase" } else { "in clear" };
    Ok(format!("{} is {how}.", data.master_key().display()))
}
