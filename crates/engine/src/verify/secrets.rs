//! What is kept of secrets beside the log, against what the log names.

use super::report::{Finding, Pass};
use crate::accounts::AccountsRead;
use crate::data::DataFolder;
use crate::secrets::{KEPT_FOR, kept_for};
use domain::centre::Centre;
use domain::people::Person;
use domain::state::Held as _;
use ledger::store::StoreError;

/// What came of the comparison.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// Somebody put another secret in the place of one.
    pub wrong: Vec<Finding>,
    /// One is gone, as after restoring a backup made while it was set: it lets nobody in.
    pub notes: Vec<String>,
}

/// Whoever's secret, and whichever station's, is missing or was exchanged.
pub(super) fn check(data: &DataFolder, centre: &Centre) -> Result<Compared, StoreError> {
    let accounts = AccountsRead::open(&data.accounts())?;
    let mut compared = Compared::default();
    for (id, slot) in KEPT_FOR.into_iter().flat_map(|kind| centre.of_kind(kind)) {
        let Some(state) = slot.state.as_ref() else { continue };
        let code = Person::of(state).map_or(id.key(), |person| person.code.as_str());
        for digest in kept_for(state) {
            match accounts.right(digest)? {
                Some(true) => {}
                Some(false) => {
                    let problem =
                        format!("what is kept of a secret of {id} ({code}) is not what it names");
                    let position = slot.last;
                    compared.wrong.push(Finding { pass: Pass::Meaning, position, problem });
                }
                None => compared.notes.push(format!(
                    "nothing is kept of a secret of {id} ({code}): they must be invited, or it be registered or issued, again"
                )),
            }
        }
    }
    Ok(compared)
}
