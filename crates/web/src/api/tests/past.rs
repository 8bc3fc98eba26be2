//! The centre as it was: the same pages and reads, at a moment of the log.

use crate::testing::{Answer, Bench, ROLE_UNTIL};
use axum::body::Body;
use axum::http::header;
use serde_json::json;

async fn page(bench: &Bench, token: &str, path: &str, lang: &str) -> Answer {
    let request = Bench::request("GET", path, "")
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, format!("session={token}; lang={lang}"));
    bench.send(request.body(Body::empty()).unwrap()).await
}

/// Links of a page, as a browser follows them.
fn links(html: &str) -> Vec<String> {
    let pieces = html.split(" href=\"").skip(1);
    pieces.map(|piece| piece.split('"').next().unwrap().replace("&amp;", "&")).collect()
}

#[tokio::test]
async fn a_read_is_answered_as_of_an_entry_or_a_time() {
    let bench = Bench::open().await;
    let token = bench.admin.clone();
    let with = json!({ "code": "OP-07", "name": "Synthetic Person" });
    let receipt = bench.act(&token, "people.enrol", with).await.is(201);
    let person = receipt["facts"][0]["subject"].as_str().unwrap().to_owned();
    let enrolled = receipt["position"].as_u64().unwrap();
    for role in ["operator", "courier"] {
        bench.assign(&person, role).await.is(201);
        bench.clock.move_by(60_000);
    }
    let path = format!("/api/v1/subjects/{person}");
    let roles = |at: &str| {
        let path = format!("{path}{at}");
        let (bench, token) = (&bench, &token);
        async move { bench.get(token, &path).await.is(200)["summary"]["roles"].clone() }
    };
    let until = ROLE_UNTIL;
    assert_eq!(roles("").await, json!({ "operator": until, "courier": until }));
    assert_eq!(roles(&format!("?at={enrolled}")).await, json!({}));
    let then = enrolled + 1;
    assert_eq!(roles(&format!("?at={then}")).await, json!({ "operator": until }));
    assert_eq!(roles("?at=2026-11-22T02:00:30Z").await, json!({ "operator": until }));
    assert_eq!(roles("?at=2026-11-22%2010:00:30").await, json!({ "operator": until }));
    let answer = bench.get(&token, &format!("{path}?at={then}")).await;
    assert_eq!(answer.header("x-as-of"), then.to_string());
    assert_eq!(bench.get(&token, &path).await.header("x-as-of"), "");
    // Lists, indexes and chains are of that moment too.
    let list = bench.get(&token, "/api/v1/subjects/person?at=0").await;
    assert!(list.text().contains("AD-01") && !list.text().contains("OP-07"));
    let found = "/api/v1/subjects?index=person-code&text=OP-07";
    assert_eq!(bench.get(&token, found).await.is(200)["items"].as_array().unwrap().len(), 1);
    let before = bench.get(&token, &format!("{found}&at=0")).await.is(200);
    assert_eq!(before["items"], json!([]));
    let chain = bench.get(&token, &format!("{path}/entries?at={then}")).await.is(200);
    assert_eq!(chain["items"].as_array().unwrap().len(), 2);
    let unknown = bench.get(&token, &format!("{path}?at=0")).await;
    unknown.problem(404, "unknown-subject", "unknown-subject");
    let later = bench.get(&token, "/api/v1/log/entries/2?at=1").await;
    later.problem(404, "not-found", "unknown-entry");
    let proof = bench.get(&token, "/api/v1/log/proof/inclusion?position=0&at=1").await.is(200);
    assert_eq!(proof["size"], 2);
}

#[tokio::test]
async fn what_was_is_shown_to_who_may_see_it_today() {
    let bench = Bench::open().await;
    let (person, token) = bench.person("CO-01", &["coordinator"]).await;
    let with =
        json!({ "name": "Synthetic Patient", "birth_date": "1970-01-01", "number": "H-0001" });
    let receipt = bench.act(&token, "custody.register-patient", with).await.is(201);
    let patient = receipt["facts"][0]["subject"].as_str().unwrap();
    let at = receipt["position"].as_u64().unwrap();
    let past = format!("/api/v1/subjects/{patient}?at={at}");
    assert!(bench.get(&token, &past).await.text().contains("Synthetic Patient"));
    // Coordinator no more: what was shown then is not shown now, of no moment.
    bench.assign(&person, "operator").await.is(201);
    let with = json!({ "person": person, "role": "coordinator" });
    bench.act(&bench.admin, "people.end-role", with).await.is(201);
    let answer = bench.get(&token, &past).await;
    assert_eq!(answer.header("x-as-of"), at.to_string());
    assert!(!answer.text().contains("Synthetic Patient"), "{}", answer.text());
    // Somebody enrolled since sees what was before, with the roles of today.
    let (_, late) = bench.person("IN-01", &["inspector"]).await;
    assert_eq!(bench.get(&late, &past).await.is(200)["subject"], patient);
}

