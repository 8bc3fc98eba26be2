//! A stage for rule tests: a centre, people on it, and a clock that moves when told.
//!
//! `stage.asks("OP-07", command).stands()` or `.refused("code")`.

use crate::act::{Act, ActId, Said, Signing, Strength};
use crate::centre::single_sign_on::{Anew, Unknown};
use crate::centre::{Centre, Open, SetSingleSignOn, Training};
use crate::command::{Command, Rule as _, drawn};
use crate::decide::{Decision, decide};
use crate::desk::Desk;
use crate::facility::RegisterStation;
use crate::fact::{At, Fact};
use crate::id::{CentreId, ItemId, Kind, LotId, PersonId, StationId, SubjectId};
use crate::index::Index;
use crate::materials::{DefineItem, ReceiveLot, ReleaseLot};
use crate::people::{
    AssignRole, EndRole, Enrol, Invite, IssueBadge, OpenAccount, Person, Role, SetPin,
    role_until_max,
};
use crate::refusal::{Broken, Refusal, Stop};
use crate::secret::{DrawnCode, NewPassword, NewPin, OneTimeCode, Password};
use crate::state::{Event, Held};
use crate::text::{Digest, Name, Note, Reason, Sealed};
use crate::time::Timestamp;

/// A sealed text of `owner`, as the door would make it.
pub fn sealed(owner: &impl ToString) -> Sealed {
    Sealed {
        commitment: "Y29tbWl0bWVudA".to_owned(),
        key: owner.to_string().parse().unwrap(),
        resolved: None,
    }
}

/// A provider of single sign-on, some of whose groups stand for roles.
pub fn a_provider(group_roles: &[&str]) -> SetSingleSignOn {
    let centre = CentreId::new("c01").unwrap();
    SetSingleSignOn {
        name: Name(sealed(&centre)),
        centre,
        issuer: "https://login.hospital.example/realm".parse().unwrap(),
        client_id: "centrosome".parse().unwrap(),
        person_claim: "preferred_username".parse().unwrap(),
        groups_claim: Some("groups".parse().unwrap()),
        group_roles: group_roles.iter().map(|line| line.parse().unwrap()).collect(),
        role_days: 2,
        unknown: Unknown::Refused,
        anew: Anew::Always,
        scopes: Vec::new(),
    }
}

/// A centre with people who act on it.
#[derive(Clone)]
pub struct Stage {
    /// The centre as it stands.
    pub centre: Centre,
    /// The moment it is.
    pub now: Timestamp,
    /// Every entry, in order.
    pub log: Vec<(At, Vec<Fact>)>,
    /// What signatures rest on.
    pub strength: Strength,
    /// The station everybody is at.
    pub station: Option<StationId>,
    acts: u64,
}

/// What an act came to on the stage.
#[derive(Debug)]
pub struct Outcome(Result<Decision, Refusal>);

impl Outcome {
    /// The decision; the act must stand.
    #[track_caller]
    pub fn stands(self) -> Decision {
        self.0.unwrap_or_else(|refusal| panic!("refused: {refusal:#?}"))
    }

    /// The act must be refused for `code`, perhaps among others.
    #[track_caller]
    pub fn refused(self, code: &str) {
        match self.0 {
            Ok(decision) => panic!("it stands: {decision:#?}"),
            Err(refusal) => assert!(refusal.has(code), "not for {code}: {refusal:#?}"),
        }
    }

    /// Everything that stands against the act; it must be refused.
    #[track_caller]
    pub fn refusal(self) -> Refusal {
        self.0.expect_err("it stands")
    }

    /// The act must stand, with `code` among its findings.
    #[track_caller]
    pub fn found(self, code: &str) -> Decision {
        let decision = self.stands();
        let found = decision.findings.iter().any(|finding| finding.code == code);
        assert!(found, "no finding {code}: {:#?}", decision.findings);
        decision
    }
}

impl Stage {
    /// A centre just opened, with the administrator AD-01.
    pub fn open() -> Self {
        Self::open_with(|_| {})
    }

    /// A centre opened with other settings.
    pub fn open_with(settings: impl FnOnce(&mut Open)) -> Self {
        let now = "2026-11-22T02:00:00.000Z".parse().unwrap();
        let mut stage = Self {
            centre: Centre::default(),
            now,
            log: Vec::new(),
            strength: Strength::Password,
            station: None,
            acts: 0,
        };
        let mut opening = Self::opening();
        settings(&mut opening);
        stage.act(opening.person.clone(), Role::Administrator, Said::Ask, opening.into()).stands();
        stage
    }

