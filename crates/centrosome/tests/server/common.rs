//! A real server process on a folder of its own, and a client that speaks its public API.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The administrator every test centre is founded with.
pub const ADMIN: &str = "ad-01";
/// The password of everybody in a test centre.
pub const PASSWORD: &str = "synthetic-password";

/// The program under test.
pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_centrosome"))
}

/// Founds a centre in `data`.
pub fn found(data: &Path) {
    let mut child = program()
        .args(["found", "--training", "--origin", "test.example/c01/1", "--facility", "A9999"])
        .args(["--code", "AD-01", "--name", "Synthetic Administrator", "--data"])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success(), "found");
}

/// A server process.
pub struct Server {
    child: Child,
    /// Where it listens, as `http://127.0.0.1:4711`.
    pub url: String,
}

impl Server {
    /// Starts a server on `data` and waits until it prints its address.
    pub fn start(data: &Path, more: &[&str]) -> Self {
        let mut child = program()
            .args(["serve", "--json", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().and_then(Result::ok).unwrap_or_default();
        let told: Value = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("the server said {line:?} instead of its address"));
        let url = told["url"].as_str().unwrap().trim_end_matches('/').to_owned();
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url }
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until the process is gone by itself.
    pub fn wait(mut self) {
        self.child.wait().unwrap();
    }

    /// A client signed in as somebody.
    pub fn client(&self, name: &str) -> Option<Client> {
        Client::sign_in(&self.url, name)
    }
}

/// What came back.
pub type Answer = Result<(u16, Value), String>;

/// A client with a session.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    url: String,
    token: String,
}

impl Client {
    fn sign_in(url: &str, name: &str) -> Option<Self> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        let mut client = Self { agent, url: url.to_owned(), token: String::new() };
        let body = json!({ "name": name, "password": PASSWORD });
        let (status, session) = client.post("/api/v1/session", &body).ok()?;
        assert_eq!(status / 100, 2, "{session}");
        client.token = session["token"].as_str().unwrap().to_owned();
        Some(client)
    }

    /// POST with JSON.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let mut request = self.agent.post(format!("{}{path}", self.url));
        if !self.token.is_empty() {
            request = request.header("Authorization", format!("Bearer {}", self.token));
        }
        let sent = request.header("Content-Type", "application/json").send(body.to_string());
        read(sent)
    }

    /// GET.
    pub fn get(&self, path: &str) -> Answer {
        let request = self.agent.get(format!("{}{path}", self.url));
        read(request.header("Authorization", format!("Bearer {}", self.token)).call())
    }

    /// Asks for an act under `id`.
    pub fn ask(&self, id: &str, is: &str, with: &Value) -> Answer {
        self.post("/api/v1/acts", &json!({ "id": id, "is": is, "said": "ask", "with": with }))
    }
}

fn read(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = sent.map_err(|error| error.to_string())?;
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().map_err(|error| error.to_string())?;
    Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
}

/// A fresh act id.
pub fn act_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Verification of `data` by the program; the verdict and what it printed.
pub fn verify(data: &Path) -> (bool, String) {
    let out = program().args(["verify", "--json", "--data"]).arg(data).output().unwrap();
    (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
}
