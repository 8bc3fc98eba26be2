//! A bench for tests of endpoints and pages: the real router over a real engine on a folder of its
//! own, with a clock that moves when told.
//!
//! `bench.act(&token, "people.enrol", json!({…})).await.is(201)`.

use crate::app::{App, Settings, router};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use engine::Engine;
use engine::accounts::Hashing;
use engine::clock::SetClock;
use engine::data::DataFolder;
use engine::found::{Founding, found};
use engine::start::Options;
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt as _;

/// When every test begins.
pub(crate) const START: &str = "2026-11-22T02:00:00.000Z";

/// How many entries a centre has once its administrator has opened her account.
pub(crate) const FOUNDED: u64 = 3;

/// The last day of everybody's roles.
pub(crate) const ROLE_UNTIL: &str = "2028-11-22";

/// Everybody's password.
pub(crate) const PASSWORD: &str = "synthetic-password";

/// A centre at work, with its router.
pub(crate) struct Bench {
    /// Gone when the bench is.
    folder: tempfile::TempDir,
    pub clock: Arc<SetClock>,
    pub app: App,
    pub router: Router,
    /// The administrator's token.
    pub admin: String,
}

/// What came back.
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The JSON; the status must be this.
    #[track_caller]
    pub fn is(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self.json()
    }

    /// A problem of this status and kind, with one reason of this code unless it is empty.
    #[track_caller]
    pub fn problem(&self, status: u16, kind: &str, code: &str) -> Value {
        let body = self.is(status);
        assert_eq!(self.header(header::CONTENT_TYPE), "application/problem+json");
        assert_eq!(body["type"], format!("/problems/{kind}"), "{body}");
        assert_eq!(body["status"], status, "{body}");
        for member in ["title", "detail", "instance"] {
            assert!(body[member].as_str().is_some_and(|said| !said.contains('⟦')), "{body}");
        }
        let reasons = body["reasons"].as_array().unwrap();
        assert!(code.is_empty() || reasons.iter().any(|reason| reason["code"] == code), "{body}");
        body
    }
}

impl Bench {
    /// A centre just founded, its administrator signed in.
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// The same, started again with changed options.
    pub async fn open_with(change: impl Fn(&mut Options)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::at(START.parse().unwrap()));
        let data = DataFolder::at(folder.path().join("data"));
        let founding = Founding {
            origin: "test.example/c01/1".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            facility: "A9999".to_owned(),
            training: true,
            host: "localhost".to_owned(),
            code: "AD-01".to_owned(),
            name: "Synthetic Administrator".to_owned(),
        };
        let options = Options { hashing: Hashing::Cheap, ..Options::with_clock(clock.clone()) };
        let founded = found(&data, &founding, options.clone()).await.unwrap();
        founded.opened(PASSWORD).await.unwrap().engine.close();
        let mut options = options;
        change(&mut options);
        let app = App::new(Engine::start(&data, options).unwrap(), Settings::default());
        let router = router(app.clone());
        let mut bench = Self { folder, clock, app, router, admin: String::new() };
        bench.admin = bench.sign_in("ad-01").await;
        bench
    }

    /// The files of the centre.
    pub fn data(&self) -> DataFolder {
        DataFolder::at(self.folder.path().join("data"))
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// A request of somebody; an empty token is nobody.
    pub fn request(method: &str, path: &str, token: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path);
        if token.is_empty() {
            request
        } else {
            request.header(header::AUTHORIZATION, format!("Bearer {token}"))
        }
    }

    pub async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(Self::request("GET", path, token).body(Body::empty()).unwrap()).await
    }

    pub async fn send_json(&self, method: &str, token: &str, path: &str, body: &Value) -> Answer {
        self.send_text(method, token, path, "application/json", body.to_string()).await
    }

    pub async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.send_json("POST", token, path, body).await
    }

    pub async fn send_text(
        &self,
        method: &str,
        token: &str,
        path: &str,
        kind: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let request = Self::request(method, path, token).header(header::CONTENT_TYPE, kind);
        self.send(request.body(body.into()).unwrap()).await
    }

    /// The token of a session of whoever signs in under `name`.
    pub async fn sign_in(&self, name: &str) -> String {
        let body = json!({ "name": name, "password": PASSWORD });
        let session = self.post("", "/api/v1/session", &body).await.is(201);
        session["token"].as_str().unwrap().to_owned()
    }

    /// Asks for an act under a fresh id.
    pub async fn act(&self, token: &str, is: &str, with: Value) -> Answer {
        self.post(token, "/api/v1/acts", &ask(is, with)).await
    }

    /// Enrols a person with roles and an account, and signs them in: identifier and token.
    pub async fn person(&self, code: &str, roles: &[&str]) -> (String, String) {
        let with = json!({ "code": code, "name": "Synthetic Person" });
        let receipt = self.act(&self.admin, "people.enrol", with).await.is(201);
        let person = receipt["facts"][0]["subject"].as_str().unwrap().to_owned();
        // Without a role nobody is invited: whoever is to have none has one for a moment.
        let given = if roles.is_empty() { &["courier"] } else { roles };
        for role in given {
            self.assign(&person, role).await.is(201);
        }
        self.open_account(&person, code).await;
        if roles.is_empty() {
            let with = json!({ "person": person, "role": "courier" });
            self.act(&self.admin, "people.end-role", with).await.is(201);
        }
        let token = self.sign_in(&code.to_lowercase()).await;
        (person, token)
    }

    /// The administrator gives somebody a role.
    pub async fn assign(&self, person: &str, role: &str) -> Answer {
        let with = json!({ "person": person, "role": role, "until": ROLE_UNTIL });
        self.act(&self.admin, "people.assign-role", with).await
    }

    /// The administrator invites somebody, who opens the account.
    pub async fn open_account(&self, person: &str, code: &str) {
        let invited = self.act(&self.admin, "people.invite", json!({ "person": person })).await;
        let once = invited.is(201)["code"].as_str().unwrap().to_owned();
        let opening = self.opening(code, &once).await;
        self.post("", "/api/v1/account", &opening).await.is(201);
    }

    /// What whoever was invited sends.
    pub async fn opening(&self, name: &str, once: &str) -> Value {
        let texts = self.get("", "/api/v1/account").await.is(200);
        json!({
            "id": uuid::Uuid::now_v7().to_string(), "name": name, "code": once,
            "password": PASSWORD, "acknowledged": texts["acknowledgements"][0]["sha256"],
        })
    }
}

/// The body of an act that asks, under a fresh id; what takes a signature has one.
pub(crate) fn ask(is: &str, with: Value) -> Value {
    let id = uuid::Uuid::now_v7().to_string();
    let mut act = json!({ "id": id, "is": is, "said": "ask", "with": with });
    let signed = ["assign-role", "end-role", "reinstate", "leave"].map(|it| format!("people.{it}"));
    if signed.iter().any(|it| it == is) || is == "centre.set-access" {
        act["sign"] = json!({ "means": "approved", "password": PASSWORD });
    }
    act
}
