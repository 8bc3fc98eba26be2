//! `POST /api/v1/acts`: every action, one endpoint. `GET /api/v1/acts/{id}`: what became of one.

use super::fields::Fields;
use super::strict;
use crate::app::{App, Call, JsonText};
use crate::pages::single_sign_on::must_wait_here;
use crate::problem::{Kind, Problem, Reason, Result};
use crate::session::{Key, Session, badge};
use axum::Json;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::act::{ActId, Meaning, Said};
use domain::command::{Action, Command};
use domain::id::{PersonId, StationId, SubjectId};
use domain::people::{AcceptProvider, Role};
use domain::refusal::Finding;
use domain::shape::FieldKind;
use domain::text::Encoded;
use domain::time::Timestamp;
use engine::answer::{Drawn, NotTaken, Receipt};
use engine::request::{Assertion, How, Request, ShownRequest, SignRequest};
use engine::signing::ToSign;
use serde::Serialize;
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/acts", post(submit))
        .route("/api/v1/acts/prepare", post(prepare))
        .route("/api/v1/acts/{id}", get(receipt))
}

async fn submit(call: Call, body: JsonText) -> Result<Response> {
    let session = call.may_change()?.clone();
    let request = request(&call, &session, &body.0)?;
    let unsigned = |sign: &SignRequest| matches!(sign.how, How::KeyLater);
    if request.sign.as_ref().is_some_and(unsigned) {
        let reason = Reason::new("field-missing").at("/sign/password");
        return Err(Problem::unreadable([reason]));
    }
    if let Some(token) = &session.token {
        let listed = token.actions.iter().any(|action| action.as_str() == request.is);
        if !listed || request.sign.is_some() || request.role != token.role {
            let reason = Reason::new("token-scope").at("/is").with("action", request.is);
            return Err(Problem::new(Kind::NotPermitted).because([reason]));
        }
    }
    drop(body);
    let before = call.snapshot.size;
    let receipt = take(&call, request).await?;
    // What lies below the size the log had when the request came was taken before: a retry.
    let status = if receipt.position < before { StatusCode::OK } else { StatusCode::CREATED };
    let mut response = (status, written(&receipt)?).into_response();
    if let Ok(location) = HeaderValue::try_from(format!("/api/v1/acts/{}", receipt.id)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Fixes line 1 of an act and says what the signer's passkey is to sign.
async fn prepare(call: Call, body: JsonText) -> Result<Json<Value>> {
    let session = call.may_change()?.clone();
    let mut request = request(&call, &session, &body.0)?;
    drop(body);
    if session.token.is_some() {
        // A machine signs nothing.
        let reason = Reason::new("token-scope").at("/is").with("action", request.is);
        return Err(Problem::new(Kind::NotPermitted).because([reason]));
    }
    if let Some(sign) = &mut request.sign {
        sign.how = How::KeyLater;
    }
    let to_sign = call.app.engine.prepare_to_sign(request, &session.csrf).await?;
    Ok(Json(to_sign_json(&to_sign)))
}

/// What a passkey is to sign, as a browser needs it.
pub fn to_sign_json(to_sign: &ToSign) -> Value {
    let keys = to_sign.keys.iter();
    let keys: Vec<_> =
        keys.map(|(id, transports)| json!({ "id": id, "transports": transports })).collect();
    json!({
        "id": to_sign.id,
        "challenge": Encoded::of(&to_sign.challenge),
        "party": to_sign.party,
        "keys": keys,
        "said": to_sign.said,
        "until": to_sign.until,
    })
}

/// Has an act taken, whether it came as JSON or from a form.
///
/// Wrong passwords of signatures count as those of sign-in do.
pub async fn take(call: &Call, request: Request) -> Result<Receipt> {
    let app = &call.app;
    call.may_do(&request.is)?;
    if request.is == AcceptProvider::ACTION.name {
        must_wait_here(call, &request)?;
    }
    let how = request.sign.as_ref().map(|sign| &sign.how);
    if matches!(how, Some(How::KeyLater)) {
        let session = call.signed_in()?;
        let to_sign = app.engine.prepare_to_sign(request, &session.csrf).await?;
        return Err(Problem::new(Kind::KeyWanted).with("sign", to_sign_json(&to_sign)));
    }
    let by_password = matches!(how, Some(How::Password(_)));
    let size = app.engine.snapshot().size;
    let at_station = match how {
        Some(How::Pin(_)) => Some(badge::may_sign(app, call.signed_in()?, &request.by)?),
        _ => None,
    };
    let by = request.by.clone();
    let asks = Command::find(&request.is).is_some_and(asks_for_password);
    let signer = (asks || by_password).then(|| [Key::Signer(request.by.to_string())]);
    if let Some(signer) = &signer
        && let Some(seconds) = app.attempts.wait(signer, call.now)
    {
        return Err(Problem::new(Kind::TooManyAttempts).again_in(seconds));
    }
    let token = call.session.as_ref().and_then(|session| session.token.as_ref());
    let token = token.map(|token| token.number.clone());
    let answer = app.engine.submit_with(request, token).await;
    if let Some(signer) = signer {
        let right = match &answer {
            // The fields of a retry stand in the log: a password among them was not looked at again.
            Ok(receipt) => (by_password || receipt.position >= size).then_some(true),
            Err(not) => not.secret_was_right(),
        };
        if let Some(right) = right {
            app.attempts.tried(&signer, right, call.now);
        }
    }
    if let Some(station) = &at_station {
        let right = answer.as_ref().map_or_else(NotTaken::secret_was_right, |_| Some(true));
        if let Some(right) = right {
            badge::tried(app, &by, station, right);
        }
    }
    let receipt = answer?;
    end_sessions(app, &receipt, call.session.as_deref());
    Ok(receipt)
}

fn asks_for_password(action: &Action) -> bool {
    action.fields.iter().any(|field| field.kind == FieldKind::Password)
}

/// Ends the sessions that do not outlive what was just recorded, but for the one it came from.
pub(super) fn end_sessions(app: &App, receipt: &Receipt, own: Option<&Session>) {
    for (subject, fact) in &receipt.facts {
        if matches!(*fact, "account-opened" | "password-set" | "person-suspended" | "person-left") {
            app.tickets.end_of(subject);
        }
        match *fact {
            "account-opened" | "password-set" => app.sessions.end_others(subject, own),
            "person-suspended" | "person-left" => app.sessions.end_others(subject, None),
            "badge-issued" | "badge-revoked" => app.sessions.end_where(|session| {
                session.badge.is_some() && session.person.subject() == subject
            }),
            "station-withdrawn" => app.sessions.end_where(|session| {
                session.station.as_ref().is_some_and(|at| at.subject() == subject)
            }),
            "pin-set" => {
                if let Ok(person) = PersonId::try_from(subject.clone()) {
                    app.pins.wake(&person);
                }
            }
            _ => {}
        }
    }
}

/// Reads an act. Who acts comes from the session, never from the body.
fn request(call: &Call, session: &Session, body: &[u8]) -> Result<Request> {
    let mut fields = Fields::of(strict::read(body)?)?;
    let id = fields.need("id", Fields::parsed::<ActId>);
    let is = fields.need("is", Fields::text);
    let iv = fields.whole("iv").map(|iv| u32::try_from(iv).unwrap_or(u32::MAX));
    let said = fields.need("said", |f, name| f.word(name, Said::ALL, Said::word));
    let role = fields.word("as", Role::ALL, Role::word);
    let at = fields.parsed::<StationId>("at");
    let occurred = fields.parsed("occurred");
    let with = fields.need("with", Fields::plain_object);
    let tie = session.csrf.as_str();
    let sign = fields.object("sign", |fields| sign(fields, tie));
    let (id, is, said, with) = fields.finish(all4(id, is, said, with))?;
    let role = role.unwrap_or_else(|| default_role(call, session, &is));
    // Where it was done is what the session knows; a client may say the same.
    if at.is_some() && at != session.station {
        let reason = Reason::new("not-at-station").at("/at");
        return Err(Problem::new(Kind::NotPermitted).because([reason]));
    }
    let at = session.station.clone();
    Ok(Request { id, is, iv, said, by: session.person.clone(), role, at, occurred, with, sign })
}

fn all4<A, B, C, D>(
    a: Option<A>,
    b: Option<B>,
    c: Option<C>,
    d: Option<D>,
) -> Option<(A, B, C, D)> {
    Some((a?, b?, c?, d?))
}

fn sign(fields: &mut Fields, session: &str) -> Option<SignRequest> {
    let means = fields.need("means", |f, name| f.word(name, Meaning::ALL, Meaning::word));
    let how = how(fields, session);
    let covers = fields.wholes("covers");
    let basis = fields.whole("basis");
    let shown = fields.object("shown", |shown| {
        let view = shown.need("view", Fields::text);
        let lang = shown.need("lang", Fields::text);
        let text = shown.need("text", Fields::text);
        Some(ShownRequest { view: view?, lang: lang?, text: text? })
    });
    Some(SignRequest { means: means?, how, covers, basis, shown })
}

/// How the signer shows that it is them. With neither, a key is to be asked: only preparing may.
fn how(fields: &mut Fields, session: &str) -> How {
    let password = fields.text("password").map(How::Password);
    let pin = fields.text("pin").map(How::Pin);
    let key = fields.object("passkey", |fields| assertion(fields, session));
    let key = key.map(|key| How::Key(Box::new(key)));
    password.or(pin).or(key).unwrap_or(How::KeyLater)
}

/// What a passkey answered.
pub(super) fn assertion(fields: &mut Fields, session: &str) -> Option<Assertion> {
    let cred = fields.need("cred", Fields::parsed::<Encoded>);
    let auth = fields.need("auth", Fields::parsed::<Encoded>);
    let client = fields.need("client", Fields::parsed::<Encoded>);
    let sig = fields.need("sig", Fields::parsed::<Encoded>);
    let (cred, auth, client, sig) = all4(cred, auth, client, sig)?;
    Some(Assertion { session: session.to_owned(), cred, auth, client, sig })
}

/// The role somebody acts in when they do not say: the one they chose if it may do this, else the
/// first of theirs that may, else the one they have, and the rules then say why not.
pub fn default_role(call: &Call, session: &Session, action: &str) -> Role {
    let held = call.roles();
    let may = Command::find(action).map_or(&[] as &[Role], |action| action.roles);
    let chosen = session.role().filter(|role| held.contains(role));
    let fits = |role: &Role| may.contains(role);
    chosen
        .filter(fits)
        .or_else(|| held.iter().copied().find(fits))
        .or(chosen)
        .or_else(|| held.first().copied())
        .or_else(|| may.first().copied())
        .unwrap_or(Role::Inspector)
}

async fn receipt(State(app): State<App>, call: Call, Path(id): Path<String>) -> Result<Response> {
    call.signed_in()?;
    let id: ActId = id.parse().map_err(|why: &str| {
        let reason = Reason::new("field-wrong").at("id").with("problem", why);
        Problem::new(Kind::BadParameter).because([reason])
    })?;
    let engine = app.engine.clone();
    let found = app.blocking(move || Ok(engine.receipt_of(id)?)).await?;
    let receipt = found.ok_or_else(|| {
        Problem::new(Kind::NotFound)
            .because([Reason::new("unknown-act").with("id", id.to_string())])
    })?;
    Ok(written(&receipt)?.into_response())
}

/// A receipt as an answer, in one buffer that holds a usual one.
pub(super) fn written(receipt: &Receipt) -> Result<impl IntoResponse> {
    let mut body = Vec::with_capacity(1024);
    serde_json::to_writer(&mut body, &receipt_json(receipt))
        .map_err(|error| Problem::fault(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body))
}

/// A receipt as clients get it.
#[derive(Serialize)]
pub struct ReceiptJson<'a> {
    id: ActId,
    position: u64,
    leaf: &'a str,
    recorded: Timestamp,
    facts: Vec<FactJson<'a>>,
    findings: Vec<Value>,
    checkpoint: &'a str,
    /// What was drawn for it, shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
}

#[derive(Serialize)]
struct FactJson<'a> {
    subject: &'a SubjectId,
    is: &'static str,
}

