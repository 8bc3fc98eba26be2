//! The second step of signing in: codes and passkeys after the password, and who has to set one up.

use super::passkeys::{answer, challenge, key};
use crate::session::Token;
use crate::testing::{Answer, Bench, PASSWORD, ask};
use axum::http::header;
use domain::act::ActId;
use domain::id::{PersonId, SubjectId};
use domain::people::passkey::enrolment_challenge;
use domain::text::Encoded;
use engine::access::{Filter, What};
use serde_json::{Value, json};
use standards::totp;
use testkit::passkey::SoftKey;

const STEP: &str = "/api/v1/session/second-factor";

impl Bench {
    /// The code an app shows so many steps from now.
    fn code(&self, secret: &[u8], steps: i64) -> String {
        let seconds = u64::try_from(self.app.engine.now().as_millisecond() / 1_000).unwrap();
        totp::code(secret, totp::step(seconds).checked_add_signed(steps).unwrap())
    }

    async fn secret(&self, token: &str, act: &Value) -> Answer {
        self.post(token, "/api/v1/account/time-code", &json!({ "id": act["id"] })).await
    }

    /// Somebody who has time-based codes: identifier, token, and what their app has taken over.
    async fn with_codes(&self, code: &str) -> (String, String, Vec<u8>) {
        let (person, token) = self.person(code, &["operator"]).await;
        let secret = self.sets_up(&person, &token).await;
        (person, token, secret)
    }

    async fn sets_up(&self, person: &str, token: &str) -> Vec<u8> {
        let mut act =
            ask("people.set-time-code", json!({ "person": person, "password": PASSWORD }));
        let shown = self.secret(token, &act).await.is(200);
        let secret = totp::secret(shown["secret"].as_str().unwrap()).unwrap();
        act["with"]["time_code"] = json!(self.code(&secret, 0));
        self.post(token, "/api/v1/acts", &act).await.is(201);
        secret
    }

    /// What the password alone is answered with.
    async fn password(&self, name: &str) -> Answer {
        let body = json!({ "name": name, "password": PASSWORD });
        self.post("", "/api/v1/session", &body).await
    }

    /// The ticket that the right password brings.
    async fn ticket(&self, name: &str) -> String {
        let asked = self.password(name).await.problem(401, "second-factor-needed", "");
        asked["ticket"].as_str().unwrap().to_owned()
    }

    async fn step(&self, ticket: &str, code: &str) -> Answer {
        self.post("", STEP, &json!({ "ticket": ticket, "code": code })).await
    }

    fn why_not_in(&self) -> Vec<String> {
        let noted = self.app.engine.access().find(&Filter::default(), None, 1_000).notes;
        let why = |what: &What| match what {
            What::SignInFailed { why, .. } | What::Refused { why, .. } => Some(why.clone()),
            _ => None,
        };
        noted.iter().filter_map(|noted| why(&noted.note.what)).collect()
    }
}

#[tokio::test]
async fn a_code_after_the_password_signs_in_and_does_so_once() {
    let bench = Bench::open().await;
    let (_, token, secret) = bench.with_codes("OP-07").await;
    bench.get(&token, "/api/v1/session").await.is(200);
    let asked = bench.password("op-07").await;
    assert_eq!(asked.header(header::WWW_AUTHENTICATE), "Bearer");
    let asked = asked.problem(401, "second-factor-needed", "");
    assert_eq!(asked["factors"], json!(["time-code"]));
    assert!(asked.get("token").is_none() && asked.get("sign").is_none(), "{asked}");
    let ticket = asked["ticket"].as_str().unwrap();
    bench.get(ticket, "/api/v1/session").await.problem(401, "not-signed-in", "");
    let used = bench.step(ticket, &bench.code(&secret, 0)).await;
    used.problem(401, "wrong-second-factor", "");
    bench.clock.move_by(30_000);
    let late = bench.step(ticket, &bench.code(&secret, -2)).await;
    assert_eq!(late.problem(401, "wrong-second-factor", "")["factors"], json!(["time-code"]));
    let code = bench.code(&secret, 0);
    let session = bench.step(ticket, &code).await.is(201);
    assert_eq!(session["code"], "OP-07");
    bench.get(session["token"].as_str().unwrap(), "/api/v1/session").await.is(200);
    // Sent again, neither the ticket nor the code is worth anything.
    bench.step(ticket, &code).await.problem(401, "ticket-ended", "");
    let ticket = bench.ticket("op-07").await;
    bench.step(&ticket, &code).await.problem(401, "wrong-second-factor", "");
    // The clock of a phone may be a step ahead; what came before it is used up by that.
    bench.step(&ticket, &bench.code(&secret, 1)).await.is(201);
    let ticket = bench.ticket("op-07").await;
    bench.step(&ticket, &bench.code(&secret, 1)).await.problem(401, "wrong-second-factor", "");
    bench.clock.move_by(60_000);
    bench.step(&ticket, &bench.code(&secret, 0)).await.is(201);
}

