//! `/batch/{key}/record.pdf` and `/batch/{key}/certificate.pdf`: what somebody wants printed.
//!
//! Without names, as whatever leaves the house, unless `named=yes` asks for them: then they are opened
//! as far as whoever asks may see them, and that is noted. `lang=zh` or `lang=en`; without it the
//! language of the pages. With `?at=` the record as it was.

use crate::api::{Sealing, bad};
use crate::lang::{Lang, Texts};
use crate::pages::visit::Visit;
use crate::pages::{links, parameters};
use crate::parts::{Button, Icon, Panel};
use crate::problem::{Kind, Problem, Reason, Result};
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use documents::Paper;
use domain::id::BatchId;
use domain::permit::Sight;
use engine::dossier::{MakeError, Place};
use maud::html;
use tokio::sync::Semaphore;

/// How many papers are made at once: each takes the time of a processor.
static MAKING: Semaphore = Semaphore::const_new(2);

pub async fn record(visit: Visit, Path(key): Path<String>) -> Result<Response> {
    give(visit, &key, Paper::Record).await
}

pub async fn certificate(visit: Visit, Path(key): Path<String>) -> Result<Response> {
    give(visit, &key, Paper::Certificate).await
}

async fn give(visit: Visit, key: &str, paper: Paper) -> Result<Response> {
    let batch = super::batch_id(key)?;
    let asked = parameters(&visit);
    let lang = match asked.get("lang") {
        "" => match visit.asked.lang {
            Lang::ZhCn => documents::Lang::Zh,
            Lang::En => documents::Lang::En,
        },
        word => documents::Lang::of(word).ok_or_else(|| bad("lang", "it is zh or en"))?,
    };
    let named = match asked.get("named") {
        "" | "no" => false,
        "yes" => true,
        _ => return Err(bad("named", "it is yes or left out")),
    };
    let file = format!("{key}-{}-{}.pdf", paper.word(), lang.word());
    let sealing = Sealing::of(&visit);
    // What is shown is the log as it was when the request came, or at the moment it asks for.
    let size = visit.past.as_ref().map_or(visit.snapshot.size, |past| past.position + 1);
    let app = visit.app.clone();
    let _turn = MAKING.acquire().await;
    let made = app.blocking(move || {
        let opens = |place: Place<'_>| {
            named && sealing.opens(place.owner, place.about.iter().map(|about| &about.s))
        };
        let contents = visit.app.engine.contents(&batch, size, &opens).map_err(problem)?;
        if contents.subjects().any(|subject| sealing.sight(subject) == Sight::None) {
            return Err(Problem::new(Kind::NotPermitted));
        }
        crate::papers::print(paper, &contents, lang).map_err(|error| Problem::fault(&error))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, made.await?).into_response())
}

fn problem(error: MakeError) -> Problem {
    match error {
        MakeError::NoBatch(batch) => {
            let reason = Reason::new("unknown-subject").with("subject", batch.to_string());
            Problem::new(Kind::UnknownSubject).because([reason])
        }
        error => Problem::fault(&error),
    }
}

/// Where the papers of a batch are had.
pub fn panel(t: Texts, batch: &BatchId) -> Panel {
    let lang = match t.lang() {
        Lang::ZhCn => documents::Lang::Zh,
        Lang::En => documents::Lang::En,
    };
    let href = |paper: Paper, named: &str| {
        let path = format!("{}/{}.pdf", links::subject(batch.subject()), paper.word());
        links::with(&path, &[("lang", lang.word()), ("named", named)])
    };
    let button = |key: &str, paper, named| {
        Button::link(t.label(key).alone(), href(paper, named)).icon(Icon::File)
    };
    Panel::new("papers", t.label("papers")).body(html! {
        p { (t.get("papers.words")) }
        p.row {
            (button("paper-take-record", Paper::Record, ""))
            (button("paper-take-named", Paper::Record, "yes"))
        }
        p.row {
            (button("paper-take-certificate", Paper::Certificate, ""))
            (button("paper-take-named", Paper::Certificate, "yes"))
        }
    })
}
