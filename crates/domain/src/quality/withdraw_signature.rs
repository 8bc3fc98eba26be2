//! Withdrawing a signature, whatever it stands on.
//!
//! One act for every kind of subject whose signatures have a standing: the fact is about the subject
//! that was signed, and its own fold takes it down. What rests on the signature elsewhere gets a fact
//! of its own: the products of a withdrawn release, a batch released on it, a batch that used the lot.

use super::{Deviation, DeviationEvent, Sample, SampleEvent};
use crate::act::Act;
use crate::batch::views::{batch, note_change_after_release, products_of};
use crate::batch::{Batch, BatchEvent, Deed, GroundWithdrawn};
use crate::command::Rule;
use crate::custody::{Container, ContainerEvent};
use crate::desk::{Desk, unknown};
use crate::fact::Fact;
use crate::id::{BatchId, Kind, LotId, SubjectId};
use crate::materials::{Lot, LotEvent};
use crate::people::Role;
use crate::people::views::code_of;
use crate::process::{Process, ProcessEvent};
use crate::refusal::{Broken, Reason as Found, Stop};
use crate::signature::{Signature, SignatureWithdrawn, Signed, Standing, must_cover, standing};
use crate::state::Event;
use crate::text::{Code, Reason};
use std::cmp::Reverse;

crate::command! {
    /// Withdraws a signature, with a reason. The entry it stands in stays as it is.
    ///
    /// Guarantees: from here on the signature counts for nothing (INV-SIGN-2): the step is to be
    /// signed again, the results or the record reviewed, the lot or the batch released. A release
    /// that rested on it no longer stands: a finding, and a grave one once somebody has relied on it.
    /// Refuses: a signature of somebody else, unless quality withdraws it; what is no signature, or
    /// was withdrawn.
    /// Why: a signature is a statement, and whoever made it may find it untrue; it is never lost from
    /// the record (21 CFR 11.70, EU GMP Annex 11 14).
    pub struct WithdrawSignature = "quality.withdraw-signature" 1;
    said: Told;
    roles: [
        QaReviewer, Operator, QcAnalyst, QcReviewer, ReleasingPerson, ProcessEngineer, Storekeeper,
        FacilityEngineer, Coordinator,
    ];
    signed: [Withdrawn];
    about: Field("about");
    /// What was signed.
    pub about: SubjectId,
    /// Position of the entry that was signed.
    pub entry: u32,
    /// Why.
    pub reason: Reason,
}

/// How many batches that used a lot are named by findings of their own. An entry holds 60,000 bytes,
/// and a finding stands in it twice; every batch is named by the fact that tells it.
const NAMED_MAX: usize = 20;

crate::refusals! {
    /// Why a signature cannot be withdrawn, or what is noted of it.
    pub enum Refused {
        /// The entry is no signature on the subject that can be withdrawn.
        NoSuchSignature { entry: u64, about: SubjectId } "no-such-signature" Minor,
        /// It was withdrawn before.
        AlreadyWithdrawn { entry: u64 } "signature-already-withdrawn" Minor,
        /// Somebody else gave it.
        SignatureOfAnother { entry: u64, person: Code } "signature-of-another" Minor,
        /// The lot was used while it counted as released.
        LotUsed { lot: LotId, batch: BatchId } "lot-used-before-withdrawal" Major,
        /// So it was for more batches than are named one by one.
        LotUsedForMore { lot: LotId, more: usize } "lot-used-for-more-before-withdrawal" Major,
    }
}

impl Rule for WithdrawSignature {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let entry = self.position();
        let (signature, standing) = given(desk, &self.about, entry)?;
        if standing == Standing::Withdrawn {
            return Err(Refused::AlreadyWithdrawn { entry }.into());
        }
        if signature.by != act.by && act.role != Role::QaReviewer {
            let person = code_of(desk, &signature.by)?;
            return Err(Refused::SignatureOfAnother { entry, person }.into());
        }
        must_cover(act, [entry], broken);
        let mut facts = vec![self.of(&self.about, act)?];
        if let Ok(id) = BatchId::try_from(self.about.clone()) {
            note_change_after_release(desk, &id, broken)?;
            let released = &batch(desk, &id)?.released;
            if released.iter().any(|release| release.signature.position == entry) {
                facts.extend(self.products(desk, &id, act)?);
            }
        }
        for batch in self.rests_on_it(desk, broken)? {
            let (of, deed) = (self.about.clone(), Deed::of(act));
            facts.push(Fact::new(batch, GroundWithdrawn { of, entry, deed }));
        }
        Ok(facts)
    }

    /// Whoever withdraws a signature signs for the entry it stands in.
    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        given(desk, &self.about, self.position()).map(|(signature, _)| vec![signature.position])
    }
}

impl WithdrawSignature {
    fn position(&self) -> u64 {
        u64::from(self.entry)
    }

    /// The fact about a subject that holds the signature.
    fn of(&self, subject: &SubjectId, act: &Act) -> Result<Fact, Stop> {
        let (entry, reason, signed) = (self.position(), self.reason.clone(), Signed::of(act)?);
        let withdrawn = SignatureWithdrawn { entry, reason, signed };
        let event: Option<Event> = match subject.kind() {
            Kind::Batch => Some(BatchEvent::from(withdrawn).into()),
            Kind::Sample => Some(SampleEvent::from(withdrawn).into()),
            Kind::Deviation => Some(DeviationEvent::from(withdrawn).into()),
            Kind::Process => Some(ProcessEvent::from(withdrawn).into()),
            Kind::Lot => Some(LotEvent::from(withdrawn).into()),
            Kind::Container => Some(ContainerEvent::from(withdrawn).into()),
            Kind::Centre
            | Kind::Person
            | Kind::Patient
            | Kind::Order
            | Kind::Item
            | Kind::Room
            | Kind::Equipment
            | Kind::Station
            | Kind::Infusion => None,
        };
        let event = event.ok_or_else(|| self.no_such_signature())?;
        Ok(Fact::new(subject.clone(), event))
    }

