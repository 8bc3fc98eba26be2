//! People and HTTP: everybody of the demonstration acts through the public API, and every answer
//! is held against what was expected.

use super::people::{PASSWORD, Who};
use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

/// What somebody is about to ask or tell.
#[derive(Debug, Clone)]
pub struct Deed {
    is: &'static str,
    said: &'static str,
    with: Value,
    means: Option<&'static str>,
}

impl Deed {
    /// Something asked for.
    pub fn ask(is: &'static str, with: Value) -> Self {
        Self { is, said: "ask", with, means: None }
    }

    /// Something told: it has happened.
    pub fn tell(is: &'static str, with: Value) -> Self {
        Self { said: "tell", ..Self::ask(is, with) }
    }

    /// Signed with the person's password, or with the PIN at a station, with this meaning.
    #[must_use]
    pub fn signed(self, means: &'static str) -> Self {
        Self { means: Some(means), ..self }
    }

    fn body(&self, badge: Option<&Badge>) -> Value {
        let mut body = json!({
            "id": uuid::Uuid::now_v7().to_string(),
            "is": self.is,
            "said": self.said,
            "with": self.with,
        });
        if let Some(means) = self.means {
            let (how, secret) = badge.map_or(("password", PASSWORD), |_| ("pin", PIN));
            set(&mut body, "sign", json!({ "means": means, how: secret }));
        }
        body
    }
}

/// Puts a field into a JSON object.
pub fn set(object: &mut Value, field: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(field.to_owned(), value);
    }
}

/// What the centre answered to an act it took.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Where it stands in the log.
    pub position: u64,
    /// The subjects of its facts, with the names of the facts.
    pub facts: Vec<(String, String)>,
    /// The codes of the rules it broke.
    pub findings: Vec<String>,
}

impl Receipt {
    fn read(answer: &Value) -> Option<Self> {
        let facts = answer.get("facts")?.as_array()?;
        let findings = answer.get("findings")?.as_array()?;
        Some(Self {
            position: answer.get("position")?.as_u64()?,
            facts: facts
                .iter()
                .filter_map(|f| Some((text(f, "subject")?, text(f, "is")?)))
                .collect(),
            findings: findings.iter().filter_map(|finding| text(finding, "code")).collect(),
        })
    }

    /// The subject of the first fact of this name.
    pub fn subject_of(&self, fact: &str) -> anyhow::Result<String> {
        let found = self.facts.iter().find(|(_, is)| is == fact);
        found.map(|(subject, _)| subject.clone()).with_context(|| {
            format!("entry {} has no fact {fact}: {:?}", self.position, self.facts)
        })
    }

    /// The deviation that the act opened, if it did.
    pub fn deviation(&self) -> Option<String> {
        self.subject_of("deviation-opened").ok()
    }
}

/// Why something was refused.
#[derive(Debug, Clone)]
pub struct Why {
    /// The code of the rule.
    pub code: String,
    /// What a person is told.
    pub sentence: String,
    /// The values in it.
    pub args: Value,
}

impl Why {
    fn read(reason: &Value) -> Option<Self> {
        let args = reason.get("args").cloned().unwrap_or_default();
        Some(Self { code: text(reason, "code")?, sentence: text(reason, "en")?, args })
    }
}

/// The text of a field.
pub fn text(object: &Value, field: &str) -> Option<String> {
    object.get(field)?.as_str().map(str::to_owned)
}

/// The PIN of whoever carries a badge here.
pub const PIN: &str = "482915";

/// A badge, and the station it is shown at.
#[derive(Debug, Clone)]
pub struct Badge {
    /// What the station's browser shows.
    pub station: String,
    /// What the badge says.
    pub number: String,
}

impl Badge {
    fn cookie(&self) -> String {
        format!("station={}", self.station)
    }
}

/// Everybody's way to the centre.
pub struct Clients {
    agent: ureq::Agent,
    url: String,
    tokens: RefCell<BTreeMap<Who, String>>,
    badges: RefCell<BTreeMap<Who, Badge>>,
}

