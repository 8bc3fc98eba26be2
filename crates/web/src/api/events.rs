//! `GET /events`: live updates by server-sent events.
//!
//! When the log has grown, `log` says its size and `change` tells a page to ask for itself again.
//! The stream says nothing of what happened: whoever wants to know reads it, as they may. It ends
//! with the session and with the server.

use crate::app::{App, Call};
use crate::problem::Result;
use crate::session::Session;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often something is sent when nothing happens, so that a lost connection is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub fn routes() -> Router<App> {
    Router::new().route("/events", get(events))
}

struct Follower {
    app: App,
    session: Arc<Session>,
    news: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    ready: VecDeque<Event>,
}

impl Follower {
    /// The next event; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if *self.closing.borrow()
                || !self.app.sessions.is_open(
                    &self.session,
                    self.app.engine.now(),
                    self.app.access(),
                )
            {
                return None;
            }
            tokio::select! {
                changed = self.news.changed() => {
                    changed.ok()?;
                    let size = *self.news.borrow_and_update();
                    self.tell(size, "change");
                }
                _ = self.closing.changed() => return None,
                () = tokio::time::sleep(HEARTBEAT) => {
                    self.ready.push_back(Event::default().comment("here"));
                }
            }
        }
    }

    fn tell(&mut self, size: u64, also: &str) {
        let data = format!("{{\"size\":{size}}}");
        let log = Event::default().event("log").id(size.to_string()).data(data.clone());
        self.ready.push_back(log);
        if !also.is_empty() {
            self.ready.push_back(Event::default().event(also).data(data));
        }
    }
}

async fn events(State(app): State<App>, call: Call) -> Result<Response> {
    let session = call.signed_in()?.clone();
    let mut news = app.engine.news();
    let closing = app.closing();
    let size = *news.borrow_and_update();
    let mut follower = Follower { app, session, news, closing, ready: VecDeque::new() };
    // At once, so that a client knows where it begins, and that it is connected.
    follower.tell(size, "");
    let stream = stream::unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Some((Ok::<_, Infallible>(event), follower))
    });
    let mut response = Sse::new(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that gathers an answer before it passes it on would pass on nothing.
    let buffering = HeaderName::from_static("x-accel-buffering");
    headers.insert(buffering, HeaderValue::from_static("no"));
    Ok(response)
}
