//! Stations, badges and PINs: who is let in where, what their acts say, and what a guesser meets.

use crate::pages::links;
use crate::testing::{Answer, Bench, PASSWORD, ask};
use axum::body::Body;
use axum::http::header;
use engine::entry::{self, Proof};
use engine::verify;
use serde_json::{Value, json};

const PIN: &str = "482915";

/// A tablet: the cookies its browser holds.
#[derive(Default)]
struct Tablet {
    station: String,
    session: String,
}

impl Tablet {
    /// A browser in a room of its own, registered as a station by the administrator.
    async fn registered(bench: &Bench, key: &str) -> Self {
        let room = format!("room/cr-{key}");
        let (_, engineer) = bench.person(&format!("FE-{key}"), &["facility-engineer"]).await;
        let with = json!({ "room": room, "name": "Synthetic Room", "grade": "B" });
        bench.act(&engineer, "facility.define-room", with).await.is(201);
        let station = format!("station/{key}");
        let with = json!({ "station": station, "name": "Synthetic Tablet", "room": room });
        let receipt = bench.act(&bench.admin, "facility.register-station", with).await.is(201);
        Self { station: format!("{key}.{}", receipt["code"].as_str().unwrap()), ..Self::default() }
    }

    fn cookies(&self) -> String {
        let pair = |name: &str, value: &str| {
            if value.is_empty() { String::new() } else { format!("; {name}={value}") }
        };
        format!("lang=en{}{}", pair("station", &self.station), pair("session", &self.session))
    }

    async fn get(&self, bench: &Bench, path: &str) -> Answer {
        let request = Bench::request("GET", path, "").header(header::COOKIE, self.cookies());
        bench.send(request.body(Body::empty()).unwrap()).await
    }