#[tokio::test]
async fn nothing_tells_of_a_second_factor_before_the_password_is_right() {
    let bench = Bench::open().await;
    bench.with_codes("OP-07").await;
    bench.person("OP-11", &["operator"]).await;
    let mut answers = Vec::new();
    for name in ["op-07", "op-11", "nobody"] {
        let body = json!({ "name": name, "password": "wrong horse" });
        let mut wrong =
            bench.post("", "/api/v1/session", &body).await.problem(401, "wrong-sign-in", "");
        wrong["instance"].take();
        answers.push(wrong);
    }
    assert!(answers.windows(2).all(|two| two[0] == two[1]), "{answers:?}");
    for ticket in ["", "x", &Token::draw().unwrap().text()] {
        bench.step(ticket, "123456").await.problem(401, "ticket-ended", "");
    }
    bench.post("", STEP, &json!({ "ticket": "x" })).await.problem(
        422,
        "unreadable",
        "field-missing",
    );
}

#[tokio::test]
async fn whoever_knows_the_password_and_guesses_codes_waits() {
    let bench = Bench::open().await;
    let (_, _, secret) = bench.with_codes("OP-07").await;
    let wrong = if bench.code(&secret, 0) == "000000" { "000001" } else { "000000" };
    // A right password in between forgets nothing.
    for _ in 0..5 {
        let ticket = bench.ticket("op-07").await;
        bench.step(&ticket, wrong).await.problem(401, "wrong-second-factor", "");
    }
    bench.clock.move_by(10_000);
    let ticket = bench.ticket("op-07").await;
    let waits = bench.step(&ticket, &bench.code(&secret, 1)).await;
    waits.problem(429, "too-many-attempts", "");
    assert_eq!(waits.header(header::RETRY_AFTER), "20");
    bench.clock.move_by(20_000);
    bench.step(&ticket, &bench.code(&secret, 0)).await.is(201);
    // A ticket outlives some wrong answers and no more.
    let ticket = bench.ticket("op-07").await;
    for _ in 0..5 {
        bench.step(&ticket, wrong).await.problem(401, "wrong-second-factor", "");
    }
    bench.step(&ticket, wrong).await.problem(401, "ticket-ended", "");
    bench.password("ad-01").await.is(201);
    // What nobody waits for is kept in order: one who waits comes last.
    bench.get("", "/api/v1/session").await.problem(401, "not-signed-in", "");
    let with = json!({ "number": "SYN-0001", "name": "Synthetic", "birth_date": "1980-01-01" });
    let (_, coordinator) = bench.person("CO-01", &["coordinator"]).await;
    let patient = bench.act(&coordinator, "custody.register-patient", with).await.is(201);
    let patient = patient["facts"][0]["subject"].as_str().unwrap();
    bench.get(&coordinator, &format!("/api/v1/subjects/{patient}")).await.is(200);
    let noted = bench.why_not_in();
    let times = |why: &str| noted.iter().filter(|noted| *noted == why).count();
    assert_eq!(times("wrong-second-factor"), 10, "{noted:?}");
    assert!(times("too-many-attempts") >= 1, "{noted:?}");
    assert_eq!(times("second-factor-needed"), 0, "to be asked is not to be turned away");
}

#[tokio::test]
async fn a_ticket_runs_out_and_ends_with_what_let_its_holder_in() {
    let bench = Bench::open().await;
    let (person, _, secret) = bench.with_codes("OP-07").await;
    bench.clock.move_by(60_000);
    let ticket = bench.ticket("op-07").await;
    bench.clock.move_by(5 * 60_000);
    bench.step(&ticket, &bench.code(&secret, 0)).await.problem(401, "ticket-ended", "");
    let ticket = bench.ticket("op-07").await;
    let with = json!({ "person": person, "reason": "Lost a phone." });
    bench.act(&bench.admin, "people.suspend", with).await.is(201);
    bench.step(&ticket, &bench.code(&secret, 0)).await.problem(401, "ticket-ended", "");
    bench.act(&bench.admin, "people.reinstate", json!({ "person": person })).await.is(201);
    // Invited anew: the account begins without what was lost.
    bench.ticket("op-07").await;
    bench.open_account(&person, "OP-07").await;
    bench.password("op-07").await.is(201);
}

