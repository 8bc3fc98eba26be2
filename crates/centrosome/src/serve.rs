//! `centrosome serve`: serves a centre until told to stop.

use crate::courier::Http;
use crate::demo::{self, Voice};
use crate::tls::{self, TlsListener};
use anyhow::Context as _;
use engine::Engine;
use engine::clock::{Clock as _, SystemClock};
use engine::data::DataFolder;
use engine::seam::Seam;
use engine::start::Options;
use ledger::store::Injected;
use serde_json::{Map, Value};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_rustls::rustls::ServerConfig;
use web::app::{App, Settings};

/// How long what was cut off may take to let go.
const LET_GO: Duration = Duration::from_secs(2);

/// Where a server listens unless it is told otherwise.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8300);

/// Serve a centre: pages, API and log, at the address it prints
///
/// Ctrl-C or SIGTERM ends it: open requests are finished, a snapshot for the next start is kept.
/// Killed at any moment it loses nothing that it has answered. One process at a time serves a data
/// folder. GET /health answers while it runs, GET /ready while it takes acts.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit code: 0 it ended when told to, 1 it could not serve.\n\nExamples:\n  centrosome serve --demo\n  \
    centrosome serve --data /var/lib/centrosome --listen 127.0.0.1:8300 --behind-tls"
)]
pub struct Args {
    /// The data folder of the centre [default: data; with --demo: demo]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value_t = LISTEN)]
    listen: SocketAddr,
    /// Serve the server's numbers at this address, under /metrics; not served otherwise
    #[arg(long, value_name = "ADDR")]
    metrics: Option<SocketAddr>,
    /// Serve the demonstration; it is made first if the folder holds no centre
    #[arg(long)]
    demo: bool,
    /// Browsers reach the server over TLS, ended by a proxy in front of it
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_local"])]
    behind_tls: bool,
    /// Do not ask this witness, and do not count its word, in this run: for one that lies
    #[arg(long, value_name = "NAME")]
    without_witness: Vec<String>,
    /// Serve over TLS with this certificate: PEM, with the chain behind it
    #[arg(long, value_name = "FILE", requires = "tls_key", conflicts_with = "tls_local")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key: PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Serve over TLS with a certificate by an authority of the centre's own, made in the data folder
    #[arg(long)]
    tls_local: bool,
    /// A name or address browsers reach the server by, for --tls-local; may be repeated
    #[arg(long, value_name = "NAME", requires = "tls_local", default_values_t = [String::from("localhost"), String::from("127.0.0.1")])]
    tls_name: Vec<String>,
    /// The secret the centre shows its provider of single sign-on: the first line of this file, else
    /// the environment's CENTROSOME_SSO_SECRET; without both, a public client
    #[arg(long, value_name = "FILE")]
    sso_secret_file: Option<PathBuf>,
    /// Authorities the provider's certificate is by, in place of the public ones: PEM
    #[arg(long, value_name = "FILE")]
    sso_ca_file: Option<PathBuf>,
    /// Print the address as one JSON object, and log in JSON
    #[arg(long)]
    pub json: bool,
    /// Kill this process at the N-th passing of a seam of the commit: for crash tests
    #[arg(long, value_name = "SEAM:N", hide = true, value_parser = die_at)]
    die_at: Option<(Seam, u64)>,
}

impl Args {
    /// As `serve --demo` on a folder that holds the demonstration.
    pub fn of_demonstration(data: &Path, json: bool) -> Self {
        Self {
            data: Some(data.to_owned()),
            listen: LISTEN,
            metrics: None,
            demo: true,
            behind_tls: false,
            without_witness: Vec::new(),
            tls_cert: None,
            tls_key: None,
            tls_local: false,
            tls_name: Vec::new(),
            sso_secret_file: None,
            sso_ca_file: None,
            json,
            die_at: None,
        }
    }
}

