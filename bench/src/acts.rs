//! Acts a second acknowledged durable over HTTP, beside a handler that does nothing and bare
//! commits of the store.

use crate::figures::{Figure, Figures};
use crate::http::{Act, Next, load, sign_in};
use crate::machine::processor_seconds;
use crate::world::{ITEM, PASSWORD, World};
use crate::{Plan, store};
use axum::Router;
use axum::routing::post;
use engine::accounts::Hashing;
use standards::webauthn::{Assertion, Expected, PublicKey, Verification, register};
use std::net::SocketAddr;
use std::sync::Arc;
use testkit::passkey::SoftKey;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use web::app::{App, Settings};

/// Clients at once.
const CLIENTS: [usize; 3] = [1, 16, 256];

/// Measures and prints.
pub fn measure(runtime: &Runtime, plan: &Plan, figures: &mut Figures) -> anyhow::Result<()> {
    let world = runtime.block_on(World::found(1, Hashing::Cheap))?;
    let people: Arc<[String]> = runtime.block_on(world.crowd(500))?.into();
    let strong = runtime.block_on(World::found(1, Hashing::Strong))?;
    let hashed: Arc<[String]> = runtime.block_on(strong.crowd(100))?.into();
    let does_nothing = crate::runtime("nothing")?;
    let idle = does_nothing.block_on(serve_nothing())?;
    let at = runtime.block_on(serve(&world))?;
    let at_strong = runtime.block_on(serve(&strong))?;
    let token = |at: SocketAddr, name: &str| -> anyhow::Result<Arc<str>> {
        Ok(runtime.block_on(sign_in(at, name, PASSWORD))?.into())
    };
    let session = keeping(token(at, "ad-01")?);
    let number = receiving(token(at, "sk-01")?);
    let signing = qualifying(token(at, "qa-03")?, &people);
    let hashing = qualifying(token(at_strong, "qa-03")?, &hashed);
    let unsigned = keeping(token(at_strong, "ad-01")?);
    let one_in_ten = mixing(10, unsigned, hashing.clone());
    let mut signers = Vec::new();
    for (n, (person, name)) in (0..).zip(runtime.block_on(world.reviewers(SIGNERS))?) {
        // Signed in before there is a key: after that a password alone opens no session.
        let session = token(at, &name)?;
        signers.push((session, runtime.block_on(world.give_key(person, n))?));
    }
    let keyed = signing_by_key(signers.into(), &people);
    let keyed_one_in_ten = mixing(10, session.clone(), keyed.clone());
    // The clients have threads of their own, as they would in life; they share the cores.
    let clients = crate::runtime("client")?;
    figures.section("Acts acknowledged durable over HTTP");
    for count in CLIENTS.into_iter().filter(|count| plan.clients.is_none_or(|only| only == *count))
    {
        let measure = |best: &mut Best, at: SocketAddr, next: &Next| {
            let (commits, before) = (world.commits()?, processor_seconds());
            let (answers, rate) = clients.block_on(load(at, count, next, plan.time))?;
            let answers = f64::from(answers.max(1));
            let used = (processor_seconds() - before) * 1e6 / answers;
            best.processor = best.processor.min(used);
            if rate > best.rate {
                best.rate = rate;
                best.group = answers / (world.commits()? - commits).max(1.0);
            }
            anyhow::Ok(())
        };
        let [mut nothing, mut plain, mut drawn, mut signed, mut tenth, mut hashed] =
            [Best::NONE; 6];
        let [mut by_key, mut tenth_by_key] = [Best::NONE; 2];
        let mut bare = 0.0_f64;
        for _ in 0..plan.times {
            measure(&mut nothing, idle, &session)?;
            bare = bare.max(store::commits(plan, count)?);
            measure(&mut plain, at, &session)?;
            measure(&mut drawn, at, &number)?;
            measure(&mut by_key, at, &keyed)?;
            measure(&mut tenth_by_key, at, &keyed_one_in_ten)?;
        }
        for _ in 0..if plan.passwords { plan.times.div_ceil(2) } else { 0 } {
            measure(&mut signed, at, &signing)?;
            measure(&mut tenth, at_strong, &one_in_ten)?;
            measure(&mut hashed, at_strong, &hashing)?;
        }
        let aim = if count == 256 { "50 % of no-op" } else { "" };
        let name = |what: &str| format!("{count} clients: {what}");
        figures.add(Figure::new(name("a handler that does nothing"), nothing.rate, "/s"));
        figures.add(Figure::new(name("bare commits of as many"), bare, "/s"));
        let acts = Figure::new(name("session acts"), plain.rate, "/s");
        figures.add(acts.against(nothing.rate, "no-op").aim(aim));
        let acts = Figure::new(name("session acts"), plain.rate, "/s");
        figures.add(acts.against(bare, "bare commits"));
        figures.add(Figure::new(
            name("session acts, of processor with its client"),
            plain.processor,
            "µs",
        ));
        let processor =
            Figure::new(name("no-op, of processor with its client"), nothing.processor, "µs");
        figures.add(processor.against(plain.processor, "a session act's").aim(aim));
        figures.add(Figure::new(name("session acts in one commit"), plain.group, ""));
        let mut beside = |what: &str, best: Best| {
            figures.add(Figure::new(name(what), best.rate, "/s").against(nothing.rate, "no-op"));
        };
        beside("acts that draw a number", drawn);
        beside("one in ten signed by passkey", tenth_by_key);
        beside("all signed by passkey, two requests each", by_key);
        if plan.passwords {
            beside("all signed by password, its hash left out", signed);
            beside("one in ten signed by password", tenth);
            beside("all signed by password", hashed);
            // Both sign the same act; what one costs more is the key's.
            let more = (by_key.processor - signed.processor).max(0.0);
            let name = name("what a passkey adds to a signed act, of processor with its client");
            figures.add(Figure::new(name, more, "µs").aim("1000 µs"));
        }
    }
    passkeys(figures)
}

