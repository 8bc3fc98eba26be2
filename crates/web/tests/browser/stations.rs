//! A shared tablet: registered as a station, two people who change places by badge and PIN, a step
//! one of them performs and the other verifies.

use super::centre::{Centre, PASSWORD};
use super::corpus::Sample;
use super::dossier;
use super::looks::LOOKS;
use super::step::{SCANS, STEP};
use domain::act::{ActId, Said};
use domain::people::Role;
use engine::answer::{Drawn, Receipt};
use engine::dossier::{Decision, Options, verify};
use engine::entry::{self, Proof};
use engine::request::Request;
use serde_json::{Value, json};
use std::path::Path;
use testkit::{Browser, Scheme, Tab};
use web::lang::Lang;

const PIN: &str = "482915";

/// Somebody acts straight at the writer.
async fn acts(centre: &Centre, who: &str, role: Role, is: &str, with: Value) -> Receipt {
    let request = Request {
        id: ActId(*uuid::Uuid::now_v7().as_bytes()),
        is: is.to_owned(),
        iv: None,
        said: Said::Ask,
        by: centre.engine.named(who).unwrap(),
        role,
        at: None,
        occurred: None,
        with: with.as_object().cloned().unwrap(),
        sign: None,
    };
    centre.engine.submit(request).await.unwrap()
}

/// What the badge of an operator says who has set a PIN.
async fn badge(centre: &Centre, who: &str) -> String {
    let person = centre.engine.named(who).unwrap();
    let with = json!({ "person": person });
    let issued = acts(centre, "ad-01", Role::Administrator, "people.issue-badge", with).await;
    let Drawn(number) = issued.drawn.unwrap();
    let with = json!({ "person": person, "password": PASSWORD, "pin": PIN });
    acts(centre, who, Role::Operator, "people.set-pin", with).await;
    format!("badge/{number}")
}

/// The administrator makes the browser a station, and signs out.
async fn registers(tab: &mut Tab, lang: Lang) {
    let t = lang.texts();
    tab.open("/station").await;
    tab.presses(&t.get("act-facility-register-station")).await;
    tab.arrives().await;
    for (field, value) in
        [("station", "tab-1"), ("name", "Synthetic Tablet"), ("room", "cg-101-open-bench")]
    {
        tab.fills(&format!("#f-{field}"), value).await;
    }
    tab.goes_by("#act button").await;
    tab.must_say(&t.get("station-here")).await;
}

async fn signs_out(tab: &mut Tab) {
    tab.clicks(".menu summary").await;
    tab.goes_by("form[action='/sign-out'] button").await;
}

/// Shoots a badge, wherever the focus is, and types the PIN.
async fn comes(tab: &mut Tab, badge: &str, code: &str) {
    tab.scans(badge).await;
    tab.arrives().await;
    tab.must_say(code).await;
    // A field takes the focus with the first frame, which may come after the page; nobody types before.
    tab.run(
        "new Promise(done => { const look = () => document.activeElement?.name === 'pin'
            ? done() : requestAnimationFrame(look); look(); })",
    )
    .await;
    tab.types(PIN).await;
    tab.key("Enter").await;
    tab.arrives().await;
}

