//! What a page needs besides its markup: the style sheet, the script, the icons, and the headers
//! that keep everything else out.
//!
//! Assets are compiled in and addressed by their content (`/assets/<hash>/app.css`), so a browser
//! may keep them for ever and never shows a page with the style of another version. Nothing is
//! ever fetched from elsewhere.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

/// The only sources a page may use: our own. No inline style, no inline script, no frame.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; \
    script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// The headers every answer carries, pages and assets alike.
pub const SECURITY_HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
    ),
];

/// A file compiled into the program.
pub struct Asset {
    /// The last piece of its address, such as `app.css`.
    pub name: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// What is sent.
    pub bytes: Vec<u8>,
    /// `/assets/<hash>/<name>`.
    pub href: String,
}

macro_rules! css {
    ($name:literal) => {
        include_str!(concat!("../../../assets/css/", $name, ".css"))
    };
}

/// The style sheet in the order of its cascade. The dark colours are written once and used twice:
/// for the system's wish and for the person's choice.
const STYLES: &[&str] = &[
    css!("tokens"),
    "@media (prefers-color-scheme: dark) { :root:not([data-theme=\"light\"]) {\n",
    css!("dark"),
    "} }\n:root[data-theme=\"dark\"] {\n",
    css!("dark"),
    "}\n",
    css!("base"),
    css!("shell"),
    css!("panel"),
    css!("status"),
    css!("controls"),
    css!("table"),
    css!("chart"),
    css!("exec"),
    css!("measure"),
    css!("sign"),
    css!("badge"),
    css!("identity"),
    css!("review"),
    css!("past"),
    css!("narrow"),
    css!("modes"),
    css!("print"),
];

macro_rules! script {
    ($name:literal) => {
        include_str!(concat!("../../../assets/js/", $name, ".js"))
    };
}

/// The script, in the order its pieces run. Every page also works without it.
const SCRIPTS: &[&str] = &[
    script!("live"),
    script!("scan"),
    script!("timer"),
    script!("session"),
    script!("forms"),
    script!("passkey"),
];

static ASSETS: LazyLock<[Asset; 4]> = LazyLock::new(|| {
    [
        asset("app.css", "text/css; charset=utf-8", STYLES.concat().into_bytes()),
        asset("app.js", "text/javascript; charset=utf-8", SCRIPTS.concat().into_bytes()),
        asset("icons.svg", "image/svg+xml", include_bytes!("../../../assets/icons.svg").to_vec()),
        asset("mark.svg", "image/svg+xml", include_bytes!("../../../assets/mark.svg").to_vec()),
    ]
});

fn asset(name: &'static str, content_type: &'static str, bytes: Vec<u8>) -> Asset {
    let mut hash = String::with_capacity(16);
    for byte in Sha256::digest(&bytes).iter().take(8) {
        hash.push_str(&format!("{byte:02x}"));
    }
    Asset { name, content_type, bytes, href: format!("/assets/{hash}/{name}") }
}

/// Every asset there is.
pub fn all() -> &'static [Asset] {
    &*ASSETS
}

/// Where the style sheet is.
pub fn style_href() -> &'static str {
    let [style, ..] = &*ASSETS;
    &style.href
}

/// Where the script is.
pub fn script_href() -> &'static str {
    let [_, script, ..] = &*ASSETS;
    &script.href
}

/// Where the icon sprite is.
pub fn icons_href() -> &'static str {
    let [_, _, icons, _] = &*ASSETS;
    &icons.href
}

/// Where the mark for the browser's tab is.
pub fn mark_href() -> &'static str {
    let [.., mark] = &*ASSETS;
    &mark.href
}

/// The route that serves assets: `GET /assets/{hash}/{name}`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{hash}/{name}", get(serve))
}

async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let href = format!("/assets/{hash}/{name}");
    match all().iter().find(|asset| asset.href == href) {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.content_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            asset.bytes.as_slice(),
        )
            .into_response(),
        // An old page may ask for an old version: it is not kept, and must not be cached as gone.
        None => (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")]).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_asset_is_found_where_pages_look_for_it() {
        for (href, name) in [
            (style_href(), "app.css"),
            (script_href(), "app.js"),
            (icons_href(), "icons.svg"),
            (mark_href(), "mark.svg"),
        ] {
            assert!(href.ends_with(name), "{href} is not {name}");
        }
    }

    #[tokio::test]
    async fn assets_are_kept_for_ever_and_an_old_version_is_not_found() {
        let part = |n| style_href().split('/').nth(n).unwrap().to_owned();
        let found = serve(Path((part(2), part(3)))).await;
        assert_eq!(found.status(), StatusCode::OK);
        assert_eq!(found.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        assert!(found.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let old = serve(Path(("0000000000000000".into(), part(3)))).await;
        assert_eq!(old.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        for asset in all() {
            let text = String::from_utf8(asset.bytes.clone()).unwrap();
            let text = text.replace("http://www.w3.org/2000/svg", "");
            for door in ["http:", "https:", "url(//", "@import", "eval(", "innerHTML"] {
                assert!(!text.contains(door), "{} holds `{door}`", asset.name);
            }
        }
    }

    #[test]
    fn no_policy_opens_a_door() {
        for word in ["unsafe", "*", "data:", "http"] {
            assert!(!CONTENT_SECURITY_POLICY.contains(word), "the policy allows {word}");
        }
    }
}
