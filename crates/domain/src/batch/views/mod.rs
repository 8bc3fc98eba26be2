//! What other rooms and pages ask about batches.

mod exceptions;
mod genealogy;
mod plan;
mod step_sheet;
mod worklist;

pub use exceptions::{Exception, ExceptionKind, exceptions};
pub use genealogy::{Edge, EdgeKind, Genealogy, batches_using, genealogy, is_of_process};
pub use plan::{OperationLine, StepLine, WholeRecord, record};
pub use step_sheet::{
    CalculationLine, HoldLine, NextAct, ScanLine, StepSheet, Timer, ValueLine, stands_against,
    step_sheet, times_of,
};
pub use worklist::{
    Task, TaskKind, batches, batches_of_order, next_steps, tasks_of, waiting,
    waiting_for_verification,
};

pub use super::complete_record::{must_not_be_rejected, must_stand};
pub use super::released::note_change_after_release;

use super::derive::{NotReproduced, not_reproduced as not_reproduced_by};
use super::{Batch, Phase};
use crate::custody::views::container_state;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, Kind, PersonId, SubjectId};
use crate::materials::views::lot_state;
use crate::process::{Compiled, views::compiled};
use crate::refusal::Stop;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The state of a batch.
pub fn batch<'a>(desk: &Desk<'a>, id: &BatchId) -> Result<&'a Batch, Stop> {
    desk.state(id.subject())
}

/// The compiled process a batch is carried out by.
pub fn process_of<'a>(desk: &Desk<'a>, id: &BatchId) -> Result<&'a Arc<Compiled>, Stop> {
    compiled(desk, &desk.summary::<Batch>(id.subject())?.compiled)
}

/// The specification a batch is held against.
pub fn specification_of<'a>(
    desk: &Desk<'a>,
    id: &BatchId,
) -> Result<&'a [process::model::Attribute], Stop> {
    Ok(&process_of(desk, id)?.specification)
}

/// How far a batch has come.
pub fn phase_of(desk: &Desk<'_>, id: &BatchId) -> Result<Phase, Stop> {
    Ok(desk.summary::<Batch>(id.subject())?.phase)
}

/// Whether a batch was released as its record stands: nothing was corrected since.
pub fn release_stands(desk: &Desk<'_>, id: &BatchId) -> Result<bool, Stop> {
    Ok(batch(desk, id)?.release_stands())
}

/// What a batch has made: containers and lots.
pub fn products_of<'a>(desk: &Desk<'a>, id: &BatchId) -> Result<&'a [SubjectId], Stop> {
    Ok(&desk.summary::<Batch>(id.subject())?.products)
}

/// Whether somebody has relied on a batch: a container of it was issued or given, or a lot of it
/// was used.
pub fn relied_on(desk: &Desk<'_>, id: &BatchId) -> Result<bool, Stop> {
    for product in products_of(desk, id)? {
        let relied = match product.kind() {
            Kind::Container => {
                let state = container_state(desk, &product_id(product)?)?;
                state.issued_by.is_some() || state.infusion.is_some()
            }
            Kind::Lot => !lot_state(desk, &product_id(product)?)?.used_by.is_empty(),
            _ => false,
        };
        if relied {
            return Ok(true);
        }
    }
    Ok(false)
}

fn product_id<T: TryFrom<SubjectId>>(product: &SubjectId) -> Result<T, Stop> {
    T::try_from(product.clone()).map_err(|_| crate::desk::unknown(product).into())
}

/// The facts that a batch has nothing in its rooms any more.
pub fn leaving(desk: &Desk<'_>, id: &BatchId, by: &PersonId) -> Result<Vec<Fact>, Stop> {
    super::rooms::left(desk, id, &batch(desk, id)?.rooms, by)
}

/// Everybody who took part in making a batch, its record included.
pub fn took_part(desk: &Desk<'_>, id: &BatchId) -> Result<BTreeSet<PersonId>, Stop> {
    let state = batch(desk, id)?;
    let mut people: BTreeSet<PersonId> =
        state.steps.values().flat_map(|record| record.people()).cloned().collect();
    people.insert(state.mark.by.clone());
    people.extend(state.completed.iter().map(|signature| signature.by.clone()));
    Ok(people)
}

/// The computed values of a batch that cannot be computed again from what is recorded: none in a
/// sound record.
pub fn not_reproduced(desk: &Desk<'_>, id: &BatchId) -> Result<Vec<NotReproduced>, Stop> {
    Ok(not_reproduced_by(process_of(desk, id)?, batch(desk, id)?))
}

#[cfg(test)]
mod tests;
