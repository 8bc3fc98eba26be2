//! Scanning a container: starting material into the batch, or what the batch itself has made.

use super::work::Work;
use super::{Batch, ContainerScanned, Deed, OutputScanned};
use crate::act::Act;
use crate::command::Rule;
use crate::custody::journey::StageKind;
use crate::custody::views::{
    container_state, find_container, must_be_at_hand, must_be_of_chain, must_be_unexpired,
    must_not_be_taken_by_another,
};
use crate::custody::{ContainerTakenIntoBatch, Place};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, ContainerId, Kind, SubjectId};
use crate::refusal::{Broken, Stop};
use crate::scanned;
use crate::text::{Code, Reason, Scanned};
use process::model::{OutputKind, Scan};
use process::words::{self, OutputId};

crate::command! {
    /// Scans a container for a step.
    ///
    /// Guarantees: whatever goes into the batch carries its order's chain of identity (INV-BATCH-6).
    /// Refuses: starting material of another chain, not at hand, expired, or used by another batch;
    /// and for what the batch has made, anything it has not.
    pub struct ScanContainer = "batch.scan-container" 1;
    said: Either;
    roles: [Operator, Storekeeper, QcAnalyst, QaReviewer, FacilityEngineer, Coordinator];
    signed: [];
    about: Field("batch");
    /// For which batch.
    pub batch: BatchId,
    /// In which step.
    pub step: Code,
    /// In which round, from 1.
    pub round: u32,
    /// As which container or output of the process.
    pub container: Code,
    /// Its label.
    pub label: Scanned,
    /// Why it is told rather than asked.
    pub reason: Option<Reason>,
}

crate::refusals! {
    /// Why a container is not taken.
    pub enum Refused {
        /// The batch is made for no order, so that no container belongs to it.
        BatchWithoutOrder { batch: BatchId, container: ContainerId } "batch-without-order" Critical,
        /// Another container was taken in as this.
        SecondContainer { container: ContainerId, first: ContainerId } "second-container" Major,
        /// The batch has not made it as this.
        NotThisOutput { product: SubjectId, output: OutputId } "not-this-output" Critical,
    }
}

impl Rule for ScanContainer {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let work = Work::at(desk, &self.batch, &self.step, self.round)?;
        let wanted = |scan: &&Scan| match scan {
            Scan::Container(id) => id.as_str() == self.container.as_str(),
            Scan::Output(id) => id.as_str() == self.container.as_str(),
            Scan::Material(_) | Scan::Equipment(_) | Scan::Room(_) => false,
        };
        let scan = work.step.scans.iter().find(wanted);
        let scan = scan.ok_or_else(|| work.not_in_step(&self.container))?;
        let found = self.find(desk, &work, scan).map_err(|stop| scanned::at(stop, "label"))?;
        work.must_be_underway(broken);
        work.must_be_done_by(desk, act, &work.step.performs, broken)?;
        match scan {
            Scan::Output(output) => Ok(Self::own(&work, act, output, found, broken)),
            Scan::Container(name) => {
                let found =
                    ContainerId::try_from(found).map_err(|_| scanned::unknown("another-kind"))?;
                self.take_in(desk, &work, act, name, found, broken)
            }
            Scan::Material(_) | Scan::Equipment(_) | Scan::Room(_) => {
                Err(work.not_in_step(&self.container))
            }
        }
    }
}

impl ScanContainer {
    /// What the label stands on: a container, or the lot that the batch has made.
    fn find(&self, desk: &Desk<'_>, work: &Work<'_>, scan: &Scan) -> Result<SubjectId, Stop> {
        let output = match scan {
            Scan::Output(output) => work.process.output(output),
            Scan::Container(_) | Scan::Material(_) | Scan::Equipment(_) | Scan::Room(_) => None,
        };
        match output.map(|output| &output.kind) {
            Some(OutputKind::Lot) => scanned::find(desk, &self.label, Kind::Lot),
            Some(OutputKind::Container) | None => {
                Ok(find_container(desk, &self.label)?.subject().clone())
            }
        }
    }