    /// The facts about everything the batch made that was released by this signature.
    fn products(&self, desk: &Desk<'_>, id: &BatchId, act: &Act) -> Result<Vec<Fact>, Stop> {
        let mut facts = Vec::new();
        for product in products_of(desk, id)? {
            let released = match product.kind() {
                Kind::Container => {
                    desk.state::<Container>(product)?.released_at() == Some(self.position())
                }
                Kind::Lot => desk.state::<Lot>(product)?.signature(self.position()).is_some(),
                _ => false,
            };
            if released {
                facts.push(self.of(product, act)?);
            }
        }
        Ok(facts)
    }

    /// The batches whose release rests on the signature, and those that used the lot.
    fn rests_on_it(&self, desk: &Desk<'_>, broken: &mut Broken) -> Result<Vec<BatchId>, Stop> {
        let batches = match self.about.kind() {
            Kind::Sample => vec![desk.state::<Sample>(&self.about)?.taken.batch.clone()],
            Kind::Deviation => {
                let opened = &desk.state::<Deviation>(&self.about)?.opened;
                let about = std::iter::once(&opened.about).chain(&opened.touches);
                about.filter_map(|it| BatchId::try_from(it.clone()).ok()).collect()
            }
            Kind::Lot => return self.used_it(desk, broken),
            _ => Vec::new(),
        };
        let mut resting = Vec::new();
        for id in batches.into_iter().filter(|id| desk.exists(id.subject())) {
            if note_change_after_release(desk, &id, broken)? {
                resting.push(id);
            }
        }
        Ok(resting)
    }

    /// The batches that used the lot, in the order they did. Findings name those it means most to: what
    /// was given to somebody, then what was released.
    fn used_it(&self, desk: &Desk<'_>, broken: &mut Broken) -> Result<Vec<BatchId>, Stop> {
        let lot = || LotId::try_from(self.about.clone()).map_err(|_| unknown(&self.about));
        let used_by = &desk.state::<Lot>(&self.about)?.used_by;
        let there: Vec<BatchId> =
            used_by.iter().filter(|id| desk.exists(id.subject())).cloned().collect();
        let mut used = Vec::new();
        for batch in used_by {
            let mut found = Broken::default();
            if there.contains(batch) {
                note_change_after_release(desk, batch, &mut found)?;
            }
            used.push((batch, found.into_reasons()));
        }
        if used.len() > NAMED_MAX {
            let gravest = |reasons: &[Found]| reasons.iter().map(|reason| reason.severity).max();
            used.sort_by_key(|(_, reasons)| Reverse(gravest(reasons)));
        }
        let more = used.split_off(used.len().min(NAMED_MAX)).len();
        for (batch, _) in &used {
            broken.because(Refused::LotUsed { lot: lot()?, batch: (*batch).clone() });
        }
        if more > 0 {
            broken.because(Refused::LotUsedForMore { lot: lot()?, more });
        }
        used.into_iter().flat_map(|(_, reasons)| reasons).for_each(|it| broken.because(it));
        Ok(there)
    }

    fn no_such_signature(&self) -> Refused {
        Refused::NoSuchSignature { entry: self.position(), about: self.about.clone() }
    }
}

/// The signature on a subject in an entry, and whether it stands. `Err` if there is none that can be
/// withdrawn.
///
/// A correction, an invalidation and a rejection say what is so; they are corrected, not withdrawn. A
/// lot that was made here is released with its batch, and that release is withdrawn there.
pub fn given<'a>(
    desk: &Desk<'a>,
    about: &SubjectId,
    entry: u64,
) -> Result<(&'a Signature, Standing), Stop> {
    let is_it = |signature: &&'a Signature| signature.position == entry;
    // Nothing supersedes these; they stand until they are withdrawn.
    let stands = |signature: &'a Signature| (signature, standing(signature, [], |_| None));
    let found = match about.kind() {
        Kind::Batch => {
            let batch: &Batch = desk.state(about)?;
            batch.signatures().find(is_it).map(|signature| (signature, batch.standing(signature)))
        }
        Kind::Sample => {
            let sample: &Sample = desk.state(about)?;
            let review = sample.reviews.iter().find(|review| review.signature.position == entry);
            review.map(|review| (&review.signature, sample.standing(review)))
        }
        Kind::Deviation => {
            desk.state::<Deviation>(about)?.signatures.iter().find(is_it).map(stands)
        }
        Kind::Process => desk.state::<Process>(about)?.signatures().find(is_it).map(stands),
        Kind::Lot => {
            let lot: &Lot = desk.state(about)?;
            lot.signature(entry).filter(|_| lot.made_by.is_none()).map(stands)
        }
        Kind::Centre
        | Kind::Person
        | Kind::Patient
        | Kind::Order
        | Kind::Container
        | Kind::Item
        | Kind::Room
        | Kind::Equipment
        | Kind::Station
        | Kind::Infusion => None,
    };
    found.ok_or_else(|| Refused::NoSuchSignature { entry, about: about.clone() }.into())
}

#[cfg(test)]
mod tests;
