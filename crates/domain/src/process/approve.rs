//! Approving a version of a process.

use super::{Process, ProcessApproved, views};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::ProcessId;
use crate::people::views::must_be_another;
use crate::refusal::{Broken, Stop};
use crate::signature::{Signed, must_cover};
use crate::text::Code;
use crate::time::LocalDate;

crate::command! {
    /// Approves a version of a master batch record: from its first day it supersedes the former.
    pub struct Approve = "process.approve" 1;
    said: Asked;
    roles: [QaReviewer];
    signed: [Approved];
    about: Field("process");
    /// Of which process.
    pub process: ProcessId,
    /// Which version.
    pub version: Code,
    /// The first day it is effective; left out: today.
    pub from: Option<LocalDate>,
}

crate::refusals! {
    /// Why a version cannot be approved.
    pub enum Refused {
        /// It has been approved before.
        AlreadyApproved { version: Code } "process-already-approved" Minor,
        /// It has been withdrawn.
        VersionWithdrawn { version: Code } "process-version-withdrawn" Major,
        /// Its first day lies in the past.
        EffectiveInThePast { from: LocalDate } "effective-in-the-past" Major,
    }
}

impl Rule for Approve {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let process: &Process = desk.state(self.process.subject())?;
        let version = views::version_of(process, &self.process, &self.version)?;
        let from = self.from.unwrap_or(desk.today());
        if from < desk.today() {
            broken.because_of("from", Refused::EffectiveInThePast { from });
        }
        let name = || self.version.clone();
        if version.approval().is_some() {
            broken.because_of("version", Refused::AlreadyApproved { version: name() });
        }
        if version.withdrawn.is_some() {
            broken.because_of("version", Refused::VersionWithdrawn { version: name() });
        }
        must_be_another(desk, act, &[&version.author], broken)?;
        must_cover(act, self.covers(desk)?, broken);
        let approved = ProcessApproved { version: name(), from, signed: Signed::of(act)? };
        Ok(vec![Fact::new(self.process.clone(), approved)])
    }

    /// The approver signs for the submission.
    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        let process: &Process = desk.state(self.process.subject())?;
        let version = views::version_of(process, &self.process, &self.version)?;
        Ok(vec![version.authored.position])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::process::testing::{ProcessStage, TINY};
    use crate::process::{Withdraw, views};

    #[test]
    fn the_author_approves_nothing_and_nobody_approves_twice() {
        let mut stage = ProcessStage::open();
        stage.person("PE-01", &[Role::ProcessEngineer, Role::QaReviewer]);
        stage.person("QA-01", &[Role::QaReviewer]);
        let submit = stage.submission(TINY);
        let process = submit.process.clone();
        stage.asks("PE-01", submit).stands();
        let approve = |version: &str, from: Option<&str>| Approve {
            process: process.clone(),
            version: version.parse().unwrap(),
            from: from.map(|day| day.parse().unwrap()),
        };
        stage.asks("PE-01", approve("1", None)).refused("same-person");
        stage.asks("QA-01", approve("2", None)).refused("process-version-unknown");
        stage.asks("QA-01", approve("1", Some("2020-01-01"))).refused("effective-in-the-past");
        stage.signs("QA-01", approve("1", None), &[]).refused("not-covered");
        stage.asks("QA-01", approve("1", Some("2026-12-01"))).stands();
        stage.asks("QA-01", approve("1", None)).refused("process-already-approved");
        let effective = |stage: &ProcessStage| {
            let day = stage.now.day_in(&jiff::tz::TimeZone::UTC);
            let state: &Process = stage.state(process.subject());
            state.effective_on(day).map(|(name, _)| name.to_string())
        };
        assert_eq!(effective(&stage), None);
        stage
            .looks(|desk, _, broken| views::must_be_effective(desk, &process, broken).map(|_| ()))
            .refused("no-effective-version");
        stage.pass_days(12);
        assert_eq!(effective(&stage), Some("1".to_owned()));
        let reason = stage.reason(process.subject());
        let withdraw = Withdraw { process: process.clone(), version: "1".parse().unwrap(), reason };
        stage.asks("QA-01", withdraw).stands();
        stage.asks("QA-01", approve("1", None)).refused("process-version-withdrawn");
    }

    #[test]
    fn a_later_version_supersedes_from_its_first_day() {
        let mut stage = ProcessStage::open();
        stage.person("PE-01", &[Role::ProcessEngineer]);
        stage.person("QA-01", &[Role::QaReviewer]);
        let process = stage.effective(TINY, "PE-01", "QA-01");
        let next = TINY.replace("version: \"1\"", "version: \"2\"");
        let submit = stage.submission(&next);
        stage.asks("PE-01", submit).stands();
        let approve = Approve {
            process: process.clone(),
            version: "2".parse().unwrap(),
            from: Some("2026-11-30".parse().unwrap()),
        };
        stage.asks("QA-01", approve).stands();
        let state: &Process = stage.state(process.subject());
        let on = |day: &str| state.effective_on(day.parse().unwrap()).unwrap().0.to_string();
        assert_eq!((on("2026-11-29"), on("2026-11-30")), ("1".to_owned(), "2".to_owned()));
    }
}
