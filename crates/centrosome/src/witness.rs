//! `centrosome witness`: watches the log of somebody else's centre.

use crate::courier::Http;
use anyhow::Context as _;
use clap::builder::NonEmptyStringValueParser;
use ledger::checkpoint::Checkpoint;
use ledger::note::{
    CosigningKey, KeyName, Note, VerifierKey, create_cosigning_key_file, read_cosigning_key_file,
};
use ledger::tiles::{self, Resource, Tile};
use ledger::tree::{NodeHash, TileReader, consistency_proof};
use ledger::witness::{Refused, Submission, Witness};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Where a witness listens unless it is told otherwise.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8301);

/// Watch the log of somebody else's centre, and cosign what continues what was seen
///
/// A centre signs its own log, so by itself it could rewrite it. A witness is run by somebody else: a
/// partner centre, a sponsor, a hospital's audit office. It keeps the last signed checkpoint it saw,
/// and cosigns a newer one only when a proof shows that it begins with that one. It reads no entry
/// and learns nothing of patients: checkpoints and hashes are all it sees.
///
/// At the first start it draws a key and prints its public half. Give that line, and the address
/// under which this witness is reached, to the centre: its quality assurance accepts both. The log's
/// public key comes from the centre (`centrosome verify` prints it, the first entry holds it); get it
/// by another way than the network this witness listens on.
///
/// The folder is all a witness is. Never run it from an older copy: it would have forgotten what it
/// cosigned. If the centre shows it two histories it refuses, says so in its log, and keeps the
/// checkpoint that does not fit under evidence/.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit code: 0 it ended when told to, 1 it could not go on, 3 with --once: the log does not \
    continue what was seen.\n\nExamples:\n  centrosome witness --data ./witness --name witness.example/w1 \\\n    \
    --log 'centre.example/c01/1+54f060b9+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs'\n  \
    centrosome witness --data ./witness --log … --follow http://centre.example:8300 --once\n\nThe protocol is C2SP tlog-witness: \
    other logs that speak it can be watched, and other witnesses can watch a centre."
)]
pub struct Args {
    /// The folder of the witness: its key, and what it saw last
    #[arg(long, value_name = "DIR", default_value = "witness")]
    data: PathBuf,
    /// The witness's name, for a new one: by custom an address without scheme
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    name: Option<String>,
    /// A log to watch, by its public key; may be given several times
    #[arg(long = "log", value_name = "KEY", required = true)]
    logs: Vec<String>,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value_t = LISTEN)]
    listen: SocketAddr,
    /// Fetch checkpoint and tiles from this server as well, and check them, instead of only waiting to be asked
    #[arg(long, value_name = "URL")]
    follow: Option<String>,
    /// How often to fetch, in seconds
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// Fetch and check once, say what came of it, and end
    #[arg(long, requires = "follow")]
    once: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match begin(args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("centrosome: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn begin(args: &Args) -> anyhow::Result<ExitCode> {
    let logs: Vec<VerifierKey> = args
        .logs
        .iter()
        .map(|log| log.parse().with_context(|| format!("--log {log}")))
        .collect::<anyhow::Result<_>>()?;
    let key = key(args)?;
    println!("witness {}", key.verifier());
    let witness = Arc::new(Witness::open(&args.data, key, logs)?);
    if args.once {
        let url = args.follow.as_deref().unwrap_or_default();
        return Ok(match follow(&witness, url) {
            Ok(size) => {
                println!("{size} entries continue what was seen, and are cosigned");
                ExitCode::SUCCESS
            }
            Err(Trouble::Refused(refused)) => {
                eprintln!("centrosome: THE LOG DOES NOT CONTINUE what was seen: {refused}");
                ExitCode::from(3)
            }
            Err(Trouble::Other(error)) => return Err(error),
        });
    }
    if let Some(url) = args.follow.clone() {
        let (witness, every) = (witness.clone(), Duration::from_secs(args.every));
        std::thread::Builder::new().name("follow".to_owned()).spawn(move || {
            loop {
                match follow(&witness, &url) {
                    Ok(size) => tracing::info!(size, "the log continues what was seen"),
                    Err(Trouble::Refused(why)) => {
                        tracing::error!(%why, "THE LOG DOES NOT CONTINUE what was seen");
                    }
                    Err(Trouble::Other(why)) => tracing::warn!("not followed: {why:#}"),
                }
                std::thread::sleep(every);
            }
        })?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(args.listen).await;
        let listener = listener.with_context(|| {
            format!("listen at {} (choose another address with --listen)", args.listen)
        })?;
        let stop = crate::serve::told_to_stop().context("listen for signals")?;
        println!("listens at http://{}/", listener.local_addr()?);
        web::witness::serve(witness, Arc::new(now), listener, stop).await.context("serve")
    })?;
    Ok(ExitCode::SUCCESS)
}

