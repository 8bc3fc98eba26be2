//! `centrosome found`: an empty folder becomes a centre with its first entry.

use anyhow::Context as _;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::found::{Founding, found};
use engine::start::Options;
use std::io::{IsTerminal as _, Read as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Found a centre: keys, an empty log, its first entry and its first administrator
///
/// The password of the first administrator is read from standard input, or from the environment
/// variable CENTROSOME_PASSWORD; never from the command line, where others could read it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  centrosome found --data ./data --origin centre.example/c01/1 \\\n    \
    --zone Asia/Shanghai --facility A9999 --code AD-01 --name 'Synthetic Administrator'"
)]
pub struct Args {
    /// The folder that will hold the centre; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The log's origin with its generation: a name nobody else uses, and a number
    #[arg(long)]
    origin: String,
    /// The IANA name of the zone dates are in
    #[arg(long, default_value = "Asia/Shanghai")]
    zone: String,
    /// The facility identification number for donation numbers
    #[arg(long)]
    facility: String,
    /// A training copy: nothing made in it can be real
    #[arg(long)]
    training: bool,
    /// The host name pages will be served under
    #[arg(long, default_value = "localhost")]
    host: String,
    /// The first administrator's code; in lower case it is the name to sign in with
    #[arg(long)]
    code: String,
    /// The first administrator's name
    #[arg(long)]
    name: String,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match make(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("centrosome: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn make(args: &Args) -> anyhow::Result<()> {
    let founding = Founding {
        origin: args.origin.clone(),
        zone: args.zone.clone(),
        facility: args.facility.clone(),
        training: args.training,
        host: args.host.clone(),
        code: args.code.clone(),
        name: args.name.clone(),
        password: password()?,
    };
    let data = DataFolder::at(&args.data);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let options = Options::with_clock(Arc::new(SystemClock));
        let (engine, receipt) = found(&data, &founding, options).await?;
        println!(
            "{} is founded in {}. Sign in as {}.\n{}",
            args.origin,
            args.data.display(),
            args.code.to_lowercase(),
            receipt.checkpoint
        );
        engine.close();
        Ok(())
    })
}

fn password() -> anyhow::Result<String> {
    if let Ok(password) = std::env::var("CENTROSOME_PASSWORD") {
        return Ok(password);
    }
    let mut input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Password of the first administrator (shown as you type), then Ctrl-D:");
    }
    let mut text = String::new();
    input.read_to_string(&mut text).context("read the password from standard input")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