async fn signs(tab: &mut Tab) {
    assert!(!tab.sees("#signatures input[name=password]").await, "gloves type no password");
    tab.fills("#signatures input[name=pin]", PIN).await;
    tab.key("Enter").await;
    tab.arrives().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_operators_share_a_station_by_badge_and_pin_in_the_browser() {
    let (lang, t) = (Lang::En, Lang::En.texts());
    let centre = Centre::making().await;
    let (first, second) = (badge(&centre, "op-07").await, badge(&centre, "op-11").await);
    let browser = Browser::start().await;

    let mut tab = centre.sign_in(&browser, "AD-01", lang).await;
    registers(&mut tab, lang).await;
    signs_out(&mut tab).await;

    // The field of the sign-in page waits for a badge.
    tab.must_say(&t.get("badge-scan")).await;
    comes(&mut tab, &first, "OP-07").await;
    tab.must_say("OP-07").await;
    // At the panel for several: the PIN signs there as it does at a step.
    tab.open("/batch/B26-0003/together/verify?thing=receipt.chilled%231").await;
    signs(&mut tab).await;
    tab.open(STEP).await;
    tab.goes_by("#bar button").await;
    for code in SCANS {
        tab.scans(code).await;
        tab.arrives().await;
    }
    for (field, value) in [("density", "61.2"), ("volume", "120.0"), ("cd3", "55.0")] {
        tab.fills(&format!("#f-v-{field}"), value).await;
    }
    tab.fills("#f-v-viability", "97.0").await;
    tab.goes_by("#record button").await;
    tab.goes_by("#samples button").await;
    signs(&mut tab).await;
    tab.must_say(&t.get("step-is-verify")).await;

    // The second shoots the badge while the first is still there: what was typed goes nowhere.
    tab.fills("#signatures input[name=signer]", "op-07").await;
    comes(&mut tab, &second, "OP-11").await;
    assert!(tab.path().await.starts_with(STEP), "{}", tab.path().await);
    assert_eq!(tab.run("document.body.dataset.who").await, json!("OP-11"));
    signs(&mut tab).await;
    tab.must_say(&t.get("step-is-done")).await;

    let position = centre.entries() - 1;
    let leaf = centre.engine.log().with(|reader| reader.entry(position)).unwrap().unwrap().unwrap();
    let said = entry::said(&leaf).unwrap();
    assert_eq!(said.at.unwrap().key(), "tab-1");
    assert_eq!(said.by, centre.engine.named("op-11").unwrap());
    assert!(matches!(entry::made(&leaf).unwrap().proof, Proof::BadgePin { .. }));
    tab.must_say(&t.get("signed-by-badge")).await;

    // Both verifiers know what such a signature is.
    let handed = tab.run("fetch('/api/v1/batches/B26-0003/dossier').then(it => it.text())").await;
    let bytes = handed.as_str().unwrap().as_bytes().to_vec();
    let report = verify(&bytes, &Options::default());
    assert_eq!(report.findings, []);
    assert_eq!((report.authentic(), report.decision()), (true, Decision::Same));
    let mut page = dossier::open(&browser).await;
    let sample = Sample {
        name: "by badge and PIN".to_owned(),
        bytes,
        kept: Vec::new(),
        earlier: Vec::new(),
        witnesses: Vec::new(),
        watched_by: None,
        authentic: "yes",
        complete: "yes",
        check: None,
    };
    let theirs = dossier::drops(&page, &sample).await;
    assert_eq!(
        (&theirs["verdicts"][0], &theirs["checks"]),
        (&json!("yes"), &json!([])),
        "{theirs}"
    );
    page.clicks("[data-lang='en']").await;
    page.must_say("Badge and PIN, attested by the server").await;
    page.close().await;
    tab.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_lets_nobody_in_at_a_browser_that_is_no_station_in_the_browser() {
    let centre = Centre::making().await;
    let badge = badge(&centre, "op-07").await;
    let browser = Browser::start().await;
    for lang in Lang::ALL {
        let mut tab = browser.somebody(&centre.address).await;
        tab.wishes("lang", lang.tag()).await;
        tab.open("/sign-in").await;
        tab.scans(&badge).await;
        tab.arrives().await;
        tab.was_refused().await;
        tab.must_say(&lang.texts().get("refusal-no-station-here")).await;
        tab.close().await;
    }
    browser.close().await;
    centre.close().await;
}

/// Every way a page of a station is looked at, and a picture of each where one is asked for.
async fn is_looked_at(tab: &mut Tab, name: &str, broken: &mut Vec<String>) {
    for (size, scheme) in LOOKS {
        tab.look(size, scheme).await;
        let laws = match scheme {
            Scheme::Light => tab.laws().await,
            Scheme::Dark => tab.contrast().await,
        };
        broken.extend(laws.iter().map(|law| format!("{name} at {size:?} {scheme:?}: {law}")));
        if let Some(folder) = std::env::var_os("CENTROSOME_SHOTS") {
            let file = format!("{name}.{}.{scheme:?}.png", size.width);
            tab.picture(&Path::new(&folder).join(file)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_station_keep_the_laws_in_the_browser() {
    let browser = Browser::start().await;
    let mut broken = Vec::new();
    for lang in Lang::ALL {
        let centre = Centre::making().await;
        let own = badge(&centre, "op-07").await;
        let mut tab = centre.sign_in(&browser, "AD-01", lang).await;
        let person = centre.engine.named("op-11").unwrap();
        tab.open(&format!("/do/people.issue-badge?person={person}")).await;
        tab.goes_by("#act button").await;
        let mut look = async |tab: &mut Tab, name: &str| {
            is_looked_at(tab, &format!("{name}.{}", lang.tag()), &mut broken).await;
        };
        look(&mut tab, "issued").await;
        registers(&mut tab, lang).await;
        look(&mut tab, "registered").await;
        tab.open("/station/tab-1").await;
        look(&mut tab, "station").await;
        signs_out(&mut tab).await;
        look(&mut tab, "sign-in").await;
        tab.scans(&own).await;
        tab.arrives().await;
        look(&mut tab, "pin").await;
        tab.types("730164").await;
        tab.key("Enter").await;
        tab.arrives().await;
        tab.was_refused().await;
        look(&mut tab, "wrong-pin").await;
        tab.types(PIN).await;
        tab.key("Enter").await;
        tab.arrives().await;
        tab.open("/account").await;
        look(&mut tab, "account").await;
        tab.open("/batch/B26-0003/step/receipt.chilled/1").await;
        tab.clicks(".menu summary").await;
        look(&mut tab, "step").await;
        tab.open("/badge").await;
        look(&mut tab, "badge").await;
        tab.close().await;
        centre.close().await;
    }
    browser.close().await;
    assert!(broken.is_empty(), "{} laws broken: {broken:#?}", broken.len());
}