/// The best of some measurements.
#[derive(Clone, Copy)]
struct Best {
    /// Answers a second.
    rate: f64,
    /// Microseconds of processor an answer, its client's included.
    processor: f64,
    /// Acts a commit, when they were the most a second.
    group: f64,
}

impl Best {
    const NONE: Self = Self { rate: 0.0, processor: f64::MAX, group: 0.0 };
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

/// Session acts: it is laid down anew how long notes of the access log are kept.
fn keeping(token: Arc<str>) -> Next {
    Arc::new(move |n| {
        let days = 366 + n % 1_000;
        let body = format!(
            "{{\"id\":\"{}\",\"is\":\"centre.set-access-retention\",\"said\":\"ask\",\
             \"as\":\"administrator\",\"with\":{{\"centre\":\"centre/c01\",\"days\":{days}}}}}",
            uuid::Uuid::now_v7()
        );
        Act { token: token.clone(), body, key: None }
    })
}

/// Acts that draw a number for a label, so that the high-water mark is written too.
fn receiving(token: Arc<str>) -> Next {
    Arc::new(move |_| {
        let body = format!(
            "{{\"id\":\"{}\",\"is\":\"materials.receive-lot\",\"said\":\"ask\",\"as\":\"storekeeper\",\
             \"with\":{{\"item\":\"{ITEM}\",\"supplier_lot\":\"SYN-1\",\"expiry\":\"2099-01-01\",\
             \"quantity\":\"10\"}}}}",
            uuid::Uuid::now_v7()
        );
        Act { token: token.clone(), body, key: None }
    })
}

/// Acts that are signed by password: one person after the other is qualified.
fn qualifying(token: Arc<str>, people: &Arc<[String]>) -> Next {
    let people = people.clone();
    Arc::new(move |n| {
        let person = one_of(&people, n);
        let body = format!(
            "{{\"id\":\"{}\",\"is\":\"people.qualify\",\"said\":\"ask\",\"as\":\"qa-reviewer\",\
             \"with\":{{\"person\":\"{person}\",\"skill\":\"method/synthetic\",\"until\":\"2099-01-01\"}},\
             \"sign\":{{\"means\":\"approved\",\"password\":\"{PASSWORD}\"}}}}",
            uuid::Uuid::now_v7()
        );
        Act { token: token.clone(), body, key: None }
    })
}

/// People who sign with keys of their own: of one person no more than twenty acts wait for a key.
const SIGNERS: usize = 20;

/// Acts that are signed by passkey: one person after the other is qualified.
fn signing_by_key(signers: Arc<[(Arc<str>, SoftKey)]>, people: &Arc<[String]>) -> Next {
    let people = people.clone();
    Arc::new(move |n| {
        let at = usize::try_from(n).unwrap_or(0) % signers.len().max(1);
        let (token, key) = signers.get(at).cloned().unwrap_or_else(|| unreachable!("somebody"));
        let person = one_of(&people, n);
        let body = format!(
            "{{\"id\":\"{}\",\"is\":\"people.qualify\",\"said\":\"ask\",\"as\":\"qa-reviewer\",\
             \"with\":{{\"person\":\"{person}\",\"skill\":\"method/synthetic\",\"until\":\"2099-01-01\"}},\
             \"sign\":{{\"means\":\"approved\"}}}}",
            uuid::Uuid::now_v7()
        );
        Act { token, body, key: Some(key) }
    })
}

/// What a passkey adds to a signed act, besides one more request: its assertion is checked.
fn passkeys(figures: &mut Figures) -> anyhow::Result<()> {
    let block = VECTORS.split("\n\n").find(|block| block.starts_with("16.2"));
    let lines: Vec<Vec<u8>> =
        block.unwrap_or_default().lines().skip(1).map(bytes).collect::<anyhow::Result<_>>()?;
    let [made_for, made_client, attestation, challenge, authenticator, client, signature] =
        lines.as_slice()
    else {
        anyhow::bail!("the vector is not of the form it had");
    };
    let expected = |challenge| Expected {
        challenge,
        party: "example.org",
        origins: &[],
        verification: Verification::Presence,
    };
    let made = register(attestation, made_client, &expected(made_for))?;
    let before = processor_seconds();
    for _ in 0..CHECKS {
        let key = PublicKey::read(&made.cose)?;
        let assertion = Assertion { authenticator, client, signature };
        std::hint::black_box(assertion.check(&expected(challenge), &key)?);
    }
    let each = (processor_seconds() - before) * 1e6 / f64::from(CHECKS);
    figures.add(
        Figure::new("a passkey's assertion checked (ES256), of processor", each, "µs")
            .aim("1000 µs"),
    );
    Ok(())
}

/// How many assertions are checked for the figure.
const CHECKS: u32 = 2_000;

/// The specification's test vectors.
const VECTORS: &str = include_str!("../../crates/standards/tests/webauthn/vectors.txt");

fn bytes(hexadecimal: &str) -> anyhow::Result<Vec<u8>> {
    let digit = |at: usize| u8::from_str_radix(hexadecimal.get(at..at + 2).unwrap_or("-"), 16);
    (0..hexadecimal.len()).step_by(2).map(|at| Ok(digit(at)?)).collect()
}

/// One act in `every` signed, the others not.
fn mixing(every: u64, plain: Next, signed: Next) -> Next {
    Arc::new(move |n| if n.is_multiple_of(every) { signed(n) } else { plain(n) })
}

fn one_of(people: &[String], n: u64) -> &str {
    let at = usize::try_from(n).unwrap_or(0) % people.len().max(1);
    people.get(at).map_or("", String::as_str)
}
