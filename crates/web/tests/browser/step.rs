//! A batch step: scans by wedge, a value outside its limits, a second person.

use super::centre::{Centre, PASSWORD};
use testkit::{Browser, Tab};
use web::lang::Lang;

/// A step of a patient's batch whose turn comes next.
pub const STEP: &str = "/batch/B26-0003/step/receipt.count/1";
pub const SCANS: [&str; 6] = [
    "container/C26-0001",
    "room/cg-101-open-bench",
    "equipment/cg-101-cabinet",
    "equipment/cg-101-counter",
    "equipment/cg-101-cytometer",
    "equipment/cg-101-balance",
];

/// Verifies the step before, which waits for that, and begins this one.
pub async fn begins(tab: &mut Tab, lang: Lang) {
    tab.open("/verify").await;
    tab.goes_by(".list .list__link").await;
    tab.fills("#signatures input[name=password]", PASSWORD).await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.open(STEP).await;
    tab.must_say(&lang.texts().get("step-begin-words")).await;
    tab.goes_by("#bar button").await;
}

async fn a_step_from_scan_to_verification(lang: Lang) {
    let t = lang.texts();
    let centre = Centre::making().await;
    let browser = Browser::start().await;
    let mut second = centre.sign_in(&browser, "OP-11", lang).await;
    second.open(STEP).await;

    let mut tab = centre.sign_in(&browser, "OP-07", lang).await;
    begins(&mut tab, lang).await;
    second.comes_to_say(&t.get("step-is-underway")).await;

    // The scan field has the focus as soon as the page is there; a wrong scan says what is wanted.
    tab.scans("lot/L26-0001").await;
    tab.arrives().await;
    tab.was_refused().await;
    assert!(tab.sees(".scan--refused").await, "a wrong scan looks like a right one");
    for (n, code) in SCANS.iter().enumerate() {
        if n == 3 {
            // Shot while a number is being typed: it still is a scan, and the number stays.
            tab.fills("#f-v-density", "61.2").await;
        }
        tab.scans(code).await;
        tab.arrives().await;
        assert!(!tab.sees(".refusal, .scan--refused").await, "{code}: {}", tab.text().await);
    }
    tab.must_say(&t.get("scan-all-done")).await;

    assert_eq!(tab.value("#f-v-density").await, "61.2", "a scan took what was typed");
    for (field, value) in [("volume", "120.0"), ("cd3", "55.0")] {
        tab.fills(&format!("#f-v-{field}"), value).await;
    }
    tab.fills("#f-v-viability", "84.0").await;
    tab.goes_by("#record button").await;
    tab.must_say(&t.get("dev-held")).await;
    assert!(tab.sees(".meas__row--action").await, "a value outside its limits looks like others");
    assert!(tab.sees(".dev").await, "the deviation does not stand where it came from");
    assert!(!tab.sees("#signatures input[name=password]").await, "a held step can be signed");

    tab.clicks("label[for=f-action-1]").await;
    tab.goes_by(".dev button").await;
    tab.must_say(&t.get("dev-contained")).await;
    tab.goes_by("#samples button").await;
    tab.fills("#signatures input[name=password]", PASSWORD).await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.must_say(&t.get("step-is-verify")).await;

    // Whoever performed it is asked for a second person, and is refused as one.
    tab.fills("#signatures input[name=signer]", "op-07").await;
    tab.fills("#signatures input[name=password]", PASSWORD).await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.was_refused().await;
    tab.must_say(&t.get("step-is-verify")).await;

    // The second person's page has followed; they sign without touching the mouse.
    second.comes_to_say(&t.get("sign-now")).await;
    second.tabs_to("#signatures input[name=password]").await;
    second.types(PASSWORD).await;
    second.key("Enter").await;
    second.arrives().await;
    second.must_say(&t.get("step-is-done")).await;

    tab.close().await;
    second.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_from_scan_to_verification_in_english_in_the_browser() {
    a_step_from_scan_to_verification(Lang::En).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_from_scan_to_verification_in_chinese_in_the_browser() {
    a_step_from_scan_to_verification(Lang::ZhCn).await;
}
