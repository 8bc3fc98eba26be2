//! How long a page takes, from its request to its last byte, for one reader at a time.

use crate::Plan;
use crate::figures::{Figure, Figures};
use crate::http::{Client, sign_in};
use crate::world::{PASSWORD, World};
use anyhow::Context as _;
use domain::id::Kind;
use std::time::Instant;
use tokio::runtime::Runtime;

/// Who looks at what. `{new}` is the latest batch, `{old}` one whose record has left memory.
const PAGES: &[(&str, &str, &str)] = &[
    ("home of an operator", "op-07", "/"),
    ("home of a reviewer", "qa-03", "/"),
    ("a step with its values", "op-07", "/batch/{new}/step/culture.count/1"),
    ("the record of a batch", "op-07", "/batch/{new}"),
    ("the record of a batch long closed", "op-07", "/batch/{old}"),
    ("a release review", "qp-01", "/batch/{new}/release"),
    ("the list of batches", "op-07", "/batch"),
    ("the list of deviations", "qa-03", "/deviation"),
];

/// Measures and prints.
pub fn measure(runtime: &Runtime, plan: &Plan, figures: &mut Figures) -> anyhow::Result<()> {
    let mut world = runtime.block_on(World::found(8, engine::accounts::Hashing::Cheap))?;
    runtime.block_on(world.grow(if plan.quick { 2_000 } else { 20_000 }))?;
    let at = runtime.block_on(crate::acts::serve(&world))?;
    figures.section("Pages, milliseconds to the last byte over one connection");
    let snapshot = world.engine.snapshot();
    let mut batches = snapshot.centre.of_kind(Kind::Batch).map(|(id, _)| id.key().to_owned());
    let old = batches.next().context("no batch")?;
    let new = batches.next_back().context("one batch")?;
    drop(batches);
    for (name, who, path) in PAGES {
        let path = path.replace("{new}", &new).replace("{old}", &old);
        let mut times = runtime.block_on(async {
            let token = sign_in(at, who, PASSWORD).await?;
            let mut client = Client::open(at, &token).await?;
            let mut times = Vec::new();
            for _ in 0..if plan.quick { 50 } else { 300 } {
                let started = Instant::now();
                let (status, page) = client.get(&path).await?;
                times.push(started.elapsed().as_secs_f64() * 1e3);
                anyhow::ensure!(status == 200, "{path} answered {status}: {page:.300}");
            }
            anyhow::Ok(times)
        })?;
        times.sort_by(f64::total_cmp);
        let at = |part: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a place in a short list"
            )]
            times.get((times.len() as f64 * part) as usize).copied().unwrap_or_default()
        };
        figures.add(Figure::new(format!("{name}, median"), at(0.5), "ms"));
        figures.add(Figure::new(format!("{name}, 99 of 100"), at(0.99), "ms"));
    }
    Ok(())
}
