//! One person's page: what they see, what they press, and what the browser says of it.

use super::PATIENCE;
use super::heard::{Heard, all};
use super::keys::Fingers;
use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
};
use chromiumoxide::cdp::browser_protocol::network::CookieParam;
use chromiumoxide::cdp::browser_protocol::page::NavigateParams;
use chromiumoxide::cdp::js_protocol::runtime::EvaluateParams;
use chromiumoxide::layout::Point;
use chromiumoxide::page::ScreenshotParams;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use std::path::Path;
use tokio::time::timeout;

/// Somebody's tab. A test ends it with [`Tab::close`], which fails on what was complained of.
pub struct Tab {
    pub(super) page: Page,
    pub(super) fingers: Fingers,
    heard: Heard,
    server: String,
}

/// What the system wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Light pages.
    Light,
    /// Dark pages.
    Dark,
}

/// The size of a window, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// A desk.
const DESK: Size = Size { width: 1280, height: 900 };

impl Tab {
    pub(super) async fn new(page: Page, server: &str) -> Self {
        let heard = Heard::to(&page).await;
        let tab = Self { page, fingers: Fingers::default(), heard, server: server.to_owned() };
        tab.look(DESK, Scheme::Light).await;
        tab
    }

    /// The window's size and the system's colours. Motion is off: what is looked at stands still.
    pub async fn look(&self, size: Size, scheme: Scheme) {
        let (width, height) = (i64::from(size.width), i64::from(size.height));
        let window = SetDeviceMetricsOverrideParams::new(width, height, 1.0, false);
        self.page.execute(window).await.expect("set the window's size");
        let scheme = if scheme == Scheme::Dark { "dark" } else { "light" };
        let features = [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")];
        let features = features.map(|(name, value)| MediaFeature::new(name, value)).to_vec();
        let media = SetEmulatedMediaParams::builder().features(features).build();
        self.page.execute(media).await.expect("set the system's colours");
    }

    /// Remembers a wish, as the server's own cookie does: `lang`, `theme`, `density`.
    pub async fn wishes(&self, name: &str, value: &str) {
        let cookie = CookieParam::builder().name(name).value(value).url(self.server.as_str());
        let cookie = cookie.build().expect("a complete cookie");
        self.page.set_cookie(cookie).await.expect("set a cookie");
    }

    /// Opens an address of the server.
    pub async fn open(&mut self, path: &str) {
        all(&mut self.heard.navigated);
        let url = format!("{}{path}", self.server);
        self.page.execute(NavigateParams::new(url)).await.expect("open an address");
        self.arrives().await;
    }

    /// Waits for the page that what was just done leads to.
    pub async fn arrives(&mut self) {
        let next = timeout(PATIENCE, self.heard.navigated.next()).await;
        if next.is_err() {
            let page = self.text().await;
            panic!("no page came; there is still {}: {page}", self.path().await);
        }
        self.settles().await;
    }

    /// Waits for the page at an address of the server, over pages that lead on to it by themselves.
    pub async fn arrives_at(&mut self, path: &str) {
        let wanted = format!("{}{path}", self.server);
        let there = async {
            while let Some(event) = self.heard.navigated.next().await {
                if event.frame.url == wanted {
                    break;
                }
            }
        };
        let came = timeout(PATIENCE, there).await.is_ok();
        assert!(came, "{wanted} never came; there is {}: {}", self.path().await, self.text().await);
        self.settles().await;
    }

    async fn settles(&mut self) {
        self.run(
            "new Promise(done => document.readyState === 'complete' ? done()
                : addEventListener('load', () => setTimeout(done)))",
        )
        .await;
        all(&mut self.heard.navigated);
    }

    /// Goes back one page, as the browser's button does.
    pub async fn back(&mut self) {
        all(&mut self.heard.navigated);
        self.run("setTimeout(() => history.back()) && null").await;
        self.arrives().await;
    }

    /// Runs a script in the page and waits for its promise.
    pub async fn run(&self, script: &str) -> Value {
        let params = EvaluateParams::builder()
            .expression(script)
            .return_by_value(true)
            .await_promise(true)
            .build()
            .expect("a complete script");
        let result = self.page.execute(params).await;
        let result = result.unwrap_or_else(|error| panic!("run {script}: {error}")).result;
        if let Some(exception) = result.exception_details {
            panic!("run {script}: {:?}", exception.exception.and_then(|it| it.description));
        }
        result.result.value.unwrap_or(Value::Null)
    }

    /// Path and query of the page.
    pub async fn path(&self) -> String {
        let path = self.run("location.pathname + location.search").await;
        path.as_str().unwrap_or_default().to_owned()
    }