#[tokio::test]
async fn codes_are_set_up_with_a_right_one_and_their_secret_is_never_shown_again() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator"]).await;
    let mut act = ask("people.set-time-code", json!({ "person": person, "password": PASSWORD }));
    let shown = bench.secret(&token, &act).await.is(200);
    let address = shown["address"].as_str().unwrap();
    let text = shown["secret"].as_str().unwrap();
    assert!(
        address.starts_with("otpauth://totp/test.example%2Fc01%2F1:OP-07?secret="),
        "{address}"
    );
    assert!(address.contains(text) && text.len() == 32, "{shown}");
    assert_eq!(bench.secret(&token, &act).await.is(200)["secret"], text, "until it is confirmed");
    assert_ne!(bench.secret(&bench.admin, &act).await.is(200)["secret"], text, "another's");
    bench.secret("", &act).await.problem(401, "not-signed-in", "");
    let secret = totp::secret(text).unwrap();
    act["with"]["time_code"] = json!(bench.code(&secret, -3));
    let wrong = bench.post(&token, "/api/v1/acts", &act).await;
    wrong.problem(403, "wrong-password", "wrong-time-code");
    act["with"]["time_code"] = json!(bench.code(&secret, 0));
    act["with"]["password"] = json!("wrong horse");
    bench.post(&token, "/api/v1/acts", &act).await.problem(403, "wrong-password", "wrong-password");
    bench.password("op-07").await.is(201);
    act["with"]["password"] = json!(PASSWORD);
    let receipt = bench.post(&token, "/api/v1/acts", &act).await.is(201);
    let again = bench.post(&token, "/api/v1/acts", &act).await.is(200);
    assert_eq!(again["leaf"], receipt["leaf"]);
    bench.secret(&token, &act).await.problem(409, "id-taken", "id-taken");
    bench.ticket("op-07").await;
    for position in 0..bench.app.engine.snapshot().size {
        let leaf = bench.app.engine.log().with(|reader| reader.entry(position)).unwrap();
        let leaf = String::from_utf8(leaf.unwrap().unwrap()).unwrap();
        assert!(!leaf.contains(text) && !leaf.contains("totp:"), "{leaf}");
    }
    let kept = std::fs::read(bench.data().accounts()).unwrap();
    let kept_in_clear = kept.windows(secret.len()).any(|bytes| bytes == secret.as_slice());
    assert!(!kept_in_clear && !String::from_utf8_lossy(&kept).contains(text));
    // Set up anew, the codes before count no more; withdrawn, none do.
    bench.clock.move_by(60_000);
    let newer = bench.sets_up(&person, &token).await;
    bench.clock.move_by(60_000);
    let ticket = bench.ticket("op-07").await;
    bench.step(&ticket, &bench.code(&secret, 0)).await.problem(401, "wrong-second-factor", "");
    bench.step(&ticket, &bench.code(&newer, 0)).await.is(201);
    let with = json!({ "person": person, "password": PASSWORD });
    bench.act(&bench.admin, "people.withdraw-time-code", with.clone()).await.is(403);
    bench.act(&token, "people.withdraw-time-code", with).await.is(201);
    bench.password("op-07").await.is(201);
}

/// Enrols a key for somebody.
async fn enrol(bench: &Bench, person: &str, token: &str, key: &SoftKey) {
    let mut enrol = ask("people.enrol-passkey", json!({}));
    let id: ActId = enrol["id"].as_str().unwrap().parse().unwrap();
    let holder: PersonId = person.parse::<SubjectId>().unwrap().try_into().unwrap();
    let made = key.make(&enrolment_challenge("test.example/c01/1", id, &holder));
    enrol["with"] = json!({
        "person": person, "client": Encoded::of(&made.client),
        "attestation": Encoded::of(&made.attestation), "transports": ["usb"],
    });
    enrol["sign"] = json!({ "means": "performed", "password": PASSWORD });
    bench.post(token, "/api/v1/acts", &enrol).await.is(201);
}

