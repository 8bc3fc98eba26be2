//! What is noted when something that a release rested on is changed afterwards.

use super::views::{batch, relied_on};
use crate::desk::Desk;
use crate::id::BatchId;
use crate::refusal::{Broken, Stop};

crate::refusals! {
    /// What is noted of a change after release.
    pub enum Refused {
        /// The batch was released; its release no longer stands for the record as it is.
        ReleaseSuperseded { batch: BatchId } "release-superseded" Major,
        /// The product was already issued, given or used when its record was changed.
        ChangedAfterRelease { batch: BatchId } "changed-after-release" Critical,
    }
}

/// Notes it when a batch was released before what is being changed, gravely once somebody has relied
/// on the release. Gives whether it was.
pub fn note_change_after_release(
    desk: &Desk<'_>,
    id: &BatchId,
    broken: &mut Broken,
) -> Result<bool, Stop> {
    let state = batch(desk, id)?;
    if state.released.is_empty() {
        return Ok(false);
    }
    let relied_on = relied_on(desk, id)?;
    if !state.is_released() && !relied_on {
        return Ok(false);
    }
    let batch = id.clone();
    broken.because(if relied_on {
        Refused::ChangedAfterRelease { batch }
    } else {
        Refused::ReleaseSuperseded { batch }
    });
    Ok(true)
}
