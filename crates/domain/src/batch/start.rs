//! Starting a batch.

use super::rooms::{Entering, must_be_clean_enough};
use super::work::skill_for;
use super::{BatchStarted, Deed};
use crate::act::Act;
use crate::command::Rule;
use crate::custody::ConsentScope;
use crate::custody::views::{must_have_consent, order_state};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{BatchId, Kind, OrderId, ProcessId, RoomId};
use crate::people::views::must_be_qualified;
use crate::process::{Compiled, views};
use crate::refusal::{Broken, Stop};
use process::model::{Handling, Modality, Number};
use process::words::{self, InputName};
use standards::reading::{Judgement, Reading};
use std::collections::BTreeMap;

crate::command! {
    /// Starts a batch on the effective version of a process, for one order or for no one patient.
    ///
    /// Guarantees: the batch is pinned to text and compiled form by their hashes (INV-BATCH-1).
    /// Refuses: without an effective version, a standing consent, rooms of the grade asked for, the
    /// first of them clear and free.
    pub struct Start = "batch.start" 1;
    said: Asked;
    roles: [Operator];
    signed: [];
    about: Field("process");
    /// Which process.
    pub process: ProcessId,
    /// For which order; none for what is made for no one patient.
    pub order: Option<OrderId>,
    /// Its rooms, one for each room of the process, in the order the process names them.
    pub rooms: Vec<RoomId>,
    /// The facts its formulas read that the order does not hold, in the order the process names them.
    pub inputs: Vec<Reading>,
}

crate::refusals! {
    /// Why a batch cannot be started.
    pub enum Refused {
        /// It is made for one patient: name the order.
        OrderNeeded { process: ProcessId } "order-needed" Critical,
        /// It is made for no one patient.
        OrderNotWanted { process: ProcessId } "order-not-wanted" Major,
        /// The order is for another process.
        OrderForAnotherProcess { order: OrderId, process: ProcessId, ordered: ProcessId } "order-for-another-process" Critical,
        /// There must be one room for each room of the process.
        RoomsDiffer { wanted: String, given: usize } "rooms-differ" Minor,
        /// There must be one reading for each fact the order does not hold.
        InputsDiffer { wanted: String, given: usize } "inputs-differ" Minor,
        /// A fact is not what formulas can read, or nobody believes it.
        InputUnfit { name: InputName, reading: Reading, wanted: String } "input-unfit" Major,
    }
}

impl Rule for Start {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let Some(version) = views::must_be_effective(desk, &self.process, broken)? else {
            return Ok(Vec::new());
        };
        let process = views::compiled(desk, &version.compiled)?;
        self.must_have_the_right_order(desk, act, process, broken)?;
        let inputs = self.inputs_of(desk, process, broken)?;
        let rooms = self.rooms_of(process)?;
        for (name, room) in &rooms {
            must_be_clean_enough(desk, process, name, room, broken)?;
        }
        let skill = skill_for(&self.process, &version.version)?;
        must_be_qualified(desk, act, &act.by, &skill, broken)?;
        let batch = desk
            .next(Kind::Batch)
            .try_into()
            .map_err(|_| views::Refused::NoEffectiveVersion { process: self.process.clone() })?;
        let entered = self.enter(desk, act, process, &rooms, &batch, broken)?;
        let started = BatchStarted {
            process: self.process.clone(),
            version: version.version,
            text: version.text,
            compiled: version.compiled,
            order: self.order.clone(),
            rooms,
            inputs,
            deed: Deed::of(act),
        };
        Ok(std::iter::once(Fact::new(batch, started)).chain(entered).collect())
    }
}

