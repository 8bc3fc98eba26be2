//! The centre a play is played on: once with everything in memory, once forgetting.
//!
//! Each act is judged twice on the full centre and once on the forgetful one, which loads what it
//! has forgotten by refolding the subject's own facts; all three answers must be the same. What is
//! checked at each act is in [`World::take`], what is checked at the end in [`super::laws`].

use super::Dice;
use crate::act::{Act, ActId, Said, Signing, Strength};
use crate::centre::{Centre, FoldError};
use crate::command::{Action, Command, Rule as _};
use crate::custody::{Container, Order};
use crate::decide::{Decision, decide};
use crate::desk::Desk;
use crate::fact::{At, Fact};
use crate::id::{Kind, PersonId, SubjectId};
use crate::materials::{Lot, LotEvent, LotState};
use crate::people::{AssignRole, Enrol, Invite, OpenAccount, Person, Qualify, Role};
use crate::process::compiled_in;
use crate::quality::testing::{PROCESS, process};
use crate::refusal::{Finding, Severity, Stop};
use crate::secret::{DrawnCode, NewPassword, OneTimeCode};
use crate::series;
use crate::state::{Event, Held, State};
use crate::testing::{Stage, sealed};
use crate::text::{Digest, Name};
use crate::time::Timestamp;
use crate::ward::{Infusion, InfusionEvent};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What an act came to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// It stood, and broke no rule.
    Stood,
    /// It was told, and broke rules.
    StoodWithFindings,
    /// Nothing happened.
    Refused,
}

/// An entry of the log, with the centre as it was before it.
pub struct Entry {
    /// Where and when.
    pub at: At,
    /// What it established.
    pub facts: Vec<Fact>,
    /// The centre before it.
    pub before: Centre,
}

/// A centre, its log, and a twin that forgets.
pub struct World {
    full: Centre,
    forgetful: Centre,
    log: Vec<Entry>,
    issued: BTreeSet<SubjectId>,
    now: Timestamp,
    acts: u64,
}

/// The people of a play: their codes and roles.
const PEOPLE: &[(&str, &[Role])] = &[
    ("SK-01", &[Role::Storekeeper]),
    ("SK-02", &[Role::Storekeeper, Role::QaReviewer]),
    ("QA-01", &[Role::QaReviewer]),
    ("QA-02", &[Role::QaReviewer, Role::ReleasingPerson]),
    ("QC-01", &[Role::QcAnalyst]),
    ("QC-02", &[Role::QcAnalyst, Role::QcReviewer]),
    ("QC-03", &[Role::QcReviewer]),
    ("OP-01", &[Role::Operator]),
    ("IN-01", &[Role::Inspector]),
    ("FE-01", &[Role::FacilityEngineer]),
    ("OP-02", &[Role::Operator]),
    ("PH-01", &[Role::Physician]),
    ("RN-01", &[Role::Nurse]),
    ("RN-02", &[Role::Nurse]),
    ("CN-01", &[Role::Coordinator]),
    ("CO-01", &[Role::Courier]),
];

impl World {
    /// A centre with people of every trade this play needs, and a process on the shelf.
    pub fn open() -> Self {
        let mut world = Self {
            full: Centre::default(),
            forgetful: Centre::default(),
            log: Vec::new(),
            issued: BTreeSet::new(),
            now: "2026-11-22T02:00:00.000Z".parse().unwrap(),
            acts: 0,
        };
        let admin = PersonId::new("ad01").unwrap();
        let stage = crate::testing::Stage::opening();
        world.must_stand(&admin, Role::Administrator, stage);
        for (code, roles) in PEOPLE {
            let enrol = Enrol { code: code.parse().unwrap(), name: Name(sealed(&admin)) };
            let person = world.must_stand(&admin, Role::Administrator, enrol);
            let person: PersonId = person.try_into().unwrap();
            for role in *roles {
                let until = "2029-11-22".parse().unwrap();
                let assign = AssignRole { person: person.clone(), role: *role, until };
                world.must_stand(&admin, Role::Administrator, assign);
            }
            let role = roles.first().copied().unwrap();
            world.open_account(&admin, &person, role);
        }
        for centre in [&mut world.full, &mut world.forgetful] {
            centre.shelve(PROCESS, Arc::new(process()));
        }
        world.qualify_analysts();
        world.establish(&super::quality::samples(&world));
        world.establish(&super::custody::ordered_process(&world));
        world.admit_patients();
        world.establish(&super::custody::bags(&world));
        world.bring_a_bag_to_the_ward();
        world
    }

