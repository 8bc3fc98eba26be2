//! What is kept of secrets beside the log, against what the log names.

use super::report::{Finding, Pass};
use crate::accounts::AccountsRead;
use crate::data::DataFolder;
use domain::centre::Centre;
use domain::id::Kind;
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

/// Everybody whose secret is missing or was exchanged.
pub(super) fn check(data: &DataFolder, centre: &Centre) -> Result<Compared, StoreError> {
    let accounts = AccountsRead::open(&data.accounts())?;
    let mut compared = Compared::default();
    for (id, slot) in centre.of_kind(Kind::Person) {
        let Some(person) = slot.state.as_ref().and_then(Person::of) else { continue };
        for digest in person.account.kept() {
            let code = &person.code;
            match accounts.right(digest)? {
                Some(true) => {}
                Some(false) => {
                    let problem =
                        format!("what is kept of a secret of {id} ({code}) is not what it names");
                    let position = slot.last;
                    compared.wrong.push(Finding { pass: Pass::Meaning, position, problem });
                }
                None => compared.notes.push(format!(
                    "nothing is kept of a secret of {id} ({code}): they must be invited again"
                )),
            }
        }
    }
    Ok(compared)
}
