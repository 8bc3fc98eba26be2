//! Who may judge a batch: nobody who made it, tested it, or judged it before in another capacity.

use super::views::tested_by;
use crate::act::Act;
use crate::batch::Batch;
use crate::batch::views::took_part;
use crate::desk::Desk;
use crate::id::BatchId;
use crate::people::views::code_of;
use crate::refusal::{Broken, Stop};
use crate::text::Code;

crate::refusals! {
    /// Why somebody may not judge a batch.
    pub enum Refused {
        /// They took part in making it.
        SignerTookPart { person: Code, batch: BatchId } "signer-took-part" Critical,
        /// They tested it, or reviewed its results.
        SignerTested { person: Code, batch: BatchId } "signer-tested" Critical,
        /// They reviewed its record.
        SignerReviewed { person: Code, batch: BatchId } "signer-reviewed" Critical,
    }
}

/// Notes it when the signer took part in making the batch.
pub(super) fn must_not_have_taken_part(
    desk: &Desk<'_>,
    act: &Act,
    id: &BatchId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    if took_part(desk, id)?.contains(&act.by) {
        let (person, batch) = (code_of(desk, &act.by)?, id.clone());
        broken.because(Refused::SignerTookPart { person, batch });
    }
    Ok(())
}

/// Notes it when the signer made, tested or reviewed the batch.
pub(super) fn must_be_independent(
    desk: &Desk<'_>,
    act: &Act,
    id: &BatchId,
    state: &Batch,
    broken: &mut Broken,
) -> Result<(), Stop> {
    must_not_have_taken_part(desk, act, id, broken)?;
    if tested_by(desk, id)?.contains(&act.by) {
        let (person, batch) = (code_of(desk, &act.by)?, id.clone());
        broken.because(Refused::SignerTested { person, batch });
    }
    if state.reviewed.iter().any(|review| review.signature.by == act.by) {
        let (person, batch) = (code_of(desk, &act.by)?, id.clone());
        broken.because(Refused::SignerReviewed { person, batch });
    }
    Ok(())
}