fn die_at(text: &str) -> Result<(Seam, u64), String> {
    let (seam, nth) = text.split_once(':').ok_or("SEAM:N")?;
    Ok((seam.parse()?, nth.parse().map_err(|_| "N is a whole number")?))
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    match serve(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("centrosome: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn serve(args: &Args) -> anyhow::Result<()> {
    let usual = if args.demo { "demo" } else { "data" };
    let folder = args.data.as_deref().unwrap_or(Path::new(usual));
    let data = DataFolder::at(folder);
    if args.demo && !data.has_centre() {
        let voice = if args.json { Voice::Err } else { Voice::Out };
        demo::tell(folder, voice).context("make the demonstration")?;
    }
    anyhow::ensure!(
        data.has_centre(),
        "there is no centre in {}: found one (centrosome found --help), or serve --demo",
        folder.display()
    );
    let mut options = Options::with_clock(Arc::new(SystemClock));
    if let Some((seam, nth)) = args.die_at {
        options.hook = killing(seam, nth);
    }
    options.disregarded.clone_from(&args.without_witness);
    let engine = Engine::start(&data, options).context("open the centre")?;
    if let Some(why) = engine.read_only() {
        anyhow::ensure!(engine.snapshot().size > 0, "open the centre: {why}");
        tracing::warn!(%why, "the centre is open for reading only");
    }
    anyhow::ensure!(
        engine.snapshot().size > 0,
        "nothing is recorded in {}: if its founding was broken off, remove the folder and found it \
         again; if it held a centre, restore its log from a backup",
        folder.display()
    );
    // Its page of sign-in shows everybody's password.
    anyhow::ensure!(
        !args.demo || engine.origin() == demo::ORIGIN,
        "{} holds {}, not the demonstration: serve it without --demo",
        folder.display(),
        engine.origin(),
    );
    let tls = encryption(args, &data)?;
    let behind_tls = args.behind_tls || tls.is_some();
    let settings = Settings {
        demo: args.demo,
        behind_tls,
        behind_proxy: args.behind_tls,
        provider: Some(provider(args)?),
        ..Settings::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(args.listen).await;
        let listener = listener.with_context(|| {
            format!("listen at {} (choose another address with --listen)", args.listen)
        })?;
        let metrics = match args.metrics {
            Some(at) => {
                let listener = TcpListener::bind(at).await;
                Some(listener.with_context(|| format!("listen for --metrics at {at}"))?)
            }
            None => None,
        };
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}/", listener.local_addr()?);
        // Before anybody knows the address: whoever does may say at once that it is enough.
        let stop = told_to_stop().context("listen for signals")?;
        if args.json {
            let mut said = Map::new();
            said.insert("url".to_owned(), url.into());
            said.insert("size".to_owned(), engine.snapshot().size.into());
            if let Some(metrics) = &metrics {
                let at = format!("http://{}/metrics", metrics.local_addr()?);
                said.insert("metrics".to_owned(), at.into());
            }
            let said = Value::Object(said);
            println!("{said}");
        } else {
            println!("Centrosome serves {} at {url}\nCtrl-C ends it.", folder.display());
        }
        tokio::spawn(engine.clone().keep_time());
        engine.watch_with(Http::new()).context("start the thread that asks witnesses")?;
        let app = App::new(engine.clone(), settings);
        if let Some(metrics) = metrics {
            tokio::spawn(web::app::serve_metrics(app.clone(), metrics));
        }
        match tls {
            Some(tls) => web::app::serve(app, TlsListener::new(listener, tls)?, stop).await,
            None => web::app::serve(app, web::app::plain(listener), stop).await,
        }
        .context("serve")
    })?;
    // Whatever was cut off lets go of the engine here, so that the writer can be waited for.
    runtime.shutdown_timeout(LET_GO);
    if let Err(error) = engine.keep_snapshot(&data) {
        // Only a convenience: without it the next start replays the log.
        tracing::warn!(%error, "no snapshot was kept for the next start");
    }
    engine.close();
    Ok(())
}

/// What connections are encrypted with, if they are to be here.
fn encryption(args: &Args, data: &DataFolder) -> anyhow::Result<Option<Arc<ServerConfig>>> {
    if let (Some(certificate), Some(key)) = (&args.tls_cert, &args.tls_key) {
        return tls::config(certificate, key).map(Some);
    }
    if !args.tls_local {
        return Ok(None);
    }
    let folder = data.path().join("tls");
    let authority =
        tls::issue(&folder, &args.tls_name, SystemClock.now()).context("issue a certificate")?;
    if !args.json {
        println!(
            "Install the authority's certificate on every device, once: {}",
            authority.certificate.display()
        );
    }
    tls::config(&authority.server, &authority.server_key).map(Some)
}

/// The provider of single sign-on, as this server asks it.
fn provider(args: &Args) -> anyhow::Result<sso::Provider> {
    let read =
        |file: &Path| std::fs::read(file).with_context(|| format!("read {}", file.display()));
    let secret = match &args.sso_secret_file {
        Some(file) => Some(String::from_utf8(read(file)?).context("the secret is text")?),
        None => std::env::var("CENTROSOME_SSO_SECRET").ok(),
    };
    let secret = secret.and_then(|text| text.lines().next().map(|line| line.trim().to_owned()));
    let authorities = args.sso_ca_file.as_deref().map(read).transpose()?;
    let setup = sso::Setup { secret: secret.filter(|secret| !secret.is_empty()), authorities };
    sso::Provider::new(setup).context("trust the provider's authorities")
}

/// A hook that kills this process, as a power cut would, at the n-th passing of a seam.
fn killing(at: Seam, nth: u64) -> engine::seam::Hook {
    let passed = AtomicU64::new(0);
    Arc::new(move |seam| {
        if seam == at && passed.fetch_add(1, Ordering::SeqCst) + 1 == nth {
            let killed = rustix::process::kill_process(
                rustix::process::getpid(),
                rustix::process::Signal::KILL,
            );
            return killed.map_err(|_| Injected);
        }
        Ok(())
    })
}

/// Comes when Ctrl-C or SIGTERM does; both are listened for from the moment this returns.
pub fn told_to_stop() -> std::io::Result<impl Future<Output = ()> + Send> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
