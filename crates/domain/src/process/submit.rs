//! Submitting a version of a process.

use super::{Compiled, Process, ProcessSubmitted, grade_of, id_in_centre};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::ProcessId;
use crate::people::Role;
use crate::refusal::{Broken, Stop};
use crate::signature::Signed;
use crate::text::{Code, Digest};
use process::words::{GradeCode, RoleCode};
use std::collections::BTreeSet;

crate::command! {
    /// Submits a version of a master batch record for approval.
    pub struct Submit = "process.submit" 1;
    said: Asked;
    roles: [ProcessEngineer];
    signed: [Authored];
    about: Field("process");
    /// Of which process.
    pub process: ProcessId,
    /// The version the text gives itself.
    pub version: Code,
    /// Hash of the text, as an object.
    pub text: Digest,
    /// Hash of the compiled form, as an object.
    pub compiled: Digest,
}

crate::refusals! {
    /// Why a version cannot be submitted.
    pub enum Refused {
        /// Nobody has handed in the compiled form.
        CompiledUnknown { compiled: Digest } "compiled-unknown" Major,
        /// The compiled form was not made from this text.
        TextDiffers { text: Digest, compiled_from: String } "process-text-differs" Critical,
        /// The compiled form says it is another process.
        ProcessDiffers { process: ProcessId, found: String } "process-differs" Major,
        /// The compiled form says it is another version.
        VersionDiffers { version: Code, found: String } "process-version-differs" Major,
        /// It speaks of a role or a grade that the centre does not have.
        WordUnknown { what: &'static str, word: String } "process-word-unknown" Major,
        /// There is such a version. What has been seen is not exchanged.
        VersionExists { version: Code } "process-version-exists" Major,
    }
}

impl Rule for Submit {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let Some(compiled) = desk.centre().process(&self.compiled) else {
            return Err(Refused::CompiledUnknown { compiled: self.compiled }.into());
        };
        self.must_be(compiled, broken);
        must_be_spoken_here(compiled, broken);
        let known = desk.known::<Process>(self.process.subject())?;
        if known.is_some_and(|process| process.versions.contains_key(&self.version)) {
            let version = self.version.clone();
            broken.because_of("version", Refused::VersionExists { version });
        }
        let submitted = ProcessSubmitted {
            version: self.version.clone(),
            text: self.text,
            compiled: self.compiled,
            signed: Signed::of(act)?,
        };
        Ok(vec![Fact::new(self.process.clone(), submitted)])
    }
}

impl Submit {
    /// Notes it when the compiled form is not that of this text, process and version.
    fn must_be(&self, compiled: &Compiled, broken: &mut Broken) {
        if Digest(*compiled.text.bytes()) != self.text {
            let compiled_from = compiled.text.to_string();
            broken.because_of("text", Refused::TextDiffers { text: self.text, compiled_from });
        }
        if id_in_centre(&compiled.id).as_ref() != Ok(&self.process) {
            let (process, found) = (self.process.clone(), compiled.id.to_string());
            broken.because_of("process", Refused::ProcessDiffers { process, found });
        }
        if *compiled.version != *self.version.as_str() {
            let (version, found) = (self.version.clone(), compiled.version.to_string());
            broken.because_of("version", Refused::VersionDiffers { version, found });
        }
    }
}

/// Notes every role and grade of the process that nobody and nothing here has.
fn must_be_spoken_here(compiled: &Compiled, broken: &mut Broken) {
    let roles: BTreeSet<&RoleCode> = compiled
        .steps()
        .flat_map(|(_, s)| std::iter::once(&s.performs).chain(&s.verifies))
        .collect();
    for word in roles.into_iter().filter(|word| word.as_str().parse::<Role>().is_err()) {
        let word = word.to_string();
        broken.because_of("compiled", Refused::WordUnknown { what: "role", word });
    }
    let grades: BTreeSet<&GradeCode> = compiled.rooms.iter().map(|room| &room.grade).collect();
    for word in grades.into_iter().filter(|word| grade_of(word).is_err()) {
        let word = word.to_string();
        broken.because_of("compiled", Refused::WordUnknown { what: "grade", word });
    }
}

#[cfg(test)]
mod tests {
    use crate::people::Role;
    use crate::process::testing::{ProcessStage, TINY};
    use crate::text::Digest;

    #[test]
    fn a_version_is_submitted_once_and_as_what_it_is() {
        let mut stage = ProcessStage::open();
        stage.person("PE-01", &[Role::ProcessEngineer]);
        let good = stage.submission(TINY);
        stage
            .asks("PE-01", super::Submit { text: Digest([9; 32]), ..good.clone() })
            .refused("process-text-differs");
        let other = "process/other".parse().unwrap();
        stage
            .asks("PE-01", super::Submit { process: other, ..good.clone() })
            .refused("process-differs");
        let next = "2".parse().unwrap();
        stage
            .asks("PE-01", super::Submit { version: next, ..good.clone() })
            .refused("process-version-differs");
        stage
            .asks("PE-01", super::Submit { compiled: Digest([9; 32]), ..good.clone() })
            .refused("compiled-unknown");
        let foreign = stage.submission(&TINY.replace("performs: operator", "performs: stargazer"));
        stage.asks("PE-01", foreign).refused("process-word-unknown");
        stage.asks("PE-01", good.clone()).stands();
        stage.asks("PE-01", good).refused("process-version-exists");
    }
}
