//! What is answered when something is not done: one form for every reason, made in one place.
//!
//! Handlers return a [`Problem`]; the frame around every handler ([`crate::app`]) writes it, as
//! `application/problem+json` (RFC 9457) for programs and as a page for people. A problem carries
//! codes and values, never sentences: those are in `locales/*/refusals.ftl`, as
//! `refusal-title-<problem>` and `refusal-<reason>`, each with `.next`, what to do about it.
//!
//! Guarantees: a code without a sentence is still shown, as a code. What failed on this side is
//! logged with its whole chain under the number the user is given, and never sent.

mod kind;
mod not_taken;
mod reason;
mod render;

pub use kind::Kind;
pub use reason::{AMONG, Reason};
pub(crate) use render::render;

use crate::lang::Lang;
use crate::parts;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use domain::refusal::Refusal;
use serde_json::{Map, Value};

/// Something that was not done, and why.
#[derive(Clone)]
pub struct Problem {
    /// What sort of problem.
    pub kind: Kind,
    /// Why, each reason by itself; empty when the kind says it all.
    pub reasons: Vec<Reason>,
    /// In how many seconds to try again, where trying again helps.
    pub retry_after: Option<u64>,
    /// Members of its own, such as the mistakes in a process.
    pub more: Map<String, Value>,
    /// Methods that are allowed, for the header that must say so.
    pub(crate) allow: Option<HeaderValue>,
}

/// Without its members: a ticket may be one.
impl std::fmt::Debug for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut problem = f.debug_struct("Problem");
        problem.field("kind", &self.kind).field("reasons", &self.reasons).finish_non_exhaustive()
    }
}

impl Problem {
    /// A problem that its kind says all about.
    pub fn new(kind: Kind) -> Self {
        Self { kind, reasons: Vec::new(), retry_after: None, more: Map::new(), allow: None }
    }

    /// With reasons.
    #[must_use]
    pub fn because(mut self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        self.reasons.extend(reasons);
        self
    }

    /// To be tried again after some seconds.
    #[must_use]
    pub fn again_in(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// With one more member.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.more.insert(name.to_owned(), value);
        self
    }

    /// Fields that cannot be read.
    pub fn unreadable(reasons: impl IntoIterator<Item = Reason>) -> Self {
        Self::new(Kind::Unreadable).because(reasons)
    }

    /// The rules say no.
    pub fn refused(refusal: &Refusal) -> Self {
        let has = |code| refusal.has(code);
        let all = |code| refusal.reasons.iter().all(|reason| reason.code == code);
        let kind = if has("role-not-held") || has("role-may-not") {
            Kind::NotPermitted
        } else if !refusal.reasons.is_empty() && all("unknown-subject") {
            Kind::UnknownSubject
        } else {
            Kind::Refused
        };
        Self::new(kind).because(refusal.reasons.iter().map(Reason::from))
    }

    /// What its kind says, as a page shows it.
    pub fn title_part(&self, lang: Lang) -> parts::Reason {
        let (t, key) = (lang.texts(), format!("refusal-title-{}", self.kind.word()));
        parts::Reason {
            code: self.kind.word().to_owned(),
            sentence: t.get(&key),
            next: t.find(&format!("{key}.next"), &[]),
            field: None,
        }
    }

    /// Something failed on this side: the chain is logged when the answer is written, under the
    /// number the user sees.
    pub fn fault(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            chain.push_str(": ");
            chain.push_str(&error.to_string());
            source = error.source();
        }
        Self::failed(chain)
    }

    /// Something failed on this side, said in words for the log.
    pub fn failed(what: impl Into<String>) -> Self {
        let mut problem = Self::new(Kind::Fault);
        problem.reasons.push(Reason::new(reason::LOGGED).with("what", what.into()));
        problem
    }

    /// What is for the log alone, taken out.
    fn take_logged(&mut self) -> Option<String> {
        let at = self.reasons.iter().position(|reason| reason.code == reason::LOGGED)?;
        self.reasons.remove(at).args.into_iter().next().map(|(_, what)| what)
    }
}

/// The answer is only marked here: the frame knows the language and writes it.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Answers of handlers.
pub type Result<T> = std::result::Result<T, Problem>;
