//! The acts that fit, as a file: CSV for tables, JSON lines for programs; and a page of them as JSON.
//!
//! A file is written while it is sent, from the centre as it was when it was asked for, however much
//! is recorded meanwhile. It says itself with which filters it was made, how far the log went, and
//! under which checkpoint. Without `named=yes` nothing sealed is opened: the record without what
//! names somebody is what leaves the house by default.

use super::search::search;
use super::told::{Opened, Told};
use super::wanted::{FIELDS, Typed, Wanted};
use crate::api::bad;
use crate::app::{Call, note_piece};
use crate::pages::eye::{Clear, Eye};
use crate::pages::visit::Visit;
use crate::pages::{Posted, parameters};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use engine::past::PastError;
use futures_util::stream;
use serde_json::{Value, json};

/// How many acts are written at a time.
const PIECE: usize = 500;

/// How many acts a page of the API holds at most.
const PAGE_MAX: usize = 200;

/// The columns of a table.
const COLUMNS: [&str; 13] = [
    "position", "recorded", "occurred", "person", "role", "said", "act", "about", "sentence",
    "reason", "signed", "findings", "leaf",
];

#[derive(Debug, Clone, Copy)]
enum Form {
    Csv,
    Lines,
}

/// As a table.
pub async fn csv(visit: Visit) -> Result<Response> {
    file(&visit, Form::Csv)
}

/// As lines of JSON.
pub async fn lines(visit: Visit) -> Result<Response> {
    file(&visit, Form::Lines)
}

/// A page of acts, for programs.
pub async fn one_page(call: Call) -> Result<Json<Value>> {
    call.signed_in()?;
    let asked = parameters(&call);
    let limit = asked.given("limit").map_or(Ok(50), str::parse::<usize>);
    let limit = limit.ok().filter(|limit| (1..=PAGE_MAX).contains(limit));
    let limit =
        limit.ok_or_else(|| bad("limit", &format!("it is a whole number from 1 to {PAGE_MAX}")))?;
    let is = "it is the position of an entry, from 0 up";
    let before = asked.given("before").map(str::parse::<u64>).transpose();
    let before = before.map_err(|_| bad("before", is))?;
    let opened = opened(&asked);
    let typed = Typed::of(&FIELDS, &asked);
    let answer = ask(&call, move |eye| {
        let wanted = read(eye, &typed)?;
        let found = search(eye, &wanted, before, limit, opened).map_err(problem)?;
        let items: Vec<Value> = found.acts.iter().map(|told| as_json(eye, told)).collect();
        Ok(json!({ "items": items, "next": found.rest }))
    });
    Ok(Json(answer.await?))
}

fn opened(asked: &Posted) -> Opened {
    if asked.get("named") == "yes" { Opened::AsPermitted } else { Opened::Never }
}

/// Runs where blocking is allowed, with the eyes of whoever calls.
pub async fn ask<T: Send + 'static>(
    call: &Call,
    question: impl Fn(&Eye<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let call = call.clone();
    let app = call.app.clone();
    app.blocking(move || {
        let desk = domain::desk::Desk::new(&call.snapshot.centre, call.now);
        question(&Eye::new(&call, &desk))
    })
    .await
}

fn read(eye: &Eye<'_>, typed: &Typed) -> Result<Wanted> {
    let wanted = Wanted::read(eye, typed).map_err(problem)?;
    wanted.map_err(|wrong| {
        let reason = |(field, why)| Reason::new("field-wrong").at(field).with("problem", why);
        Problem::new(Kind::BadParameter).because(wrong.into_iter().map(reason))
    })
}

fn problem(error: PastError) -> Problem {
    Problem::fault(&error)
}