fn now() -> u64 {
    use engine::clock::{Clock as _, SystemClock};
    u64::try_from(SystemClock.now().as_millisecond() / 1000).unwrap_or(0)
}

/// The witness's key: the one in its folder, or a new one.
fn key(args: &Args) -> anyhow::Result<CosigningKey> {
    let path = args.data.join("witness.key");
    if path.exists() {
        let key = read_cosigning_key_file(&path)?;
        anyhow::ensure!(
            args.name.as_deref().is_none_or(|name| name == key.name().as_str()),
            "{} is the key of {}: a witness keeps its name",
            path.display(),
            key.name()
        );
        return Ok(key);
    }
    anyhow::ensure!(
        !has_seen(&args.data),
        "{} is missing, and {} holds what it cosigned: put it back",
        path.display(),
        args.data.display()
    );
    let name = args.name.as_deref().context("a new witness needs a name: give it with --name")?;
    // The centre keeps the name as a code.
    name.parse::<domain::text::Code>().with_context(|| format!("--name {name}"))?;
    std::fs::create_dir_all(&args.data)
        .with_context(|| format!("make the folder {}", args.data.display()))?;
    let seed = engine::start::seed()?;
    let key = CosigningKey::from_seed(KeyName::new(name)?, &seed);
    create_cosigning_key_file(&path, &key)?;
    Ok(key)
}

fn has_seen(folder: &Path) -> bool {
    let Ok(files) = std::fs::read_dir(folder) else { return false };
    files.flatten().any(|file| file.path().extension().is_some_and(|ending| ending == "checkpoint"))
}

/// Why a server could not be followed.
enum Trouble {
    /// What it shows does not fit what was seen.
    Refused(Refused),
    /// It could not be fetched or read.
    Other(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Tiles as a server gives them out.
struct Remote<'a> {
    http: &'a Http,
    url: &'a str,
}

impl TileReader for Remote<'_> {
    type Error = std::io::Error;

    fn tile(&self, tile: Tile) -> Result<Option<Vec<NodeHash>>, Self::Error> {
        let path = format!("{}/log/{}", self.url, Resource::Tile(tile));
        let bytes = self.http.get(&path).map_err(std::io::Error::other)?;
        Ok(tiles::decode(&bytes))
    }
}

/// Fetches the checkpoint of a server and the tiles that prove it; gives the size that is cosigned.
fn follow(witness: &Witness, url: &str) -> Result<u64, Trouble> {
    let http = Http::new();
    let url = url.trim_end_matches('/');
    let checkpoint = http.get(&format!("{url}/log/checkpoint")).map_err(anyhow::Error::msg)?;
    let head: Checkpoint = Note::parse(&checkpoint)?.unverified_text().parse()?;
    let old = witness.latest(head.origin()).map_or(0, |(size, _)| size);
    if head.size() < old {
        // The log went back: no proof leads there.
        return Err(Trouble::Refused(Refused::Stale { size: old }));
    }
    let remote = Remote { http: &http, url };
    let path = consistency_proof(&remote, old, head.size())?;
    let submission = Submission { old, path, checkpoint };
    witness.add_checkpoint(&submission.to_bytes(), now()).map_err(Trouble::Refused)?;
    Ok(head.size())
}
