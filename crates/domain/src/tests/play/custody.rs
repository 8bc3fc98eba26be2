//! Patients come, therapies are ordered, and containers go from hand to hand.

use super::{Dice, Move, World};
use crate::act::Meaning;
use crate::command::Command;
use crate::custody::fixtures::{hand_over, reading, wristband};
use crate::custody::{
    BeginHandOver, Collect, ConsentScope, Container, ContainerFilled, ContainerReleased,
    IssueContainer, Order, OrderTherapy, Place, ReceiveContainer, RecordConsent, RegisterPatient,
    RetrieveContainer, SignHandOver, StoreContainer, TemperatureClass, WithdrawConsent,
};
use crate::fact::Fact;
use crate::id::{BatchId, ContainerId, Kind, OrderId, PatientId, ProcessId};
use crate::people::Role;
use crate::process::{ProcessApproved, ProcessSubmitted};
use crate::quality::testing::PROCESS;
use crate::signature::Signed;
use crate::testing::sealed;
use crate::text::{BirthDate, Code, Digest, HospitalNumber, Name, Note, Reason, Wristband};

pub const MOVES: &[Move] = &[
    Move { name: "register-patient", make: register_patient },
    Move { name: "order-therapy", make: order_therapy },
    Move { name: "record-consent", make: record_consent },
    Move { name: "withdraw-consent", make: withdraw_consent },
    Move { name: "collect", make: collect },
    Move { name: "begin-hand-over", make: begin_hand_over },
    Move { name: "sign-hand-over", make: sign_hand_over },
    Move { name: "receive", make: receive },
    Move { name: "store", make: store },
    Move { name: "retrieve", make: retrieve },
    Move { name: "issue", make: issue },
];

/// The process that therapies are ordered on, effective at once.
pub fn ordered_process(world: &World) -> Vec<Fact> {
    let by = world.holders(Role::QaReviewer)[0].clone();
    let (version, process) = ("1".parse::<Code>().unwrap(), ProcessId::new("cart-cd19").unwrap());
    let signed =
        |means| Signed { by: by.clone(), means, covers: Vec::new(), occurred: world.now() };
    let submitted = ProcessSubmitted {
        version: version.clone(),
        text: Digest([7; 32]),
        compiled: PROCESS,
        signed: signed(Meaning::Authored),
    };
    let from = world.now().day_in(&jiff::tz::TimeZone::UTC);
    let approved = ProcessApproved { version, from, signed: signed(Meaning::Approved) };
    vec![Fact::new(process.clone(), submitted), Fact::new(process, approved)]
}

/// A bag for each order, filled and released as a batch would have done it.
pub fn bags(world: &World) -> Vec<Fact> {
    let by = world.centre().of_kind(Kind::Person).next().unwrap().0;
    let mut facts = Vec::new();
    for (nth, (order, _)) in world.centre().of_kind(Kind::Order).enumerate() {
        let bag = ContainerId::new(&format!("C26-{:04}", nth + 1)).unwrap();
        let filled = ContainerFilled {
            batch: BatchId::new("B26-0001").unwrap(),
            order: order.clone().try_into().unwrap(),
            chain: world.state::<Order>(order).unwrap().placed.chain,
            din: "A999926000001".parse().unwrap(),
            product_code: format!("S1234{}A0", char::from(b'A' + u8::try_from(nth).unwrap()))
                .parse()
                .unwrap(),
            volume: reading("50 mL"),
            cells: reading("1.4 10*8"),
            expiry: world.now().plus_minutes(60 * 24 * 90),
            in_use_minutes: Some(30),
            by: by.clone().try_into().unwrap(),
            occurred: world.now(),
        };
        let released =
            ContainerReleased { by: by.clone().try_into().unwrap(), occurred: world.now() };
        facts.push(Fact::new(bag.clone(), filled));
        facts.push(Fact::new(bag, released));
    }
    facts
}

/// The wristband of an order's patient, at times of somebody else.
pub fn wristband_of(dice: &mut Dice, world: &World, order: &OrderId) -> Option<Wristband> {
    let right = world.state::<Order>(order.subject())?.placed.patient.clone();
    let other: PatientId = dice.subject(world, Kind::Patient)?;
    let patient = if dice.chance(90) { right } else { other };
    Some(wristband(dice.perhaps(97, patient).as_ref()))
}

/// A container with a reason of its own, at times without.
fn container(dice: &mut Dice, world: &World) -> Option<(ContainerId, Option<Reason>)> {
    let container: ContainerId = dice.subject(world, Kind::Container)?;
    let reason = dice.perhaps(60, Reason(sealed(&container)));
    Some((container, reason))
}

/// Somebody new.
pub fn a_patient() -> RegisterPatient {
    let owner = "patient/p1";
    RegisterPatient {
        name: Name(sealed(&owner)),
        birth_date: BirthDate(sealed(&owner)),
        number: HospitalNumber(sealed(&owner)),
    }
}

/// An order nothing stands against.
pub fn an_order(patient: PatientId) -> OrderTherapy {
    let process = ProcessId::new("cart-cd19").unwrap();
    OrderTherapy { patient, process, weight: reading("71.2 kg") }
}

/// Consent to everything.
pub fn full_consent(order: OrderId) -> RecordConsent {
    RecordConsent { order, scopes: ConsentScope::ALL.to_vec(), document: None, reason: None }
}

