//! What the length of the log costs: one more act, memory, starting, verifying.

use crate::Plan;
use crate::figures::{Figure, Figures};
use crate::machine::{cores, processor_seconds, resident};
use crate::world::World;
use engine::Engine;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::start::Options;
use engine::verify;
use ledger::store::Reader;
use ledger::store::sqlite::SqliteReader;
use ledger::verify::{Evidence, Signatures};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Runtime;

/// Batches made at once while the log grows.
const LANES: usize = 96;

/// Entries over which the cost of one more is measured.
const WINDOW: u64 = 2_000;

/// Measures and prints.
pub fn measure(runtime: &Runtime, plan: &Plan, figures: &mut Figures) -> anyhow::Result<()> {
    let kept = plan.log.as_deref().map(DataFolder::at);
    let (folder, data) = match kept.filter(DataFolder::has_centre) {
        Some(data) => (None, data),
        None => grow(runtime, plan, figures)?,
    };
    let size = SqliteReader::open(&data.log())?.head()?.size;
    start(&data, size, figures)?;
    check(plan, &data, size, figures)?;
    if let (Some(folder), Some(_)) = (folder, &plan.log) {
        println!("The log is kept in {}", folder.keep().display());
    }
    Ok(())
}

/// Grows the log by making batches, and measures at every power of ten what one more entry costs.
fn grow(
    runtime: &Runtime,
    plan: &Plan,
    figures: &mut Figures,
) -> anyhow::Result<(Option<tempfile::TempDir>, DataFolder)> {
    figures.section("One more act, as the log grows (batches made in 96 rooms at once, no HTTP)");
    let mut world = runtime.block_on(World::found(LANES, engine::accounts::Hashing::Cheap))?;
    let mut first = None;
    let mut next = 1_000;
    while next <= plan.entries {
        runtime.block_on(world.grow(next))?;
        let (mut wall, mut used) = (f64::MAX, f64::MAX);
        for _ in 0..plan.times {
            let from = world.engine.snapshot().size;
            let (started, before) = (Instant::now(), processor_seconds());
            runtime.block_on(world.grow(from + WINDOW))?;
            #[expect(clippy::cast_precision_loss, reason = "a count of entries")]
            let entries = (world.engine.snapshot().size - from) as f64;
            wall = wall.min(started.elapsed().as_secs_f64() * 1e6 / entries);
            used = used.min((processor_seconds() - before) * 1e6 / entries);
        }
        let first = *first.get_or_insert(used);
        figures.add(Figure::new(format!("after {next} entries"), wall, "µs an act"));
        let name = format!("after {next} entries, of processor");
        let used = Figure::new(name, used, "µs an act").against(first, "the first");
        figures.add(used.aim("flat"));
        next *= 10;
    }
    let data = world.data();
    let World { folder, engine, .. } = world;
    let started = Instant::now();
    engine.keep_snapshot(&data)?;
    figures.add(Figure::new("keeping a snapshot", started.elapsed().as_secs_f64(), "s"));
    engine.close();
    Ok((Some(folder), data))
}

/// Starts from a snapshot, and from nothing but the log, each in a process of its own: memory that
/// one start has let go of would hide what the next one takes.
fn start(data: &DataFolder, size: u64, figures: &mut Figures) -> anyhow::Result<()> {
    figures.section("Starting");
    #[expect(clippy::cast_precision_loss, reason = "figures to read")]
    let entries = size as f64;
    for (name, how) in [("by snapshot", "snapshot"), ("by full replay", "replay")] {
        let mut child = std::process::Command::new(std::env::current_exe()?);
        let told = child.arg("--start").arg(how).arg("--log").arg(data.path()).output()?;
        anyhow::ensure!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        let started: Started = serde_json::from_slice(&told.stdout)?;
        anyhow::ensure!(started.size == size, "the start is not whole");
        figures.add(Figure::new(format!("{name}, {size} entries"), started.seconds, "s"));
        if how == "replay" {
            let replay = Figure::new("replay", entries / started.seconds, "entries/s");
            figures.add(replay.aim("500,000 on two cores"));
            let used = started.processor * 1e6 / entries;
            figures.add(Figure::new("replay, of processor", used, "µs an entry"));
        }
        let held = Figure::new(
            format!("memory after it, {name}"),
            started.held / entries,
            "bytes an entry",
        );
        figures.add(held.aim("under 300"));
    }
    Ok(())
}

/// What one start came to.
#[derive(serde::Serialize, serde::Deserialize)]
struct Started {
    size: u64,
    seconds: f64,
    processor: f64,
    held: f64,
}

