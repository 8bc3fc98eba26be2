//! What a signature stands for, and whether it still does.
//!
//! A signature names the entries it signs for. Nothing is ever taken out of the record, so a
//! signature cannot be lost; but what it signed for can be corrected. Whether it stands is therefore
//! derived each time, never stored (INV-SIGN-1): it is *superseded* once an entry it covers has been
//! corrected after it, *reaffirmed* once the same person has looked at the correction and said
//! that what they signed still holds, and *withdrawn* once the signer, or quality, has signed that
//! it is taken back. A signature that is superseded or withdrawn counts for nothing when something
//! is asked that depends on it (INV-SIGN-2). Which meanings take a key that cannot leave its device
//! is the site's to lay down (INV-SIGN-3). What is signed for several things in one go is signed for
//! all of them or for none (INV-SIGN-4, [`together`](crate::together)).
//!
//! In a room: an event that is signed carries [`Signed`]; the fold keeps it as a [`Signature`]; the
//! rule asks [`must_cover`] whether the signer was shown everything, and gives the same positions
//! as [`Rule::covers`](crate::command::Rule::covers); views ask [`standing`]. A kind of subject whose
//! signatures can be withdrawn has [`SignatureWithdrawn`] among its events, and folds it by itself
//! ([`withdraw`]); the act is one for all of them, `quality/withdraw_signature.rs`.

use crate::act::{Act, Meaning, Strength};
use crate::centre::Centre;
use crate::fact::{At, Impossible};
use crate::id::PersonId;
use crate::refusal::{Broken, Stop};
use crate::text::Reason;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

crate::choice! {
    /// Whether a signature still stands.
    pub enum Standing {
        /// Nothing it covers has been corrected.
        Standing "standing",
        /// Something it covers was corrected, and the signer has signed that it holds all the same.
        Reaffirmed "reaffirmed",
        /// Something it covers was corrected since.
        Superseded "superseded",
        /// It was taken back, by its signer or by quality.
        Withdrawn "withdrawn",
    }
}

impl Standing {
    /// Whether the signature counts when something is asked that depends on it.
    pub fn counts(self) -> bool {
        match self {
            Self::Standing | Self::Reaffirmed => true,
            Self::Superseded | Self::Withdrawn => false,
        }
    }
}

crate::event! {
    /// A signature as an event carries it.
    #[derive(Eq)]
    pub struct Signed {
        /// Who signed.
        pub by: PersonId,
        /// What it means.
        pub means: Meaning,
        /// Positions of the entries it signs for, besides its own.
        pub covers: Vec<u64>,
        /// When, as claimed.
        pub occurred: Timestamp,
    }
}

crate::event! {
    /// A signature on the subject was withdrawn. The entry it stands in stays as it is.
    pub struct SignatureWithdrawn {
        /// Position of the entry that was signed.
        pub entry: u64,
        /// Why.
        pub reason: Reason,
        /// Who signed the withdrawal.
        pub signed: Signed,
    }
}

/// A withdrawal as the state of the subject keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Position of the entry that says so.
    pub position: u64,
    /// Who withdrew it.
    pub by: PersonId,
    /// When, as claimed.
    pub occurred: Timestamp,
    /// Why.
    pub reason: Reason,
}

/// A signature as a state keeps it: what was signed, and where in the log it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Position of the entry that is signed.
    pub position: u64,
    /// Who signed.
    pub by: PersonId,
    /// What it means.
    pub means: Meaning,
    /// Positions of the entries it signs for, besides its own.
    pub covers: Vec<u64>,
    /// When, as claimed.
    pub occurred: Timestamp,
    /// Its withdrawal, if it was withdrawn.
    pub withdrawn: Option<Withdrawal>,
}

