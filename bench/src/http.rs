//! A client that asks again as soon as it is answered, and many of them at once.

use anyhow::Context as _;
use domain::text::Encoded;
use serde::Deserialize as _;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use testkit::passkey::SoftKey;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The next act.
pub struct Act {
    /// The token of the session it is sent in.
    pub token: Arc<str>,
    /// What is sent.
    pub body: String,
    /// The passkey that signs it, asked for in a request before.
    pub key: Option<SoftKey>,
}

/// Makes the act of a number.
pub type Next = Arc<dyn Fn(u64) -> Act + Send + Sync>;

/// Answers, and answers a second, that `clients` get in `time`. An answer that is no success is an error.
pub async fn load(
    at: SocketAddr,
    clients: usize,
    next: &Next,
    time: Duration,
) -> anyhow::Result<(u32, f64)> {
    let stop = Arc::new(AtomicBool::new(false));
    let number = Arc::new(AtomicU64::new(0));
    let mut tasks = Vec::new();
    let started = Instant::now();
    for _ in 0..clients {
        let (stop, number, next) = (stop.clone(), number.clone(), next.clone());
        tasks.push(tokio::spawn(async move {
            let mut client = Client::open(at, "").await?;
            let mut answers = 0_u32;
            while !stop.load(Ordering::Relaxed) {
                let Act { token, mut body, key } = next(number.fetch_add(1, Ordering::Relaxed));
                client.token = token;
                if let Some(key) = key {
                    body = client.signed(&body, key).await?;
                }
                let (status, answer) = client.post("/api/v1/acts", &body).await?;
                anyhow::ensure!(status / 100 == 2, "answered {status}: {answer}");
                answers += 1;
            }
            Ok(answers)
        }));
    }
    tokio::time::sleep(time).await;
    stop.store(true, Ordering::Relaxed);
    let mut answers = 0;
    for task in tasks {
        answers += task.await??;
    }
    Ok((answers, f64::from(answers) / started.elapsed().as_secs_f64()))
}

/// One connection that is kept open.
pub struct Client {
    stream: TcpStream,
    token: Arc<str>,
    read: Vec<u8>,
}

impl Client {
    /// Connects; `token` is a session's, or nothing.
    pub async fn open(at: SocketAddr, token: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(at).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, token: token.into(), read: Vec::with_capacity(4096) })
    }

    /// Posts JSON; gives status and answer.
    pub async fn post(&mut self, path: &str, body: &str) -> anyhow::Result<(u16, String)> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        self.exchange(&request).await
    }

    /// Has an act fixed and signs what is to be signed; gives the act to be sent.
    async fn signed(&mut self, body: &str, mut key: SoftKey) -> anyhow::Result<String> {
        let (status, answer) = self.post("/api/v1/acts/prepare", body).await?;
        anyhow::ensure!(status == 200, "answered {status}: {answer}");
        let to_sign: Value = serde_json::from_str(&answer)?;
        let challenge = to_sign.get("challenge").cloned().unwrap_or_default();
        let signed = key.sign(&Encoded::deserialize(challenge)?.bytes());
        let mut act: Value = serde_json::from_str(body)?;
        let sign = act.get_mut("sign").and_then(Value::as_object_mut).context("is not signed")?;
        let passkey = json!({
            "cred": Encoded::of(&signed.credential), "auth": Encoded::of(&signed.authenticator),
            "client": Encoded::of(&signed.client), "sig": Encoded::of(&signed.signature),
        });
        sign.insert("passkey".to_owned(), passkey);
        Ok(act.to_string())
    }

    /// Gets a page; gives status and answer.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<(u16, String)> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\
             Cookie: session={}\r\n\r\n",
            self.token
        );
        self.exchange(&request).await
    }

    async fn exchange(&mut self, request: &str) -> anyhow::Result<(u16, String)> {
        self.stream.write_all(request.as_bytes()).await?;
        self.read.clear();
        let head = loop {
            if let Some(end) = self.read.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
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
            self.more().await?;
        }
        let body = self.read.get(head..head + length).unwrap_or_default();
        Ok((status, String::from_utf8_lossy(body).into_owned()))
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        let read = self.stream.read_buf(&mut self.read).await?;
        anyhow::ensure!(read > 0, "the server closed the connection");
        Ok(())
    }
}

/// A session's token.
pub async fn sign_in(at: SocketAddr, name: &str, password: &str) -> anyhow::Result<String> {
    let body = json!({ "name": name, "password": password }).to_string();
    let (status, answer) = Client::open(at, "").await?.post("/api/v1/session", &body).await?;
    let answer: Value = serde_json::from_str(&answer)?;
    let token = answer.get("token").and_then(Value::as_str);
    Ok(token.with_context(|| format!("no token, but {status}"))?.to_owned())
}
