//! Roles: given by a signature through a last day, seen before they end, given again.

use crate::pages::links;
use crate::testing::{Answer, Bench, PASSWORD, ask};
use axum::body::Body;
use axum::http::header;
use serde_json::{Value, json};

async fn page(bench: &Bench, token: &str, path: &str, lang: &str) -> String {
    let request = Bench::request("GET", path, "")
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, format!("session={token}; lang={lang}"));
    let answer = bench.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
    assert!(!answer.text().contains('⟦'), "{path} in {lang}: {}", answer.text());
    answer.text()
}

async fn posts(bench: &Bench, token: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let session = bench.get(token, "/api/v1/session").await.is(200);
    let id = uuid::Uuid::now_v7().to_string();
    let own = [("csrf", session["csrf"].as_str().unwrap()), ("act", id.as_str())];
    let fields: Vec<_> = own.iter().chain(fields).copied().collect();
    let request = Bench::request("POST", path, "")
        .header(header::COOKIE, format!("session={token}; lang=en"))
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = links::with("", &fields).replacen('?', "", 1);
    bench.send(request.body(Body::from(body)).unwrap()).await
}

async fn assigns(bench: &Bench, person: &str, role: &str, until: &str) -> Answer {
    let with = json!({ "person": person, "role": role, "until": until });
    bench.act(&bench.admin, "people.assign-role", with).await
}

#[tokio::test]
async fn a_role_takes_a_signature_and_a_last_day() {
    let bench = Bench::open().await;
    let (person, _) = bench.person("OP-07", &["operator"]).await;
    let with = json!({ "person": person, "role": "courier", "until": "2027-11-22" });
    let whole = ask("people.assign-role", with);
    let sends = |change: &dyn Fn(&mut Value)| {
        let mut act = whole.clone();
        act["id"] = json!(uuid::Uuid::now_v7().to_string());
        change(&mut act);
        let bench = &bench;
        async move { bench.post(&bench.admin, "/api/v1/acts", &act).await }
    };
    let unsigned = sends(&|act| drop(act.as_object_mut().unwrap().remove("sign"))).await;
    unsigned.problem(409, "refused", "signature-needed");
    let wrong = sends(&|act| act["sign"]["password"] = json!("wrong")).await;
    wrong.problem(403, "wrong-password", "wrong-password");
    // The version that asked for neither is in old logs alone.
    let earlier = sends(&|act| {
        act["iv"] = json!(1);
        drop(act.as_object_mut().unwrap().remove("sign"));
    });
    earlier.await.problem(422, "unreadable", "unknown-version");
    let open = sends(&|act| drop(act["with"].as_object_mut().unwrap().remove("until"))).await;
    let problem = open.problem(422, "unreadable", "field-missing");
    assert_eq!(problem["reasons"][0]["field"], "/with/until");
    for (until, code) in [("2026-11-21", "ends-in-the-past"), ("2029-11-27", "last-day-needed")] {
        let problem = assigns(&bench, &person, "courier", until).await;
        let problem = problem.problem(409, "refused", code);
        assert_eq!(problem["reasons"][0]["field"], "/with/until");
    }
    let receipt = sends(&|_| ()).await.is(201);
    let path = format!("/api/v1/log/entries/{}", receipt["position"]);
    let entry = bench.get(&bench.admin, &path).await.is(200);
    assert_eq!(entry["said"]["iv"], 2);
    assert_eq!(entry["said"]["sign"]["means"], "approved");
    assert_eq!(entry["made"]["proof"]["how"], "password");
    assert_eq!(entry["made"]["facts"][0]["of"]["until"], "2027-11-22");
    let end = json!({ "person": person, "role": "courier" });
    let mut unsigned = ask("people.end-role", end.clone());
    drop(unsigned.as_object_mut().unwrap().remove("sign"));
    let unsigned = bench.post(&bench.admin, "/api/v1/acts", &unsigned).await;
    unsigned.problem(409, "refused", "signature-needed");
    bench.act(&bench.admin, "people.end-role", end).await.is(201);
}

