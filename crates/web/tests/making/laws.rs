//! Laws that hold for every page, in both languages.

use super::browser::{Centre, Page};
use std::collections::BTreeSet;

/// Every page, with somebody who works there.
const PAGES: &[(&str, &str)] = &[
    ("op-07", "/batch"),
    ("op-07", "/batch/start"),
    ("op-07", "/batch/start?process=making-small"),
    ("op-07", "/batch/start?process=cart-cd19"),
    ("op-07", "/batch/B26-0001"),
    ("op-07", "/batch/B26-0002"),
    ("op-07", "/batch/B26-0001/step/culture.count/1"),
    ("op-07", "/batch/B26-0002/step/culture.count/1"),
    ("op-07", "/batch/B26-0002/step/culture.count/1?correct=viability"),
    ("op-07", "/batch/B26-0002/step/fill.lot/1"),
    ("op-07", "/batch/B26-0003/step/receipt.count/1"),
    ("op-07", "/batch/B26-0003/step/receipt.chilled/1"),
    ("op-11", "/batch/B26-0003/step/receipt.chilled/1"),
    ("op-07", "/verify"),
    ("qa-03", "/deviation"),
    ("qa-03", "/deviation?state=closed"),
    ("qa-03", "/deviation/DV26-0001"),
    ("qa-03", "/deviation/DV26-0002"),
    ("qa-05", "/deviation/DV26-0003"),
    ("qa-03", "/deviation/DV26-0004"),
    ("qa-03", "/batch/B26-0001/release"),
    ("qp-01", "/batch/B26-0001/release"),
    ("qa-03", "/batch/B26-0001/release?decide=reject"),
    ("op-07", "/batch/B26-0002/release"),
    ("qc-02", "/samples"),
    ("qc-02", "/sample/S26-0001"),
    ("qc-04", "/sample/S26-0003"),
    ("qc-02", "/sample/S26-0003?attribute=titre&act=correct&round=1"),
    ("qa-03", "/process"),
    ("qa-03", "/process/making-small"),
    ("pe-01", "/process/making-small?version=1"),
];

fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let pieces = html.split(&format!(" {attribute}=\"")).skip(1).collect::<Vec<_>>();
    pieces.into_iter().filter_map(|piece| piece.split('"').next()).collect()
}

fn check(name: &str, page: &Page, lang: &str) {
    let html = &page.html;
    assert_eq!(html.matches("<h1").count(), 1, "{name} has not one h1");
    for missing in ["⟦", "{$", "{ $"] {
        assert!(!html.contains(missing), "{name} lacks words near {:?}", near(html, missing));
    }
    for door in [" style=", "<style", "javascript:", " onclick=", " onsubmit="] {
        assert!(!html.contains(door), "{name} holds {door}");
    }
    let mut ids = BTreeSet::new();
    for id in values(html, "id") {
        assert!(ids.insert(id), "{name} has the id {id} twice");
    }
    for attribute in ["for", "aria-labelledby", "aria-describedby", "form"] {
        for id in values(html, attribute).into_iter().flat_map(str::split_whitespace) {
            assert!(ids.contains(id), "{name}: {attribute} names {id}, which is not there");
        }
    }
    for form in html.split("<form").skip(1).filter(|form| form.contains("method=\"post\"")) {
        let form = form.split("</form>").next().unwrap();
        assert!(form.contains("name=\"csrf\""), "{name}: a form posts without its token");
    }
    let companion = html.contains("class=\"zh\"");
    assert_eq!(companion, lang == "en", "{name}: the Chinese companion belongs on English pages");
}

fn near(html: &str, what: &str) -> String {
    html.split(what).nth(1).unwrap_or_default().chars().take(60).collect()
}

#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    let centre = Centre::open().await;
    for lang in ["en", "zh-CN"] {
        for (who, path) in PAGES {
            let browser = centre.sign_in(who, lang).await;
            let page = browser.open(path).await;
            check(&format!("{path} for {who} in {}", browser.lang()), &page, lang);
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let centre = Centre::open().await;
    let browser = centre.sign_in("op-07", "en").await;
    for path in [
        "/batch/B26-9999",
        "/batch/B26-9999/release",
        "/batch/B26-0001/step/no.such/1",
        "/batch/B26-0001/step/culture.count/99",
        "/deviation/DV26-9999",
        "/sample/S26-9999",
        "/process/no-such",
    ] {
        let page = browser.ask(path).await;
        assert!(page.status.is_client_error(), "{path}: {}", page.status);
        page.must_not_say("⟦");
    }
}