fn file(visit: &Visit, form: Form) -> Result<Response> {
    let asked = parameters(visit);
    let (typed, opened) = (Typed::of(&FIELDS, &asked), opened(&asked));
    let call: Call = (**visit).clone();
    // `None` is the end; before the first act comes the note.
    let state = Some((call, typed, opened, None::<u64>, true));
    let pieces = stream::unfold(state, move |state| async move {
        let (call, typed, opened, before, begins) = state?;
        let asked = typed.clone();
        let piece = ask(&call, move |eye| piece(eye, form, &asked, opened, before, begins)).await;
        // Whose names the piece holds is noted before it leaves, as for any page.
        let noted = note_piece(&call.app, &call.asked).await;
        let piece = noted.and(piece);
        match piece {
            Ok((bytes, rest)) => {
                let next = rest.map(|rest| (call, typed, opened, Some(rest), false));
                Some((Ok(Bytes::from(bytes)), next))
            }
            // A file that breaks off is seen to break off; one that ended early would look whole.
            Err(_) => Some((Err(std::io::Error::other("the export broke off")), None)),
        }
    });
    let (kind, name) = match form {
        Form::Csv => ("text/csv; charset=utf-8", "audit.csv"),
        Form::Lines => ("application/jsonl", "audit.jsonl"),
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers: [(HeaderName, String); 2] =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// Some more of the file, and where it goes on.
fn piece(
    eye: &Eye<'_>,
    form: Form,
    typed: &Typed,
    opened: Opened,
    before: Option<u64>,
    begins: bool,
) -> Result<(Vec<u8>, Option<u64>)> {
    let wanted = read(eye, typed)?;
    let found = search(eye, &wanted, before, PIECE, opened).map_err(problem)?;
    let mut bytes = Vec::new();
    match form {
        Form::Lines => {
            if begins {
                line(&mut bytes, &json!({ "note": note(eye, typed, opened) }))?;
            }
            for told in &found.acts {
                line(&mut bytes, &as_json(eye, told))?;
            }
        }
        Form::Csv => {
            let mut table = csv::Writer::from_writer(&mut bytes);
            if begins {
                let note = note(eye, typed, opened).to_string();
                let mut first = vec!["note", note.as_str()];
                first.resize(COLUMNS.len(), "");
                table.write_record(first).map_err(|error| Problem::fault(&error))?;
                table.write_record(COLUMNS).map_err(|error| Problem::fault(&error))?;
            }
            for told in &found.acts {
                let cells = cells(eye, told).map(|cell| defused(&cell));
                table.write_record(cells).map_err(|error| Problem::fault(&error))?;
            }
            table.flush().map_err(|error| Problem::fault(&error))?;
            drop(table);
        }
    }
    Ok((bytes, found.rest))
}

/// A line of a file of JSON lines.
pub fn line(bytes: &mut Vec<u8>, value: &Value) -> Result<()> {
    serde_json::to_writer(&mut *bytes, value).map_err(|error| Problem::fault(&error))?;
    bytes.push(b'\n');
    Ok(())
}

/// What the file is: by whom, when, with which filters, of which log, as of which checkpoint.
fn note(eye: &Eye<'_>, typed: &Typed, opened: Opened) -> Value {
    let snapshot = &eye.call.snapshot;
    let filters: serde_json::Map<String, Value> =
        typed.pairs().map(|(name, value)| (name.to_owned(), value.into())).collect();
    json!({
        "log": eye.call.app.engine.origin(),
        "entries": snapshot.size,
        "root": snapshot.root.to_string(),
        "checkpoint": String::from_utf8_lossy(&snapshot.checkpoint),
        "filters": filters,
        "names": match opened { Opened::Never => "left out", Opened::AsPermitted => "as permitted" },
        "made_by": eye.call.session.as_ref().map(|session| session.code.clone()),
        "made_at": eye.call.past.as_ref().map_or(eye.call.now, |past| past.today),
    })
}

fn as_json(eye: &Eye<'_>, told: &Told) -> Value {
    let lang = eye.t.lang();
    let about: Vec<_> = told.about.iter().map(|(subject, _)| subject).collect();
    let reasons: Vec<Value> = told.reasons.iter().map(|(_, reason)| reason_json(reason)).collect();
    let findings: Vec<Value> = told
        .findings
        .iter()
        .map(|(severity, reason)| {
            json!({ "code": reason.code, "severity": severity.word(), "sentence": reason.sentence(lang) })
        })
        .collect();
    json!({
        "position": told.position,
        "recorded": told.recorded,
        "occurred": told.occurred,
        "person": told.who,
        "role": told.role.plain(),
        "said": told.said,
        "act": told.is,
        "about": about,
        "sentence": told.sentence,
        "reasons": reasons,
        "signed": told.signed,
        "findings": findings,
        "leaf": told.leaf,
    })
}

fn reason_json(reason: &Clear) -> Value {
    match reason {
        Clear::Text(text) => text.as_str().into(),
        Clear::Hidden => json!({ "sealed": true }),
        Clear::Erased => json!({ "erased": true }),
    }
}

fn cells(eye: &Eye<'_>, told: &Told) -> [String; 13] {
    let lang = eye.t.lang();
    let joined = |all: Vec<String>| all.join("; ");
    [
        told.position.to_string(),
        told.recorded.to_string(),
        told.occurred.to_string(),
        told.who.clone(),
        told.role.plain().to_owned(),
        told.said.word().to_owned(),
        told.is.clone(),
        joined(told.about.iter().map(|(subject, _)| subject.to_string()).collect()),
        told.sentence.clone(),
        joined(told.reasons.iter().map(|(_, reason)| reason.shown(eye.t)).collect()),
        told.signed.map_or_else(String::new, |meaning| meaning.word().to_owned()),
        joined(told.findings.iter().map(|(_, reason)| reason.sentence(lang)).collect()),
        told.leaf.clone(),
    ]
}

/// A cell that a spreadsheet would compute is made words.
pub fn defused(cell: &str) -> String {
    let begins = cell.chars().next();
    if matches!(begins, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n')) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::defused;

    #[test]
    fn what_a_spreadsheet_would_compute_is_made_words() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        for words in ["OP-07 corrected viability", "81.2", "", "–"] {
            assert_eq!(defused(words), words);
        }
    }
}