#[tokio::test]
async fn a_moment_that_cannot_be_shown_is_named() {
    let bench = Bench::open().await;
    for (at, code) in [
        ("yesterday", "no-such-moment"),
        ("-1", "no-such-moment"),
        ("2026-13-40", "no-such-moment"),
        ("9999", "moment-to-come"),
        ("99999999", "moment-to-come"),
        ("2030-01-01", "moment-to-come"),
        ("1999-01-01", "moment-before"),
        ("0&at=0", "no-such-moment"),
    ] {
        for path in ["/api/v1/subjects/person", "/api/v1/log/entries/0"] {
            let answer = bench.get(&bench.admin, &format!("{path}?at={at}")).await;
            answer.problem(400, "bad-parameter", code);
        }
        for lang in ["en", "zh-CN"] {
            let answer = page(&bench, &bench.admin, &format!("/person?at={at}"), lang).await;
            assert_eq!(answer.status.as_u16(), 400);
            assert!(!answer.text().contains('⟦'), "{at}: {}", answer.text());
        }
    }
    // Whoever is not signed in is told that, and nothing is replayed for them.
    bench.get("", "/api/v1/subjects/person?at=0").await.problem(401, "not-signed-in", "");
}

#[tokio::test]
async fn a_page_of_the_past_says_so_keeps_its_links_there_and_has_no_form() {
    let bench = Bench::open().await;
    let (person, _) = bench.person("OP-07", &["operator"]).await;
    bench.assign(&person, "courier").await.is(201);
    let at = bench.app.engine.snapshot().size - 2;
    let paths = [
        "/",
        "/person",
        &format!("/{person}"),
        "/log",
        "/log/entry/1",
        "/do/people.enrol",
        "/find?q=nothing",
        "/batch",
    ];
    for lang in ["en", "zh-CN"] {
        for path in paths {
            let joint = if path.contains('?') { '&' } else { '?' };
            let now = page(&bench, &bench.admin, path, lang).await;
            assert!(!now.text().contains("class=\"asof\""), "{path}");
            let then = page(&bench, &bench.admin, &format!("{path}{joint}at={at}"), lang).await;
            assert_eq!(then.status.as_u16(), 200, "{path}: {}", then.text());
            let html = then.text();
            assert!(html.contains("class=\"asof\""), "{path} does not say that it is the past");
            assert!(!html.contains('⟦'), "{path}");
            assert!(!html.contains("data-stream"), "{path} follows what does not change");
            assert!(
                html.contains(&format!(" href=\"{}\"", path.replace('&', "&amp;"))),
                "no way back"
            );
            let body = html.split("</aside>").nth(1).unwrap();
            for link in links(body) {
                let timeless = ["/assets/", "#", "/log/checkpoint", "/sign-in"];
                let timeless = timeless.iter().any(|begins| link.starts_with(begins));
                assert!(timeless || link.contains("at="), "{path} leads out of its moment: {link}");
            }
            for form in html.split("<form").skip(1).filter(|form| form.contains("method=\"post\""))
            {
                let form = form.split('>').next().unwrap();
                let shell = ["/preferences", "/sign-out"];
                let shell = shell.iter().any(|it| form.contains(&format!("action=\"{it}\"")));
                assert!(shell, "{path} has a form in the past: {form}");
            }
        }
    }
    // What was found at a moment is opened at that moment.
    let found = page(&bench, &bench.admin, &format!("/find?q=OP-07&at={at}"), "en").await;
    assert_eq!(found.header(header::LOCATION), format!("/{person}?at={at}"));
}

#[tokio::test]
async fn nothing_is_done_in_the_past() {
    let bench = Bench::open().await;
    let before = bench.app.engine.snapshot().size;
    let with = json!({ "code": "OP-09", "name": "Synthetic Person" });
    let body = crate::testing::ask("people.enrol", with);
    let answer = bench.post(&bench.admin, "/api/v1/acts?at=0", &body).await;
    answer.problem(409, "past", "");
    let request = Bench::request("POST", "/do/people.enrol?at=0", "")
        .header(header::COOKIE, format!("session={}", bench.admin))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = bench.send(request.body(Body::from("code=OP-09")).unwrap()).await;
    assert_eq!(answer.status.as_u16(), 409, "{}", answer.text());
    assert_eq!(bench.app.engine.snapshot().size, before);
}
