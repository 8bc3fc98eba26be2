//! `centrosome found`: an empty folder becomes a centre with its first entry.

use anyhow::{Context as _, bail};
use domain::text::Code;
use engine::accounts::PASSWORD_CHARACTERS_MIN;
use engine::answer::NotTaken;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::found::{FoundError, Founding, found};
use engine::start::Options;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use web::lang::Lang;
use web::problem::Problem;

/// The environment variable the password may be given in.
const VARIABLE: &str = "CENTROSOME_PASSWORD";

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
    /// Print the receipt of the first entry as one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match make(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("centrosome: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn make(args: &Args) -> anyhow::Result<()> {
    let data = DataFolder::at(&args.data);
    anyhow::ensure!(
        !data.has_centre(),
        "there is a centre in {} already: choose an empty folder with --data",
        args.data.display()
    );
    let founding = founding(args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let options = Options::with_clock(Arc::new(SystemClock));
    let founded = runtime.block_on(found(&data, &founding, options));
    let (engine, receipt) = match founded {
        Ok(founded) => founded,
        Err(FoundError::NotTaken(not)) => bail!("open the centre: {}", said(not)),
        Err(error @ FoundError::Start(_)) => return Err(error.into()),
    };
    if args.json {
        println!("{}", web::api::receipt_json(&receipt));
    } else {
        println!(
            "{} is founded in {}. Serve it:\n  centrosome serve --data {}\nand sign in as {}.\n\n\
             Keep a copy of {} where this machine's backups are not: without it nothing that is\n\
             sealed can be opened again. Keep the first checkpoint elsewhere too:\n\n{}",
            args.origin,
            args.data.display(),
            args.data.display(),
            args.code.to_lowercase(),
            data.master_key().display(),
            receipt.checkpoint.trim_end()
        );
    }
    engine.close();
    Ok(())
}

/// What is to be founded, checked as far as it can be before the first file is made.
fn founding(args: &Args) -> anyhow::Result<Founding> {
    for (option, text) in [
        ("--origin", &args.origin),
        ("--zone", &args.zone),
        ("--facility", &args.facility),
        ("--host", &args.host),
        ("--code", &args.code),
    ] {
        text.parse::<Code>().with_context(|| format!("{option} {text}"))?;
    }
    jiff::tz::TimeZone::get(&args.zone)
        .with_context(|| format!("--zone {} (give an IANA name, as Asia/Shanghai)", args.zone))?;
    let password = password("the first administrator")?;
    anyhow::ensure!(
        password.chars().count() >= PASSWORD_CHARACTERS_MIN,
        "a password takes at least {PASSWORD_CHARACTERS_MIN} characters; give it on standard input \
         or in {VARIABLE}"
    );
    Ok(Founding {
        origin: args.origin.clone(),
        zone: args.zone.clone(),
        facility: args.facility.clone(),
        training: args.training,
        host: args.host.clone(),
        code: args.code.clone(),
        name: args.name.clone(),
        password,
    })
}

/// Why the first act was not taken, reason by reason.
pub fn said(not: NotTaken) -> String {
    let words = not.to_string();
    let problem = Problem::from(not);
    if problem.reasons.is_empty() {
        return words;
    }
    let sentences: Vec<_> =
        problem.reasons.iter().map(|reason| reason.sentence(Lang::En)).collect();
    sentences.join(" ")
}

pub fn password(whose: &str) -> anyhow::Result<String> {
    if let Ok(password) = std::env::var(VARIABLE) {
        return Ok(password);
    }
    let input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Password of {whose} (it is shown as you type):");
    }
    let mut line = String::new();
    input.read_line(&mut line).context("read the password from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