    async fn posts(&self, bench: &Bench, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = links::with("", fields).replacen('?', "", 1);
        let request = Bench::request("POST", path, "")
            .header(header::COOKIE, self.cookies())
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        bench.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Scans a badge and types a PIN.
    async fn tries(&mut self, bench: &Bench, badge: &str, pin: &str) -> Answer {
        let asked = self.posts(bench, "/badge", &[("badge", badge), ("back", "/account")]).await;
        asked.is(200);
        let page = asked.text();
        assert!(!page.contains(badge), "the number of the badge is in the page");
        let ticket = page.split("name=\"ticket\" value=\"").nth(1).unwrap();
        let ticket = ticket.split('"').next().unwrap();
        let fields = [("ticket", ticket), ("pin", pin), ("back", "/account")];
        let answer = self.posts(bench, "/badge/pin", &fields).await;
        let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
        let given = cookies.filter_map(|it| it.to_str().unwrap().strip_prefix("session="));
        if let Some(session) = given.map(|it| it.split(';').next().unwrap().to_owned()).next() {
            self.session = session;
        }
        answer
    }

    async fn signs_in(&mut self, bench: &Bench, badge: &str) {
        let answer = self.tries(bench, badge, PIN).await;
        answer.is(303);
        assert_eq!(answer.header(header::LOCATION), "/account");
    }

    /// Sends an act as a page's script does.
    async fn acts(&self, bench: &Bench, act: &Value) -> Answer {
        let session = self.get(bench, "/api/v1/session").await.is(200);
        let request = Bench::request("POST", "/api/v1/acts", "")
            .header(header::COOKIE, self.cookies())
            .header("x-csrf-token", session["csrf"].as_str().unwrap())
            .header(header::CONTENT_TYPE, "application/json");
        bench.send(request.body(Body::from(act.to_string())).unwrap()).await
    }
}

/// Somebody with a badge and a PIN: who, their token elsewhere, and what the badge says.
async fn with_badge(bench: &Bench, code: &str, role: &str) -> (String, String, String) {
    let (person, token) = bench.person(code, &[role]).await;
    let issued = bench.act(&bench.admin, "people.issue-badge", json!({ "person": person })).await;
    let badge = format!("badge/{}", issued.is(201)["code"].as_str().unwrap());
    let with = json!({ "person": person, "password": PASSWORD, "pin": PIN });
    bench.act(&token, "people.set-pin", with).await.is(201);
    (person, token, badge)
}

fn leaf(bench: &Bench, position: u64) -> Vec<u8> {
    bench.app.engine.log().with(|reader| reader.entry(position)).unwrap().unwrap().unwrap()
}

#[tokio::test]
async fn badge_and_pin_let_in_at_a_station_alone_and_every_act_says_where() {
    let bench = Bench::open().await;
    let (_, _, first) = with_badge(&bench, "SK-01", "storekeeper").await;
    let (_, _, second) = with_badge(&bench, "SK-02", "storekeeper").await;
    let elsewhere = Tablet::default();
    let refused = elsewhere.posts(&bench, "/badge", &[("badge", &first)]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("not a registered station"), "{}", refused.text());
    assert!(!elsewhere.get(&bench, "/sign-in").await.text().contains("action=\"/badge\""));

    let mut tablet = Tablet::registered(&bench, "tab-1").await;
    assert!(tablet.get(&bench, "/sign-in").await.text().contains("action=\"/badge\""));
    let unknown = tablet.posts(&bench, "/badge", &[("badge", "badge/0000-0000")]).await;
    assert_eq!(unknown.status, 401);
    tablet.signs_in(&bench, &first).await;
    let item = json!({ "item": "item/transact", "name": "Synthetic Item", "unit": "mL" });
    let receipt = tablet.acts(&bench, &ask("materials.define-item", item)).await.is(201);
    let said = entry::said(&leaf(&bench, receipt["position"].as_u64().unwrap())).unwrap();
    assert_eq!(said.at.unwrap().key(), "tab-1");

    // The session is of this browser: elsewhere its cookie opens nothing.
    let stolen = Tablet { session: tablet.session.clone(), ..Tablet::default() };
    stolen.get(&bench, "/api/v1/session").await.problem(401, "not-signed-in", "");
    let forged = Tablet { station: "tab-1.0000".to_owned(), session: tablet.session.clone() };
    forged.get(&bench, "/api/v1/session").await.problem(401, "not-signed-in", "");

    // Another badge: the first session ends.
    let before = Tablet { station: tablet.station.clone(), session: tablet.session.clone() };
    tablet.signs_in(&bench, &second).await;
    assert_eq!(tablet.get(&bench, "/api/v1/session").await.is(200)["code"], "SK-02");
    before.get(&bench, "/api/v1/session").await.problem(401, "not-signed-in", "");
}

#[tokio::test]
async fn a_program_signs_in_by_badge_and_pin_at_its_station_and_nowhere_else() {
    let bench = Bench::open().await;
    let (_, _, first) = with_badge(&bench, "SK-01", "storekeeper").await;
    let (_, _, second) = with_badge(&bench, "SK-02", "storekeeper").await;
    let tablet = Tablet::registered(&bench, "tab-1").await;
    let sends = async |method: &str, path: &str, token: &str, body: &Value| {
        let request = Bench::request(method, path, token)
            .header(header::COOKIE, format!("station={}", tablet.station))
            .header(header::CONTENT_TYPE, "application/json");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        bench.send(request.body(Body::from(body)).unwrap()).await
    };
    let path = "/api/v1/session/badge";
    let shows = |badge: &str, pin: &str| json!({ "badge": badge, "pin": pin });
    let elsewhere = bench.post("", path, &shows(&first, PIN)).await;
    elsewhere.problem(403, "not-permitted", "no-station-here");
    let unknown = sends("POST", path, "", &shows("badge/0000-0000", PIN)).await;
    unknown.problem(401, "wrong-sign-in", "unknown-badge");
    let wrong = sends("POST", path, "", &shows(&first, "730164")).await;
    wrong.problem(401, "wrong-sign-in", "wrong-pin");
    sends("POST", path, "", &json!({ "badge": first })).await.problem(
        422,
        "unreadable",
        "field-missing",
    );

    let session = sends("POST", path, "", &shows(&first, PIN)).await.is(201);
    assert_eq!((&session["code"], &session["station"]), (&json!("SK-01"), &json!("station/tab-1")));
    let token = session["token"].as_str().unwrap();
    let item = json!({ "item": "item/transact", "name": "Synthetic Item", "unit": "mL" });
    let act = ask("materials.define-item", item);
    bench.post(token, "/api/v1/acts", &act).await.problem(401, "not-signed-in", "");
    let receipt = sends("POST", "/api/v1/acts", token, &act).await.is(201);
    let said = entry::said(&leaf(&bench, receipt["position"].as_u64().unwrap())).unwrap();
    assert_eq!(said.at.unwrap().key(), "tab-1");

    // Another badge: the session that comes along ends.
    let next = sends("POST", path, token, &shows(&second, PIN)).await.is(201);
    let gone = sends("GET", "/api/v1/session", token, &Value::Null).await;
    gone.problem(401, "not-signed-in", "");
    let token = next["token"].as_str().unwrap();
    assert_eq!(sends("GET", "/api/v1/session", token, &Value::Null).await.is(200)["code"], "SK-02");
    for _ in 0..3 {
        let wrong = sends("POST", path, "", &shows(&first, "730164")).await;
        wrong.problem(401, "wrong-sign-in", "wrong-pin");
    }
    assert_eq!(sends("POST", path, "", &shows(&first, PIN)).await.status, 429);
}

#[tokio::test]
async fn a_client_does_not_say_where_it_is() {
    let bench = Bench::open().await;
    let item = json!({ "item": "item/transact", "name": "Synthetic Item", "unit": "mL" });
    let mut act = ask("materials.define-item", item);
    act["at"] = json!("station/tab-1");
    let (_, token) = bench.person("SK-01", &["storekeeper"]).await;
    let refused = bench.post(&token, "/api/v1/acts", &act).await;
    refused.problem(403, "not-permitted", "not-at-station");
}

#[tokio::test]
async fn a_pin_signs_where_the_badge_opened_the_session_and_the_entry_says_so() {
    let bench = Bench::open().await;
    let (operator, _) = bench.person("OP-07", &["operator"]).await;
    let (_, token, badge) = with_badge(&bench, "QA-03", "qa-reviewer").await;
    let qualifies = |secret: &str, value: &str| {
        let with = json!({ "person": operator, "skill": "method/qpcr", "until": "2027-12-31" });
        let mut act = ask("people.qualify", with);
        act["sign"] = json!({ "means": "approved", secret: value });
        act
    };
    let refused = bench.post(&token, "/api/v1/acts", &qualifies("pin", PIN)).await;
    refused.problem(403, "not-permitted", "pin-not-here");
    let mut tablet = Tablet::registered(&bench, "tab-1").await;
    tablet.signs_in(&bench, &badge).await;
    let wrong = tablet.acts(&bench, &qualifies("pin", "730164")).await;
    wrong.problem(403, "wrong-pin", "wrong-pin");
    let receipt = tablet.acts(&bench, &qualifies("pin", PIN)).await.is(201);
    let position = receipt["position"].as_u64().unwrap();
    let leaf = leaf(&bench, position);
    let proof = entry::made(&leaf).unwrap().proof;
    assert!(
        matches!(&proof, Proof::BadgePin { checked, station } if checked == "argon2id" && station.key() == "tab-1")
    );
    assert!(!String::from_utf8_lossy(&leaf).contains(PIN));
    let page = tablet.get(&bench, &links::entry(position)).await.text();
    assert!(page.contains("badge at a registered station"), "{page}");
    // The password signs there too, and is not called a PIN.
    tablet.acts(&bench, &qualifies("password", PASSWORD)).await.is(201);

    let options = verify::Options { decisions: true, ..verify::Options::default() };
    let report = verify::verify(&bench.data(), &options, &|_| {}).unwrap();
    assert_eq!(report.sentences(), Vec::<String>::new());
    // One signed here; the others gave people their roles.
    let roles = report.signatures.password - 1;
    assert_eq!((report.signatures.badge_pin, roles), (1, 3));
}

#[tokio::test]
async fn a_guesser_waits_at_each_station_and_then_the_pin_rests_until_the_password() {
    let bench = Bench::open().await;
    let (_, _, badge) = with_badge(&bench, "OP-07", "operator").await;
    let mut one = Tablet::registered(&bench, "tab-1").await;
    let mut other = Tablet::registered(&bench, "tab-2").await;
    for _ in 0..3 {
        assert_eq!(one.tries(&bench, &badge, "730164").await.status, 401);
    }
    assert_eq!(one.tries(&bench, &badge, PIN).await.status, 429, "the right one waits too");
    other.signs_in(&bench, &badge).await;
    let mut wrong = 0;
    while wrong < 10 {
        bench.clock.move_by(16 * 60_000);
        match one.tries(&bench, &badge, "730164").await.status.as_u16() {
            401 => wrong += 1,
            429 => {}
            status => panic!("{status}"),
        }
    }
    bench.clock.move_by(60 * 60_000);
    for tablet in [&mut one, &mut other] {
        let rests = tablet.tries(&bench, &badge, PIN).await;
        assert_eq!(rests.status, 429);
        assert!(rests.text().contains("not taken any more"), "{}", rests.text());
    }
    bench.sign_in("op-07").await;
    other.signs_in(&bench, &badge).await;
}

#[tokio::test]
async fn a_pin_is_its_owners_and_not_one_that_is_guessed_first() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator"]).await;
    let set =
        |password: &str, pin: &str| json!({ "person": person, "password": password, "pin": pin });
    let pin = "people.set-pin";
    for (weak, code) in
        [("12345", "pin-form"), ("123456", "pin-guessed"), ("19800503", "pin-guessed")]
    {
        bench.act(&token, pin, set(PASSWORD, weak)).await.problem(422, "unreadable", code);
    }
    let wrong = bench.act(&token, pin, set("wrong", PIN)).await;
    wrong.problem(403, "wrong-password", "wrong-password");
    let of_another = bench.act(&bench.admin, pin, set(PASSWORD, PIN)).await;
    of_another.problem(403, "wrong-password", "wrong-password");
    bench.act(&token, pin, set(PASSWORD, PIN)).await.is(201);
    // Without a badge nothing is asked for it anywhere.
    for entry in 0..bench.app.engine.snapshot().size {
        let text = String::from_utf8(leaf(&bench, entry)).unwrap();
        assert!(!text.contains(PIN), "{text}");
    }
}

