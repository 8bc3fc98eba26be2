//! Acts a second over HTTP, beside a handler that does nothing and bare commits of the store.

use crate::centre::{Measured, PASSWORD};
use anyhow::Context as _;
use axum::Router;
use axum::routing::post;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use web::app::{App, Settings};

/// Clients at once.
const CLIENTS: [usize; 3] = [1, 16, 256];

/// Makes the body of the next request.
type Body = Arc<dyn Fn(u64) -> String + Send + Sync>;

/// Measures and prints.
pub async fn measure(time: Duration) -> anyhow::Result<()> {
    let noop = TcpListener::bind("127.0.0.1:0").await?;
    let noop_at = noop.local_addr()?;
    tokio::spawn(async move {
        let nothing =
            Router::new().route("/api/v1/acts", post(|_: axum::body::Bytes| async { "{}" }));
        drop(axum::serve(noop, nothing).await);
    });

    let measured = Measured::found().await?;
    let people = measured.people(500).await?;
    let app = App::new(measured.engine.clone(), Settings::default());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    tokio::spawn(async move { web::app::serve(app, listener, std::future::pending()).await });
    let session = format!("{{\"name\":\"ad-01\",\"password\":\"{PASSWORD}\"}}");
    let (_, answer) = Client::open(at).await?.post("/api/v1/session", "", &session).await?;
    let answer: serde_json::Value = serde_json::from_str(&answer)?;
    let token =
        answer.get("token").and_then(|token| token.as_str()).context("no token")?.to_owned();

    let act: Body = Arc::new(move |n| {
        let person = people.get(usize::try_from(n).unwrap_or(0) % people.len());
        let person = person.map_or("", String::as_str);
        format!(
            "{{\"id\":\"{}\",\"is\":\"people.assign-role\",\"said\":\"ask\",\"as\":\"administrator\",\
             \"with\":{{\"person\":\"{person}\",\"role\":\"operator\",\"until\":\"2099-01-01\"}}}}",
            uuid::Uuid::now_v7()
        )
    });
    let signed: Body = {
        let act = act.clone();
        // The signature costs its Argon2 whether or not the action asks for one.
        Arc::new(move |n| {
            let body = act(n);
            let body = body.trim_end_matches('}');
            format!("{body}}},\"sign\":{{\"means\":\"approved\",\"password\":\"{PASSWORD}\"}}}}")
        })
    };

    println!("## Acts acknowledged durable, a second, over HTTP on this machine\n");
    println!("| clients | no-op handler | session acts | ratio | password-signed acts |");
    println!("|---|---|---|---|---|");
    for clients in CLIENTS {
        let nothing = load(noop_at, clients, "", act.clone(), time).await?;
        let acts = load(at, clients, &token, act.clone(), time).await?;
        let signing = load(at, clients, &token, signed.clone(), time).await?;
        println!(
            "| {clients} | {nothing:.0} | {acts:.0} | {:.0} % | {signing:.0} |",
            100.0 * acts / nothing
        );
    }
    println!();
    Ok(())
}

/// Answers a second that `clients` get in `time`, each waiting for its answer before asking again.
async fn load(
    at: std::net::SocketAddr,
    clients: usize,
    token: &str,
    body: Body,
    time: Duration,
) -> anyhow::Result<f64> {
    let stop = Arc::new(AtomicBool::new(false));
    let (answers, others) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let number = Arc::new(AtomicU64::new(0));
    let started = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..clients {
        let (stop, answers, others, number, body, token) = (
            stop.clone(),
            answers.clone(),
            others.clone(),
            number.clone(),
            body.clone(),
            token.to_owned(),
        );
        tasks.push(tokio::spawn(async move {
            let mut client = Client::open(at).await?;
            while !stop.load(Ordering::Relaxed) {
                let body = body(number.fetch_add(1, Ordering::Relaxed));
                let (status, _) = client.post("/api/v1/acts", &token, &body).await?;
                let counter = if status / 100 == 2 { &answers } else { &others };
                counter.fetch_add(1, Ordering::Relaxed);
            }
            anyhow::Ok(())
        }));
    }
    tokio::time::sleep(time).await;
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await??;
    }
    let others = others.load(Ordering::Relaxed);
    if others > 0 {
        eprintln!("{others} requests were answered otherwise than with success");
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate is a figure to read")]
    let rate = answers.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64();
    Ok(rate)
}

/// One connection that is kept open.
struct Client {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Client {
    async fn open(at: std::net::SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(at).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(4096) })
    }

    async fn post(&mut self, path: &str, token: &str, body: &str) -> anyhow::Result<(u16, String)> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Authorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.read.clear();
        let head = loop {
            if let Some(end) = self.read.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                anyhow::bail!("the server closed the connection");
            }
        };
        let (status, length) = {
            let text = String::from_utf8_lossy(self.read.get(..head).unwrap_or_default());
            let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
            let length = text
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .and_then(|(_, value)| value.trim().parse::<usize>().ok());
            (status, length.context("an answer without a length")?)
        };
        while self.read.len() < head + length {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                anyhow::bail!("the server closed the connection");
            }
        }
        let body = self.read.get(head..head + length).unwrap_or_default();
        Ok((status, String::from_utf8_lossy(body).into_owned()))
    }
}