    /// The words of the page as they are seen; every kind of space is a space.
    pub async fn text(&self) -> String {
        let text = self.run("document.body.innerText.replace(/\\s+/g, ' ')").await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The page must say something.
    pub async fn must_say(&self, words: &str) {
        let text = self.text().await;
        assert!(text.contains(words), "the page does not say {words:?}: {text}");
    }

    /// The page must not say something.
    pub async fn must_not_say(&self, words: &str) {
        let text = self.text().await;
        assert!(!text.contains(words), "the page says {words:?}: {text}");
    }

    /// Waits until the open page says something, without being loaded again.
    pub async fn comes_to_say(&self, words: &str) {
        let script = format!(
            "new Promise(done => {{
                const look = () => document.body.innerText.replace(/\\s+/g, ' ').includes({words})
                    && (watch.disconnect(), done(true));
                const watch = new MutationObserver(look);
                watch.observe(document, {{ subtree: true, childList: true, attributes: true,
                    characterData: true }});
                look();
            }})",
            words = json!(words)
        );
        if timeout(PATIENCE, self.run(&script)).await.is_err() {
            let page = self.text().await;
            panic!("the page never came to say {words:?}: {page}");
        }
    }

    /// Whether anything visible fits a selector.
    pub async fn sees(&self, selector: &str) -> bool {
        let script = format!(
            "[...document.querySelectorAll({})].some(e => e.checkVisibility())",
            json!(selector)
        );
        self.run(&script).await == json!(true)
    }

    /// Clicks the one visible thing that fits a selector. It must not be covered.
    pub async fn clicks(&mut self, selector: &str) {
        let all = format!("[...document.querySelectorAll({})]", json!(selector));
        self.hits(&all, selector).await;
    }

    /// Clicks the one visible button or link whose words begin so.
    pub async fn presses(&mut self, words: &str) {
        let all = format!(
            "[...document.querySelectorAll('button, a[href], summary, label')]
                .filter(e => e.innerText.trim().replace(/\\s+/g, ' ').startsWith({}))",
            json!(words)
        );
        self.hits(&all, words).await;
    }

    async fn hits(&mut self, all: &str, what: &str) {
        let script = format!(
            "(() => {{
                const found = {all}.filter(e => e.checkVisibility());
                if (found.length !== 1) return `${{found.length}} of them`;
                const [one] = found;
                one.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                const box = one.getClientRects()[0];
                const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                const hit = document.elementFromPoint(x, y);
                if (!one.contains(hit)) return `it is covered by ${{hit?.outerHTML.slice(0, 200)}}`;
                return {{ x, y }};
            }})()"
        );
        let spot = self.run(&script).await;
        let at = |name: &str| spot.get(name).and_then(Value::as_f64);
        let (Some(x), Some(y)) = (at("x"), at("y")) else {
            let page = self.text().await;
            panic!("cannot click {what:?}: {spot}; the page at {}: {page}", self.path().await);
        };
        self.heard_nothing_yet();
        self.page.click(Point::new(x, y)).await.expect("click");
    }

    /// Clicks what leads to another page, and waits for it.
    pub async fn goes_by(&mut self, selector: &str) {
        self.clicks(selector).await;
        self.arrives().await;
    }

    /// Puts a text into a field in place of what it holds.
    pub async fn fills(&mut self, selector: &str, text: &str) {
        self.clicks(selector).await;
        self.run("document.activeElement.select?.() ?? null").await;
        self.types(text).await;
    }

    /// Moves the focus with the Tab key until it is on what fits a selector.
    pub async fn tabs_to(&mut self, selector: &str) {
        let script = format!("document.activeElement.matches({})", json!(selector));
        for _ in 0..120 {
            if self.run(&script).await == json!(true) {
                return;
            }
            self.key("Tab").await;
        }
        panic!(
            "{selector:?} cannot be reached by keyboard; the focus is on {}",
            self.focus().await
        );
    }

    /// What has the focus.
    pub async fn focus(&self) -> String {
        let tag = self.run("document.activeElement.outerHTML.slice(0, 300)").await;
        tag.as_str().unwrap_or_default().to_owned()
    }

    /// The value of the field that fits a selector.
    pub async fn value(&self, selector: &str) -> String {
        let script = format!("document.querySelector({}).value", json!(selector));
        self.run(&script).await.as_str().unwrap_or_default().to_owned()
    }

    /// The page is the answer to something refused: the browser notes its status as an error, which
    /// is the one complaint this takes back. Fails if the page was not refused.
    pub async fn was_refused(&mut self) {
        let url = self.run("location.href").await;
        let at = format!("({})", url.as_str().unwrap_or_default());
        let complaints = self.heard.complaints();
        let refusal = |it: &String| it.contains("a status of 4") && it.ends_with(&at);
        let found = complaints.iter().position(refusal);
        let found = found.unwrap_or_else(|| panic!("{at} was not refused: {complaints:?}"));
        complaints.remove(found);
    }

    /// Everything the browser has complained of.
    pub async fn complaints(&mut self) -> Vec<String> {
        // The answer to this comes after everything that was said before it.
        self.run("null").await;
        std::mem::take(self.heard.complaints())
    }

    fn heard_nothing_yet(&mut self) {
        all(&mut self.heard.navigated);
    }

    /// A picture of the whole page, as PNG.
    pub async fn picture(&self, file: &Path) {
        let wanted = ScreenshotParams::builder().full_page(true).build();
        let png = self.page.screenshot(wanted).await.expect("take a picture");
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("make the folder");
        std::fs::write(file, png).expect("write the picture");
    }

    /// Ends the tab. Nothing may have been complained of.
    #[track_caller]
    pub fn close(mut self) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let complaints = self.complaints().await;
            assert!(complaints.is_empty(), "{caller}: the browser complains: {complaints:#?}");
            let _ = self.page.close().await;
        }
    }
}