#[tokio::test]
async fn a_lost_badge_and_a_lost_tablet_let_nobody_in_from_then_on() {
    let bench = Bench::open().await;
    let (person, token, badge) = with_badge(&bench, "OP-07", "operator").await;
    let mut tablet = Tablet::registered(&bench, "tab-1").await;
    tablet.signs_in(&bench, &badge).await;
    bench.act(&token, "people.revoke-badge", json!({ "person": person })).await.is(201);
    tablet.get(&bench, "/api/v1/session").await.problem(401, "not-signed-in", "");
    assert_eq!(tablet.posts(&bench, "/badge", &[("badge", &badge)]).await.status, 401);

    let issued = bench.act(&bench.admin, "people.issue-badge", json!({ "person": person })).await;
    let badge = format!("badge/{}", issued.is(201)["code"].as_str().unwrap());
    tablet.signs_in(&bench, &badge).await;
    let with = json!({ "station": "station/tab-1" });
    bench.act(&bench.admin, "facility.withdraw-station", with).await.is(201);
    tablet.get(&bench, "/api/v1/session").await.problem(401, "not-signed-in", "");
    assert_eq!(tablet.posts(&bench, "/badge", &[("badge", &badge)]).await.status, 403);
}

#[tokio::test]
async fn the_browser_that_sends_the_form_becomes_the_station() {
    let bench = Bench::open().await;
    let (_, engineer) = bench.person("FE-01", &["facility-engineer"]).await;
    let with = json!({ "room": "room/cr-b2", "name": "Synthetic Room", "grade": "B" });
    bench.act(&engineer, "facility.define-room", with).await.is(201);
    let mut tablet = Tablet { session: bench.admin.clone(), ..Tablet::default() };
    let session = tablet.get(&bench, "/api/v1/session").await.is(200);
    let id = uuid::Uuid::now_v7().to_string();
    let fields = [
        ("csrf", session["csrf"].as_str().unwrap()),
        ("act", &id),
        ("station", "tab-1"),
        ("name", "Synthetic Tablet"),
        ("room", "cr-b2"),
    ];
    let answer = tablet.posts(&bench, "/do/facility.register-station", &fields).await;
    answer.is(200);
    let cookie = answer.header(header::SET_COOKIE);
    tablet.station = cookie.strip_prefix("station=").unwrap().split(';').next().unwrap().to_owned();
    assert!(!answer.text().contains(&tablet.station), "the secret is in the page");
    tablet.session.clear();
    assert!(tablet.get(&bench, "/badge").await.text().contains("tab-1"));
}