/// A bag leaves the store for its patient.
pub fn issuing(bag: &ContainerId) -> IssueContainer {
    IssueContainer { container: bag.clone(), reason: None }
}

/// A bag is handed over to the ward, for one person to take it.
pub fn handing_over(bag: &ContainerId) -> BeginHandOver {
    hand_over(bag, Place::Ward, 1)
}

/// Somebody takes a bag over.
pub fn taking_over(bag: &ContainerId) -> SignHandOver {
    SignHandOver { container: bag.clone(), reason: None }
}

/// A bag arrives as it should.
pub fn arrival(world: &World, bag: &ContainerId) -> ReceiveContainer {
    let chain = &world.state::<Container>(bag.subject()).unwrap().chain;
    ReceiveContainer {
        container: bag.clone(),
        label: bag.to_string().parse().unwrap(),
        chain: Some(format!("&/{chain}").parse().unwrap()),
        coldest: reading("3.4 Cel"),
        warmest: reading("5.9 Cel"),
        reason: None,
    }
}

fn register_patient(dice: &mut Dice, _: &World) -> Option<Command> {
    dice.perhaps(90, a_patient().into())
}

fn order_therapy(dice: &mut Dice, world: &World) -> Option<Command> {
    let patient: PatientId = dice.subject(world, Kind::Patient)?;
    let weight = reading(dice.one_of(&["71.2 kg", "71200 g", "9 mL", "not-done"])?);
    Some(OrderTherapy { weight, ..an_order(patient) }.into())
}

fn scopes(dice: &mut Dice) -> Option<Vec<ConsentScope>> {
    if dice.chance(80) {
        return Some(ConsentScope::ALL.to_vec());
    }
    Some(vec![dice.one_of(ConsentScope::ALL)?])
}

fn record_consent(dice: &mut Dice, world: &World) -> Option<Command> {
    let order: OrderId = dice.subject(world, Kind::Order)?;
    let document = dice.perhaps(50, Digest([8; 32]));
    let reason = dice.perhaps(60, Reason(sealed(&order)));
    Some(RecordConsent { order, scopes: scopes(dice)?, document, reason }.into())
}

fn withdraw_consent(dice: &mut Dice, world: &World) -> Option<Command> {
    let order: OrderId = dice.subject(world, Kind::Order)?;
    let note = dice.perhaps(50, Note(sealed(&order)));
    let withdraw = WithdrawConsent { order, scopes: scopes(dice)?, note };
    dice.perhaps(30, withdraw.into())
}

fn collect(dice: &mut Dice, world: &World) -> Option<Command> {
    let order: OrderId = dice.subject(world, Kind::Order)?;
    let number = dice.below(50);
    let collect = Collect {
        wristband: wristband_of(dice, world, &order)?,
        din: format!("=A9999260001{number:02}00").parse().ok()?,
        product_code: dice.perhaps(80, "=<S1234100".parse().ok()?),
        other_label: None,
        volume: reading(dice.one_of(&["212 mL", "212 mL", "0 mL", "3 kg"])?),
        started: world.now().plus_minutes(-150),
        ended: world.now().plus_minutes(-10),
        expiry: world.now().plus_minutes(60 * 72),
        reason: dice.perhaps(60, Reason(sealed(&order))),
        order,
    };
    Some(collect.into())
}

fn begin_hand_over(dice: &mut Dice, world: &World) -> Option<Command> {
    let (container, reason) = container(dice, world)?;
    let (to, needed) = (dice.one_of(Place::ALL)?, dice.below(4));
    let begin = hand_over(&container, to, needed);
    Some(BeginHandOver { transport: dice.one_of(TemperatureClass::ALL)?, reason, ..begin }.into())
}

fn sign_hand_over(dice: &mut Dice, world: &World) -> Option<Command> {
    let (container, reason) = container(dice, world)?;
    Some(SignHandOver { reason, ..taking_over(&container) }.into())
}

fn receive(dice: &mut Dice, world: &World) -> Option<Command> {
    let (container, reason) = container(dice, world)?;
    let (other, _) = self::container(dice, world)?;
    let label = if dice.chance(95) { container.to_string() } else { other.to_string() };
    let warmest = reading(dice.one_of(&["5.9 Cel", "5.9 Cel", "31 Cel", "not-done"])?);
    let arrival = arrival(world, &container);
    let chain = arrival.chain.clone().filter(|_| dice.chance(90));
    let label = label.parse().ok()?;
    Some(ReceiveContainer { label, chain, warmest, reason, ..arrival }.into())
}

fn store(dice: &mut Dice, world: &World) -> Option<Command> {
    let (container, reason) = container(dice, world)?;
    let location = dice.one_of(&["LN2-1/A/1", "LN2-1/A/2"])?.parse().ok()?;
    let temperature = dice.one_of(TemperatureClass::ALL)?;
    Some(StoreContainer { container, location, temperature, reason }.into())
}

fn retrieve(dice: &mut Dice, world: &World) -> Option<Command> {
    let (container, reason) = container(dice, world)?;
    let location = dice.one_of(&["LN2-1/A/1", "LN2-1/A/2"])?.parse().ok()?;
    Some(RetrieveContainer { container, location, reason }.into())
}

fn issue(dice: &mut Dice, world: &World) -> Option<Command> {
    let (container, reason) = container(dice, world)?;
    Some(IssueContainer { reason, ..issuing(&container) }.into())
}
