//! The bedside: the wrong bag, the wrong patient, then the right ones, by two people.

use super::centre::{Centre, PASSWORD};
use testkit::{Browser, Tab};
use web::lang::Lang;

/// Scans wristband and bag with nothing but the scanner, then signs.
async fn identifies(tab: &mut Tab, wristband: &str, bag: &str) {
    tab.scans(wristband).await;
    assert!(tab.focus().await.contains("f-label"), "after the wristband comes the bag");
    tab.scans(bag).await;
    assert!(tab.focus().await.contains("password"), "after the bag comes the signature");
    tab.types(PASSWORD).await;
    tab.key("Enter").await;
    tab.arrives().await;
}

async fn right_and_wrong(lang: Lang) {
    let t = lang.texts();
    let (centre, treated) = Centre::care().await;
    let [one, other, ..] = treated.as_slice() else { unreachable!("three patients") };
    let path = "/bedside/O26-0001";
    let browser = Browser::start().await;
    let mut tab = centre.sign_in(&browser, "NU-02", lang).await;
    let before = centre.entries();

    // The ward shows what waits there, and leads to the bed.
    tab.open("/infusion").await;
    tab.must_say(&t.get("waiting-infusion")).await;
    tab.goes_by("#waiting a[href='/bedside/O26-0001']").await;
    identifies(&mut tab, &one.number, &other.bag).await;
    tab.was_refused().await;
    tab.must_say(&t.get("stop-wrong-bag")).await;
    let stop = "document.querySelector('.refusal').getBoundingClientRect().top < innerHeight / 2";
    assert_eq!(tab.run(stop).await, true, "the stop is not in sight");

    // The wrong scan is not kept: the right bag goes where the wrong one was.
    assert_eq!(tab.value("#f-wristband").await, one.number);
    assert_eq!(tab.value("#f-label").await, "");
    tab.scans(&one.bag).await;
    assert_eq!(tab.value("#f-label").await, one.bag);

    tab.open(path).await;
    identifies(&mut tab, &other.number, &one.bag).await;
    tab.was_refused().await;
    tab.must_say(&t.get("stop-wrong-patient")).await;
    assert_eq!(centre.entries(), before, "a refused identification was recorded");

    tab.open(path).await;
    identifies(&mut tab, &one.number, &one.bag).await;
    tab.must_say(&t.get("bedside-another")).await;
    tab.goes_by("#identify button").await;

    // The second person signs in at the same tablet and comes back to the same bed.
    tab.types("ph-05").await;
    tab.key("Tab").await;
    tab.types(PASSWORD).await;
    tab.key("Enter").await;
    tab.arrives().await;
    identifies(&mut tab, &one.number, &one.bag).await;
    tab.must_say(&t.get("bedside-start")).await;
    tab.run("document.querySelector('#f-thawed').value = '2026-12-01T18:15'").await;
    identifies(&mut tab, &one.number, &one.bag).await;
    tab.must_say(&t.get("bedside-running")).await;

    tab.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_bag_is_stopped_and_the_right_one_given_in_english_in_the_browser() {
    right_and_wrong(Lang::En).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_bag_is_stopped_and_the_right_one_given_in_chinese_in_the_browser() {
    right_and_wrong(Lang::ZhCn).await;
}
