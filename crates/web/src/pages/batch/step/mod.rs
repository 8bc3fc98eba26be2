//! `/batch/{key}/step/{step}/{round}`: one step of a batch record, on a tablet.
//!
//! The page is the domain's step sheet in the tablet shell. It takes every act of the step by one
//! address: a scan (its kind decides the act), values (each an act of its own), and everything else
//! by its form.
//!
//! Reading order: `page` (how the parts stand together), then the parts from top to bottom.

mod bar;
mod calculated;
mod correct;
mod head;
mod labels;
mod outputs;
mod page;
mod rail;
mod record_values;
mod samples;
mod scan;
mod scans;
mod second_signer;
mod signatures;
mod values;

use super::super::acting::{self, NotTaken};
use super::super::posted::Posted;
use super::super::visit::Visit;
use super::super::{links, parameters};
use crate::problem::{Kind, Problem, Result};
use crate::shell::{Ctx, Density};
use axum::extract::Path;
use axum::response::Response;
use domain::id::BatchId;
use domain::text::Code;
use maud::Markup;

/// Which step of which batch.
#[derive(Debug, Clone)]
pub struct At {
    /// The batch.
    pub batch: BatchId,
    /// The step.
    pub step: Code,
    /// The round, from 1.
    pub round: u32,
}

impl At {
    fn of((key, step, round): &(String, String, u32)) -> Result<Self> {
        let step = step.parse().map_err(|_| Problem::new(Kind::NotFound))?;
        Ok(Self { batch: super::batch_id(key)?, step, round: *round })
    }

    /// The address of the step.
    pub fn path(&self) -> String {
        super::step_path(&self.batch, &self.step.as_str().into(), self.round)
    }
}

/// The page.
pub async fn show(visit: Visit, Path(at): Path<(String, String, u32)>) -> Result<Markup> {
    render(&visit, &At::of(&at)?, None).await
}

/// An act of the step.
pub async fn act(
    visit: Visit,
    Path(at): Path<(String, String, u32)>,
    posted: Posted,
) -> Result<Response> {
    let at = At::of(&at)?;
    let again = async |not| render(&visit, &at, Some(not)).await;
    match posted.get("is") {
        "scan" => scan::take(&visit, &at, posted, again).await,
        "values" => record_values::take(&visit, &at, posted, again).await,
        _ if posted.given("signer").is_some() => {
            second_signer::take(&visit, &at, posted, again).await
        }
        _ => acting::answer(&visit, posted, &at.path(), again).await,
    }
}

async fn render(visit: &Visit, at: &At, refused: Option<NotTaken>) -> Result<Markup> {
    let ctx = context(visit, refused.is_some());
    let at = at.clone();
    let correct = parameters(visit).given("correct").map(str::to_owned);
    visit.ask(move |eye| page::markup(eye, &ctx, &at, refused.as_ref(), correct.as_deref())).await
}

/// For gloves, unless the person has said otherwise.
fn context(visit: &Visit, refused: bool) -> Ctx {
    let mut ctx = visit.ctx();
    ctx.density = visit.asked.wishes.density.unwrap_or(Density::Touch);
    if !refused {
        ctx.stream = Some(links::EVENTS.to_owned());
    }
    ctx
}
