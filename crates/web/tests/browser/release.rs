//! The release: blocked with its reasons, reviewed, released with a signature, by keyboard alone.

use super::centre::{Centre, PASSWORD};
use testkit::Browser;
use web::lang::Lang;
use web::pages::words;

const PATH: &str = "/batch/B26-0001/release";

async fn a_release(lang: Lang) {
    let t = lang.texts();
    let centre = Centre::making().await;
    let browser = Browser::start().await;
    let mut person = centre.sign_in(&browser, "QP-01", lang).await;
    person.open(PATH).await;
    let released = words::choice(t, "released").plain().to_owned();
    assert!(!person.sees("#decision input[name=password]").await, "released before its review");
    assert!(person.sees("#decision .field__error").await, "blocked without a reason");

    let mut reviewer = centre.sign_in(&browser, "QA-03", lang).await;
    reviewer.open(PATH).await;
    reviewer.tabs_to("#decision input[name=password]").await;
    reviewer.types("not my password").await;
    reviewer.key("Enter").await;
    reviewer.arrives().await;
    reviewer.was_refused().await;
    reviewer.tabs_to("#decision input[name=password]").await;
    reviewer.types(PASSWORD).await;
    reviewer.key("Enter").await;
    reviewer.arrives().await;
    reviewer.must_say("QA-03").await;

    person.comes_to_say(&t.get("sign-password")).await;
    person.tabs_to("#decision input[name=password]").await;
    person.types(PASSWORD).await;
    person.key("Enter").await;
    person.arrives().await;
    person.must_say(&released).await;
    person.must_say("QP-01").await;
    assert!(person.sees(".pagehead .chip--ok").await, "a released batch does not look so");

    person.close().await;
    reviewer.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_by_keyboard_in_english_in_the_browser() {
    a_release(Lang::En).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_by_keyboard_in_chinese_in_the_browser() {
    a_release(Lang::ZhCn).await;
}
