//! Going on after a loss: the log lost its tail, and somebody signs for what is gone.

use super::{LogResumed, Settings};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::refusal::{Broken, Reason as Why, Stop};
use crate::text::{Code, Digest, Reason, Scanned};

crate::command! {
    /// Goes on with a log that lost its end, as its next generation; names what was lost.
    pub struct Resume = "centre.resume" 1;
    said: Asked;
    roles: [Administrator];
    signed: [Approved];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
    /// The origin of the log from here on: the same with its next generation.
    pub origin: Code,
    /// The key its checkpoints are signed with from here on, as a verifier key.
    pub key: Scanned,
    /// How many entries are here.
    pub size: u32,
    /// The root over them, 64 hexadecimal digits.
    pub root: Scanned,
    /// How many there were at least.
    pub lost_size: u32,
    /// The root over those, where it is known.
    pub lost_root: Option<Scanned>,
    /// Who says how many there were: high-water, the name of a witness; or nobody, where the
    /// high-water mark itself is lost and nobody saw more than is here.
    pub said_by: Vec<Code>,
    /// The highest number of each series that may exist on paper, as B26-0042: later ones go on
    /// after it.
    pub numbers: Vec<Code>,
    /// The list of every number that may exist on paper, kept as an object.
    pub list: Digest,
    /// Why it was lost, and what was done.
    pub reason: Reason,
}

crate::refusals! {
    /// Why a log cannot go on as its next generation.
    pub enum Refused {
        /// Nothing is missing.
        NothingLost {} "nothing-lost" Critical,
        /// The entries are not those that are here.
        OtherSize { size: u32 } "resume-other-size" Critical,
        /// A series and its number cannot be read, or the number is lower than one given out.
        NumbersUnreadable { number: Code } "resume-numbers-unreadable" Critical,
        /// A root is none.
        RootUnreadable {} "resume-root-unreadable" Critical,
    }
}

/// Stands for whoever says how many entries there were, where nobody does.
pub const NOBODY: &str = "nobody";

/// A series with its highest number, as `B26-0042`.
fn series(text: &Code) -> Option<(String, u32)> {
    let (prefix, number) = text.as_str().rsplit_once('-')?;
    Some((prefix.to_owned(), number.parse().ok()?))
}

/// A root, of which one is read as the digest it is.
fn root(text: &Scanned, field: &'static str) -> Result<Digest, Stop> {
    let unreadable = |_| Why::from(Refused::RootUnreadable {}).at(field).into();
    text.as_str().parse().map_err(unreadable)
}

impl Rule for Resume {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let _: &Settings = desk.state(self.centre.subject())?;
        let untold = self.said_by.iter().any(|by| by.as_str() == NOBODY);
        if self.lost_size < self.size || (self.lost_size == self.size && !untold) {
            broken.because_of("lost_size", Refused::NothingLost {});
        }
        if u64::from(self.size) != desk.centre().size() {
            let size = u32::try_from(desk.centre().size()).unwrap_or(u32::MAX);
            broken.because_of("size", Refused::OtherSize { size });
        }
        let mut numbers = std::collections::BTreeMap::new();
        for number in &self.numbers {
            match series(number) {
                Some((prefix, highest)) if highest >= desk.centre().counter(&prefix) => {
                    numbers.insert(prefix, highest);
                }
                _ => broken
                    .because_of("numbers", Refused::NumbersUnreadable { number: number.clone() }),
            }
        }
        let resumed = LogResumed {
            origin: self.origin.clone(),
            key: self.key.clone(),
            size: self.size,
            root: root(&self.root, "root")?,
            lost_size: self.lost_size,
            lost_root: self.lost_root.as_ref().map(|it| root(it, "lost_root")).transpose()?,
            said_by: self.said_by.clone(),
            numbers,
            list: self.list,
            reason: self.reason.clone(),
            by: act.by.clone(),
        };
        Ok(vec![Fact::new(self.centre.clone(), resumed)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Stage, sealed};

    fn resume(stage: &Stage, lost_size: u32, numbers: &[&str]) -> Resume {
        let centre = CentreId::new("c01").unwrap();
        Resume {
            origin: "centre.example/c01/2".parse().unwrap(),
            key: "centre.example/c01/2+00000000+AQ".parse().unwrap(),
            size: u32::try_from(stage.centre.size()).unwrap(),
            root: Digest([1; 32]).to_string().parse().unwrap(),
            lost_size,
            lost_root: None,
            said_by: vec!["high-water".parse().unwrap()],
            numbers: numbers.iter().map(|number| number.parse().unwrap()).collect(),
            list: Digest([2; 32]),
            reason: Reason(sealed(&centre)),
            centre,
        }
    }

    #[test]
    fn numbers_that_may_be_on_paper_are_never_given_out_again() {
        let mut stage = Stage::open();
        stage.person("SK-01", &[crate::people::Role::Storekeeper]);
        stage.lot("transact", "2026-12-31", "SK-01");
        assert_eq!(stage.centre.counter("L26"), 1);
        let bad = resume(&stage, 99, &["L26-0000"]);
        stage.asks("AD-01", bad).refused("resume-numbers-unreadable");
        let nothing = resume(&stage, 1, &[]);
        stage.asks("AD-01", nothing).refused("nothing-lost");
        let mut rootless = resume(&stage, 99, &[]);
        rootless.root = "root".parse().unwrap();
        stage.asks("AD-01", rootless).refused("resume-root-unreadable");
        let mut untold = resume(&stage, 1, &[]);
        untold.said_by = vec![NOBODY.parse().unwrap()];
        stage.asks("AD-01", untold.clone()).refused("nothing-lost");
        untold.lost_size = untold.size;
        stage.asks("AD-01", untold).stands();
        let good = resume(&stage, 99, &["L26-0040", "DV26-0007"]);
        stage.asks("AD-01", good.clone()).stands();
        stage.asks("AD-01", good).refused("resume-other-size");
        assert_eq!(stage.centre.counter("DV26"), 7);
        let lot = stage.lot("transact", "2026-12-31", "SK-01");
        assert_eq!(lot.subject().key(), "L26-0041");
    }
}