impl Clients {
    /// Clients of the server at `url`.
    pub fn of(url: String) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(1)))
            .build()
            .into();
        Self { agent, url, tokens: RefCell::default(), badges: RefCell::default() }
    }

    /// Has somebody act at a station with a badge, or anywhere without one.
    pub fn carries(&self, who: Who, badge: Option<Badge>) {
        self.tokens.borrow_mut().remove(&who);
        match badge {
            Some(badge) => self.badges.borrow_mut().insert(who, badge),
            None => self.badges.borrow_mut().remove(&who),
        };
    }

    fn badge_of(&self, who: Who) -> Option<Badge> {
        self.badges.borrow().get(&who).cloned()
    }

    /// Has somebody do what draws a code, which is shown once. Gives the code.
    pub fn draws(&self, who: Who, deed: &Deed) -> anyhow::Result<String> {
        let (status, answer) = self.acts(who, deed)?;
        let code = text(&answer, "code").filter(|_| status == 201);
        code.with_context(|| format!("{}: {} drew no code: {}", who.0, deed.is, told(&answer)))
    }

    fn acts(&self, who: Who, deed: &Deed) -> anyhow::Result<(u16, Value)> {
        let body = deed.body(self.badge_of(who).as_ref());
        self.send(who, "POST", "/api/v1/acts", Some(&body))
    }

    /// Has somebody do something that must be taken, breaking each of `findings` and nothing else
    /// but perhaps some of `others`.
    pub fn does(
        &self,
        who: Who,
        deed: &Deed,
        findings: &[&str],
        others: &[&str],
    ) -> anyhow::Result<Receipt> {
        let (status, answer) = self.acts(who, deed)?;
        let receipt = if status == 201 { Receipt::read(&answer) } else { None };
        let Some(receipt) = receipt else {
            bail!(
                "{}: {} should have been taken, but the answer was {status}: {}\n  sent: {}",
                who.0,
                deed.is,
                told(&answer),
                deed.with,
            );
        };
        let found: Vec<&str> = receipt.findings.iter().map(String::as_str).collect();
        let all = findings.iter().all(|code| found.contains(code));
        let only = found.iter().all(|code| findings.contains(code) || others.contains(code));
        ensure!(
            all && only,
            "{}: {} was taken with the findings {found:?}; expected were {findings:?}\n  sent: {}",
            who.0,
            deed.is,
            deed.with,
        );
        Ok(receipt)
    }

    /// Has somebody try something that must be refused for these reasons, perhaps among others.
    /// Gives all the reasons.
    pub fn is_refused(&self, who: Who, deed: &Deed, codes: &[&str]) -> anyhow::Result<Vec<Why>> {
        let (status, answer) = self.acts(who, deed)?;
        let reasons = answer.get("reasons").and_then(Value::as_array).cloned().unwrap_or_default();
        let reasons: Vec<Why> = reasons.iter().filter_map(Why::read).collect();
        let all = codes.iter().all(|code| reasons.iter().any(|why| why.code == *code));
        ensure!(
            matches!(status, 403 | 409) && all,
            "{}: {} should have been refused for {codes:?}, but the answer was {status}: {}",
            who.0,
            deed.is,
            told(&answer),
        );
        Ok(reasons)
    }

    /// Has an administrator invite somebody, who opens the account with the code.
    pub fn opens_account(&self, admin: Who, who: Who, person: &str) -> anyhow::Result<()> {
        let deed = Deed::ask("people.invite", json!({ "person": person }));
        let code = self.draws(admin, &deed)?;
        let texts = read(self.agent.get(format!("{}/api/v1/account", self.url)).call())?.1;
        let body = json!({
            "id": uuid::Uuid::now_v7().to_string(),
            "name": who.0.to_lowercase(),
            "code": code,
            "password": PASSWORD,
            "acknowledged": texts.pointer("/acknowledgements/0/sha256"),
        });
        let request = self.agent.post(format!("{}/api/v1/account", self.url));
        let sent = request.header("Content-Type", "application/json").send(body.to_string());
        let (status, answer) = read(sent)?;
        ensure!(status == 201, "{} could not open the account: {}", who.0, told(&answer));
        Ok(())
    }

    /// Reads something.
    pub fn get(&self, who: Who, path: &str) -> anyhow::Result<Value> {
        let (status, answer) = self.send(who, "GET", path, None)?;
        ensure!(status == 200, "{}: GET {path} gave {status}: {}", who.0, told(&answer));
        Ok(answer)
    }

    /// Sends a text of a type of its own.
    pub fn post_text(&self, who: Who, path: &str, kind: &str, body: &str) -> anyhow::Result<Value> {
        let url = format!("{}{path}", self.url);
        for fresh in [false, true] {
            let bearer = format!("Bearer {}", self.token(who, fresh)?);
            let request = self.agent.post(&url).header("Authorization", bearer);
            let (status, answer) = read(request.header("Content-Type", kind).send(body))?;
            if status == 401 && !fresh {
                continue;
            }
            ensure!(status / 100 == 2, "{}: POST {path} gave {status}: {}", who.0, told(&answer));
            return Ok(answer);
        }
        bail!("{}: a session just opened is not known", who.0)
    }

    /// Sends with the person's session. One that ran out is opened anew, once: weeks pass here.
    fn send(
        &self,
        who: Who,
        verb: &str,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<(u16, Value)> {
        let first = self.send_once(who, false, verb, path, body)?;
        if first.0 != 401 {
            return Ok(first);
        }
        self.send_once(who, true, verb, path, body)
    }

    fn send_once(
        &self,
        who: Who,
        fresh: bool,
        verb: &str,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<(u16, Value)> {
        let url = format!("{}{path}", self.url);
        let bearer = format!("Bearer {}", self.token(who, fresh)?);
        let cookie = self.badge_of(who).map(|badge| badge.cookie()).unwrap_or_default();
        if let Some(body) = body.filter(|_| verb == "POST") {
            let request = self.agent.post(&url).header("Authorization", bearer);
            let request = request.header("Cookie", cookie);
            read(request.header("Content-Type", "application/json").send(body.to_string()))
        } else {
            let request = self.agent.get(&url).header("Authorization", bearer);
            read(request.header("Cookie", cookie).call())
        }
    }

    fn token(&self, who: Who, fresh: bool) -> anyhow::Result<String> {
        if let Some(token) = self.tokens.borrow().get(&who).filter(|_| !fresh) {
            return Ok(token.clone());
        }
        let (path, body, cookie) = match self.badge_of(who) {
            Some(badge) => {
                let body = json!({ "badge": badge.number, "pin": PIN });
                ("/api/v1/session/badge", body, badge.cookie())
            }
            None => {
                let body = json!({ "name": who.0.to_lowercase(), "password": PASSWORD });
                ("/api/v1/session", body, String::new())
            }
        };
        let request = self.agent.post(format!("{}{path}", self.url)).header("Cookie", cookie);
        let sent = request.header("Content-Type", "application/json").send(body.to_string());
        let (status, session) = read(sent)?;
        let token = text(&session, "token").filter(|_| status == 201).with_context(|| {
            format!("{} could not sign in, the answer was {status}: {}", who.0, told(&session))
        })?;
        self.tokens.borrow_mut().insert(who, token.clone());
        Ok(token)
    }
}

fn read(
    sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> anyhow::Result<(u16, Value)> {
    let mut response = sent.context("speak to the server")?;
    let status = response.status().as_u16();
    let body = response.body_mut().read_to_string().context("read the server's answer")?;
    Ok((status, serde_json::from_str(&body).unwrap_or(Value::String(body))))
}

/// A problem as a person is told it.
fn told(answer: &Value) -> String {
    let reasons = answer.get("reasons").and_then(Value::as_array).cloned().unwrap_or_default();
    let lines: Vec<_> = reasons
        .iter()
        .map(|reason| {
            let code = text(reason, "code").unwrap_or_default();
            let field = text(reason, "field").unwrap_or_default();
            let args = reason.get("args").map(Value::to_string).unwrap_or_default();
            format!("[{code}] {field} {args} {}", text(reason, "en").unwrap_or_default())
        })
        .collect();
    if lines.is_empty() { answer.to_string() } else { lines.join("; ") }
}
