//! Replay, verification, memory, and what one more act costs as the log grows.

use crate::centre::Measured;
use crate::machine::resident;
use engine::Engine;
use engine::clock::SystemClock;
use engine::start::Options;
use engine::verify;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::Instant;

/// Measures and prints.
pub fn measure(runtime: &tokio::runtime::Runtime, entries: u64) -> anyhow::Result<()> {
    let measured = runtime.block_on(Measured::found())?;
    let people = runtime.block_on(measured.people(500))?;
    println!("## One more act, as the log grows (512 waiting at a time, no HTTP)\n");
    println!("| entries in the log | microseconds an act |");
    println!("|---|---|");
    let mut next_report = 1_000;
    while measured.engine.snapshot().size < entries {
        let size = measured.engine.snapshot().size;
        let started = Instant::now();
        let done = runtime.block_on(burst(&measured, &people, size))?;
        if size >= next_report {
            let each = started.elapsed().as_secs_f64() * 1e6 / f64::from(done);
            println!("| {size} | {each:.1} |");
            next_report *= 10;
        }
    }
    let data = measured.data();
    let size = measured.engine.snapshot().size;
    let Measured { folder, engine, .. } = measured;
    engine.close();

    let before = resident();
    let options = Options { cache: false, ..Options::with_clock(Arc::new(SystemClock)) };
    let started = Instant::now();
    let engine = Engine::start(&data, options)?;
    let seconds = started.elapsed().as_secs_f64();
    let held = resident().saturating_sub(before);
    #[expect(clippy::cast_precision_loss, reason = "figures to read")]
    let (size_f, held_f) = (size as f64, held as f64);
    println!("\n## Replay and memory\n");
    println!("- replay of {size} entries: {:.0} entries/s", size_f / seconds);
    println!("- memory of the replayed centre: {:.0} bytes an entry", held_f / size_f);
    engine.close();

    let sha = sha256_speed();
    let started = Instant::now();
    let without =
        verify::verify(&data, &verify::Options { kept: Vec::new(), decisions: false }, &|_| {})?;
    let plain = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let with =
        verify::verify(&data, &verify::Options { kept: Vec::new(), decisions: true }, &|_| {})?;
    let deciding = started.elapsed().as_secs_f64();
    anyhow::ensure!(without.is_sound() && with.is_sound(), "the measured log is not sound");
    let bytes = bytes_alone(&data)?;
    #[expect(clippy::cast_precision_loss, reason = "figures to read")]
    let megabytes = with.bytes.bytes as f64 / 1e6;
    println!("\n## Verification of {size} entries, {megabytes:.0} MB\n");
    println!(
        "- bytes: {:.0} MB/s, {:.0} % of SHA-256 on all cores ({sha:.0} MB/s)",
        megabytes / bytes,
        100.0 * megabytes / bytes / sha
    );
    println!("- bytes, meaning and signatures: {:.0} entries/s", size_f / plain);
    println!("- the same with every decision made again: {:.0} entries/s", size_f / deciding);
    drop(folder);
    Ok(())
}

/// 512 acts at once; how many were taken.
async fn burst(measured: &Measured, people: &[String], from: u64) -> anyhow::Result<u32> {
    let mut waiting = tokio::task::JoinSet::new();
    for n in from..from + 512 {
        let person = people.get(usize::try_from(n)? % people.len()).cloned().unwrap_or_default();
        let with = json!({ "person": person, "role": "operator", "until": "2099-01-01" });
        let request = measured.request("people.assign-role", with);
        let engine = measured.engine.clone();
        waiting.spawn(async move { engine.submit(request).await });
    }
    let mut taken = 0;
    while let Some(answer) = waiting.join_next().await {
        answer??;
        taken += 1;
    }
    Ok(taken)
}

/// MB/s of SHA-256 over all cores.
fn sha256_speed() -> f64 {
    const BYTES: usize = 128 << 20;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
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

/// Seconds the ledger's own pass over bytes takes.
fn bytes_alone(data: &engine::data::DataFolder) -> anyhow::Result<f64> {
    use ledger::store::Reader;
    use ledger::store::sqlite::SqliteReader;
    let path = data.log();
    let open = move || SqliteReader::open(&path).map(|reader| Box::new(reader) as Box<dyn Reader>);
    let key = ledger::note::read_key_file(&data.log_key())?.verifier();
    let evidence = ledger::verify::Evidence::new(&open, std::slice::from_ref(&key));
    let started = Instant::now();
    let report = ledger::verify::verify(&evidence, &|_| {})?;
    anyhow::ensure!(report.is_sound(), "the measured log is not sound");
    Ok(started.elapsed().as_secs_f64())
}