impl Start {
    fn must_have_the_right_order(
        &self,
        desk: &Desk<'_>,
        act: &Act,
        process: &Compiled,
        broken: &mut Broken,
    ) -> Result<(), Stop> {
        let process_id = self.process.clone();
        match (&self.order, process.product.modality) {
            (None, Modality::Vector) => {}
            (None, Modality::Autologous | Modality::Allogeneic) => {
                broken.because_of("order", Refused::OrderNeeded { process: process_id });
            }
            (Some(_), Modality::Vector) => {
                broken.because_of("order", Refused::OrderNotWanted { process: process_id });
            }
            (Some(order), Modality::Autologous | Modality::Allogeneic) => {
                must_have_consent(desk, act, order, ConsentScope::Treatment, broken)?;
                let ordered = order_state(desk, order)?.placed.process.clone();
                if ordered != self.process {
                    let (order, process) = (order.clone(), process_id);
                    broken.because_of(
                        "order",
                        Refused::OrderForAnotherProcess { order, process, ordered },
                    );
                }
            }
        }
        Ok(())
    }

    /// The facts the formulas read: the patient's weight from the order, the others as given.
    fn inputs_of(
        &self,
        desk: &Desk<'_>,
        process: &Compiled,
        broken: &mut Broken,
    ) -> Result<BTreeMap<InputName, Reading>, Stop> {
        let weight = match &self.order {
            Some(order) => Some(order_state(desk, order)?.placed.weight.clone()),
            None => None,
        };
        let known = |name: &InputName| {
            if name.as_str() == "patient.weight" { weight.clone() } else { None }
        };
        let wanted: Vec<&InputName> =
            process.inputs.iter().map(|it| &it.name).filter(|name| known(name).is_none()).collect();
        if wanted.len() != self.inputs.len() {
            let names: Vec<&str> = wanted.iter().map(|name| name.as_str()).collect();
            let (wanted, given) = (names.join(", "), self.inputs.len());
            return Err(Refused::InputsDiffer { wanted, given }.into());
        }
        let given: BTreeMap<&InputName, &Reading> = wanted.into_iter().zip(&self.inputs).collect();
        let mut inputs = BTreeMap::new();
        for fact in &process.inputs {
            let Some(reading) =
                known(&fact.name).or_else(|| given.get(&fact.name).copied().cloned())
            else {
                continue;
            };
            if !fits(&fact.number, &reading) {
                let (name, wanted) = (fact.name.clone(), wanted_text(&fact.number));
                let reading = reading.clone();
                broken.because_of("inputs", Refused::InputUnfit { name, reading, wanted });
            }
            inputs.insert(fact.name.clone(), reading);
        }
        Ok(inputs)
    }

    fn rooms_of(&self, process: &Compiled) -> Result<BTreeMap<words::RoomId, RoomId>, Stop> {
        let names = process.rooms.iter().map(|room| room.id.clone());
        if process.rooms.len() != self.rooms.len() {
            let names: Vec<String> = names.map(|name| name.to_string()).collect();
            let (wanted, given) = (names.join(", "), self.rooms.len());
            return Err(Refused::RoomsDiffer { wanted, given }.into());
        }
        Ok(names.zip(self.rooms.iter().cloned()).collect())
    }

    /// The batch enters the room of its first step; the others when a step is begun there.
    fn enter(
        &self,
        desk: &Desk<'_>,
        act: &Act,
        process: &Compiled,
        rooms: &BTreeMap<words::RoomId, RoomId>,
        batch: &BatchId,
        broken: &mut Broken,
    ) -> Result<Option<Fact>, Stop> {
        let first =
            process.steps().find_map(|(_, step)| Some((step, rooms.get(step.room.as_ref()?)?)));
        let Some((step, room)) = first else { return Ok(None) };
        let order = self.order.as_ref();
        let open = step.handling == Handling::Open;
        Entering { batch, order, room, open }.must_be_let_in(desk, act, broken)?;
        // Nothing is open in it before the step is begun.
        Entering { batch, order, room, open: false }.fact(desk, &act.by)
    }
}

/// Whether formulas can read it and somebody would believe it.
fn fits(number: &Number, reading: &Reading) -> bool {
    let converts = reading.exact().and_then(|quantity| quantity.convert(&number.unit));
    converts.is_some()
        && number.plausible.as_ref().is_none_or(|it| it.judge(reading) != Judgement::Outside)
}

