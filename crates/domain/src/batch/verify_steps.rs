//! Verifying several steps of a batch in one go.

use super::VerifyStep;
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::BatchId;
use crate::pair::Pair;
use crate::refusal::{Broken, Stop};
use crate::text::Code;
use crate::together::Together;

crate::command! {
    /// Signs once that several steps of a batch were done as written, as a second person.
    ///
    /// Guarantees: it stands for each step what verifying that step alone would; all of them are
    /// verified, or none (INV-SIGN-4).
    pub struct VerifySteps = "batch.verify-steps" 1;
    said: Asked;
    roles: [Operator, Storekeeper, QcAnalyst, QcReviewer, QaReviewer];
    signed: [Verified];
    about: Field("batch");
    /// Of which batch.
    pub batch: BatchId,
    /// Which steps, each in its round: `culture.seed#1`.
    pub steps: Vec<Pair<Code, u32>>,
}

impl VerifySteps {
    /// The steps, each verified by itself.
    pub fn together(&self) -> Together {
        Together::of("steps", &self.steps, |Pair(step, round)| {
            let (batch, step, round) = (self.batch.clone(), step.clone(), *round);
            VerifyStep { batch, step, round, reason: None }.into()
        })
    }
}

impl Rule for VerifySteps {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        self.together().judge(desk, act, broken)
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        self.together().covers(desk)
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::testing::Bench;
    use crate::command::{Command, Rule as _};
    use crate::desk::Desk;
    use crate::quality::WithdrawSignature;
    use crate::signature::Standing;
    use crate::testing::sealed;
    use crate::text::Reason;
    use crate::together::THINGS_MAX;

    use super::*;

    const STEPS: [&str; 2] = ["receipt.identity#1", "culture.seed#1"];

    fn verify(bench: &Bench, steps: &[&str]) -> VerifySteps {
        let steps = steps.iter().map(|step| step.parse().unwrap()).collect();
        VerifySteps { batch: bench.batch.clone(), steps }
    }

    /// Two steps that OP-07 signed and whose verifications were withdrawn: they wait together.
    fn waiting() -> Bench {
        let mut bench = Bench::seeded();
        for step in ["receipt.identity", "culture.seed"] {
            let record = bench.record(step);
            let given =
                record.signatures.iter().find(|it| it.means == crate::act::Meaning::Verified);
            let entry = u32::try_from(given.unwrap().position).unwrap();
            let about = bench.batch.subject().clone();
            let withdraw = WithdrawSignature { reason: Reason(sealed(&about)), about, entry };
            bench.tells("QA-01", withdraw).stands();
        }
        bench
    }

    fn standings(bench: &Bench, step: &str) -> Vec<Standing> {
        let record = bench.record(step);
        record.signatures.iter().map(|it| record.standing(it)).collect()
    }

    /// INV-SIGN-4.
    #[test]
    fn several_steps_are_verified_by_one_signature_each_for_its_own_entries() {
        let mut bench = waiting();
        let several = verify(&bench, &STEPS);
        let each: Vec<Vec<u64>> = several
            .together()
            .commands()
            .map(|one| one.covers(&Desk::new(&bench.centre, bench.now)).unwrap())
            .collect();
        let all = several.covers(&Desk::new(&bench.centre, bench.now)).unwrap();
        assert!(each.iter().flatten().all(|entry| all.contains(entry)));
        assert_eq!(all.len(), each.iter().map(Vec::len).sum::<usize>());
        let position = bench.centre.size();
        assert_eq!(bench.asks("OP-08", several).stands().facts.len(), 2);
        for (step, covers) in ["receipt.identity", "culture.seed"].into_iter().zip(each) {
            let record = bench.record(step);
            let given = record.signatures.last().unwrap();
            assert_eq!((given.position, &given.covers), (position, &covers));
        }
    }

    /// A correction under one of them supersedes the signature on that one alone.
    #[test]
    fn what_is_corrected_under_one_leaves_the_others_standing() {
        let mut bench = waiting();
        let several = verify(&bench, &STEPS);
        bench.asks("OP-08", several).stands();
        bench.corrects("culture.seed", "volume", "99.0 mL").stands();
        assert_eq!(standings(&bench, "culture.seed").last(), Some(&Standing::Superseded));
        assert_eq!(standings(&bench, "receipt.identity").last(), Some(&Standing::Standing));
        bench.reaffirms("OP-08", "culture.seed").stands();
    }

    /// All or nothing: the refusal names the step and why, and nothing is signed.
    #[test]
    fn what_stands_against_one_refuses_all_and_is_named() {
        let mut bench = waiting();
        let by_performer = verify(&bench, &STEPS);
        bench.asks("OP-07", by_performer).refused("same-person");
        let with_another = verify(&bench, &["culture.seed#1", "culture.transduce#1"]);
        let size = bench.centre.size();
        let refusal = bench.asks("OP-08", with_another).refusal();
        let why = refusal.reasons.iter().find(|it| it.code == "verification-not-wanted").unwrap();
        assert_eq!((why.field, why.nth), (Some("steps"), Some(1)));
        assert!(why.args.contains(&("among", "culture.transduce#1".to_owned())), "{why:?}");
        assert!(refusal.reasons.iter().all(|it| it.nth == Some(1)), "{refusal:?}");
        assert_eq!(bench.centre.size(), size);
        let unknown = verify(&bench, &["culture.seed#1", "receipt.nowhere#1"]);
        bench.asks("OP-08", unknown).refused("step-unknown");
    }

    #[test]
    fn a_few_are_chosen_each_once() {
        let mut bench = waiting();
        let none = verify(&bench, &[]);
        bench.asks("OP-08", none).refused("nothing-chosen");
        let twice = verify(&bench, &["culture.seed#1", "culture.seed#1"]);
        bench.asks("OP-08", twice).refused("chosen-twice");
        let steps: Vec<String> = (0..=THINGS_MAX).map(|n| format!("step-{n}#1")).collect();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let many = verify(&bench, &steps);
        bench.asks("OP-08", many).refused("too-many-together");
        let several = verify(&bench, &STEPS);
        let all: Vec<u64> = (0..bench.centre.size()).collect();
        let padded: Vec<u64> =
            all.iter().copied().cycle().take(crate::together::COVERED_MAX + 1).collect();
        bench.signs("OP-08", several, &padded).refused("too-much-covered");
    }

    #[test]
    fn an_entry_the_signer_has_not_seen_is_named_with_its_step() {
        let mut bench = waiting();
        let several = verify(&bench, &STEPS);
        let one: Command = bench.verify_step("culture.seed").into();
        let covers = one.covers(&Desk::new(&bench.centre, bench.now)).unwrap();
        bench.signs("OP-08", several, &covers).refused("not-covered");
    }

    /// One signature is withdrawn as it was given: whole.
    #[test]
    fn a_signature_given_for_several_is_withdrawn_for_all_of_them() {
        let mut bench = waiting();
        let several = verify(&bench, &STEPS);
        let entry = u32::try_from(bench.centre.size()).unwrap();
        bench.asks("OP-08", several.clone()).stands();
        let about = bench.batch.subject().clone();
        let withdraw = WithdrawSignature { reason: Reason(sealed(&about)), about, entry };
        bench.tells("OP-08", withdraw.clone()).stands();
        for step in ["receipt.identity", "culture.seed"] {
            assert_eq!(standings(&bench, step).last(), Some(&Standing::Withdrawn), "{step}");
        }
        bench.tells("OP-08", withdraw).refused("signature-already-withdrawn");
        bench.asks("OP-08", several).stands();
    }
}