    fn take_in(
        &self,
        desk: &Desk<'_>,
        work: &Work<'_>,
        act: &Act,
        name: &words::ContainerId,
        found: ContainerId,
        broken: &mut Broken,
    ) -> Result<Vec<Fact>, Stop> {
        self.must_belong(desk, work.batch, &found, broken)?;
        must_not_be_taken_by_another(desk, &found, &self.batch, broken)?;
        must_be_unexpired(desk, act, &found, broken)?;
        let state = container_state(desk, &found)?;
        let first_scan = state.taken_by.is_none();
        if first_scan {
            must_be_at_hand(desk, &found, Place::Suite, broken)?;
        }
        if let Some(first) = work.batch.containers.get(name).filter(|it| it.container != found) {
            let (container, first) = (found.clone(), first.container.clone());
            broken.because_of("label", Refused::SecondContainer { container, first });
        }
        let mut trail = state.trail.iter();
        let collected = trail.find(|it| it.kind == StageKind::Collected).map(|it| it.occurred);
        if let Some(collected) = collected {
            work.must_come_in_time(name, collected, act.occurred, broken);
        }
        let scanned = ContainerScanned {
            step: work.step.id.clone(),
            round: work.round,
            container: name.clone(),
            scanned: found.clone(),
            collected,
            deed: Deed::of(act),
        };
        let taken = ContainerTakenIntoBatch {
            batch: self.batch.clone(),
            step: self.step.clone(),
            by: act.by.clone(),
            occurred: act.occurred,
        };
        let mut facts = vec![Fact::new(self.batch.clone(), scanned)];
        facts.extend(first_scan.then(|| Fact::new(found, taken)));
        Ok(facts)
    }

    fn must_belong(
        &self,
        desk: &Desk<'_>,
        batch: &Batch,
        found: &ContainerId,
        broken: &mut Broken,
    ) -> Result<(), Stop> {
        if let Some(order) = &batch.started.order {
            return must_be_of_chain(desk, found, order, broken);
        }
        let (batch, container) = (self.batch.clone(), found.clone());
        broken.because_of("label", Refused::BatchWithoutOrder { batch, container });
        Ok(())
    }