crate::refusals! {
    /// Why something cannot be signed as it was shown.
    pub enum Refused {
        /// The signature leaves out an entry it has to sign for.
        NotCovered { entry: u64 } "not-covered" Major,
        /// An entry it has to sign for came in after the signer looked.
        ChangedSinceShown { entry: u64 } "changed-since-shown" Major,
        /// The site asks for a key that cannot leave its device.
        BoundKeyNeeded { means: &'static str } "bound-key-needed" Major,
    }
}

impl Signed {
    /// The signature on an act. `Err` when the act is not signed.
    pub fn of(act: &Act) -> Result<Self, Stop> {
        let Some(signing) = &act.signing else {
            let means = act.command.action().signed.first().map_or("", |means| means.word());
            return Err(crate::decide::Refused::SignatureNeeded { means }.into());
        };
        Ok(Self {
            by: act.by.clone(),
            means: signing.means,
            covers: signing.covers.clone(),
            occurred: act.occurred,
        })
    }

    /// The signature as the state keeps it, once its entry has a place.
    pub fn at(&self, at: At) -> Signature {
        Signature {
            position: at.position,
            by: self.by.clone(),
            means: self.means,
            covers: self.covers.clone(),
            occurred: self.occurred,
            withdrawn: None,
        }
    }
}

impl SignatureWithdrawn {
    /// The withdrawal as the state keeps it, once its entry has a place.
    pub fn at(&self, at: At) -> Withdrawal {
        Withdrawal {
            position: at.position,
            by: self.signed.by.clone(),
            occurred: self.signed.occurred,
            reason: self.reason.clone(),
        }
    }
}

impl Signature {
    /// Whether it was withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn.is_some()
    }

    /// Whether it signs for the entry at `position`.
    pub fn covers(&self, position: u64) -> bool {
        self.position == position || self.covers.contains(&position)
    }
}

/// Takes down that those of `signatures` that stand in that entry were withdrawn: one, or all that
/// were given there in one go. `Err` when there is none.
pub fn withdraw<'a>(
    signatures: impl IntoIterator<Item = &'a mut Signature>,
    at: At,
    withdrawn: &SignatureWithdrawn,
) -> Result<(), Impossible> {
    let mut found = false;
    for signature in signatures.into_iter().filter(|it| it.position == withdrawn.entry) {
        if signature.is_withdrawn() {
            return Err("the signature was withdrawn before");
        }
        signature.withdrawn = Some(withdrawn.at(at));
        found = true;
    }
    if found { Ok(()) } else { Err("there is no such signature to withdraw") }
}

/// Whether a signature still stands.
///
/// `superseded_at` tells, of a position, where the latest correction of that entry stands, if there
/// is one. `others` are the signatures about the same subject, in any order: among them a
/// reaffirmation is looked for. It must be the same person's, cover the signature, and come after
/// every correction.
pub fn standing<'a>(
    signature: &Signature,
    others: impl IntoIterator<Item = &'a Signature>,
    superseded_at: impl Fn(u64) -> Option<u64>,
) -> Standing {
    if signature.is_withdrawn() {
        return Standing::Withdrawn;
    }
    let covered = signature.covers.iter().copied().chain([signature.position]);
    let corrected = covered.filter_map(superseded_at).filter(|at| *at > signature.position).max();
    let Some(corrected) = corrected else { return Standing::Standing };
    let reaffirmed = others.into_iter().any(|other| {
        other.means == Meaning::Reaffirmed
            && !other.is_withdrawn()
            && other.by == signature.by
            && other.position > corrected
            && other.covers(signature.position)
    });
    if reaffirmed { Standing::Reaffirmed } else { Standing::Superseded }
}

/// Notes every entry in `entries` that the act's signature does not sign for.
///
/// What came in after the signer looked is told apart from what was left out: the first asks for
/// another look, the second is a mistake of the page.
pub fn must_cover(act: &Act, entries: impl IntoIterator<Item = u64>, broken: &mut Broken) {
    let Some(signing) = &act.signing else { return };
    for entry in entries.into_iter().filter(|entry| !signing.covers.contains(entry)) {
        if entry >= signing.basis {
            broken.because(Refused::ChangedSinceShown { entry });
        } else {
            broken.because(Refused::NotCovered { entry });
        }
    }
}

/// Notes it when the act is signed with less than a key that cannot leave its device.
pub fn must_be_by_bound_key(act: &Act, broken: &mut Broken) {
    let Some(signing) = &act.signing else { return };
    if signing.strength < Strength::BoundKey {
        broken.because(Refused::BoundKeyNeeded { means: signing.means.word() });
    }
}