/// Starts once and tells what it came to, for [`start`].
pub fn start_once(data: &DataFolder, how: &str) -> anyhow::Result<()> {
    let options =
        Options { cache: how == "snapshot", ..Options::with_clock(Arc::new(SystemClock)) };
    let before = resident();
    let (started, used) = (Instant::now(), processor_seconds());
    let engine = Engine::start(data, options)?;
    #[expect(clippy::cast_precision_loss, reason = "figures to read")]
    let told = Started {
        size: engine.snapshot().size,
        seconds: started.elapsed().as_secs_f64(),
        processor: processor_seconds() - used,
        held: resident().saturating_sub(before) as f64,
    };
    println!("{}", serde_json::to_string(&told)?);
    engine.close();
    Ok(())
}

/// Verifies, pass by pass.
fn check(plan: &Plan, data: &DataFolder, size: u64, figures: &mut Figures) -> anyhow::Result<()> {
    figures.section("Verification");
    let sha = crate::best(plan.times, || Ok(sha256_speed()))?;
    figures.add(Figure::new("SHA-256 on all cores", sha, "MB/s"));
    #[expect(clippy::cast_precision_loss, reason = "a count of entries")]
    let entries = size as f64;
    let (mut head, mut every, mut whole) = (0.0_f64, 0.0_f64, 0.0_f64);
    for _ in 0..plan.times {
        head = head.max(bytes_alone(data, Signatures::Newest)?);
        every = every.max(bytes_alone(data, Signatures::Every)?);
        whole = whole.max(bytes(data)?);
    }
    let figure = Figure::new("bytes: entries, tree, roots of all commits", head, "MB/s");
    figures.add(figure.against(sha, "SHA-256").aim("55 % of SHA-256"));
    let figure = Figure::new("the same, signatures of all commits", every, "MB/s");
    figures.add(figure.against(sha, "SHA-256"));
    let figure = Figure::new("the same, ids and objects", whole, "MB/s");
    figures.add(figure.against(sha, "SHA-256"));
    for (name, decisions) in [
        ("meaning and signatures", false),
        ("meaning and signatures, every decision made again", true),
    ] {
        let (started, used) = (Instant::now(), processor_seconds());
        let mut begun = None;
        let options = verify::Options { kept: Vec::new(), decisions };
        let begin = std::sync::Mutex::new(&mut begun);
        let report = verify::verify(data, &options, &|told| {
            if told.pass == verify::Pass::Meaning
                && let Ok(mut begun) = begin.lock()
            {
                begun.get_or_insert_with(|| (Instant::now(), processor_seconds()));
            }
        })?;
        anyhow::ensure!(report.is_sound(), "the measured log is not sound");
        let (started, used) = begun.unwrap_or((started, used));
        let seconds = started.elapsed().as_secs_f64();
        figures.add(Figure::new(name, entries / seconds, "entries/s"));
        let used = processor_seconds() - used;
        let a_core = Figure::new(format!("{name}, a core"), entries / used, "entries/s");
        figures.add(if decisions { a_core } else { a_core.aim("300,000") });
    }
    Ok(())
}

/// MB/s of SHA-256 over all cores.
fn sha256_speed() -> f64 {
    const BYTES: usize = 256 << 20;
    let cores = cores();
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let block = vec![7u8; 1 << 20];
                let mut hash = Sha256::new();
                for _ in 0..BYTES / block.len() {
                    hash.update(&block);
                }
                std::hint::black_box(hash.finalize());
            });
        }
    });
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    let megabytes = (BYTES * cores) as f64 / 1e6;
    megabytes / started.elapsed().as_secs_f64()
}

/// MB/s of the ledger's own pass: what needs no knowledge of entries.
fn bytes_alone(data: &DataFolder, signatures: Signatures) -> anyhow::Result<f64> {
    let path = data.log();
    let open = move || SqliteReader::open(&path).map(|reader| Box::new(reader) as Box<dyn Reader>);
    let key = ledger::note::read_key_file(&data.log_key())?.verifier();
    let evidence = Evidence { signatures, ..Evidence::new(&open, std::slice::from_ref(&key)) };
    let started = Instant::now();
    speed(&ledger::verify::verify(&evidence, &|_| {})?, started)
}

/// MB/s of the whole first pass, as `verify` runs it.
fn bytes(data: &DataFolder) -> anyhow::Result<f64> {
    let started = Instant::now();
    speed(&verify::bytes(data, &[], &|_| {})?, started)
}

fn speed(report: &ledger::verify::Report, started: Instant) -> anyhow::Result<f64> {
    anyhow::ensure!(report.is_sound(), "the measured log is not sound");
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    Ok(report.bytes as f64 / 1e6 / started.elapsed().as_secs_f64())
}
