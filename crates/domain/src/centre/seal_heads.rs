//! Sealing the heads of all subjects.

use super::heads::heads;
use super::{HeadsSealed, Settings};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::CentreId;
use crate::refusal::{Broken, Stop};

crate::command! {
    /// Seals how far the record of every subject goes, so that a part of the log can be shown complete.
    ///
    /// Guarantees: the root is over the head of every subject the entries before this one are about,
    /// and no other.
    /// Why: ordinals show a gap below the entry one was given last; only a sealed head shows that
    /// nothing was withheld above it.
    pub struct SealHeads = "centre.seal-heads" 1;
    said: Asked;
    roles: [QaReviewer, Administrator, System];
    signed: [];
    about: Field("centre");
    /// The centre.
    pub centre: CentreId,
}

crate::refusals! {
    /// Why heads cannot be sealed.
    pub enum Refused {
        /// No entry came since they were sealed last: that seal still says everything.
        AlreadySealed {} "heads-already-sealed" Minor,
    }
}

impl Rule for SealHeads {
    fn judge(&self, desk: &Desk<'_>, _: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let settings: &Settings = desk.state(self.centre.subject())?;
        let size = desk.centre().size();
        if settings.heads_sealed_at.is_some_and(|sealed| sealed + 1 == size) {
            broken.because(Refused::AlreadySealed {});
        }
        let (subjects, root) = heads(desk.centre());
        Ok(vec![Fact::new(self.centre.clone(), HeadsSealed { size, subjects, root })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::state::Event;
    use crate::testing::Stage;
    use crate::text::Digest;
    use sha2::{Digest as _, Sha256};

    fn seal() -> SealHeads {
        SealHeads { centre: CentreId::new("c01").unwrap() }
    }

    fn sealed(facts: &[Fact]) -> HeadsSealed {
        match &facts[0].event {
            Event::Centre(super::super::CentreEvent::HeadsSealed(sealed)) => sealed.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// The definition of RFC 6962, 2.1, word for word.
    fn root(leaves: &[String]) -> [u8; 32] {
        match leaves {
            [] => Sha256::digest([]).into(),
            [leaf] => Sha256::digest([b"\0", leaf.as_bytes()].concat()).into(),
            _ => {
                let split = 1 << (leaves.len() - 1).ilog2();
                let (left, right) = leaves.split_at(split);
                Sha256::digest([[1].as_slice(), &root(left), &root(right)].concat()).into()
            }
        }
    }

    #[test]
    fn the_root_is_over_every_head_whatever_their_number() {
        let mut stage = Stage::open();
        for number in 0..20 {
            stage.person(&format!("OP-{number:02}"), &[Role::Operator]);
            let leaves: Vec<_> = stage
                .centre
                .slots()
                .map(|(id, slot)| format!("{id} {} {}", slot.ordinal, slot.last))
                .collect();
            let size = stage.centre.size();
            let sealed = sealed(&stage.asks("AD-01", seal()).stands().facts);
            assert_eq!(sealed.size, size);
            assert_eq!(sealed.subjects, leaves.len() as u64);
            assert_eq!(sealed.root, Digest(root(&leaves)));
        }
    }

    #[test]
    fn what_is_sealed_is_not_sealed_again_until_something_happens() {
        let mut stage = Stage::open();
        let before = sealed(&stage.asks("AD-01", seal()).stands().facts);
        stage.asks("AD-01", seal()).refused("heads-already-sealed");
        stage.person("OP-01", &[]);
        let after = sealed(&stage.asks("AD-01", seal()).stands().facts);
        assert_ne!(before.root, after.root);
    }

    #[test]
    fn only_a_centre_that_is_here_is_sealed() {
        let mut stage = Stage::open();
        let other = SealHeads { centre: CentreId::new("c02").unwrap() };
        stage.asks("AD-01", other).refused("unknown-subject");
    }
}