/// Notes it when a signature rests on less than the site asks of its meaning (INV-SIGN-3).
pub fn must_be_strong_enough(centre: &Centre, act: &Act, broken: &mut Broken) {
    let (Some(signing), Some(settings)) = (&act.signing, centre.settings()) else { return };
    let action = act.command.action().name;
    // Going on after a loss is signed at the server itself, where no browser asks for a key.
    let resumes = action == crate::centre::Resume::ACTION.name;
    let exempt = resumes || crate::people::is_about_own_keys(action);
    if settings.keys_required.contains(&signing.means) && !exempt {
        must_be_by_bound_key(act, broken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(position: u64, by: &str, means: Meaning, covers: &[u64]) -> Signature {
        Signature {
            position,
            by: PersonId::new(by).unwrap(),
            means,
            covers: covers.to_vec(),
            occurred: Timestamp::from_millisecond(0),
            withdrawn: None,
        }
    }

    fn withdrawn(mut signature: Signature, position: u64) -> Signature {
        let at = At { position, recorded: Timestamp::from_millisecond(0) };
        let event = SignatureWithdrawn {
            entry: signature.position,
            reason: Reason(crate::testing::sealed(&"batch/B26-0001")),
            signed: Signed {
                by: signature.by.clone(),
                means: Meaning::Withdrawn,
                covers: vec![signature.position],
                occurred: at.recorded,
            },
        };
        withdraw([&mut signature], at, &event).unwrap();
        assert!(withdraw([&mut signature], at, &event).is_err());
        signature
    }

    /// INV-SIGN-1: each correction is told as (entry, position of its latest correction).
    fn stands(signature: &Signature, others: &[Signature], corrected: &[(u64, u64)]) -> Standing {
        standing(signature, others, |entry| {
            corrected.iter().find(|(of, _)| *of == entry).map(|(_, at)| *at)
        })
    }

    #[test]
    fn a_correction_of_what_it_covers_supersedes_it() {
        let review = signature(10, "qc02", Meaning::Reviewed, &[4, 7]);
        assert_eq!(stands(&review, &[], &[]), Standing::Standing);
        assert_eq!(stands(&review, &[], &[(5, 12)]), Standing::Standing);
        assert_eq!(stands(&review, &[], &[(7, 12)]), Standing::Superseded);
        assert_eq!(stands(&review, &[], &[(10, 12)]), Standing::Superseded);
        assert!(!Standing::Superseded.counts());
    }

    #[test]
    fn what_was_corrected_before_it_was_signed_does_not_trouble_it() {
        let review = signature(10, "qc02", Meaning::Reviewed, &[4, 9]);
        assert_eq!(stands(&review, &[], &[(4, 9)]), Standing::Standing);
    }

    #[test]
    fn only_the_signer_reaffirms_and_only_after_the_latest_correction() {
        let review = signature(10, "qc02", Meaning::Reviewed, &[4]);
        let by_signer = signature(14, "qc02", Meaning::Reaffirmed, &[10, 12]);
        let by_another = signature(14, "qc03", Meaning::Reaffirmed, &[10, 12]);
        let of_another = signature(14, "qc02", Meaning::Reaffirmed, &[11]);
        let corrected = [(4, 12)];
        assert_eq!(stands(&review, &[by_another], &corrected), Standing::Superseded);
        assert_eq!(stands(&review, &[of_another], &corrected), Standing::Superseded);
        assert_eq!(
            stands(&review, std::slice::from_ref(&by_signer), &[(4, 20)]),
            Standing::Superseded
        );
        assert_eq!(stands(&review, &[by_signer], &corrected), Standing::Reaffirmed);
        assert!(Standing::Reaffirmed.counts());
    }

    #[test]
    fn a_withdrawn_signature_counts_for_nothing_and_reaffirms_nothing() {
        let review = signature(10, "qc02", Meaning::Reviewed, &[4]);
        let reaffirmed = signature(14, "qc02", Meaning::Reaffirmed, &[10, 12]);
        let taken_back = withdrawn(reaffirmed.clone(), 16);
        let corrected = [(4, 12)];
        assert_eq!(stands(&review, &[taken_back], &corrected), Standing::Superseded);
        let review = withdrawn(review, 16);
        assert_eq!(stands(&review, &[reaffirmed], &corrected), Standing::Withdrawn);
        assert!(!Standing::Withdrawn.counts());
    }
}
