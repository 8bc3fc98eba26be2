//! What looking back costs on a long log: the centre as of a moment, a page of it, and finding acts.

use crate::Plan;
use crate::figures::{Figure, Figures};
use crate::http::{Client, sign_in};
use crate::machine::processor_seconds;
use crate::world::{PASSWORD, World};
use anyhow::Context as _;
use domain::id::Kind;
use engine::Engine;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::past::EVERY;
use engine::start::Options;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use web::app::{App, Settings};

/// Batches made at once while the log grows.
const LANES: usize = 96;

/// Moments looked at.
const MOMENTS: usize = 200;

/// Searches, by somebody who may look at every entry.
const SEARCHES: &[(&str, &str)] = &[
    ("the newest acts", "/audit"),
    ("acts of one person", "/audit?person=OP-07"),
    ("acts of one kind", "/audit?act=batch.complete-record"),
    ("acts about one of the first batches", "/audit?subject={old}"),
    (
        "acts that broke a rule, from the middle of the log on back",
        "/audit?only=findings&before={middle}",
    ),
    ("words that stand nowhere, one page of looking", "/audit?words=nowhere-to-be-found"),
];

/// Measures and prints.
pub fn measure(runtime: &Runtime, plan: &Plan, figures: &mut Figures) -> anyhow::Result<()> {
    let kept = plan.log.as_deref().map(DataFolder::at).filter(DataFolder::has_centre);
    let (folder, data) = match kept {
        Some(data) => (None, data),
        None => {
            let mut world =
                runtime.block_on(World::found(LANES, engine::accounts::Hashing::Cheap))?;
            runtime.block_on(world.grow(plan.entries))?;
            let data = world.data();
            let World { folder, engine, .. } = world;
            engine.keep_snapshot(&data)?;
            engine.close();
            (Some(folder), data)
        }
    };
    figures.section("Looking back, milliseconds");
    let begun = Instant::now();
    let engine = Engine::start(&data, Options::with_clock(Arc::new(SystemClock)))?;
    let size = engine.snapshot().size;
    while (engine.anchors() as u64 + 2) * EVERY < size {
        std::thread::sleep(Duration::from_millis(20));
        anyhow::ensure!(begun.elapsed() < Duration::from_secs(600), "no anchors are made");
    }
    let name = format!("anchors of {size} entries, made behind after a start");
    figures.add(Figure::new(name, begun.elapsed().as_secs_f64(), "s"));
    moments(&engine, size, figures)?;
    let at = runtime.block_on(serve(&engine))?;
    pages(runtime, at, &engine, size, figures)?;
    engine.close();
    if let (Some(folder), Some(_)) = (folder, &plan.log) {
        println!("The log is kept in {}", folder.keep().display());
    }
    Ok(())
}

async fn serve(engine: &Engine) -> anyhow::Result<SocketAddr> {
    let app = App::new(engine.clone(), Settings::default());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    tokio::spawn(async move { web::app::serve(app, listener, std::future::pending()).await });
    Ok(at)
}

/// Moments all over the log, in no order.
fn scattered(size: u64, count: usize, seed: u64) -> Vec<u64> {
    let mut dice = seed;
    let next = move || {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 24) % size
    };
    std::iter::repeat_with(next).take(count).collect()
}

fn moments(engine: &Engine, size: u64, figures: &mut Figures) -> anyhow::Result<()> {
    let mut times = Vec::new();
    let used = processor_seconds();
    for position in scattered(size, MOMENTS, 7) {
        let started = Instant::now();
        let past = engine.as_of(position + 1)?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!(past.size == position + 1, "another moment");
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
    let used = (processor_seconds() - used) * 1e3 / MOMENTS as f64;
    add(figures, "the centre as of any entry, made anew", times);
    figures.add(Figure::new("the same, of processor", used, "ms"));
    Ok(())
}

fn pages(
    runtime: &Runtime,
    at: SocketAddr,
    engine: &Engine,
    size: u64,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let centre = engine.snapshot().centre.clone();
    let old = centre.of_kind(Kind::Batch).nth(3).map(|(id, _)| id.key().to_owned());
    let old = old.context("a batch")?;
    let get = |who: &str, path: String| {
        let who = who.to_owned();
        runtime.block_on(async move {
            let token = sign_in(at, &who, PASSWORD).await?;
            let mut client = Client::open(at, &token).await?;
            let started = Instant::now();
            let (status, page) = client.get(&path).await?;
            let time = started.elapsed().as_secs_f64() * 1e3;
            anyhow::ensure!(status == 200, "{path} answered {status}: {page:.300}");
            anyhow::Ok(time)
        })
    };
    for (name, path) in [
        ("the list of batches", "/batch".to_owned()),
        ("the record of an old batch", format!("/batch/{old}")),
        ("home of an operator", "/".to_owned()),
    ] {
        let (mut first, mut again) = (Vec::new(), Vec::new());
        // The batch has to be there already.
        for position in scattered(size / 2, 40, path.len() as u64) {
            let path = format!("{path}?at={}", position + size / 2 - 1);
            first.push(get("op-07", path.clone())?);
            again.push(get("op-07", path)?);
        }
        add(figures, &format!("{name} as of any entry, first asked for"), first);
        add(figures, &format!("{name} as of any entry, asked for again"), again);
    }
    for (name, path) in SEARCHES {
        let path = path.replace("{old}", &old).replace("{middle}", &(size / 2).to_string());
        let times = (0..20).map(|_| get("qa-03", path.clone())).collect::<Result<_, _>>()?;
        add(figures, name, times);
    }
    Ok(())
}

fn add(figures: &mut Figures, name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |nth: usize| times.get(nth).copied().unwrap_or_default();
    figures.add(Figure::new(format!("{name}, median"), at(times.len() / 2), "ms").aim("under 100"));
    let last = times.len().saturating_sub(1);
    figures.add(Figure::new(format!("{name}, the slowest of {}", times.len()), at(last), "ms"));
}