    /// Somebody is invited and opens the account.
    fn open_account(&mut self, admin: &PersonId, person: &PersonId, role: Role) {
        let code = Digest([1; 32]);
        let invite = Invite { person: person.clone(), until: None, code: DrawnCode(code) };
        self.must_stand(admin, Role::Administrator, invite);
        let open = OpenAccount {
            person: person.clone(),
            code: OneTimeCode(code),
            password: NewPassword(Digest([2; 32])),
            acknowledged: Digest([8; 32]),
        };
        self.must_stand(person, role, open);
    }

    /// The centre of a stage, with everything that happened on it.
    pub fn of(stage: &Stage) -> Self {
        let mut world = Self {
            full: Centre::default(),
            forgetful: Centre::default(),
            log: Vec::new(),
            issued: BTreeSet::new(),
            now: stage.now,
            acts: 1 << 32,
        };
        for hash in compiled_in(&stage.centre) {
            let process = stage.centre.process(&hash).unwrap();
            world.full.shelve(hash, Arc::clone(process));
            world.forgetful.shelve(hash, Arc::clone(process));
        }
        for (at, facts) in &stage.log {
            world.write(*at, facts);
        }
        world
    }

    /// Two patients with an order each, and consent to everything.
    fn admit_patients(&mut self) {
        let physician = self.holders(Role::Physician)[0].clone();
        for _ in 0..2 {
            let patient = super::custody::a_patient();
            let admitted = self.must_stand(&physician, Role::Physician, patient);
            let order = super::custody::an_order(admitted.try_into().unwrap());
            let order = self.must_stand(&physician, Role::Physician, order);
            let consent = super::custody::full_consent(order.try_into().unwrap());
            self.must_stand(&physician, Role::Physician, consent);
        }
    }

    fn bring_a_bag_to_the_ward(&mut self) {
        let someone = |world: &Self, role| world.holders(role)[0].clone();
        let (keeper, nurse) = (someone(self, Role::Storekeeper), someone(self, Role::Nurse));
        let bag = self.full.of_kind(Kind::Container).next().unwrap().0.clone();
        let bag = bag.try_into().unwrap();
        self.must_stand(&keeper, Role::Storekeeper, super::custody::issuing(&bag));
        self.must_stand(&keeper, Role::Storekeeper, super::custody::handing_over(&bag));
        self.must_stand(&nurse, Role::Nurse, super::custody::taking_over(&bag));
        let arrival = super::custody::arrival(self, &bag);
        self.must_stand(&nurse, Role::Nurse, arrival);
    }

    fn qualify_analysts(&mut self) {
        let quality = self.holders(Role::QaReviewer)[0].clone();
        for person in self.holders(Role::QcAnalyst) {
            let qualify = Qualify {
                person,
                skill: "method/flow-cytometry".parse().unwrap(),
                until: "2026-12-31".parse().unwrap(),
            };
            self.must_stand(&quality, Role::QaReviewer, qualify);
        }
    }

    /// Somebody asks what cannot be refused; gives the first subject it is about.
    fn must_stand(&mut self, by: &PersonId, role: Role, command: impl Into<Command>) -> SubjectId {
        let mut dice = Dice::new(0);
        let came = self.take(&mut dice, by.clone(), role, Said::Ask, command.into());
        assert!(came == Came::Stood);
        self.log.last().unwrap().facts[0].subject.clone()
    }

    /// The centre with everything in memory.
    pub fn centre(&self) -> &Centre {
        &self.full
    }

    /// The centre that forgets.
    pub fn forgetful(&self) -> &Centre {
        &self.forgetful
    }

    /// The log.
    pub fn log(&self) -> &[Entry] {
        &self.log
    }

    /// The moment it is.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The clock moves on.
    pub fn pass(&mut self, minutes: u32) {
        self.now = self.now.plus_minutes(i64::from(minutes));
    }

    /// The state of a subject, if there is one of this kind.
    pub fn state<S: Held>(&self, subject: &SubjectId) -> Option<&S> {
        S::of(self.full.slot(subject)?.state.as_ref()?)
    }

    /// Everybody there is.
    pub fn people(&self) -> impl Iterator<Item = &SubjectId> {
        self.full.of_kind(Kind::Person).map(|(id, _)| id)
    }

    /// Everybody who holds a role.
    pub fn holders(&self, role: Role) -> Vec<PersonId> {
        let people = self.full.summaries::<Person>(Kind::Person);
        people
            .filter(|(_, person)| person.roles.contains_key(&role))
            .filter_map(|(id, _)| id.clone().try_into().ok())
            .collect()
    }

