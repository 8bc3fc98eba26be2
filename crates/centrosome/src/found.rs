//! `centrosome found`: an empty folder becomes a centre with its first entry.

use anyhow::{Context as _, bail};
use domain::text::Code;
use engine::answer::NotTaken;
use engine::ceremony::acknowledgement;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::found::{FoundError, Founded, Founding, found_with};
use engine::second_suite::Suites;
use engine::start::Options;
use engine::weak::{Forbidden, weak};
use serde_json::json;
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
/// The first administrator is invited: the code of the invitation is printed, and she opens her
/// account with it in a browser. Whoever founds a centre may open the account at once, by giving
/// the password on standard input or in the environment variable CENTROSOME_PASSWORD, never on the
/// command line, where others could read it; that acknowledges the text printed with it.
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
    /// Add a second suite of algorithms beside SHA-256 and Ed25519, for good: `sm` is SM3 and SM2, and
    /// SM4 for what is sealed, for sites under the rules of commercial cryptography in China
    #[arg(long, value_enum)]
    suite: Option<Suite>,
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

/// What can be added to SHA-256 and Ed25519.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Suite {
    /// SM3 and SM2; SM4 for what is sealed
    Sm,
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
    let password = password(&args.code)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let options = Options::with_clock(Arc::new(SystemClock));
    let suites = args.suite.map_or(Suites::One, |Suite::Sm| Suites::WithSm);
    let founded = runtime.block_on(async {
        let founded = found_with(&data, &founding, suites, options).await?;
        match &password {
            Some(password) => founded.opened(password).await,
            None => Ok(founded),
        }
    });
    let Founded { engine, receipt, name, code, .. } = match founded {
        Ok(founded) => founded,
        Err(FoundError::NotTaken(not)) => bail!("open the centre: {}", said(not)),
        Err(error @ FoundError::Start(_)) => return Err(error.into()),
    };
    if args.json {
        let mut json = serde_json::to_value(web::api::receipt_json(&receipt))?;
        if let (None, Some(json)) = (&password, json.as_object_mut()) {
            json.insert("invitation".to_owned(), json!({ "name": name, "code": code }));
        }
        println!("{json}");
    } else {
        let first = match &password {
            Some(_) => format!(
                "and sign in as {name}. By giving the password you acknowledged:\n\n{}",
                acknowledgement("en")
            ),
            None => format!(
                "and open the account of {name} at /open-account with the code\n  {code}\n\
                 which is shown this once and holds for a week.\n"
            ),
        };
        let second = match suites {
            Suites::One => String::new(),
            Suites::WithSm => format!(
                "\nIt is signed a second time with {}: keep a copy of that and of\n{} as well.\n",
                data.sm2_key().display(),
                data.log_key().display(),
            ),
        };
        println!(
            "{} is founded in {}. Serve it:\n  centrosome serve --data {}\n{first}\n\
             Keep a copy of {} where this machine's backups are not: without it nothing that is\n\
             sealed can be opened again.\n{second}\nKeep the first checkpoint elsewhere too:\n\n{}",
            args.origin,
            args.data.display(),
            args.data.display(),
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
    Ok(Founding {
        origin: args.origin.clone(),
        zone: args.zone.clone(),
        facility: args.facility.clone(),
        training: args.training,
        host: args.host.clone(),
        code: args.code.clone(),
        name: args.name.clone(),
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

/// The password, if one is given; one that is not good enough is refused before anything is made.
fn password(code: &str) -> anyhow::Result<Option<String>> {
    let password = match std::env::var(VARIABLE) {
        Ok(password) => password,
        Err(_) if std::io::stdin().is_terminal() => return Ok(None),
        Err(_) => {
            let mut line = String::new();
            let read = std::io::stdin().read_line(&mut line);
            read.context("read the password from standard input")?;
            line.trim_end_matches(['\r', '\n']).to_owned()
        }
    };
    if password.is_empty() {
        return Ok(None);
    }
    let forbidden = Forbidden { names: vec![code.to_owned()], words: Vec::new() };
    if let Some(why) = weak(&password, &forbidden) {
        let not = NotTaken::WeakPassword { field: "password", why };
        bail!("{} Give another on standard input or in {VARIABLE}.", said(not));
    }
    Ok(Some(password))
}

/// The password of somebody who has one, from the environment or from standard input.
pub fn known_password(whose: &str) -> anyhow::Result<String> {
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
