//! A provider vouches for people: links come and go, and roles with its groups.

use super::{Dice, Move, World};
use crate::centre::single_sign_on::Unknown;
use crate::centre::{EndSingleSignOn, SetSingleSignOn};
use crate::command::Command;
use crate::id::{CentreId, Kind, PersonId};
use crate::people::{
    AcceptProvider, EnrolFromProvider, LinkProvider, Person, Role, TakeProviderRoles,
    UnlinkProvider,
};
use crate::secret::Password;
use crate::testing::{a_provider, sealed};
use crate::text::{Digest, Encoded, Name, Reason};

pub const MOVES: &[Move] = &[
    Move { name: "set-single-sign-on", make: set },
    Move { name: "end-single-sign-on", make: end },
    Move { name: "link-provider", make: link },
    Move { name: "accept-provider", make: accept },
    Move { name: "unlink-provider", make: unlink },
    Move { name: "enrol-from-provider", make: enrol },
    Move { name: "take-provider-roles", make: take_roles },
];

const GROUPS: &[&str] = &["ops = operator", "qa = qa-reviewer", "adm = administrator"];

fn set(dice: &mut Dice, _: &World) -> Option<Command> {
    let unknown = if dice.chance(70) { Unknown::Enrolled } else { Unknown::Refused };
    let role_days = dice.below(5);
    Some(SetSingleSignOn { role_days, unknown, ..a_provider(GROUPS) }.into())
}

fn end(dice: &mut Dice, _: &World) -> Option<Command> {
    let centre = CentreId::new("c01").ok().filter(|_| dice.chance(20))?;
    Some(EndSingleSignOn { reason: Reason(sealed(&centre)), centre }.into())
}

/// One of so few that two of them are often the same.
fn identity(dice: &mut Dice) -> Encoded {
    Encoded::of(&[u8::try_from(dice.below(30)).unwrap_or(0)])
}

fn link(dice: &mut Dice, world: &World) -> Option<Command> {
    let identity = identity(dice);
    Some(LinkProvider { person: dice.subject(world, Kind::Person)?, identity }.into())
}

fn accept(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person)?;
    let known = world.state::<Person>(person.subject())?.account.password;
    let password = Password(known.unwrap_or(Digest([0; 32])));
    Some(AcceptProvider { person, identity: identity(dice), password }.into())
}

fn unlink(dice: &mut Dice, world: &World) -> Option<Command> {
    let linked = |id: &&crate::id::SubjectId| {
        world.state::<Person>(id).is_some_and(|person| person.provider_identity.is_some())
    };
    let person = world.people().find(linked)?.clone().try_into().ok();
    Some(UnlinkProvider { person: person.filter(|_| dice.chance(40))? }.into())
}

fn enrol(dice: &mut Dice, _: &World) -> Option<Command> {
    let code = format!("X-{:02}", dice.below(20)).parse().ok()?;
    let name = Name(sealed(&"person/ad01"));
    Some(EnrolFromProvider { code, name, identity: identity(dice) }.into())
}

fn take_roles(dice: &mut Dice, world: &World) -> Option<Command> {
    let all = [Role::Operator, Role::QaReviewer, Role::Administrator, Role::Physician];
    let roles = all.into_iter().filter(|_| dice.chance(30)).collect();
    Some(TakeProviderRoles { person: dice.subject(world, Kind::Person)?, roles }.into())
}
