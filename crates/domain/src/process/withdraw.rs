//! Withdrawing a version of a process.

use super::{Process, ProcessWithdrawn, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::ProcessId;
use crate::refusal::{Broken, Stop};
use crate::signature::{Signed, must_cover};
use crate::text::{Code, Reason};

crate::command! {
    /// Withdraws a version of a master batch record: no batch is started on it any more.
    pub struct Withdraw = "process.withdraw" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("process");
    /// Of which process.
    pub process: ProcessId,
    /// Which version.
    pub version: Code,
    /// Why.
    pub reason: Reason,
}

crate::refusals! {
    /// Why a version cannot be withdrawn.
    pub enum Refused {
        /// It has been withdrawn before.
        AlreadyWithdrawn { version: Code } "process-already-withdrawn" Minor,
    }
}

impl Rule for Withdraw {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let process: &Process = desk.state(self.process.subject())?;
        let version = views::version_of(process, &self.process, &self.version)?;
        if version.withdrawn.is_some() {
            let version = self.version.clone();
            broken.because_of("version", Refused::AlreadyWithdrawn { version });
        }
        must_cover(act, self.covers(desk)?, broken);
        let withdrawn = ProcessWithdrawn {
            version: self.version.clone(),
            reason: self.reason.clone(),
            signed: Signed::of(act)?,
        };
        Ok(vec![Fact::new(self.process.clone(), withdrawn)])
    }

    /// Whoever withdraws signs for the submission, and for the approval if there is one.
    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        let process: &Process = desk.state(self.process.subject())?;
        let version = views::version_of(process, &self.process, &self.version)?;
        let approval = version.approvals.last().map(|approval| approval.signature.position);
        Ok(std::iter::once(version.authored.position).chain(approval).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::process::testing::{ProcessStage, TINY};

    #[test]
    fn no_batch_starts_on_a_withdrawn_version() {
        let mut stage = ProcessStage::open();
        stage.person("PE-01", &[Role::ProcessEngineer]);
        stage.person("QA-01", &[Role::QaReviewer]);
        let process = stage.effective(TINY, "PE-01", "QA-01");
        stage
            .looks(|desk, _, broken| views::must_be_effective(desk, &process, broken).map(|_| ()))
            .stands();
        let reason = stage.reason(process.subject());
        let withdraw = Withdraw { process: process.clone(), version: "1".parse().unwrap(), reason };
        stage.asks("QA-01", withdraw.clone()).stands();
        stage.asks("QA-01", withdraw).refused("process-already-withdrawn");
        stage
            .looks(|desk, _, broken| views::must_be_effective(desk, &process, broken).map(|_| ()))
            .refused("no-effective-version");
    }
}
