//! Acts a second acknowledged durable over HTTP, beside a handler that does nothing and bare
//! commits of the store.

use crate::figures::{Figure, Figures};
use crate::http::{Body, load, sign_in};
use crate::machine::processor_seconds;
use crate::world::{ITEM, PASSWORD, World};
use crate::{Plan, store};
use axum::Router;
use axum::routing::post;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use web::app::{App, Settings};

/// Clients at once.
const CLIENTS: [usize; 3] = [1, 16, 256];

/// Measures and prints.
pub fn measure(runtime: &Runtime, plan: &Plan, figures: &mut Figures) -> anyhow::Result<()> {
    let world = runtime.block_on(World::found(1))?;
    let people = runtime.block_on(world.crowd(500))?;
    let idle = runtime.block_on(serve_nothing())?;
    let at = runtime.block_on(serve(&world))?;
    let token = runtime.block_on(sign_in(at, "ad-01", PASSWORD))?;
    let lots = runtime.block_on(sign_in(at, "sk-01", PASSWORD))?;
    let reviewer = runtime.block_on(sign_in(at, "qa-03", PASSWORD))?;
    let session = assigning(people.clone());
    let signing = qualifying(people);
    let number = receiving();
    // The clients have threads of their own, as they would in life; they share the cores.
    let clients = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    figures.section("Acts acknowledged durable over HTTP");
    for count in CLIENTS.into_iter().filter(|count| plan.clients.is_none_or(|only| only == *count))
    {
        let measure = |best: &mut Best, at: SocketAddr, token: &str, body: &Body| {
            let before = processor_seconds();
            let (answers, rate) = clients.block_on(load(at, count, token, body, plan.time))?;
            best.rate = best.rate.max(rate);
            let used = (processor_seconds() - before) * 1e6 / f64::from(answers.max(1));
            best.processor = best.processor.min(used);
            anyhow::Ok(())
        };
        let [mut nothing, mut plain, mut drawn, mut signed] = [Best::NONE; 4];
        let mut bare = 0.0_f64;
        for _ in 0..plan.times {
            measure(&mut nothing, idle, "", &session)?;
            bare = bare.max(store::commits(plan, count)?);
            measure(&mut plain, at, &token, &session)?;
            measure(&mut drawn, at, &lots, &number)?;
        }
        for _ in 0..if plan.passwords { plan.times.div_ceil(2) } else { 0 } {
            measure(&mut signed, at, &reviewer, &signing)?;
        }
        let aim = if count == 256 { "50 % of no-op" } else { "" };
        let name = |what: &str| format!("{count} clients: {what}");
        figures.add(Figure::new(name("a handler that does nothing"), nothing.rate, "/s"));
        figures.add(Figure::new(name("bare commits of as many"), bare, "/s"));
        let acts = Figure::new(name("session acts"), plain.rate, "/s");
        figures.add(acts.against(nothing.rate, "no-op").aim(aim));
        let acts = Figure::new(name("session acts"), plain.rate, "/s");
        figures.add(acts.against(bare, "bare commits"));
        let processor =
            Figure::new(name("no-op, of processor with its client"), nothing.processor, "µs");
        figures.add(processor.against(plain.processor, "a session act's"));
        let acts = Figure::new(name("acts that draw a number"), drawn.rate, "/s");
        figures.add(acts.against(nothing.rate, "no-op"));
        if plan.passwords {
            let acts =
                Figure::new(name("all signed by password, its hash left out"), signed.rate, "/s");
            figures.add(acts.against(nothing.rate, "no-op"));
        }
    }
    println!("| signed by passkey | not there yet: issue 3 | | |");
    Ok(())
}

/// The best of some measurements.
#[derive(Clone, Copy)]
struct Best {
    /// Answers a second.
    rate: f64,
    /// Microseconds of processor an answer, its client's included.
    processor: f64,
}

impl Best {
    const NONE: Self = Self { rate: 0.0, processor: f64::MAX };
}

/// Serves nothing at the address of acts.
async fn serve_nothing() -> anyhow::Result<SocketAddr> {
    let nothing = |_: axum::body::Bytes| async { "{}" };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    let listener = axum::serve::ListenerExt::tap_io(listener, |connection| {
        drop(connection.set_nodelay(true));
    });
    let router = Router::new().route("/api/v1/acts", post(nothing));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(at)
}

/// Serves a centre.
pub async fn serve(world: &World) -> anyhow::Result<SocketAddr> {
    let app = App::new(world.engine.clone(), Settings::default());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    tokio::spawn(async move {
        web::app::serve(app, web::app::plain(listener), std::future::pending()).await
    });
    Ok(at)
}

/// Session acts: a role is assigned to one person after the other.
fn assigning(people: Vec<String>) -> Body {
    Arc::new(move |n| {
        let at = usize::try_from(n).unwrap_or(0) % people.len();
        let person = people.get(at).map_or("", String::as_str);
        format!(
            "{{\"id\":\"{}\",\"is\":\"people.assign-role\",\"said\":\"ask\",\"as\":\"administrator\",\
             \"with\":{{\"person\":\"{person}\",\"role\":\"operator\",\"until\":\"2099-01-01\"}}}}",
            uuid::Uuid::now_v7()
        )
    })
}

/// Acts that draw a number for a label, so that the high-water mark is written too.
fn receiving() -> Body {
    Arc::new(move |_| {
        format!(
            "{{\"id\":\"{}\",\"is\":\"materials.receive-lot\",\"said\":\"ask\",\"as\":\"storekeeper\",\
             \"with\":{{\"item\":\"{ITEM}\",\"supplier_lot\":\"SYN-1\",\"expiry\":\"2099-01-01\",\
             \"quantity\":\"10\"}}}}",
            uuid::Uuid::now_v7()
        )
    })
}

/// Acts that are signed: one person after the other is qualified.
fn qualifying(people: Vec<String>) -> Body {
    Arc::new(move |n| {
        let at = usize::try_from(n).unwrap_or(0) % people.len();
        let person = people.get(at).map_or("", String::as_str);
        format!(
            "{{\"id\":\"{}\",\"is\":\"people.qualify\",\"said\":\"ask\",\"as\":\"qa-reviewer\",\
             \"with\":{{\"person\":\"{person}\",\"skill\":\"method/synthetic\",\"until\":\"2099-01-01\"}},\
             \"sign\":{{\"means\":\"approved\",\"password\":\"{PASSWORD}\"}}}}",
            uuid::Uuid::now_v7()
        )
    })
}