fn wanted_text(number: &Number) -> String {
    number.plausible.as_ref().map_or_else(|| number.unit.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::testing::{Bench, room_id};
    use crate::custody::ConsentScope;
    use crate::custody::WithdrawConsent;
    use crate::custody::fixtures::{a_collection, patient, reading};
    use crate::facility::Grade;

    fn set() -> (Bench, OrderId) {
        let mut bench = Bench::open();
        let (order, _) = a_collection(&mut bench);
        (bench, order)
    }

    /// INV-BATCH-1.
    #[test]
    fn a_batch_is_pinned_to_the_version_it_was_started_on() {
        let bench = Bench::started();
        let started = &bench.state_now().started;
        assert_eq!(bench.batch.key(), "B26-0001");
        assert_eq!(started.version.as_str(), "1");
        let compiled = bench.centre.process(&started.compiled).unwrap();
        assert_eq!(compiled.text.to_string(), started.text.to_string());
        assert_eq!(started.inputs[&"patient.weight".into()], reading("71.2 kg"));
    }

    #[test]
    fn a_batch_for_a_patient_needs_the_order_and_the_consent() {
        let (mut bench, order) = set();
        bench.clear("cr-b2");
        let start = bench.start(Some(&order));
        bench
            .asks(
                "OP-07",
                Start {
                    order: None,
                    inputs: vec![reading("71.2 kg"), reading("200 10*6")],
                    ..start.clone()
                },
            )
            .refused("order-needed");
        let tiny = ProcessId::new("tiny").unwrap();
        let vector = Start { process: tiny, rooms: vec![], inputs: vec![], ..start.clone() };
        bench.asks("OP-07", vector).refused("order-not-wanted");
        bench
            .asks("OP-07", Start { process: ProcessId::new("none").unwrap(), ..start.clone() })
            .refused("unknown-subject");
        let withdraw = WithdrawConsent {
            order: order.clone(),
            scopes: vec![ConsentScope::Treatment],
            note: None,
        };
        let mut without = bench.clone();
        without.tells("PH-05", withdraw).stands();
        without.asks("OP-07", start.clone()).refused("consent-withdrawn");
        bench.asks("OP-09", start.clone()).refused("not-qualified");
        bench.asks("OP-07", start).stands();
    }

    #[test]
    fn the_order_is_for_this_process() {
        let (mut bench, _) = set();
        let patient = patient(&mut bench);
        let other = crate::custody::OrderTherapy {
            patient,
            process: ProcessId::new("tiny").unwrap(),
            weight: reading("71.2 kg"),
        };
        let ordered = bench.asks("PH-05", other).stands();
        let order: OrderId = ordered.facts[0].subject.clone().try_into().unwrap();
        let start = bench.start(Some(&order));
        bench.asks("OP-07", start).refused("order-for-another-process");
    }

    #[test]
    fn rooms_are_as_many_as_asked_for_clean_clear_and_free() {
        let (mut bench, order) = set();
        let start = bench.start(Some(&order));
        bench.asks("OP-07", start.clone()).refused("room-not-cleared");
        bench.clear("cr-b2");
        let one = Start { rooms: vec![room_id("cr-b2")], ..start.clone() };
        bench.asks("OP-07", one).refused("rooms-differ");
        bench.room("cr-d1", Grade::D);
        let dirty = Start { rooms: vec![room_id("cr-d1"), room_id("bsc-1")], ..start.clone() };
        bench.asks("OP-07", dirty).refused("room-grade-too-low");
        bench.asks("OP-07", start).stands();
        let room: &crate::facility::Room = bench.state(room_id("cr-b2").subject());
        assert!(room.occupants.keys().any(|batch| batch.key() == "B26-0001"));
    }

    #[test]
    fn what_formulas_read_is_known_and_believable() {
        let (mut bench, order) = set();
        bench.clear("cr-b2");
        let start = bench.start(Some(&order));
        let with = |inputs| Start { inputs, ..start.clone() };
        bench.asks("OP-07", with(vec![])).refused("inputs-differ");
        bench.asks("OP-07", with(vec![reading("200 kg")])).refused("input-unfit");
        bench.asks("OP-07", with(vec![reading("0 10*6")])).refused("input-unfit");
        bench.asks("OP-07", with(vec![reading("0.2 10*9")])).stands();
    }
}
