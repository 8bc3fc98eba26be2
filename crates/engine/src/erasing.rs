//! Destroying what was sealed for subjects, once the log says that it is erased.
//!
//! The act is durable first. Die then, and the next start finds in the log whose keys must not be
//! there: nothing that an entry calls erased opens again.

use crate::vault::Keys;
use domain::centre::Centre;
use domain::id::SubjectId;
use domain::state::Summarise as _;
use ledger::log::Log;

/// Subjects whose key and sealed texts must still go.
#[derive(Debug, Default)]
pub struct Erasing(Vec<SubjectId>);

impl Erasing {
    /// What a centre that was just opened still holds of the erased.
    pub fn left_in(centre: &Centre, keys: &Keys) -> Self {
        let erased = centre.slots().filter(|(_, slot)| slot.summary.text_erased());
        // A key that cannot be read is one that must go.
        let left = erased.filter(|(subject, _)| !matches!(keys.of(subject), Ok(None)));
        Self(left.map(|(subject, _)| subject.clone()).collect())
    }

    /// Takes over those that a durable commit has erased.
    pub fn note(&mut self, erased: Vec<SubjectId>) {
        self.0.extend(erased);
    }

    /// Destroys keys and texts. What cannot go now is kept for the next time.
    pub fn carry_out(&mut self, keys: &Keys, log: &mut Log) {
        self.0.retain(|subject| match erase(keys, log, subject) {
            Ok(gone) => !gone,
            Err(error) => {
                tracing::error!(
                    %subject,
                    error = error.as_ref(),
                    "what was erased by an act is still there; it is tried again"
                );
                true
            }
        });
    }
}

fn erase(
    keys: &Keys,
    log: &mut Log,
    subject: &SubjectId,
) -> Result<bool, Box<dyn std::error::Error>> {
    // The key first: without it the texts are noise already.
    let key_gone = keys.destroy(subject)?;
    let texts = log.erase_sealed(subject.to_string().as_bytes())?;
    Ok(key_gone && texts.overwritten)
}