    /// The act that opens the centre.
    pub fn opening() -> Open {
        let person = PersonId::new("ad01").unwrap();
        Open {
            centre: CentreId::new("c01").unwrap(),
            zone: "Asia/Shanghai".parse().unwrap(),
            facility: "A9999".parse().unwrap(),
            training: Training::Yes,
            origin: "centre.example/c01/1".parse().unwrap(),
            key: "centre.example/c01/1+00000000+AQ".parse().unwrap(),
            relying_party: "localhost".parse().unwrap(),
            page_origins: Vec::new(),
            suite: "sha256-ed25519".parse().unwrap(),
            format: Digest([7; 32]),
            second_key: None,
            person: person.clone(),
            code: "AD-01".parse().unwrap(),
            name: Name(sealed(&person)),
        }
    }

    /// The first administrator.
    #[expect(clippy::unused_self, reason = "it reads as a sentence: stage.admin(...)")]
    pub fn admin(&self) -> PersonId {
        PersonId::new("ad01").unwrap()
    }

    /// Enrols a person with roles.
    #[track_caller]
    pub fn person(&mut self, code: &str, roles: &[Role]) -> PersonId {
        let admin = self.admin();
        let name = Name(sealed(&admin));
        self.asks("AD-01", Enrol { code: code.parse().unwrap(), name }).stands();
        let person = PersonId::try_from(self.latest_new(Kind::Person)).unwrap();
        for role in roles {
            self.gives(&person, *role).stands();
        }
        person
    }

    /// The administrator gives somebody a role, for as long as it can be given.
    #[track_caller]
    pub fn gives(&mut self, person: &PersonId, role: Role) -> Outcome {
        let until = role_until_max(&self.centre, Desk::new(&self.centre, self.now).today());
        self.asks("AD-01", AssignRole { person: person.clone(), role, until })
    }

    /// The administrator invites somebody.
    #[track_caller]
    pub fn invites(&mut self, code: &str) {
        let drawn = DrawnCode(Digest([1; 32]));
        let invite = Invite { person: self.find(code), until: None, code: drawn };
        self.asks("AD-01", invite).stands();
    }

    /// Somebody who was invited opens their account.
    #[track_caller]
    pub fn opens_account(&mut self, code: &str) {
        let open = OpenAccount {
            person: self.find(code),
            code: OneTimeCode(Digest([1; 32])),
            password: NewPassword(Digest([9; 32])),
            acknowledged: Digest([8; 32]),
        };
        self.asks(code, open).stands();
    }

    /// The administrator issues somebody a badge, and they set a PIN. The account must be open.
    #[track_caller]
    pub fn has_a_badge_and_a_pin(&mut self, code: &str) {
        let (person, station) = (self.find(code), self.station.take());
        let badge = DrawnCode(Digest([u8::try_from(self.acts % 250).unwrap(); 32]));
        self.asks("AD-01", IssueBadge { person: person.clone(), code: badge }).stands();
        let (password, pin) = (Password(Digest([9; 32])), NewPin(Digest([6; 32])));
        self.asks(code, SetPin { person, password, pin }).stands();
        self.station = station;
    }

    /// A station in a room of its own, registered by the administrator.
    #[track_caller]
    pub fn a_station(&mut self, key: &str) -> StationId {
        let room = crate::facility::views::tests::a_room(self, "cr-b9");
        let station = StationId::new(key).unwrap();
        let (name, code) = (Name(sealed(&station)), DrawnCode(Digest([3; 32])));
        let register = RegisterStation { station: station.clone(), name, room, code };
        self.asks("AD-01", register).stands();
        station
    }

    /// The person with a code.
    #[track_caller]
    pub fn find(&self, code: &str) -> PersonId {
        let id = self.centre.found_under(Index::PersonCode, code).next();
        id.unwrap_or_else(|| panic!("nobody is {code}")).clone().try_into().unwrap()
    }

    /// Whether somebody has this code.
    pub fn knows(&self, code: &str) -> bool {
        self.centre.found_under(Index::PersonCode, code).next().is_some()
    }

    /// Another room's act establishes a fact, here and now.
    #[track_caller]
    pub fn happens<S: Into<SubjectId> + Clone>(&mut self, subject: &S, event: impl Into<Event>) {
        let at = At { position: self.centre.size(), recorded: self.now };
        let facts = vec![Fact::new(subject.clone(), event)];
        self.centre.fold(at, &facts).unwrap();
        self.log.push((at, facts));
        assert_eq!(self.centre.anomalies().next(), None);
    }

