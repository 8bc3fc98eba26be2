//! Signing in and out, accounts, roles, and requests forged elsewhere.

use crate::session::Token;
use crate::testing::{Bench, PASSWORD, ask};
use axum::body::Body;
use axum::http::header;
use serde_json::json;

#[tokio::test]
async fn a_session_is_opened_shown_and_ended() {
    let bench = Bench::open().await;
    let session = bench.get(&bench.admin, "/api/v1/session").await.is(200);
    assert_eq!(session["code"], "AD-01");
    assert_eq!(session["roles"], json!(["administrator"]));
    assert_eq!(session["role"], "administrator");
    assert!(session.get("token").is_none(), "the token is given once");
    let request = Bench::request("DELETE", "/api/v1/session", &bench.admin);
    let out = bench.send(request.body(Body::empty()).unwrap()).await;
    out.is(204);
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
    let gone = bench.get(&bench.admin, "/api/v1/session").await;
    gone.problem(401, "not-signed-in", "");
    assert_eq!(gone.header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let bench = Bench::open().await;
    let mut answers = Vec::new();
    for (name, password) in [("ad-01", "wrong"), ("nobody", PASSWORD), (&"x".repeat(9_999), "x")] {
        let body = json!({ "name": name, "password": password });
        let answer = bench.post("", "/api/v1/session", &body).await;
        let mut problem = answer.problem(401, "wrong-sign-in", "");
        problem["instance"].take();
        answers.push(problem);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[1], answers[2]);
    let body = json!({ "name": "AD-01 ", "password": PASSWORD });
    bench.post("", "/api/v1/session", &body).await.is(201);
}

#[tokio::test]
async fn a_session_ends_without_use() {
    let bench = Bench::open().await;
    bench.clock.move_by(14 * 60_000);
    bench.get(&bench.admin, "/api/v1/session").await.is(200);
    bench.clock.move_by(16 * 60_000);
    bench.get(&bench.admin, "/api/v1/session").await.problem(401, "not-signed-in", "");
}

#[tokio::test]
async fn a_role_ends_with_its_last_day_and_one_may_choose_among_several() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator", "storekeeper"]).await;
    let body = json!({ "role": "storekeeper" });
    let session = bench.send_json("PATCH", &token, "/api/v1/session", &body).await.is(200);
    assert_eq!(session["role"], "storekeeper");
    let body = json!({ "role": "physician" });
    let refused = bench.send_json("PATCH", &token, "/api/v1/session", &body).await;
    refused.problem(403, "not-permitted", "role-not-held");
    let with = json!({ "person": person, "role": "courier", "until": "2026-11-22" });
    bench.act(&bench.admin, "people.assign-role", with).await.is(201);
    let permissions = bench.get(&token, "/api/v1/me/permissions").await.is(200);
    assert_eq!(permissions["roles"], json!(["operator", "storekeeper", "courier"]));
    let may: Vec<_> =
        permissions["actions"].as_array().unwrap().iter().map(|a| a["is"].clone()).collect();
    assert!(may.contains(&json!("materials.receive-lot")) && !may.contains(&json!("people.enrol")));
    for _ in 0..100 {
        bench.clock.move_by(10 * 60_000);
        bench.get(&token, "/api/v1/session").await;
    }
    let token = bench.sign_in("op-07").await;
    let session = bench.get(&token, "/api/v1/session").await.is(200);
    assert_eq!(session["roles"], json!(["operator", "storekeeper"]));
}

