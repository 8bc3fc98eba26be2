//! An open page while time passes: somebody else acts, a form is half filled in, a button is
//! pressed twice, the browser goes back, the scanner is shot at no field at all.

use super::centre::{Centre, PASSWORD};
use super::step::{STEP, begins};
use testkit::Browser;
use web::lang::Lang;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_stays_while_others_act_in_the_browser() {
    let centre = Centre::making().await;
    let browser = Browser::start().await;
    let mut one = centre.sign_in(&browser, "OP-07", Lang::En).await;
    let mut two = centre.sign_in(&browser, "OP-11", Lang::En).await;
    begins(&mut one, Lang::En).await;
    two.open(STEP).await;
    one.fills("#f-v-density", "61.2").await;
    two.fills("#f-v-volume", "120.0").await;
    two.goes_by("#record button").await;
    one.comes_to_say("OP-11").await;
    assert_eq!(one.value("#f-v-density").await, "61.2", "a live update took what was typed");
    assert!(one.focus().await.contains("f-v-density"), "a live update took the focus");
    one.close().await;
    two.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pressing_twice_acts_once_and_going_back_shows_what_is_so_in_the_browser() {
    let centre = Centre::making().await;
    let browser = Browser::start().await;
    let mut tab = centre.sign_in(&browser, "OP-07", Lang::En).await;
    begins(&mut tab, Lang::En).await;
    tab.fills("#f-v-density", "61.2").await;
    let before = centre.entries();
    let twice =
        "document.querySelectorAll('#record button').forEach(b => { b.click(); b.click(); })";
    tab.run(twice).await;
    tab.arrives().await;
    tab.must_say("61.2").await;
    assert_eq!(centre.entries(), before + 1, "pressed twice, recorded twice");
    tab.back().await;
    tab.comes_to_say("61.2").await;
    assert!(!tab.sees("#f-v-density:is(input)").await, "going back offers what was done");
    tab.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_at_no_field_reaches_the_one_that_waits_in_the_browser() {
    let (centre, treated) = Centre::care().await;
    let one = treated.first().unwrap();
    let browser = Browser::start().await;
    let mut tab = centre.sign_in(&browser, "NU-02", Lang::ZhCn).await;
    // On a page without a scan field it is looked for.
    tab.run("document.activeElement.blur()").await;
    tab.scans("C26-0003").await;
    tab.arrives().await;
    tab.must_say("C26-0003").await;
    // At the bedside it goes to the first field that is still empty, never to the search.
    tab.open("/bedside/O26-0001").await;
    tab.run("document.activeElement.blur()").await;
    tab.scans(&one.number).await;
    assert_eq!(tab.value("#f-wristband").await, one.number);
    tab.run("document.activeElement.blur()").await;
    tab.scans(&one.bag).await;
    assert_eq!(tab.value("#f-label").await, one.bag);
    tab.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn language_colours_and_size_are_one_press_away_in_the_browser() {
    let (centre, _) = Centre::care().await;
    let browser = Browser::start().await;
    let mut tab = centre.sign_in(&browser, "NU-02", Lang::ZhCn).await;
    tab.must_say("我的工作").await;
    tab.goes_by("button[name=lang]").await;
    tab.must_say("My work").await;
    for (name, value) in [("theme", "dark"), ("density", "touch")] {
        tab.clicks(".menu summary").await;
        tab.goes_by(&format!("button[name={name}][value={value}]")).await;
        let script = format!("document.documentElement.dataset.{name}");
        assert_eq!(tab.run(&script).await, value);
    }
    tab.clicks(".menu summary").await;
    tab.goes_by("form[action='/sign-out'] button").await;
    assert!(tab.path().await.starts_with("/sign-in"));
    tab.types("nu-02").await;
    tab.key("Tab").await;
    tab.types(PASSWORD).await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.must_say("My work").await;
    tab.close().await;
    browser.close().await;
    centre.close().await;
}
