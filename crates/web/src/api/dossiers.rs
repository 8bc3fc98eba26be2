//! The record of a batch in one file that can be checked without us, and the page that checks it.
//!
//! `GET /api/v1/batches/{key}/dossier?named=yes` · `GET /verifier/dossier.html`

use super::opening::Sealing;
use super::query::{Parameters, bad};
use crate::app::{App, Call};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::id::BatchId;
use domain::permit::Sight;
use engine::dossier::{MakeError, Place};
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// How many dossiers are made at once: each is held in memory until it is sent.
static MAKING: Semaphore = Semaphore::const_new(2);

/// The page that checks dossiers: one file that needs no server.
const VERIFIER: &str = include_str!("../../../../assets/verifier/dossier.html");

/// What that page may do: run the script and use the style that are in it, and nothing else.
static VERIFIER_POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |tag: &str| {
        let inside = between(VERIFIER, tag).unwrap_or_default();
        STANDARD.encode(Sha256::digest(inside))
    };
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        hash("script"),
        hash("style"),
    )
});

/// What stands in the element of this name that has no attributes.
fn between<'a>(page: &'a str, tag: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("<{tag}>"))?;
    rest.split_once(&format!("</{tag}>")).map(|(inside, _)| inside)
}

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/batches/{key}/dossier", get(dossier))
        .route("/verifier/dossier.html", get(verifier))
}

async fn dossier(
    State(app): State<App>,
    call: Call,
    Path(key): Path<String>,
    parameters: Parameters,
) -> Result<Response> {
    super::subjects::subject(&call, "batch", &key)?;
    let batch = BatchId::new(&key).map_err(|error| bad("key", &error.to_string()))?;
    // What leaves the house says by default who did what in codes.
    let named = match parameters.get::<String>("named", "it is yes or left out")?.as_deref() {
        None | Some("no") => false,
        Some("yes") => true,
        Some(_) => return Err(bad("named", "it is yes or left out")),
    };
    let sealing = Sealing::of(&call);
    let file = format!("{key}.dossier");
    let _turn = MAKING.acquire().await;
    let made = app.blocking(move || {
        let opens = |place: Place<'_>| {
            named && sealing.opens(place.owner, place.about.iter().map(|about| &about.s))
        };
        let made = call.app.engine.dossier(&batch, &opens, Some(crate::papers::PRESS)).map_err(
            |error| match error {
                MakeError::NoBatch(batch) => {
                    let reason = Reason::new("unknown-subject").with("subject", batch.to_string());
                    Problem::new(Kind::UnknownSubject).because([reason])
                }
                error => Problem::fault(&error),
            },
        )?;
        if made.about.iter().any(|subject| sealing.sight(subject) == Sight::None) {
            return Err(Problem::new(Kind::NotPermitted));
        }
        Ok(made)
    });
    let headers = [
        (header::CONTENT_TYPE, "application/jsonl; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, made.await?.bytes).into_response())
}

async fn verifier() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"dossier.html\""),
        (header::CONTENT_SECURITY_POLICY, VERIFIER_POLICY.as_str()),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, VERIFIER).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use serde_json::Value;

    #[test]
    fn the_verifier_asks_nobody_for_anything() {
        let script = between(VERIFIER, "script").unwrap();
        for door in
            ["fetch(", "XMLHttpRequest", "import(", "eval(", "innerHTML", "WebSocket", "src="]
        {
            assert!(!script.contains(door), "the verifier has {door}");
        }
        let page = VERIFIER.replace("http://www.w3.org/2000/svg", "");
        for door in ["http:", "https:", "@import", "<link", "<img", "<iframe"] {
            assert!(!page.contains(door), "the verifier has {door}");
        }
        assert!(!between(VERIFIER, "style").unwrap().contains("url("));
        assert!(VERIFIER_POLICY.contains("default-src 'none'; script-src 'sha256-"));
    }

    #[test]
    fn the_verifier_calls_everything_what_the_pages_call_it() {
        let tag = "<script type=\"application/json\" id=\"words\">";
        let (_, rest) = VERIFIER.split_once(tag).unwrap();
        let words: Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
        for lang in Lang::ALL {
            let words = words[lang.tag()].as_object().unwrap();
            let t = lang.texts();
            let mut missing = Vec::new();
            for action in domain::command::ACTIONS {
                let key = format!("act-{}", action.name.replace('.', "-"));
                if !words.contains_key(&format!("{key}.did")) {
                    missing.push(key);
                }
            }
            for (_, name, _) in domain::state::Event::all() {
                let key = format!("fact-{name}");
                match (words.get(&key), t.find(&key, &[])) {
                    (Some(word), Some(said)) => assert_eq!(*word, said, "{key}"),
                    _ => missing.push(key),
                }
            }
            for role in domain::people::Role::ALL {
                let key = format!("role-{}", role.word());
                let said = t.find(&key, &[]);
                assert_eq!(words.get(&key).and_then(Value::as_str), said.as_deref(), "{key}");
            }
            assert_eq!(
                missing,
                Vec::<String>::new(),
                "assets/verifier/dossier.html, {}",
                lang.tag()
            );
        }
    }
}
