//! What other rooms ask about processes.

use super::{Compiled, Process, ProcessVersion};
use crate::centre::Centre;
use crate::desk::Desk;
use crate::id::{Kind, ProcessId};
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Digest};
use std::sync::Arc;

crate::refusals! {
    /// Why a process is not to be used.
    pub enum Refused {
        /// No version of it is approved, or its first day has not come.
        NoEffectiveVersion { process: ProcessId } "no-effective-version" Critical,
        /// There is no such version.
        VersionUnknown { process: ProcessId, version: Code } "process-version-unknown" Major,
        /// The compiled form a record names is not at hand.
        CompiledMissing { compiled: Digest } "compiled-missing" Critical,
    }
}

/// A version as batches are started on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The author's version.
    pub version: Code,
    /// Hash of the text.
    pub text: Digest,
    /// Hash of the compiled form.
    pub compiled: Digest,
}

/// The version that is effective today, if there is one.
pub fn effective(desk: &Desk<'_>, process: &ProcessId) -> Result<Option<Effective>, Stop> {
    let state: &Process = desk.state(process.subject())?;
    Ok(state.effective_on(desk.today()).map(|(version, found)| Effective {
        version: version.clone(),
        text: found.text,
        compiled: found.compiled,
    }))
}

/// The version that is effective today; notes it when there is none.
pub fn must_be_effective(
    desk: &Desk<'_>,
    process: &ProcessId,
    broken: &mut Broken,
) -> Result<Option<Effective>, Stop> {
    let found = effective(desk, process)?;
    if found.is_none() {
        let process = process.clone();
        broken.because_of("process", Refused::NoEffectiveVersion { process });
    }
    Ok(found)
}

/// A compiled process by its hash. `Err` when it is not on the shelf.
pub fn compiled<'a>(desk: &Desk<'a>, hash: &Digest) -> Result<&'a Arc<Compiled>, Stop> {
    let missing = || Refused::CompiledMissing { compiled: *hash };
    desk.centre().process(hash).ok_or_else(|| missing().into())
}

/// The hashes of every compiled process the centre names.
pub fn compiled_in(centre: &Centre) -> Vec<Digest> {
    let processes = centre.summaries::<Process>(Kind::Process);
    let versions = processes.flat_map(|(_, process)| process.versions.values());
    versions.map(|version| version.compiled).collect()
}

/// A version of a process. `Err` when there is none such.
pub(super) fn version_of<'a>(
    process: &'a Process,
    id: &ProcessId,
    version: &Code,
) -> Result<&'a ProcessVersion, Stop> {
    let unknown = || Refused::VersionUnknown { process: id.clone(), version: version.clone() };
    process.versions.get(version).ok_or_else(|| unknown().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::process::testing::{ProcessStage, TINY};

    #[test]
    fn the_centre_names_every_compiled_form_it_needs() {
        let mut stage = ProcessStage::open();
        stage.person("PE-01", &[Role::ProcessEngineer]);
        let submit = stage.submission(TINY);
        let hash = submit.compiled;
        stage.asks("PE-01", submit).stands();
        assert_eq!(compiled_in(&stage.centre), [hash]);
        stage.looks(|desk, _, _| compiled(desk, &hash).map(|_| ())).stands();
        let other = Digest([1; 32]);
        stage.looks(|desk, _, _| compiled(desk, &other).map(|_| ())).refused("compiled-missing");
    }
}
