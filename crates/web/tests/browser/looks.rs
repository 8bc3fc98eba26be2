//! Every page in both languages, light and dark, at a desk and on a tablet: axe-core finds nothing,
//! nothing sticks out, everything pressed is large enough.
//!
//! With `CENTROSOME_SHOTS=FOLDER` each page is also photographed into that folder, to be looked at;
//! with `CENTROSOME_PAGES=TEXT` only pages whose address holds the text are opened.

use super::centre::Centre;
use super::pages::{CARE, MAKING, NOBODY, PROBLEMS};
use std::collections::BTreeMap;
use std::path::PathBuf;
use testkit::{Browser, Scheme, Size, Tab};
use web::lang::Lang;

/// Windows and colours every page is looked at in.
pub const LOOKS: [(Size, Scheme); 4] = [
    (Size { width: 1280, height: 900 }, Scheme::Light),
    (Size { width: 1280, height: 900 }, Scheme::Dark),
    (Size { width: 1024, height: 768 }, Scheme::Light),
    (Size { width: 1024, height: 768 }, Scheme::Dark),
];

async fn check(centre: &Centre, pages: &[(&'static str, &'static str)], refused: bool) {
    let browser = Browser::start().await;
    let mut broken = Vec::new();
    for lang in Lang::ALL {
        let mut tabs: BTreeMap<&str, Tab> = BTreeMap::new();
        let some = std::env::var("CENTROSOME_PAGES").unwrap_or_default();
        for (who, path) in pages.iter().filter(|(_, path)| path.contains(&some)) {
            if !tabs.contains_key(who) {
                let tab = if *who == NOBODY {
                    let tab = browser.somebody(&centre.address).await;
                    tab.wishes("lang", lang.tag()).await;
                    tab
                } else {
                    centre.sign_in(&browser, who, lang).await
                };
                tabs.insert(who, tab);
            }
            let tab = tabs.get_mut(who).unwrap();
            tab.open(path).await;
            if refused {
                tab.was_refused().await;
            }
            for (size, scheme) in LOOKS {
                tab.look(size, scheme).await;
                let page = format!("{path} for {who} in {} at {size:?} {scheme:?}", lang.tag());
                let laws = match scheme {
                    Scheme::Light => tab.laws().await,
                    Scheme::Dark => tab.contrast().await,
                };
                broken.extend(laws.iter().map(|law| format!("{page}: {law}")));
                if let Some(folder) = std::env::var_os("CENTROSOME_SHOTS") {
                    tab.picture(&PathBuf::from(folder).join(name(who, path, lang, size, scheme)))
                        .await;
                }
            }
            let complaints = tab.complaints().await;
            broken.extend(complaints.iter().map(|it| format!("{path} for {who}: {it}")));
        }
    }
    browser.close().await;
    assert!(broken.is_empty(), "{} laws broken: {broken:#?}", broken.len());
}

fn name(who: &str, path: &str, lang: Lang, size: Size, scheme: Scheme) -> String {
    let path: String =
        path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("{path}.{who}.{}.{}.{scheme:?}.png", lang.tag(), size.width)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_making_keeps_the_laws_in_the_browser() {
    let centre = Centre::making().await;
    check(&centre, MAKING, false).await;
    centre.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_care_keeps_the_laws_in_the_browser() {
    let (centre, _) = Centre::care().await;
    check(&centre, CARE, false).await;
    check(&centre, PROBLEMS, true).await;
    centre.close().await;
}
