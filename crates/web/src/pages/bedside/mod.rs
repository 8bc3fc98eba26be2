//! `/bedside/{order}`: from the bag on the ward to the end of its infusion.
//!
//! Two different people, each for themselves, scan the wristband and the bag and sign; then the
//! infusion is started, vital signs are taken, its end is taken down. At each moment the page shows
//! the one thing to do next. Which that is, is asked of the rules: the page tries each act with the
//! right wristband and the bag at hand and looks at what stands against it.
//!
//! A scan that does not fit stops the page in words nobody can miss, with the way to report it.

mod markup;
mod shown;
mod stop;
mod view;

use crate::app::App;
use crate::pages::act::take::{Taken, onwards};
use crate::pages::act::{NotTaken, take};
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::problem::{Kind, Problem, Result};
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::command::{Action, Command};
use domain::id::OrderId;
use maud::Markup;
use view::View;

/// The routes of the bedside.
pub fn routes() -> Router<App> {
    Router::new().route("/bedside/{order}", get(look)).route("/bedside/{order}/{deed}", post(act))
}

/// What is done at the bedside, by the last piece of its address.
const DEEDS: [(&str, &str); 4] = [
    ("identify", "ward.identify"),
    ("start", "ward.start-infusion"),
    ("vitals", "ward.record-vitals"),
    ("end", "ward.end-infusion"),
];

fn order(key: &str) -> Result<OrderId> {
    OrderId::new(key).map_err(|_| Problem::new(Kind::NotFound))
}

fn action(deed: &str) -> Result<&'static Action> {
    let found = DEEDS.iter().find(|(name, _)| *name == deed);
    let action = found.and_then(|(_, action)| Command::find(action));
    action.ok_or_else(|| Problem::new(Kind::NotFound))
}

async fn look(visit: Visit, Path(key): Path<String>) -> Result<Markup> {
    let order = order(&key)?;
    let view = visit.ask(move |eye| View::of(eye, &order, None)).await?;
    Ok(markup::page(&visit, &view, None))
}

async fn act(
    visit: Visit,
    Path((key, deed)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let (order, action) = (order(&key)?, action(&deed)?);
    let mut not: NotTaken = match take(&visit, action, &posted).await? {
        Taken::Recorded(receipt) => return Ok(onwards(&receipt, &posted).into_response()),
        Taken::Not(not) => not,
    };
    for reason in &mut not.reasons {
        // The rules speak of the container; at the bedside it is the label that was scanned.
        if reason.field.as_deref() == Some("container")
            && action.fields.iter().any(|f| f.name == "label")
        {
            reason.field = Some("label".to_owned());
        }
    }
    let typed = (action.name, posted);
    let view = visit.ask(move |eye| View::of(eye, &order, Some(&typed))).await?;
    let status = not.status;
    Ok((status, markup::page(&visit, &view, Some((action, &not.reasons)))).into_response())
}