#[tokio::test]
async fn whoever_was_invited_opens_the_account_and_nobody_else_knows_the_password() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator"]).await;
    let path = "/api/v1/account";
    // Invited again: the password was lost. It holds until the account is opened again.
    let invited = bench.act(&bench.admin, "people.invite", json!({ "person": person })).await;
    let receipt = invited.is(201);
    let code = receipt["code"].as_str().unwrap();
    let became = format!("/api/v1/acts/{}", receipt["id"].as_str().unwrap());
    let again = bench.get(&bench.admin, &became).await.is(200);
    assert!(again.get("code").is_none(), "the code is shown once");
    bench.get(&token, "/api/v1/session").await.is(200);
    let mut opening = bench.opening("op-07", "0000-0000-0000-0000-0000-0000").await;
    let wrong = bench.post("", path, &opening).await.problem(403, "wrong-password", "wrong-code");
    opening["name"] = json!("nobody");
    let nobody = bench.post("", path, &opening).await.problem(403, "wrong-password", "wrong-code");
    assert_eq!(wrong["reasons"], nobody["reasons"], "names are not told apart");
    let mut opening = bench.opening("OP-07", &code.to_lowercase()).await;
    opening["password"] = json!("too short");
    bench.post("", path, &opening).await.problem(422, "unreadable", "password-too-short");
    opening["password"] = json!("Password2026!");
    bench.post("", path, &opening).await.problem(422, "unreadable", "password-common");
    opening["password"] = json!("another good one");
    opening["acknowledged"] = json!("0".repeat(64));
    bench.post("", path, &opening).await.problem(422, "unreadable", "unknown-object");
    opening["acknowledged"] = bench.opening("", "").await["acknowledged"].clone();
    bench.post("", path, &opening).await.is(201);
    bench.post("", path, &opening).await.is(201);
    bench.get(&token, "/api/v1/session").await.problem(401, "not-signed-in", "");
    let body = json!({ "name": "op-07", "password": "another good one" });
    bench.post("", "/api/v1/session", &body).await.is(201);
    let old = json!({ "name": "op-07", "password": PASSWORD });
    bench.post("", "/api/v1/session", &old).await.problem(401, "wrong-sign-in", "");
    let mut opening = bench.opening("op-07", code).await;
    opening["id"] = json!(uuid::Uuid::now_v7().to_string());
    bench.post("", path, &opening).await.problem(403, "wrong-password", "wrong-code");
}

#[tokio::test]
async fn everybody_changes_their_own_password_by_giving_the_old_one() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator"]).await;
    let elsewhere = bench.sign_in("op-07").await;
    let with =
        |old: &str, new: &str| json!({ "person": person, "old_password": old, "password": new });
    let set = "people.set-password";
    let wrong = bench.act(&token, set, with("wrong", "another good one")).await;
    wrong.problem(403, "wrong-password", "wrong-password");
    let of_another = bench.act(&bench.admin, set, with(PASSWORD, "another good one")).await;
    of_another.problem(403, "wrong-password", "wrong-password");
    bench.act(&token, set, with(PASSWORD, "op-07 is my name")).await.problem(
        422,
        "unreadable",
        "password-has-name",
    );
    // Words the site lists, and those of the centre itself.
    std::fs::write(bench.data().forbidden_words(), "Northcell  # our product\n").unwrap();
    for word in ["Northcell-2026!", "localhost-example", "my synthetic person"] {
        let code = if word.contains("person") { "password-has-name" } else { "password-has-word" };
        let answer = bench.act(&token, set, with(PASSWORD, word)).await;
        answer.problem(422, "unreadable", code);
    }
    bench.act(&token, set, with(PASSWORD, "another good one")).await.is(201);
    bench.get(&token, "/api/v1/session").await.is(200);
    bench.get(&elsewhere, "/api/v1/session").await.problem(401, "not-signed-in", "");
    let body = json!({ "name": "op-07", "password": "another good one" });
    bench.post("", "/api/v1/session", &body).await.is(201);
    for entry in 0..bench.app.engine.snapshot().size {
        let leaf = bench.app.engine.log().with(|reader| reader.entry(entry)).unwrap();
        let text = String::from_utf8(leaf.unwrap().unwrap()).unwrap();
        assert!(!text.contains("argon2id$") && !text.contains("another good one"), "{text}");
    }
}

/// A request with the session in a cookie, as browsers send it by themselves.
fn by_cookie(token: &str, more: &[(&str, &str)]) -> axum::http::Request<Body> {
    let act = ask("people.enrol", json!({ "code": "OP-07", "name": "Synthetic Person" }));
    let mut request = Bench::request("POST", "/api/v1/acts", "")
        .header(header::COOKIE, format!("lang=en; session={token}"))
        .header(header::CONTENT_TYPE, "application/json");
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    request.body(Body::from(act.to_string())).unwrap()
}