    /// Somebody to do it: mostly one who may, at times anybody in any role.
    pub fn actor(&self, dice: &mut Dice, action: &Action) -> (PersonId, Role) {
        let role = if dice.chance(92) {
            dice.one_of(action.roles).unwrap()
        } else {
            dice.one_of(Role::ALL).unwrap()
        };
        let holder = dice.one_of(&self.holders(role));
        (holder.unwrap_or_else(|| PersonId::new("ad01").unwrap()), role)
    }

    /// A person in a role of theirs, if they have one.
    pub fn as_oneself(&self, person: &PersonId) -> Option<(PersonId, Role)> {
        let roles = &self.state::<Person>(person.subject())?.roles;
        Some((person.clone(), *roles.keys().next()?))
    }

    /// Somebody acts. Checks on the way that
    /// - the same centre and act give the same decision, whatever has been forgotten;
    /// - what is asked leaves no findings, and grave findings open a deviation;
    /// - no fact is impossible, no number is given out twice;
    /// - a command and every fact read back as they were written;
    /// - a lot is used only when it is released, and a bag given only where its chain of identity
    ///   leads, unless a finding says otherwise.
    pub fn take(
        &mut self,
        dice: &mut Dice,
        by: PersonId,
        role: Role,
        said: Said,
        command: Command,
    ) -> Came {
        let act = self.act(dice, by, role, said, command);
        let decided = decide(&self.full, &act);
        assert_eq!(decided, decide(&self.full.clone(), &act), "decided otherwise the second time");
        assert_eq!(decided, self.decided_forgetfully(&act), "decided otherwise after forgetting");
        reads_back(&act.command);
        let decision = match decided {
            Ok(decision) => decision,
            Err(Stop::Refused(refusal)) => {
                assert!(!refusal.reasons.is_empty(), "refused without a reason: {act:?}");
                return Came::Refused;
            }
            Err(Stop::Reload(subject)) => panic!("the full centre forgot {subject}"),
        };
        findings_fit(&act, &decision);
        if let Some(lot) = used_unreleased(&self.full, &decision.facts, &decision.findings) {
            panic!("{lot} was used though it was not released, and no finding says so: {act:?}");
        }
        self.establish(&decision.facts);
        for fact in &decision.facts {
            self.must_be_given_to_its_own(fact, &decision.findings);
        }
        if decision.findings.is_empty() { Came::Stood } else { Came::StoodWithFindings }
    }

    fn must_be_given_to_its_own(&self, fact: &Fact, findings: &[Finding]) {
        let Event::Infusion(InfusionEvent::Started(_)) = &fact.event else { return };
        let infusion: &Infusion = self.state(&fact.subject).unwrap();
        let order: &Order = self.state(infusion.order.subject()).unwrap();
        let bag: &Container = self.state(infusion.container.subject()).unwrap();
        let told = findings.iter().any(|finding| finding.code == "wrong-chain");
        assert!(bag.chain == order.placed.chain || told, "{} is another's", infusion.container);
    }

    fn act(
        &mut self,
        dice: &mut Dice,
        by: PersonId,
        role: Role,
        said: Said,
        command: Command,
    ) -> Act {
        self.acts += 1;
        let mut id = [0; 16];
        id[8..].copy_from_slice(&self.acts.to_be_bytes());
        let late = if dice.chance(90) { 0 } else { i64::from(dice.below(90)) - 2 };
        let covers = command.covers(&Desk::new(&self.full, self.now)).unwrap_or_default();
        let covers = if self.log.is_empty() || dice.chance(95) { covers } else { Vec::new() };
        let signing = command.action().signed.first().map(|means| Signing {
            means: *means,
            covers,
            basis: self.full.size(),
            strength: Strength::Password,
        });
        Act {
            id: ActId(id),
            said,
            by,
            role,
            station: None,
            occurred: self.now.plus_minutes(-late),
            recorded: self.now,
            signing,
            command,
        }
    }

    /// The decision of the centre that forgets, which loads what the rule asks for.
    fn decided_forgetfully(&mut self, act: &Act) -> Result<Decision, Stop> {
        loop {
            match decide(&self.forgetful, act) {
                Err(Stop::Reload(subject)) => self.remember(&subject),
                decided => return decided,
            }
        }
    }

    /// Writes an entry and folds it into both centres.
    pub fn establish(&mut self, facts: &[Fact]) {
        self.write(At { position: self.full.size(), recorded: self.now }, facts);
    }