/// A receipt as clients get it.
pub fn receipt_json(receipt: &Receipt) -> ReceiptJson<'_> {
    let token = access_token(receipt);
    let code = receipt.drawn.as_ref().filter(|_| token.is_none());
    ReceiptJson {
        id: receipt.id,
        position: receipt.position,
        leaf: &receipt.leaf,
        recorded: receipt.recorded,
        facts: receipt.facts.iter().map(|(subject, is)| FactJson { subject, is }).collect(),
        findings: receipt.findings.iter().map(finding_json).collect(),
        checkpoint: &receipt.checkpoint,
        token,
        code: code.map(|Drawn(code)| code.as_str()),
    }
}

/// The access token as a machine shows it, where an act issued one.
pub fn access_token(receipt: &Receipt) -> Option<String> {
    let Drawn(code) = receipt.drawn.as_ref()?;
    let (person, _) = receipt.facts.iter().find(|(_, fact)| *fact == "token-issued")?;
    Some(format!("pat.{}.{}.{code}", person.key(), domain::people::token::number(receipt.id)))
}

/// A broken rule as clients get it: its reason, and how grave it is.
pub(super) fn finding_json(finding: &Finding) -> Value {
    let mut json = Reason::from(finding).json();
    if let Some(json) = json.as_object_mut() {
        json.remove("field");
        json.insert("severity".to_owned(), finding.severity.word().into());
    }
    json
}
