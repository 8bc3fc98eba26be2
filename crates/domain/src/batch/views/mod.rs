//! What other rooms and pages ask about batches.

use super::{Batch, Phase};
use crate::custody::views::container_state;
use crate::desk::Desk;
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

/// Everybody who took part in making a batch, its record included.
pub fn took_part(desk: &Desk<'_>, id: &BatchId) -> Result<BTreeSet<PersonId>, Stop> {
    let state = batch(desk, id)?;
    let mut people: BTreeSet<PersonId> =
        state.steps.values().flat_map(|record| record.people()).cloned().collect();
    people.insert(state.mark.by.clone());
    people.extend(state.completed.iter().map(|signature| signature.by.clone()));
    Ok(people)
}