    fn write(&mut self, at: At, facts: &[Fact]) {
        for fact in facts {
            let json = serde_json::to_string(fact).unwrap();
            assert_eq!(Fact::decode(&json).unwrap(), *fact, "{json} reads otherwise");
        }
        let brought: BTreeSet<&SubjectId> = facts.iter().map(|fact| &fact.subject).collect();
        for subject in brought.into_iter().filter(|subject| self.full.slot(subject).is_none()) {
            if series::number(subject).is_some() {
                assert!(self.issued.insert(subject.clone()), "{subject} is given out twice");
            }
        }
        let before = self.full.clone();
        self.full.fold(at, facts).unwrap();
        while let Err(FoldError::Closed(subject)) = self.forgetful.fold(at, facts) {
            self.remember(&subject);
        }
        assert_eq!(self.full.anomalies().next(), None, "a fact that cannot be");
        self.log.push(Entry { at, facts: facts.to_vec(), before });
    }

    /// The chain of a subject: its own facts, in order.
    pub fn chain<'a>(&'a self, subject: &'a SubjectId) -> impl Iterator<Item = (At, &'a Event)> {
        self.log.iter().flat_map(move |entry| {
            let own = entry.facts.iter().filter(move |fact| fact.subject == *subject);
            own.map(|fact| (entry.at, &fact.event))
        })
    }

    /// The state that a subject's own facts make.
    pub fn refolded(&self, subject: &SubjectId) -> State {
        self.refolded_until(subject, u64::MAX)
    }

    /// The state that its facts up to a position make.
    pub fn refolded_until(&self, subject: &SubjectId, last: u64) -> State {
        let mut chain = self.chain(subject).take_while(|(at, _)| at.position <= last);
        let (at, first) = chain.next().unwrap();
        let mut state = State::begin(at, first).unwrap();
        for (at, event) in chain {
            state.fold(at, event).unwrap();
        }
        state
    }

    fn remember(&mut self, subject: &SubjectId) {
        let state = self.refolded(subject);
        self.forgetful.reload(subject, state);
    }

    /// Everything the forgetful centre forgot comes back to it.
    pub fn remembered(&self) -> Centre {
        let mut centre = self.forgetful.clone();
        for (subject, slot) in self.forgetful.slots() {
            if slot.state.is_none() {
                centre.reload(subject, self.refolded(subject));
            }
        }
        centre
    }

    /// The forgetful centre forgets some subjects, open or closed.
    pub fn forget_some(&mut self, dice: &mut Dice) {
        let subjects: Vec<SubjectId> = self.full.slots().map(|(id, _)| id.clone()).collect();
        for subject in subjects {
            if dice.chance(20) {
                self.forgetful.evict(&subject);
            }
        }
    }
}

fn reads_back(command: &Command) {
    let action = command.action();
    let serde_json::Value::Object(with) = command.to_json() else { panic!("{command:?}") };
    let read = Command::decode(action.name, action.version, with).unwrap();
    assert_eq!(read, *command, "a command reads otherwise than it was written");
    let text = serde_json::to_string(command).unwrap();
    let read = Command::read(action.name, action.version, &text).unwrap();
    assert_eq!(read, *command, "a command reads otherwise from its text");
}

fn findings_fit(act: &Act, decision: &Decision) {
    let findings = &decision.findings;
    assert!(act.said == Said::Tell || findings.is_empty(), "asked, with findings: {act:?}");
    let grave = findings.iter().any(|finding| finding.severity >= Severity::Major);
    let opened = |fact: &Fact| matches!(&fact.event, Event::Deviation(event) if event.name().0 == "deviation-opened");
    assert!(!grave || decision.facts.iter().any(opened), "no deviation: {act:?} {findings:?}");
}

/// A lot the facts draw from that is not released, though no finding says so.
pub fn used_unreleased(centre: &Centre, facts: &[Fact], findings: &[Finding]) -> Option<SubjectId> {
    if findings.iter().any(|finding| finding.code == "lot-not-released") {
        return None;
    }
    let drawn = |fact: &&Fact| matches!(fact.event, Event::Lot(LotEvent::Drawn(_)));
    let mut lots = facts.iter().filter(drawn).map(|fact| &fact.subject);
    let unreleased = lots.find(|lot| {
        let state = centre.slot(lot).and_then(|slot| Lot::of(slot.state.as_ref()?));
        state.is_none_or(|lot| lot.state != LotState::Released)
    });
    unreleased.cloned()
}
