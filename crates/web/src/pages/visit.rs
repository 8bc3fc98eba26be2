//! A page asked for by somebody who is signed in.

use super::eye::Eye;
use super::links;
use crate::app::{App, Call};
use crate::lang::Texts;
use crate::problem::{Problem, Result};
use crate::shell::Ctx;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use domain::refusal::Stop;

/// The one context a page takes: a [`Call`] with a person in it.
///
/// Whoever is not signed in is led to the sign-in page, and from there back here.
#[derive(Clone)]
pub struct Visit(Call);

impl std::ops::Deref for Visit {
    type Target = Call;
    fn deref(&self) -> &Call {
        &self.0
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &App,
    ) -> std::result::Result<Self, Response> {
        let call = Call::from_request_parts(parts, app).await.map_err(Problem::into_response)?;
        match call.signed_in() {
            Ok(_) => Ok(Self(call)),
            // What was sent cannot be carried over a sign-in: say so instead of losing it silently.
            Err(problem) if !parts.method.is_safe() => Err(problem.into_response()),
            Err(_) if call.unfinished => Err(Redirect::to(links::SECOND_FACTOR).into_response()),
            Err(_) => {
                let back = links::sign_in(call.asked.path_and_query());
                Err(Redirect::to(&back).into_response())
            }
        }
    }
}

impl Visit {
    /// The sentences of the page's language.
    pub fn t(&self) -> Texts {
        self.asked.lang.texts()
    }

    /// Looks at the centre as it is published by now: the request itself changed it.
    pub fn refresh(&mut self) {
        self.0.snapshot = self.0.app.engine.snapshot();
    }

    /// The shell of a page that follows the centre while it is open; what was does not change.
    pub fn live(&self) -> Ctx {
        let stream = self.past.is_none().then(|| links::EVENTS.to_owned());
        Ctx { stream, ..self.ctx() }
    }

    /// Answers a question from the centre as published when the request came, loading what has left
    /// memory. Runs where blocking is allowed, so that sealed texts may be opened; the question may
    /// run more than once.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl Fn(&Eye<'_>) -> std::result::Result<T, Stop> + Send + 'static,
    ) -> Result<T> {
        let call = self.0.clone();
        self.app
            .blocking(move || {
                let engine = &call.app.engine;
                let centre = &call.snapshot.centre;
                Ok(engine.look_in(centre, call.now, |desk| question(&Eye::new(&call, desk)))?)
            })
            .await
    }
}