    /// What a view says of the centre, if the administrator acted now.
    #[track_caller]
    pub fn looks(
        &self,
        view: impl FnOnce(&Desk<'_>, &Act, &mut Broken) -> Result<(), Stop>,
    ) -> Outcome {
        let admin = self.admin();
        let end = EndRole { person: admin.clone(), role: Role::Inspector };
        let act = Act {
            id: ActId([0; 16]),
            said: Said::Ask,
            by: admin,
            role: Role::Administrator,
            station: None,
            occurred: self.now,
            recorded: self.now,
            signing: None,
            command: end.into(),
        };
        let mut broken = Broken::default();
        match view(&Desk::new(&self.centre, self.now), &act, &mut broken) {
            Ok(()) if broken.is_empty() => {
                Outcome(Ok(Decision { facts: vec![], findings: vec![], read: vec![] }))
            }
            Ok(()) => Outcome(Err(Refusal { reasons: broken.into_reasons() })),
            Err(Stop::Refused(refusal)) => Outcome(Err(refusal)),
            Err(Stop::Reload(subject)) => panic!("nothing leaves memory on a stage: {subject}"),
        }
    }

    /// A person asks, in the first of their roles that may do it.
    #[track_caller]
    pub fn asks(&mut self, code: &str, command: impl Into<Command>) -> Outcome {
        let command = command.into();
        let role = self.role_for(code, &command);
        self.act(self.find(code), role, Said::Ask, command)
    }

    /// A person asks in a given role.
    #[track_caller]
    pub fn asks_as(&mut self, code: &str, role: Role, command: impl Into<Command>) -> Outcome {
        self.act(self.find(code), role, Said::Ask, command.into())
    }

    /// A person tells, in the first of their roles that may do it.
    #[track_caller]
    pub fn tells(&mut self, code: &str, command: impl Into<Command>) -> Outcome {
        let command = command.into();
        let role = self.role_for(code, &command);
        self.act(self.find(code), role, Said::Tell, command)
    }

    /// A person tells something that happened earlier; the act is not signed.
    #[track_caller]
    pub fn tells_of(
        &mut self,
        code: &str,
        occurred: Timestamp,
        command: impl Into<Command>,
    ) -> Outcome {
        let command = command.into();
        self.acts += 1;
        let mut id = [0; 16];
        id[8..].copy_from_slice(&self.acts.to_be_bytes());
        self.judges(Act {
            id: ActId(id),
            said: Said::Tell,
            by: self.find(code),
            role: self.role_for(code, &command),
            station: self.station.clone(),
            occurred,
            recorded: self.now,
            signing: None,
            command,
        })
    }

    /// A person asks without signing, whatever the action asks for.
    #[track_caller]
    pub fn unsigned(&mut self, code: &str, command: impl Into<Command>) -> Outcome {
        let command = command.into();
        let role = self.role_for(code, &command);
        self.take(self.find(code), role, Said::Ask, command, None)
    }

    fn role_for(&self, code: &str, command: &Command) -> Role {
        let person: &Person = self.state(self.find(code).subject());
        let held = |role: &&Role| person.roles.contains_key(role);
        let any = person.roles.keys().next();
        *command.action().roles.iter().find(held).or(any).expect("the person has no role")
    }

    /// Judges an act and, if it stands, folds it. A signed act is signed for what the signing panel
    /// would list; use [`Stage::signs`] to sign for something else.
    pub fn act(&mut self, by: PersonId, role: Role, said: Said, command: Command) -> Outcome {
        let signing = command.action().signed.first().map(|means| Signing {
            means: *means,
            covers: command.covers(&Desk::new(&self.centre, self.now)).unwrap_or_default(),
            basis: self.centre.size(),
            strength: self.strength,
        });
        self.take(by, role, said, command, signing)
    }

    /// A person asks, signing for the entries at `covers` as seen now.
    #[track_caller]
    pub fn signs(&mut self, code: &str, command: impl Into<Command>, covers: &[u64]) -> Outcome {
        let basis = self.centre.size();
        self.signs_as_shown(code, command, covers, basis)
    }

    /// A person asks, signing for the entries at `covers` as the centre stood at `basis` entries.
    #[track_caller]
    pub fn signs_as_shown(
        &mut self,
        code: &str,
        command: impl Into<Command>,
        covers: &[u64],
        basis: u64,
    ) -> Outcome {
        let command = command.into();
        let role = self.role_for(code, &command);
        let means = *command.action().signed.first().expect("the action is not signed");
        let strength = self.strength;
        let signing = Signing { means, covers: covers.to_vec(), basis, strength };
        self.take(self.find(code), role, Said::Ask, command, Some(signing))
    }

    fn take(
        &mut self,
        by: PersonId,
        role: Role,
        said: Said,
        command: Command,
        signing: Option<Signing>,
    ) -> Outcome {
        self.acts += 1;
        let mut id = [0; 16];
        id[8..].copy_from_slice(&self.acts.to_be_bytes());
        self.judges(Act {
            id: ActId(id),
            said,
            by,
            role,
            station: self.station.clone(),
            occurred: self.now,
            recorded: self.now,
            signing,
            command,
        })
    }

    fn judges(&mut self, act: Act) -> Outcome {
        match decide(&self.centre, &act) {
            Ok(decision) => {
                let at = At { position: self.centre.size(), recorded: self.now };
                self.centre.fold(at, &decision.facts).unwrap();
                self.log.push((at, decision.facts.clone()));
                assert_eq!(self.centre.anomalies().next(), None);
                Outcome(Ok(decision))
            }
            Err(Stop::Refused(refusal)) => Outcome(Err(refusal)),
            Err(Stop::Reload(subject)) => panic!("nothing leaves memory on a stage: {subject}"),
        }
    }

    /// The id of the act that comes next.
    pub fn next_id(&self) -> ActId {
        let mut id = [0; 16];
        id[8..].copy_from_slice(&(self.acts + 1).to_be_bytes());
        ActId(id)
    }

    /// The subject the latest act brought into being.
    pub fn latest_new(&self, kind: Kind) -> SubjectId {
        let mut id = [0; 16];
        id[8..].copy_from_slice(&self.acts.to_be_bytes());
        drawn(kind, ActId(id))
    }

    /// The state of a subject.
    #[track_caller]
    pub fn state<S: Held>(&self, subject: &SubjectId) -> &S {
        let slot = self.centre.slot(subject).unwrap_or_else(|| panic!("there is no {subject}"));
        S::of(slot.state.as_ref().unwrap()).unwrap()
    }

    /// The clock moves on.
    pub fn pass_minutes(&mut self, minutes: i64) {
        self.now = self.now.plus_minutes(minutes);
    }

    /// The clock moves on by days.
    pub fn pass_days(&mut self, days: i64) {
        self.pass_minutes(days * 24 * 60);
    }

    /// A reason as the door seals it.
    #[expect(clippy::unused_self, reason = "it reads as a sentence: stage.reason(...)")]
    pub fn reason(&self, owner: &SubjectId) -> Reason {
        Reason(sealed(owner))
    }

    /// A note as the door seals it.
    #[expect(clippy::unused_self, reason = "it reads as a sentence: stage.note(...)")]
    pub fn note(&self, owner: &SubjectId) -> Note {
        Note(sealed(owner))
    }

    /// An item to define.
    #[expect(clippy::unused_self, reason = "it reads as a sentence: stage.item(...)")]
    pub fn item(&self, key: &str) -> DefineItem {
        let item = ItemId::new(key).unwrap();
        let name = Name(sealed(&item));
        DefineItem { item, name, unit: "mL".parse().unwrap() }
    }

    /// A lot of `item` in quarantine, received by a storekeeper.
    #[track_caller]
    pub fn lot(&mut self, item: &str, expiry: &str, storekeeper: &str) -> LotId {
        let define = self.item(item);
        let item = define.item.clone();
        if self.centre.slot(item.subject()).is_none() {
            self.asks_as(storekeeper, Role::Storekeeper, define).stands();
        }
        let receive = ReceiveLot {
            item,
            supplier_lot: "5201-A".parse().unwrap(),
            expiry: expiry.parse().unwrap(),
            quantity: "100".parse().unwrap(),
            reason: None,
        };
        let decision = self.asks_as(storekeeper, Role::Storekeeper, receive).stands();
        decision.facts[0].subject.clone().try_into().unwrap()
    }

    /// A released lot of `item`.
    #[track_caller]
    pub fn released_lot(&mut self, item: &str, expiry: &str, keeper: &str, qa: &str) -> LotId {
        let lot = self.lot(item, expiry, keeper);
        let release = ReleaseLot { lot: lot.clone(), certificate: None, note: None };
        self.asks(qa, release).stands();
        lot
    }
}