#[tokio::test]
async fn what_ends_soon_waits_for_whoever_may_renew_it_and_is_said_to_its_holder() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("OP-07", &["operator", "storekeeper"]).await;
    let (second, other) = bench.person("AD-02", &["administrator"]).await;
    let list = "id=\"waiting-role-renewal\"";
    let home = |token: &str, lang: &'static str| {
        let (bench, token) = (&bench, token.to_owned());
        async move { page(bench, &token, "/", lang).await }
    };
    assert!(!home(&bench.admin, "en").await.contains(list), "nothing ends soon");
    assigns(&bench, &person, "operator", "2026-12-22").await.is(201);
    assigns(&bench, &second, "administrator", "2026-12-01").await.is(201);

    let waits = home(&bench.admin, "en").await;
    assert!(
        waits.contains(list) && waits.contains("Cleanroom operator until 2026-12-22"),
        "{waits}"
    );
    assert!(!waits.contains("Storekeeper until"), "it does not end soon");
    let (first, last) = (waits.find("AD-02").unwrap(), waits.find("OP-07").unwrap());
    assert!(first < last, "the soonest first");
    let fields = [("person", person.as_str()), ("role", "operator")];
    let renew = links::act_with("people.assign-role", &fields);
    assert!(waits.contains(&renew.replace('&', "&amp;")), "{renew} in {waits}");
    assert!(home(&bench.admin, "zh-CN").await.contains("待重新分配的角色"));
    let theirs = home(&other, "en").await;
    assert!(theirs.contains("OP-07") && !theirs.contains("Administrator until"), "{theirs}");
    assert!(theirs.contains("Your role “Administrator” ends with 2026-12-01"), "{theirs}");

    let holders = home(&token, "en").await;
    assert!(holders.contains("Your role “Cleanroom operator” ends with 2026-12-22"), "{holders}");
    assert!(!holders.contains(list) && !holders.contains("“Storekeeper” ends"));
    assert!(home(&token, "zh-CN").await.contains("您的角色“洁净室操作员”将于 2026-12-22 到期"));
    let account = page(&bench, &token, "/account", "en").await;
    assert!(account.contains("until 2026-12-22: ask an administrator"), "{account}");
    let own = page(&bench, &bench.admin, &format!("/{person}"), "en").await;
    assert!(own.contains("2026-12-22") && own.contains("2028-11-22"), "{own}");

    // The form asks for the signature by itself; signed, the role is renewed and waits no more.
    let form = page(&bench, &bench.admin, &renew, "en").await;
    for field in ["name=\"until\"", "name=\"password\""] {
        assert!(form.contains(field), "no {field} in {form}");
    }
    let action = "/do/people.assign-role";
    let key = person.split_once('/').unwrap().1;
    let typed = [("person", key), ("role", "operator"), ("until", "2027-12-22")];
    let signed = [&typed[..], &[("means", "approved"), ("password", PASSWORD)]].concat();
    let unsigned = posts(&bench, &bench.admin, action, &typed).await;
    assert_ne!(unsigned.status.as_u16(), 303, "{}", unsigned.text());
    let answer = posts(&bench, &bench.admin, action, &signed).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.text());
    assert!(!home(&bench.admin, "en").await.contains("Cleanroom operator until"));
    assert!(!home(&token, "en").await.contains("Your role"));
    let told = page(&bench, &bench.admin, "/audit", "en").await;
    assert!(
        told.contains("AD-01 gave OP-07 the role Cleanroom operator, last day 2027-12-22"),
        "{told}"
    );
}

#[tokio::test]
async fn past_its_last_day_a_role_is_shown_as_over_and_lets_nobody_act() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("SK-01", &["courier"]).await;
    assigns(&bench, &person, "storekeeper", "2026-11-22").await.is(201);
    let item = |nth: u32| {
        let item = format!("item/transact-{nth}");
        json!({ "item": item, "name": "Synthetic medium", "unit": "mL" })
    };
    bench.act(&token, "materials.define-item", item(1)).await.is(201);
    bench.clock.move_by(24 * 60 * 60_000);
    let token = bench.sign_in("sk-01").await;
    let refused = bench.act(&token, "materials.define-item", item(2)).await;
    assert_eq!(refused.status.as_u16(), 403, "{}", refused.text());
    let account = page(&bench, &token, "/account", "en").await;
    assert!(account.contains("ended with 2026-11-22"), "{account}");
    let people = page(&bench, &token, "/person", "en").await;
    assert!(people.contains("Courier") && !people.contains("Storekeeper"), "{people}");
}
