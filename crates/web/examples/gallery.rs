//! The gallery of parts, to look at.
//!
//! `--out DIR` writes every page in both languages and themes as files, with the assets beside
//! them; any static server shows them. `--listen ADDRESS` serves them as the centre would, with its
//! headers: `/home?lang=en&theme=dark&density=touch`, and `/home?live=1` to watch a page follow an
//! event stream.

use std::convert::Infallible;
use std::error::Error;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path as Piece, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use tokio::sync::watch;
use web::lang::Lang;
use web::parts::gallery;
use web::shell::{Ctx, Density, Preferences, Theme, paths};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--out", folder] => write_files(Path::new(folder)),
        ["--listen", address] => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(serve(address)),
        _ => Err("say where to: `--out DIR` or `--listen 127.0.0.1:8090`".into()),
    }
}

fn write_files(folder: &Path) -> Result<(), Box<dyn Error>> {
    for asset in web::assets::all() {
        let file = folder.join(asset.href.trim_start_matches('/'));
        std::fs::create_dir_all(file.parent().unwrap_or(folder))?;
        std::fs::write(file, &asset.bytes)?;
    }
    for lang in Lang::ALL {
        for theme in [Theme::Light, Theme::Dark] {
            let ctx = gallery::ctx(lang, theme, Density::Desk, "/home");
            for (name, page) in gallery::pages(&ctx) {
                let file = format!("{name}.{}.{}.html", lang.tag(), theme.name());
                std::fs::write(folder.join(file), page.into_string())?;
            }
        }
    }
    Ok(())
}

async fn serve(address: &str) -> Result<(), Box<dyn Error>> {
    let (changes, _) = watch::channel(0_u64);
    let app = Router::new()
        .route("/", get(|| async { Redirect::to("/home") }))
        .route("/events", get(events))
        .route("/change", get(change))
        .route(paths::PREFERENCES, post(prefer))
        .route("/{page}", get(page).post(again))
        .with_state(changes)
        .merge(web::assets::routes());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("gallery at http://{}/", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}

type Changes = watch::Sender<u64>;

async fn page(
    State(changes): State<Changes>,
    Piece(name): Piece<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok());
    let mut wishes = Preferences::from_cookies(cookies.unwrap_or_default());
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        wishes.set(name, value);
    }
    let path = if query.is_empty() { format!("/{name}") } else { format!("/{name}?{query}") };
    let ctx = gallery::ctx(
        wishes.lang.unwrap_or_default(),
        wishes.theme.unwrap_or_default(),
        wishes.density.unwrap_or_default(),
        &path,
    );
    let live = query.contains("live=1");
    let ctx = Ctx { stream: live.then(|| "/events".to_owned()), ..ctx };
    let seen = *changes.borrow();
    let Some((_, html)) = gallery::pages(&ctx).into_iter().find(|(page, _)| *page == name) else {
        return (secured(), StatusCode::NOT_FOUND).into_response();
    };
    // Something for a page to follow: the time on the bar and the waiting count.
    let html = html.into_string().replace(">4</span>", &format!(">{}</span>", 4 + seen));
    (secured(), [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

async fn again(Piece(name): Piece<String>) -> Redirect {
    Redirect::to(&format!("/{name}"))
}

async fn prefer(headers: HeaderMap, body: String) -> Response {
    let mut wishes = Preferences::default();
    for (name, value) in body.split('&').filter_map(|pair| pair.split_once('=')) {
        wishes.set(name, value);
    }
    let came_from = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let back = came_from.and_then(|url| url.splitn(4, '/').nth(3)).unwrap_or_default();
    let mut answer = Redirect::to(Preferences::back_to(&format!("/{back}"))).into_response();
    for cookie in wishes.set_cookies(false) {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            answer.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    answer
}

async fn change(State(changes): State<Changes>) -> StatusCode {
    changes.send_modify(|n| *n += 1);
    StatusCode::NO_CONTENT
}

async fn events(State(changes): State<Changes>) -> impl IntoResponse {
    let heard = changes.subscribe();
    let stream = futures_util::stream::unfold(heard, |mut heard| async move {
        heard.changed().await.ok()?;
        let n = *heard.borrow_and_update();
        Some((Ok::<_, Infallible>(Event::default().event("change").data(n.to_string())), heard))
    });
    Sse::new(stream)
        .keep_alive(axum::response::sse::KeepAlive::new().interval(Duration::from_secs(15)))
}

fn secured() -> HeaderMap {
    HeaderMap::from_iter(web::assets::SECURITY_HEADERS)
}
