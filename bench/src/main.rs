//! Measures speeds and memory on the machine it runs on. Every rate stands beside what the same
//! machine does in the same run for a measure: a handler that does nothing, bare commits of the
//! store, SHA-256. `docs/benchmarks.md` says how to read it.
//!
//! `cargo xtask bench [--quick] [--only acts|store|pages|past|log]`

mod acts;
mod figures;
mod http;
mod log;
mod machine;
mod pages;
mod past;
mod store;
mod world;

use figures::Figures;
use std::time::Duration;

/// The allocator of the program that is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What to measure, and how long.
pub struct Plan {
    /// A first look in a minute or two.
    pub quick: bool,
    /// One part of it.
    pub only: Option<String>,
    /// Only so many clients at once.
    pub clients: Option<usize>,
    /// Whether acts signed by password are measured too.
    pub passwords: bool,
    /// How long one rate is measured.
    pub time: Duration,
    /// How often, the best of which counts: others work on the machine.
    pub times: usize,
    /// How long the log grows.
    pub entries: u64,
    /// Only start once, in this way, and tell what it came to.
    pub start: Option<String>,
    /// A log grown before, to look at it again.
    pub log: Option<std::path::PathBuf>,
}

fn plan() -> anyhow::Result<Plan> {
    let mut plan = Plan {
        quick: false,
        only: None,
        clients: None,
        passwords: true,
        time: Duration::from_millis(1_500),
        times: 4,
        entries: 1_000_000,
        start: None,
        log: None,
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--quick" => {
                plan.quick = true;
                plan.time = Duration::from_millis(700);
                plan.times = 2;
                plan.entries = 100_000;
            }
            "--no-passwords" => plan.passwords = false,
            "--start" => plan.start = args.next(),
            "--log" => plan.log = args.next().map(Into::into),
            "--clients" => plan.clients = args.next().and_then(|clients| clients.parse().ok()),
            "--only" => plan.only = args.next(),
            "--entries" => {
                let entries = args.next().and_then(|entries| entries.parse().ok());
                plan.entries = entries.unwrap_or(plan.entries);
            }
            _ => anyhow::bail!(
                "cargo xtask bench [--quick] [--only acts|store|pages|past|log] [--entries N], not {arg}"
            ),
        }
    }
    Ok(plan)
}

fn main() -> anyhow::Result<()> {
    let plan = plan()?;
    if let (Some(how), Some(path)) = (&plan.start, &plan.log) {
        return log::start_once(&engine::data::DataFolder::at(path), how);
    }
    let mut figures = Figures::of(machine::name(), plan.quick);
    let wanted = |part: &str| plan.only.as_ref().is_none_or(|only| only == part);
    let runtime = runtime("server")?;
    if wanted("store") {
        store::measure(&plan, &mut figures)?;
    }
    if wanted("acts") {
        acts::measure(&runtime, &plan, &mut figures)?;
    }
    if wanted("pages") {
        pages::measure(&runtime, &plan, &mut figures)?;
    }
    if wanted("past") {
        past::measure(&runtime, &plan, &mut figures)?;
    }
    if wanted("log") {
        log::measure(&runtime, &plan, &mut figures)?;
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
        std::path::PathBuf::from,
    );
    let path = target.join("bench.json");
    std::fs::write(&path, serde_json::to_vec_pretty(&figures)?)?;
    println!(
        "\nLoad of the machine at the end: {:.1}. Written to target/bench.json",
        machine::load()
    );
    Ok(())
}

/// Threads of their own, under a name that a profile shows.
pub fn runtime(name: &str) -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().thread_name(name).enable_all().build()
}

/// The highest of some measurements of a rate: what disturbs one only makes it lower.
pub fn best(times: usize, mut measure: impl FnMut() -> anyhow::Result<f64>) -> anyhow::Result<f64> {
    let mut best = 0.0_f64;
    for _ in 0..times {
        best = best.max(measure()?);
    }
    Ok(best)
}
