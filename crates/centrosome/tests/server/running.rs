//! A real server process on a folder of its own, and a client that speaks its public API.

use engine::clock::{Clock as _, SystemClock};
use serde_json::{Value, json};
use standards::totp;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The administrator every test centre is founded with.
pub const ADMIN: &str = "ad-01";
/// The password of everybody in a test centre.
pub const PASSWORD: &str = "synthetic-password";

/// The entries a founding makes: the centre opened, its administrator invited, her account opened.
pub const FOUNDED: u64 = 3;

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

/// The arguments that serve `data` on any free port.
pub fn serving(data: &Path) -> Vec<OsString> {
    let mut args: Vec<OsString> =
        ["serve", "--json", "--listen", "127.0.0.1:0", "--data"].map(OsString::from).into();
    args.push(data.as_os_str().to_owned());
    args
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
        let mut command = program();
        command.args(serving(data)).args(more).stderr(Stdio::null());
        Self::launch(command).unwrap_or_else(|_| panic!("the server did not start"))
    }

    /// Starts a server by a command of one's own; gives the process back if it ends without having
    /// said where it listens.
    pub fn launch(mut command: Command) -> Result<Self, Child> {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().and_then(Result::ok).unwrap_or_default();
        let Ok(told) = serde_json::from_str::<Value>(&line) else { return Err(child) };
        let url = told["url"].as_str().unwrap().trim_end_matches('/').to_owned();
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, url })
    }

    /// The number of the process.
    pub fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits until it has ended in order.
    pub fn stop(self) {
        rustix::process::kill_process(self.pid(), rustix::process::Signal::TERM).unwrap();
        self.wait();
    }

    /// Waits until the process is gone by itself.
    pub fn wait(mut self) {
        self.child.wait().unwrap();
    }

    /// A client that is nobody.
    pub fn stranger(&self) -> Client {
        Client::of(&self.url)
    }

    /// A client signed in as somebody.
    pub fn client(&self, name: &str) -> Option<Client> {
        Client::sign_in(&self.url, name)
    }
}

/// A test that fails leaves no server behind.
impl Drop for Server {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            // Not SIGKILL: one that was started by a script is ended by that.
            let _ = rustix::process::kill_process(self.pid(), rustix::process::Signal::TERM);
            drop(self.child.wait());
        }
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
    fn of(url: &str) -> Self {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .max_redirects(0)
            .allow_non_standard_methods(true)
            .build()
            .into();
        Self { agent, url: url.to_owned(), token: String::new() }
    }

    fn sign_in(url: &str, name: &str) -> Option<Self> {
        let mut client = Self::of(url);
        let body = json!({ "name": name, "password": PASSWORD });
        let (status, session) = client.post("/api/v1/session", &body).ok()?;
        assert_eq!(status / 100, 2, "{session}");
        client.token = session["token"].as_str().unwrap().to_owned();
        Some(client)
    }

    /// The token of the session.
    pub fn token(&self) -> &str {
        &self.token
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

    /// An administrator invites somebody, who opens the account with the code.
    pub fn opens_account(&self, name: &str, person: &Value) {
        let with = json!({ "person": person });
        let (status, invited) = self.ask(&act_id(), "people.invite", &with).unwrap();
        assert_eq!(status, 201, "{invited}");
        let (_, texts) = self.get("/api/v1/account").unwrap();
        let opening = json!({ "id": act_id(), "name": name, "code": invited["code"],
            "password": PASSWORD, "acknowledged": texts["acknowledgements"][0]["sha256"] });
        let (status, answer) = Self::of(&self.url).post("/api/v1/account", &opening).unwrap();
        assert_eq!(status, 201, "{answer}");
    }

    /// Sets time-based codes up for whoever is signed in: the secret, as an app takes it over.
    pub fn sets_up_codes(&self) -> Vec<u8> {
        let (_, session) = self.get("/api/v1/session").unwrap();
        let id = act_id();
        let (status, shown) = self.post("/api/v1/account/time-code", &json!({ "id": id })).unwrap();
        assert_eq!(status, 200, "{shown}");
        let secret = totp::secret(shown["secret"].as_str().unwrap()).unwrap();
        let with = json!({ "person": session["person"], "password": PASSWORD,
            "time_code": code(&secret, 0) });
        let (status, answer) = self.ask(&id, "people.set-time-code", &with).unwrap();
        assert_eq!(status, 201, "{answer}");
        secret
    }

    /// Any bytes by any method with these headers beside the session's.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("Authorization", format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(self.agent.run(request.body(body).unwrap()))
    }

    /// The same as a browser would, by cookie.
    pub fn browse(&self, method: &str, path: &str, body: &str) -> Answer {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("Cookie", format!("session={}", self.token))
            .header("Accept", "text/html")
            .header("Content-Type", "application/x-www-form-urlencoded");
        read(self.agent.run(request.body(body.to_owned()).unwrap()))
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

    /// Gives somebody a role for a year and a bit.
    #[track_caller]
    pub fn assigns(&self, person: &Value, role: &str) {
        let until = SystemClock.now().plus_minutes(400 * 24 * 60).to_string();
        let until = until.split('T').next();
        let act = json!({
            "id": act_id(), "is": "people.assign-role", "said": "ask",
            "with": { "person": person, "role": role, "until": until },
            "sign": { "means": "approved", "password": PASSWORD },
        });
        let (status, answer) = self.post("/api/v1/acts", &act).unwrap();
        assert_eq!(status, 201, "{answer}");
    }
}

/// Enrols a person under a code.
pub fn enrol(client: &Client, id: &str, code: &str) -> Answer {
    client.ask(id, "people.enrol", &json!({ "code": code, "name": "Synthetic Person" }))
}

fn read(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = sent.map_err(|error| error.to_string())?;
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().map_err(|error| error.to_string())?;
    Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
}

/// The code an app shows so many steps from now. One step ahead is taken too: what set the codes up
/// is used by that.
pub fn code(secret: &[u8], steps: u64) -> String {
    let seconds = u64::try_from(SystemClock.now().as_millisecond() / 1_000).unwrap();
    totp::code(secret, totp::step(seconds) + steps)
}

/// A fresh act id.
pub fn act_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Verification of `data` by the program: whether it is sound, and everything it said.
pub fn verify(data: &Path) -> (bool, String) {
    let out = program().args(["verify", "--json", "--data"]).arg(data).output().unwrap();
    let said = [out.stderr, out.stdout].concat();
    (out.status.success(), String::from_utf8_lossy(&said).into_owned())
}