#[tokio::test]
async fn a_passkey_is_asked_for_after_the_password() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator"]).await;
    enrol(&bench, &person, &token, &key()).await;
    let (other, token) = bench.person("OP-11", &["operator"]).await;
    let another = SoftKey::new(8, "localhost", "http://localhost:8300");
    enrol(&bench, &other, &token, &another).await;
    let asked = bench.password("op-07").await.problem(401, "second-factor-needed", "");
    assert_eq!(asked["factors"], json!(["passkey"]));
    assert_eq!(asked["sign"]["keys"].as_array().unwrap().len(), 1, "nobody else's key: {asked}");
    let ticket = &asked["ticket"];
    let step = |signed: Value| json!({ "ticket": ticket, "passkey": signed });
    let signed = |key: &SoftKey, to_sign: &Value| answer(&key.clone().sign(&challenge(to_sign)));
    // Another's key is no factor of hers; each answer brings a challenge of its own.
    let wrong = bench.post("", STEP, &step(signed(&another, &asked["sign"]))).await;
    let wrong = wrong.problem(401, "wrong-second-factor", "");
    let old = bench.post("", STEP, &step(signed(&key(), &asked["sign"]))).await;
    let newer = old.problem(401, "wrong-second-factor", "");
    assert_ne!(wrong["sign"]["challenge"], newer["sign"]["challenge"]);
    bench.step(ticket.as_str().unwrap(), "123456").await.problem(401, "wrong-second-factor", "");
    let asked = bench.password("op-07").await.problem(401, "second-factor-needed", "");
    let right = json!({ "ticket": asked["ticket"], "passkey": signed(&key(), &asked["sign"]) });
    let session = bench.post("", STEP, &right).await.is(201);
    assert_eq!(session["code"], "OP-07");
    bench.post("", STEP, &right).await.problem(401, "ticket-ended", "");
    // Withdrawn, it is asked for no more.
    let token = session["token"].as_str().unwrap();
    let credential = Encoded::of(&key().credential());
    let mut act =
        ask("people.withdraw-passkey", json!({ "person": person, "credential": credential }));
    act["sign"] = json!({ "means": "performed", "password": PASSWORD });
    bench.post(token, "/api/v1/acts", &act).await.is(201);
    bench.password("op-07").await.is(201);
}

#[tokio::test]
async fn where_everybody_needs_one_nothing_is_shown_before_it_is_set_up() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("SK-01", &["storekeeper"]).await;
    let with = json!({ "person": person, "role": "storekeeper", "until": "2027-01-01",
        "actions": [], "password": PASSWORD });
    let machine = bench.act(&token, "people.issue-token", with).await.is(201);
    let machine = machine["token"].as_str().unwrap();
    let snapshot = bench.app.engine.snapshot();
    let centre = snapshot.centre.of_kind(domain::id::Kind::Centre).next().unwrap().0.to_string();
    let require = |whom: &str| {
        let with = json!({ "centre": centre, "second_factor": whom });
        let mut act = ask("centre.require-second-factor", with);
        act["sign"] = json!({ "means": "approved", "password": PASSWORD });
        act
    };
    let acts = "/api/v1/acts";
    let refused = bench.post(&bench.admin, acts, &require("of-everybody")).await;
    refused.problem(409, "refused", "no-second-factor-yourself");
    let session = bench.get(&bench.admin, "/api/v1/session").await.is(200);
    let admin = session["person"].as_str().unwrap();
    let of_admin = bench.sets_up(admin, &bench.admin).await;
    bench.post(&bench.admin, acts, &require("of-everybody")).await.is(201);
    // A session that was open before holds no more than one opened now.
    let now = bench.password("sk-01").await.is(201);
    assert_eq!(now["second_factor_missing"], true);
    for token in [token.as_str(), now["token"].as_str().unwrap()] {
        for path in ["/api/v1/subjects/person", "/api/v1/me/permissions", "/api/v1/sessions"] {
            bench.get(token, path).await.problem(403, "second-factor-missing", "");
        }
        let item = json!({ "item": "item/transact", "name": "Synthetic medium", "unit": "mL" });
        let act = bench.act(token, "materials.define-item", item).await;
        act.problem(403, "second-factor-missing", "");
        let page = bench.get(token, "/account").await;
        assert_eq!((page.status.as_u16(), page.header(header::LOCATION)), (303, "/second-factor"));
        let page = bench.get(token, "/second-factor").await;
        assert!(page.status.is_success() && !page.text().contains("AD-01"), "{}", page.text());
    }
    bench.get(machine, "/api/v1/subjects/person").await.is(200);
    bench.sets_up(&person, &token).await;
    let session = bench.get(&token, "/api/v1/session").await.is(200);
    assert_eq!(session["second_factor_missing"], false);
    bench.get(&token, "/api/v1/subjects/person").await.is(200);
    bench.ticket("sk-01").await;
    bench.clock.move_by(60_000);
    let ticket = bench.ticket("ad-01").await;
    let admin = bench.step(&ticket, &bench.code(&of_admin, 0)).await.is(201);
    let admin = admin["token"].as_str().unwrap();
    bench.post(admin, acts, &require("where-set-up")).await.is(201);
    bench.person("OP-07", &["operator"]).await;
}
