//! The second step of signing in: a passkey after the password, a code after the password, and what
//! whoever has neither is led to where the centre asks one of everybody.

use super::centre::{Centre, PASSWORD};
use super::looks::LOOKS;
use super::passkeys::{at_localhost, enrols};
use standards::totp;
use std::path::PathBuf;
use testkit::{Browser, Scheme, Tab};
use web::lang::Lang;

/// The code an app shows so many steps from now.
fn code(centre: &Centre, secret: &[u8], steps: u64) -> String {
    let now = u64::try_from(centre.engine.now().as_millisecond() / 1_000).unwrap();
    totp::code(secret, totp::step(now) + steps)
}

/// Name and password, by keyboard.
async fn gives_the_password(tab: &mut Tab, who: &str) {
    tab.open("/sign-in").await;
    tab.types(who).await;
    tab.key("Tab").await;
    tab.types(PASSWORD).await;
    tab.key("Enter").await;
    tab.arrives().await;
}

async fn signs_out(tab: &mut Tab) {
    tab.clicks(".menu summary").await;
    tab.goes_by("form[action='/sign-out'] button").await;
}

/// Takes a secret over as an app does, and confirms it; gives it.
async fn sets_codes_up(centre: &Centre, tab: &mut Tab) -> Vec<u8> {
    let shown = tab.run("document.querySelector('.code-once').innerText").await;
    let text: String = shown.as_str().unwrap().split_whitespace().collect();
    let secret = totp::secret(&text).unwrap();
    tab.fills("input[name=time_code]", &code(centre, &secret, 0)).await;
    tab.fills("input[name=password]", PASSWORD).await;
    tab.key("Enter").await;
    tab.arrives().await;
    secret
}

/// The page as it stands keeps the laws in every look.
async fn looks_right(tab: &mut Tab, name: &str, lang: Lang) {
    for (size, scheme) in LOOKS {
        tab.look(size, scheme).await;
        let broken = match scheme {
            Scheme::Light => tab.laws().await,
            Scheme::Dark => tab.contrast().await,
        };
        assert!(broken.is_empty(), "{name} in {} at {size:?} {scheme:?}: {broken:#?}", lang.tag());
        if let Some(folder) = std::env::var_os("CENTROSOME_SHOTS") {
            let file = format!("{name}.{}.{}.{scheme:?}.png", lang.tag(), size.width);
            tab.picture(&PathBuf::from(folder).join(file)).await;
        }
    }
}

async fn a_sign_in_in_two_steps(lang: Lang) {
    let t = lang.texts();
    let centre = at_localhost().await;
    let browser = Browser::start().await;
    let mut tab = centre.sign_in(&browser, "QP-01", lang).await;
    tab.has_a_security_key().await;
    enrols(&mut tab, lang, "Grey 灰色").await;
    signs_out(&mut tab).await;
    gives_the_password(&mut tab, "qp-01").await;
    tab.must_say(&t.get("second-step-words")).await;
    assert!(!tab.sees("input[name=code]").await, "a code is asked for that nobody set up");
    looks_right(&mut tab, "second-step-passkey", lang).await;
    tab.tabs_to("button[data-passkey=sign-in]").await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.must_say("QP-01").await;

    tab.open("/account").await;
    tab.goes_by("a[href='/account/time-code']").await;
    assert!(tab.sees("svg.qr").await, "no picture to scan");
    looks_right(&mut tab, "time-code", lang).await;
    let secret = sets_codes_up(&centre, &mut tab).await;
    looks_right(&mut tab, "account", lang).await;
    signs_out(&mut tab).await;
    gives_the_password(&mut tab, "qp-01").await;
    looks_right(&mut tab, "second-step", lang).await;
    tab.fills("input[name=code]", &code(&centre, &secret, 10)).await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.was_refused().await;
    tab.must_say(&t.get("refusal-title-wrong-second-factor")).await;
    looks_right(&mut tab, "second-step-wrong", lang).await;
    tab.fills("input[name=code]", &code(&centre, &secret, 1)).await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.must_say("QP-01").await;
    // The ticket was used.
    tab.open("/sign-in/second").await;
    assert_eq!(tab.path().await, "/");
    tab.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_or_a_code_after_the_password_in_english_in_the_browser() {
    a_sign_in_in_two_steps(Lang::En).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_or_a_code_after_the_password_in_chinese_in_the_browser() {
    a_sign_in_in_two_steps(Lang::ZhCn).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_everybody_needs_one_it_comes_first_in_the_browser() {
    let centre = Centre::making().await;
    let browser = Browser::start().await;
    let lang = Lang::ZhCn;
    let mut admin = centre.sign_in(&browser, "AD-01", lang).await;
    admin.open("/account/time-code").await;
    sets_codes_up(&centre, &mut admin).await;
    let snapshot = centre.engine.snapshot();
    let subject = snapshot.centre.of_kind(domain::id::Kind::Centre).next().unwrap().0.to_string();
    let form =
        format!("/do/centre.require-second-factor?centre={subject}&second_factor=of-everybody");
    admin.open(&form).await;
    looks_right(&mut admin, "require", lang).await;
    admin.fills("input[name=password]", PASSWORD).await;
    admin.key("Enter").await;
    admin.arrives().await;
    admin.close().await;

    for lang in Lang::ALL {
        let t = lang.texts();
        let who = if lang == Lang::En { "op-07" } else { "qc-02" };
        let mut tab = browser.somebody(&centre.address).await;
        tab.wishes("lang", lang.tag()).await;
        gives_the_password(&mut tab, who).await;
        assert_eq!(tab.path().await, "/second-factor");
        tab.must_say(&t.get("second-factor-missing-words")).await;
        looks_right(&mut tab, "second-factor", lang).await;
        tab.open("/batch").await;
        assert_eq!(tab.path().await, "/second-factor");
        tab.tabs_to("a[href='/account/time-code']").await;
        tab.key("Enter").await;
        tab.arrives().await;
        assert!(!tab.sees(".nav").await, "a way into the centre");
        looks_right(&mut tab, "first-time-code", lang).await;
        sets_codes_up(&centre, &mut tab).await;
        tab.must_say(&who.to_uppercase()).await;
        tab.open("/batch").await;
        assert_eq!(tab.path().await, "/batch");
        tab.close().await;
    }
    browser.close().await;
    centre.close().await;
}
