//! Several results ticked where they wait and reviewed by one signature, by keyboard alone.

use super::centre::{Centre, PASSWORD};
use super::passkeys::{at_localhost, enrols};
use engine::entry::{self, Proof};
use testkit::{Browser, Scheme, Size, Tab};
use web::lang::Lang;

const TABLET: Size = Size { width: 1024, height: 768 };

/// A second result on the sample of the second batch.
async fn enters(centre: &Centre, browser: &Browser) {
    let mut qc = centre.sign_in(browser, "QC-02", Lang::En).await;
    qc.open("/sample/S26-0003?attribute=endotoxin").await;
    qc.run("{ document.querySelector(\"select[name='reading.how']\").value = 'lt'; null }").await;
    qc.fills("input[name='reading.n']", "0.05").await;
    qc.key("Enter").await;
    qc.arrives().await;
    qc.close().await;
}

/// Ticks both results in the queue and goes on to the panel.
async fn ticks(tab: &mut Tab, lang: Lang) {
    let t = lang.texts();
    tab.open("/samples").await;
    for line in ["titre", "endotoxin"] {
        tab.tabs_to(&format!(".tick input[value='sample/S26-0003#{line}']")).await;
        tab.key("Space").await;
    }
    tab.look(TABLET, Scheme::Light).await;
    assert_eq!(tab.laws().await, Vec::<String>::new(), "the queue with boxes ticked");
    tab.tabs_to("#review-B26-0002 button").await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.must_say(&t.get("together-title-review")).await;
    assert!(tab.sees("#thing-0").await && tab.sees("#thing-1").await, "not both are listed");
    assert_eq!(tab.laws().await, Vec::<String>::new(), "the panel");
}

async fn several_results(lang: Lang) {
    let t = lang.texts();
    let centre = Centre::making().await;
    let browser = Browser::start().await;
    enters(&centre, &browser).await;
    let before = centre.entries();
    let mut tab = centre.sign_in(&browser, "QC-04", lang).await;
    ticks(&mut tab, lang).await;
    tab.tabs_to("#signatures input[name=password]").await;
    tab.types(PASSWORD).await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.must_say(&t.get("samples-none-review")).await;
    assert_eq!(centre.entries(), before + 1, "not one entry for both");
    tab.close().await;
    browser.close().await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_results_are_reviewed_at_once_in_english_in_the_browser() {
    several_results(Lang::En).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_results_are_reviewed_at_once_in_chinese_in_the_browser() {
    several_results(Lang::ZhCn).await;
}

/// One press of the key signs for all of them.
#[tokio::test(flavor = "multi_thread")]
async fn several_results_are_reviewed_with_one_press_of_a_key_in_the_browser() {
    let centre = at_localhost().await;
    let browser = Browser::start().await;
    enters(&centre, &browser).await;
    let mut tab = centre.sign_in(&browser, "QC-04", Lang::En).await;
    tab.has_a_security_key().await;
    enrols(&mut tab, Lang::En, "Grey").await;
    let before = centre.entries();
    ticks(&mut tab, Lang::En).await;
    tab.tabs_to("#signatures button[data-passkey=sign]").await;
    tab.key("Enter").await;
    tab.arrives().await;
    tab.must_say(&Lang::En.texts().get("samples-none-review")).await;
    assert_eq!(centre.entries(), before + 1, "not one entry for both");
    let leaf = centre.engine.log().with(|reader| reader.entry(before)).unwrap().unwrap().unwrap();
    let made = entry::made(&leaf).unwrap();
    assert!(matches!(made.proof, Proof::Passkey { .. }), "it was not the key");
    assert_eq!(made.facts.len(), 2);
    tab.close().await;
    browser.close().await;
    centre.close().await;
}
