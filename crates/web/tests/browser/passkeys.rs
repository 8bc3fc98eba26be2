//! Passkeys, with the browser's own security key: enrolled, a release signed, signed in with, and
//! what a tampered page or a copied key comes to.

use super::centre::{Centre, PASSWORD};
use engine::entry::{self, Proof};
use testkit::{Browser, Tab};
use web::lang::Lang;

const RELEASE: &str = "/batch/B26-0001/release";

/// A centre whose pages are opened at the host its passkeys are bound to.
pub async fn at_localhost() -> Centre {
    let mut centre = Centre::making().await;
    centre.address = centre.address.replace("127.0.0.1", "localhost");
    centre
}

/// Makes a key on the page of passkeys, and signs with the password that it is theirs.
pub async fn enrols(tab: &mut Tab, lang: Lang, called: &str) {
    let t = lang.texts();
    tab.open("/passkeys").await;
    tab.must_say(&t.get("passkeys-none")).await;
    tab.clicks("button[data-passkey=make]").await;
    tab.comes_to_say(&t.get("passkeys-made")).await;
    tab.fills("#new-passkey input[name=called]", called).await;
    tab.fills("#new-passkey input[name=password]", PASSWORD).await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.must_say(called).await;
    tab.must_say(&t.get("passkeys-bound")).await;
}

/// The proof of the latest entry.
fn latest_proof(centre: &Centre) -> Proof {
    let position = centre.entries() - 1;
    let leaf = centre.engine.log().with(|reader| reader.entry(position)).unwrap().unwrap().unwrap();
    entry::made(&leaf).unwrap().proof
}

async fn a_release_with_a_passkey(lang: Lang) {
    let t = lang.texts();
    let centre = at_localhost().await;
    let browser = Browser::start().await;
    let mut reviewer = centre.sign_in(&browser, "QA-03", lang).await;
    reviewer.open(RELEASE).await;
    reviewer.fills("#decision input[name=password]", PASSWORD).await;
    reviewer.key("Enter").await;
    reviewer.arrives().await;
    reviewer.close().await;

    let mut person = centre.sign_in(&browser, "QP-01", lang).await;
    person.has_a_security_key().await;
    enrols(&mut person, lang, "Grey 灰色").await;
    assert!(matches!(latest_proof(&centre), Proof::Password { .. }));
    person.open(RELEASE).await;
    person.tabs_to("#decision button[data-passkey=sign]").await;
    person.key("Enter").await;
    person.arrives().await;
    person.must_say("QP-01").await;
    assert!(person.sees(".pagehead .chip--ok").await, "a released batch does not look so");
    assert!(matches!(latest_proof(&centre), Proof::Passkey { .. }), "it was not the key");
    person.open(&format!("/log/entry/{}", centre.entries() - 1)).await;
    person.must_say(&t.get("proven-passkey")).await;

    // Nobody's name is typed: the key says whose it is.
    person.clicks(".menu summary").await;
    person.goes_by("form[action='/sign-out'] button").await;
    person.goes_by("button[data-passkey=sign-in]").await;
    person.must_say("QP-01").await;
    person.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_signed_with_a_passkey_in_english_in_the_browser() {
    a_release_with_a_passkey(Lang::En).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_signed_with_a_passkey_in_chinese_in_the_browser() {
    a_release_with_a_passkey(Lang::ZhCn).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tampered_challenge_and_a_copied_key_are_refused_in_the_browser() {
    let centre = at_localhost().await;
    let browser = Browser::start().await;
    let mut tab = centre.sign_in(&browser, "QP-01", Lang::En).await;
    let key = tab.has_a_security_key().await;
    enrols(&mut tab, Lang::En, "Grey").await;
    let before = centre.entries();
    // A page that has the key sign something else than what was fixed.
    let tampers = "{ const real = navigator.credentials.get.bind(navigator.credentials);
        navigator.credentials.get = (o) => { o.publicKey.challenge[0] ^= 1; return real(o); }; null }";
    tab.run(tampers).await;
    tab.clicks("#mine summary").await;
    tab.goes_by("#mine button[data-passkey=sign]").await;
    tab.was_refused().await;
    tab.must_say("another challenge was signed").await;
    assert_eq!(centre.entries(), before, "a tampered signature is in the log");

    // The key signs in, and counts; then comes a copy that was taken before.
    tab.clicks(".menu summary").await;
    tab.goes_by("form[action='/sign-out'] button").await;
    tab.goes_by("button[data-passkey=sign-in]").await;
    tab.copies_the_keys(&key, 0).await;
    tab.open("/passkeys").await;
    tab.clicks("#mine summary").await;
    tab.goes_by("#mine button[data-passkey=sign]").await;
    tab.was_refused().await;
    tab.must_say("there may be a copy of it").await;
    assert_eq!(centre.entries(), before, "a copied key's signature is in the log");
    tab.close().await;
    browser.close().await;
    centre.close().await;
}

/// Without passkeys, or at another address, the password is there and a sentence says why.
#[tokio::test(flavor = "multi_thread")]
async fn at_another_address_a_passkey_says_where_it_works_in_the_browser() {
    let centre = Centre::making().await;
    let browser = Browser::start().await;
    let mut tab = centre.sign_in(&browser, "QP-01", Lang::En).await;
    tab.open("/passkeys").await;
    tab.comes_to_say("work at localhost only").await;
    assert!(!tab.sees("button[data-passkey]").await, "a button that cannot work");
    tab.close().await;
    browser.close().await;
    centre.close().await;
}
