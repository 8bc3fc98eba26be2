//! What of a request goes to the access log: whose personal data its answer shows, and that it was
//! refused.
//!
//! Guarantees: an answer that shows personal data leaves only once that is noted, durably; if it
//! cannot be noted, the answer is a problem that says so.

use super::asked::Asked;
use super::{App, Call};
use crate::problem::{Kind, Problem, render};
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::{Kind as SubjectKind, PersonId, SubjectId};
use domain::people::Role;
use engine::access::{Note, What};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The longest path noted.
const PAGE_CHARACTERS_MAX: usize = 200;

/// The persons whose sealed texts an answer opened, or whose notes it shows; none at all: nothing.
/// A page may be made more than once; whose data it shows is noted once.
#[derive(Debug, Default)]
pub(crate) struct Opened(Mutex<Option<BTreeSet<SubjectId>>>);

impl Opened {
    /// Takes down that a sealed text of this owner was opened, if it is a patient's.
    pub fn note(&self, owner: &SubjectId) {
        let patients = matches!(
            owner.kind(),
            SubjectKind::Patient | SubjectKind::Order | SubjectKind::Infusion
        );
        if patients {
            self.look(std::slice::from_ref(owner));
        }
    }

    /// Takes down that the notes about these were looked at; none: those about everybody.
    pub fn look(&self, about: &[SubjectId]) {
        let mut opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        opened.get_or_insert_default().extend(about.iter().cloned());
    }

    fn take(&self) -> Option<Vec<SubjectId>> {
        let mut opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        opened.take().map(|opened| opened.into_iter().collect())
    }
}

/// Notes what an answer shows, and that it refuses. `why`: the code of the problem, if it is one.
pub(super) async fn note(
    app: &App,
    asked: &Arc<Asked>,
    why: Option<Kind>,
    response: Response,
) -> Response {
    let of = asked.opened.take();
    let status = response.status();
    let turned_away = matches!(
        status,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS
    );
    // What signing in refuses is noted there, with the name that was tried.
    // Who is asked for more is not turned away.
    let why = why.filter(|kind| {
        turned_away && !kind.is_noted_with_name() && *kind != Kind::SecondFactorNeeded
    });
    if of.is_none() && why.is_none() {
        return response;
    }
    let (by, now) = (who(app, asked), app.engine.now());
    if let Some(kind) = why {
        let page = format!("{} {}", asked.method, asked.route.as_deref().unwrap_or("-"));
        let (status, why) = (status.as_u16(), kind.word().to_owned());
        let what = What::Refused { status, why, page, times: 1 };
        app.engine.access().note(Note::new(now, by.clone(), what));
    }
    match shown(app, asked, of).await {
        Ok(()) => response,
        Err(problem) => render(app, asked, problem),
    }
}

/// Notes what was opened since the last time, for an answer that is written while it is sent: no
/// piece of it leaves before.
pub(crate) async fn note_piece(app: &App, asked: &Arc<Asked>) -> Result<(), Problem> {
    shown(app, asked, asked.opened.take()).await
}

/// Notes durably whose data is shown.
async fn shown(app: &App, asked: &Arc<Asked>, of: Option<Vec<SubjectId>>) -> Result<(), Problem> {
    let Some(of) = of else { return Ok(()) };
    let page = format!("{} {}", asked.method, asked.uri.path());
    let page = page.chars().take(PAGE_CHARACTERS_MAX).collect();
    let note = Note::new(app.engine.now(), who(app, asked), What::Read { of, page });
    app.engine.access().noted(note).await.map_err(|error| {
        tracing::error!(incident = %asked.id, %error, "personal data was not shown");
        Problem::new(Kind::NotNoted).again_in(5)
    })
}

/// Who asks, in which role.
fn who(app: &App, asked: &Arc<Asked>) -> Option<(PersonId, Option<Role>)> {
    let call = Call::of(app, asked).ok()?;
    call.session.as_ref().map(|session| (session.person.clone(), call.role()))
}
