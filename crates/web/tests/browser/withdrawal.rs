//! A signature is withdrawn: from the page of its entry, with a reason, by keyboard; and what rested
//! on it stands open again for whoever was about to rely on it.

use super::centre::{Centre, PASSWORD};
use testkit::Browser;
use web::lang::Lang;
use web::pages::words;

const RELEASE: &str = "/batch/B26-0001/release";
const WITHDRAW: &str = "a[href^='/do/quality.withdraw-signature']";
const REASON: &str = "Synthetic: the wrong record lay open.";

async fn a_withdrawal(lang: Lang) {
    let t = lang.texts();
    let centre = Centre::making().await;
    let browser = Browser::start().await;
    let mut reviewer = centre.sign_in(&browser, "QA-03", lang).await;
    reviewer.open(RELEASE).await;
    reviewer.tabs_to("#decision input[name=password]").await;
    reviewer.types(PASSWORD).await;
    reviewer.key("Enter").await;
    reviewer.arrives().await;
    let review = centre.entries() - 1;
    let entry = format!("/log/entry/{review}");

    let mut releaser = centre.sign_in(&browser, "QP-01", lang).await;
    releaser.open(&entry).await;
    assert!(!releaser.sees(WITHDRAW).await, "it is not theirs to withdraw");
    releaser.open(RELEASE).await;
    assert!(releaser.sees("#decision input[name=password]").await, "reviewed, and not to release");

    reviewer.open(&entry).await;
    reviewer.goes_by(WITHDRAW).await;
    assert_eq!(reviewer.value("input[name=entry]").await, review.to_string());
    assert_eq!(reviewer.laws().await, [""; 0]);
    reviewer.tabs_to("[name=reason]").await;
    reviewer.types(REASON).await;
    reviewer.tabs_to("input[name=password]").await;
    reviewer.types("not my password").await;
    reviewer.key("Enter").await;
    reviewer.arrives().await;
    reviewer.was_refused().await;
    assert_eq!(centre.entries(), review + 1, "withdrawn without the password");
    assert_eq!(reviewer.value("[name=reason]").await, REASON, "what was typed is gone");
    reviewer.tabs_to("input[name=password]").await;
    reviewer.types(PASSWORD).await;
    reviewer.key("Enter").await;
    reviewer.arrives().await;
    assert!(reviewer.path().await.starts_with(&entry), "back at {}", reviewer.path().await);
    assert_eq!(centre.entries(), review + 2);
    reviewer.must_say(words::choice(t, "withdrawn").plain()).await;
    reviewer.must_say(REASON).await;
    assert!(!reviewer.sees(WITHDRAW).await, "it is withdrawn once");

    // The open page of whoever was about to release it takes the form away by itself.
    releaser.comes_to_say(&t.get("refusal-record-not-reviewed.next")).await;
    assert!(!releaser.sees("#decision input[name=password]").await, "released without a review");

    releaser.close().await;
    reviewer.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_by_keyboard_in_english_in_the_browser() {
    a_withdrawal(Lang::En).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_by_keyboard_in_chinese_in_the_browser() {
    a_withdrawal(Lang::ZhCn).await;
}