#[tokio::test]
async fn a_cookie_alone_changes_nothing() {
    let bench = Bench::open().await;
    let csrf = Token::parse(&bench.admin).unwrap().csrf();
    let token = bench.admin.as_str();
    bench.send(by_cookie(token, &[])).await.problem(403, "forged", "");
    let wrong = [("x-csrf-token", "wrong")];
    bench.send(by_cookie(token, &wrong)).await.problem(403, "forged", "");
    let foreign = [("x-csrf-token", csrf.as_str()), ("sec-fetch-site", "cross-site")];
    bench.send(by_cookie(token, &foreign)).await.problem(403, "forged", "");
    let ours = [("x-csrf-token", csrf.as_str()), ("sec-fetch-site", "same-origin")];
    bench.send(by_cookie(token, &ours)).await.is(201);
    assert_eq!(bench.app.engine.snapshot().size, 4);
}

#[tokio::test]
async fn ones_own_sessions_are_listed_and_ended() {
    let bench = Bench::open().await;
    let (_, token) = bench.person("OP-07", &["operator"]).await;
    let second = bench.sign_in("op-07").await;
    let listed = bench.get(&token, "/api/v1/sessions").await.is(200);
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let other = items.iter().find(|item| item["own"] == false).unwrap();
    let path = format!("/api/v1/sessions/{}", other["session"].as_str().unwrap());
    let end = |token: &str| Bench::request("DELETE", &path, token).body(Body::empty()).unwrap();
    bench.send(end(&bench.admin)).await.problem(404, "not-found", "");
    bench.send(end(&token)).await.is(204);
    bench.get(&second, "/api/v1/session").await.problem(401, "not-signed-in", "");
    bench.get(&token, "/api/v1/session").await.is(200);
}

#[tokio::test]
async fn whoever_is_suspended_or_leaves_is_out_at_once() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator"]).await;
    let with = json!({ "person": person, "reason": "Lost a badge." });
    bench.act(&bench.admin, "people.suspend", with).await.is(201);
    bench.get(&token, "/api/v1/session").await.problem(401, "not-signed-in", "");
    let body = json!({ "name": "op-07", "password": PASSWORD });
    bench.post("", "/api/v1/session", &body).await.problem(401, "wrong-sign-in", "");
    bench.act(&bench.admin, "people.reinstate", json!({ "person": person })).await.is(201);
    let token = bench.sign_in("op-07").await;
    bench.act(&bench.admin, "people.leave", json!({ "person": person })).await.is(201);
    bench.get(&token, "/api/v1/session").await.problem(401, "not-signed-in", "");
    bench.post("", "/api/v1/session", &body).await.problem(401, "wrong-sign-in", "");
    let path = format!("/api/v1/subjects/{person}");
    let read = bench.get(&bench.admin, &path).await.is(200);
    assert_eq!(read["state"]["name"], "Synthetic Person", "historic names are still shown");
    let with = json!({ "code": "OP-07", "name": "Synthetic Person" });
    bench.act(&bench.admin, "people.enrol", with).await.problem(409, "refused", "code-taken");
}

#[tokio::test]
async fn a_stranger_who_guesses_keeps_nobody_out_who_signs_in_where_she_did_before() {
    let bench = Bench::open().await;
    let (_, _) = bench.person("OP-07", &["operator"]).await;
    let form = |password: &str, device: &str| {
        Bench::request("POST", "/sign-in", "")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, device)
            .body(Body::from(format!("name=op-07&password={password}")))
            .unwrap()
    };
    let signed_in = bench.send(form(PASSWORD, "")).await;
    assert_eq!(signed_in.status, 303);
    let cookies = signed_in.headers.get_all(header::SET_COOKIE).iter();
    let device = cookies.filter_map(|it| it.to_str().ok()).find(|it| it.starts_with("device="));
    let device = device.unwrap().split(';').next().unwrap().to_owned();
    for _ in 0..5 {
        assert_eq!(bench.send(form("guessed-it-was", "")).await.status, 401);
    }
    let waits = bench.send(form(PASSWORD, "")).await;
    assert_eq!(waits.status, 429);
    assert_eq!(bench.send(form(PASSWORD, "device=x.y")).await.status, 429, "a forged device");
    assert_eq!(bench.send(form(PASSWORD, &device)).await.status, 303, "her own");
}