    fn own(
        work: &Work<'_>,
        act: &Act,
        output: &OutputId,
        found: SubjectId,
        broken: &mut Broken,
    ) -> Vec<Fact> {
        let mut products = work.batch.steps.values().flat_map(|record| &record.products);
        if !products.any(|it| it.output == *output && it.product == found) {
            let (product, output) = (found.clone(), output.clone());
            broken.because_of("label", Refused::NotThisOutput { product, output });
        }
        let scanned = OutputScanned {
            step: work.step.id.clone(),
            round: work.round,
            output: output.clone(),
            scanned: found,
            deed: Deed::of(act),
        };
        vec![Fact::new(work.id.clone(), scanned)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::{Bench, VECTOR};
    use crate::custody::fixtures::{a_second_collection, arrive};
    use crate::custody::{Container, ContainerStanding};
    use crate::refusal::Severity;

    /// INV-BATCH-6.
    #[test]
    fn only_this_patients_cells_go_into_the_batch() {
        let mut bench = Bench::started();
        bench.begin("receipt.identity").stands();
        let (_, other) = a_second_collection(&mut bench);
        arrive(&mut bench, &other, Place::Suite);
        let scan = bench.scan_container("receipt.identity", "apheresis", &other.to_string());
        bench.asks("OP-07", scan.clone()).refused("wrong-chain");
        let mut wrong = bench.clone();
        let told = ScanContainer { reason: wrong.why(), ..scan };
        let decision = wrong.told(told).found("wrong-chain");
        assert_eq!(decision.findings[0].severity, Severity::Critical);
        let bag = bench.bag();
        bench.scans_container("receipt.identity", "apheresis", &bag.to_string()).stands();
        let state: &Container = bench.state(bag.subject());
        assert_eq!(state.standing(), ContainerStanding::Taken);
        let taken = bench.state_now().containers.values().next().unwrap();
        assert!(taken.collected.is_some());
        let mut again = wrong;
        let bag = again.bag();
        again
            .scans_container("receipt.identity", "apheresis", &bag.to_string())
            .refused("second-container");
    }

    #[test]
    fn cells_are_at_hand_unexpired_and_in_no_other_batch() {
        let mut bench = Bench::open();
        let (order, bag) = crate::custody::fixtures::a_collection(&mut bench);
        bench.clear("cr-b2");
        let start = bench.start(Some(&order));
        bench.begins(start.clone());
        bench.begin("receipt.identity").stands();
        let scan = |bench: &mut Bench| {
            bench.scans_container("receipt.identity", "apheresis", &bag.to_string())
        };
        scan(&mut bench).refused("not-at-hand");
        arrive(&mut bench, &bag, Place::Suite);
        let mut late = bench.clone();
        late.pass_days(4);
        scan(&mut late).refused("expired");
        scan(&mut bench).stands();
        bench.clear("cr-b2");
        bench.begins(start);
        bench.begin("receipt.identity").stands();
        scan(&mut bench).refused("taken-by-another");
    }

    #[test]
    fn a_batch_for_nobody_takes_nobodys_cells() {
        let text = VECTOR
            .replace("version: \"1\"", "version: \"2\"")
            .replace("outputs:", "containers:\n  bag:\n    name: {zh: 袋, en: Bag}\n    accept: {zh: 好, en: Good}\noutputs:")
            .replace("produces:", "scan: [container/bag]\n        produces:");
        let mut bench = Bench::open();
        bench.effective(&text, "PE-01", "QA-01");
        bench.qualify("OP-07", "process/tiny@2");
        let (_, bag) = crate::custody::fixtures::a_collection(&mut bench);
        arrive(&mut bench, &bag, Place::Suite);
        bench.begins_vector();
        bench.begin("make.fill").stands();
        bench.scans_container("make.fill", "bag", &bag.to_string()).refused("batch-without-order");
    }

    #[test]
    fn what_the_batch_made_is_told_from_what_it_has_not() {
        let mut bench = Bench::filling();
        bench.fill_all();
        bench.begin("filling.reconcile").stands();
        let bag = bench.bag().to_string();
        bench.scans_container("filling.reconcile", "dose_bag", &bag).refused("not-this-output");
        let own = bench.products().remove(1).to_string();
        bench.scans_container("filling.reconcile", "dose_bag", &own).stands();
        bench.scans_container("filling.reconcile", "nothing", &own).refused("not-in-step");
    }
    #[test]
    fn a_lot_that_the_batch_made_is_scanned_by_its_own_label() {
        let store = r#"
      - step: make.store
        title: {zh: 入库, en: Store}
        instruction: {zh: 入库。, en: Store.}
        performs: operator
        verifies: none
        scan: [output/bulk]
        takes: "1 / 2 / 3 min"
        hands_on: "1 / 2 / 3 min"
specification:"#;
        let text =
            VECTOR.replace("version: \"1\"", "version: \"2\"").replace("\nspecification:", store);
        let mut bench = Bench::open();
        let earlier = bench.vector().to_string();
        bench.effective(&text, "PE-01", "QA-01");
        bench.qualify("OP-07", "process/tiny@2");
        bench.begins_vector();
        bench.begin("make.fill").stands();
        bench.value("make.fill", "titre", "40 10*6/mL").stands();
        bench.sample("make.fill", "release_sample").stands();
        let own = bench.makes_lot("make.fill", "bulk", "50").stands().facts[1].subject.to_string();
        bench.done("make.fill").stands();
        bench.begin("make.store").stands();
        bench.scans_container("make.store", "bulk", &earlier).refused("not-this-output");
        bench.scans_container("make.store", "bulk", "lot/L26-9999").refused("unknown-scan");
        bench.scans_container("make.store", "bulk", &own).stands();
        bench.done("make.store").stands();
    }
}