#[tokio::test]
async fn only_a_right_password_makes_the_wrong_ones_forgotten() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator"]).await;
    let set = |password: &str| {
        let with = json!({ "person": person, "password": password, "pin": "482915" });
        ask("people.set-pin", with)
    };
    let acts = "/api/v1/acts";
    let right = set(PASSWORD);
    bench.post(&token, acts, &right).await.is(201);
    // A retry stands in the log already, whatever password comes with it.
    let mut retry = right;
    retry["with"]["password"] = json!("wrong horse");
    let mut unknown = ask("people.nothing", json!({}));
    unknown["sign"] = json!({ "means": "approved", "password": "wrong horse" });
    for _ in 0..5 {
        bench.post(&token, acts, &retry).await.is(200);
        let unknown = bench.post(&token, acts, &unknown).await;
        unknown.problem(422, "unreadable", "unknown-action");
        let wrong = bench.post(&token, acts, &set("wrong horse")).await;
        wrong.problem(403, "wrong-password", "wrong-password");
    }
    assert_eq!(bench.post(&token, acts, &set(PASSWORD)).await.status, 429);
    bench.clock.move_by(31_000);
    bench.post(&token, acts, &set(PASSWORD)).await.is(201);
    bench.post(&token, acts, &set("wrong horse")).await.problem(403, "wrong-password", "");
    bench.post(&token, acts, &set(PASSWORD)).await.is(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_sign_ins_is_shed_and_the_writer_goes_on() {
    let bench = std::sync::Arc::new(Bench::open().await);
    let storm = (0..200).map(|n| {
        let bench = bench.clone();
        tokio::spawn(async move {
            let body = json!({ "name": format!("nobody-{n}"), "password": "guessed" });
            let answer = bench.post("", "/api/v1/session", &body).await;
            (answer.status.as_u16(), answer.header(header::RETRY_AFTER).to_owned())
        })
    });
    let storm: Vec<_> = storm.collect();
    let with = json!({ "code": "OP-07", "name": "Synthetic Person" });
    bench.act(&bench.admin, "people.enrol", with).await.is(201);
    let (mut shed, mut checked) = (0, 0);
    for answer in storm {
        match answer.await.unwrap() {
            (401, _) => checked += 1,
            (429, after) => {
                assert_eq!(after, "5");
                shed += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(checked > 0, "{checked} checked, {shed} shed");
    assert_eq!(checked + shed, 200);
}

#[tokio::test]
async fn a_machine_does_what_its_token_lists_and_nothing_else() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("SK-01", &["storekeeper", "courier"]).await;
    let with = json!({ "person": person, "role": "storekeeper", "until": "2027-01-01",
        "actions": ["materials.define-item"], "password": PASSWORD });
    let issued = bench.act(&token, "people.issue-token", with).await.is(201);
    let machine = issued["token"].as_str().unwrap().to_owned();
    let number = machine.split('.').nth(2).unwrap().to_owned();
    let item = json!({ "item": "item/transact", "name": "Synthetic medium", "unit": "mL" });
    let done = bench.act(&machine, "materials.define-item", item).await.is(201);
    let path = format!("/api/v1/log/entries/{}", done["position"]);
    let entry = bench.get(&machine, &path).await.is(200);
    let proof: serde_json::Value =
        serde_json::from_str(entry["lines"][1].as_str().unwrap()).unwrap();
    assert_eq!(proof["proof"], json!({ "how": "token", "token": number }));
    let code = json!({ "code": "OP-07", "name": "Synthetic Person" });
    bench.act(&machine, "people.enrol", code).await.problem(403, "not-permitted", "token-scope");
    let objects = bench.send_text("POST", &machine, "/api/v1/objects", "text/plain", "x").await;
    objects.problem(403, "not-permitted", "token-scope");
    let session = bench.get(&machine, "/api/v1/session").await.is(200);
    assert_eq!(session["roles"], json!(["storekeeper"]));
    let forged = format!("{}0", &machine[..machine.len() - 1]);
    for wrong in [forged.as_str(), "pat.x.y.z", "pat."] {
        let answer = bench.get(wrong, "/api/v1/session").await;
        if wrong != machine {
            answer.problem(401, "not-signed-in", "");
        }
    }
    let with = json!({ "person": person, "token": number });
    bench.act(&token, "people.revoke-token", with).await.is(201);
    bench.get(&machine, "/api/v1/session").await.problem(401, "not-signed-in", "");
}
