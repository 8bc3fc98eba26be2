//! People come, get roles, lose them, and qualify.

use super::{Dice, Move, World};
use crate::centre::{RequireSecondFactor, SetAccess};
use crate::command::Command;
use crate::id::{Kind, PersonId};
use crate::people::{
    AssignRole, AssignRoleV1, EMERGENCY_ROLES, EndRole, EndRoleV1, Enrol, Invite, IssueBadge,
    IssueToken, Leave, OpenAccount, Person, Qualify, Reinstate, RevokeBadge, RevokeToken, Role,
    SecondFactor, SetPassword, SetPin, SetTimeCode, Suspend, TakeEmergencyRole, WithdrawTimeCode,
};
use crate::secret::{DrawnCode, NewPassword, NewPin, NewTimeCode, OneTimeCode, Password};
use crate::testing::sealed;
use crate::text::{Digest, Name, Reason};

pub const MOVES: &[Move] = &[
    Move { name: "enrol", make: enrol },
    Move { name: "assign-role", make: assign_role },
    Move { name: "end-role", make: end_role },
    Move { name: "qualify", make: qualify },
    Move { name: "invite", make: invite },
    Move { name: "issue-token", make: issue_token },
    Move { name: "revoke-token", make: revoke_token },
    Move { name: "suspend", make: suspend },
    Move { name: "reinstate", make: reinstate },
    Move { name: "leave", make: leave },
    Move { name: "take-emergency-role", make: take_emergency_role },
    Move { name: "set-access", make: set_access },
    Move { name: "open-account", make: open_account },
    Move { name: "set-password", make: set_password },
    Move { name: "set-time-code", make: set_time_code },
    Move { name: "withdraw-time-code", make: withdraw_time_code },
    Move { name: "require-second-factor", make: require_second_factor },
    Move { name: "issue-badge", make: issue_badge },
    Move { name: "revoke-badge", make: revoke_badge },
    Move { name: "set-pin", make: set_pin },
];

fn enrol(dice: &mut Dice, _: &World) -> Option<Command> {
    let code = format!("P-{:02}", dice.below(20)).parse().ok()?;
    Some(Enrol { code, name: Name(sealed(&"person/ad01")) }.into())
}

fn assign_role(dice: &mut Dice, world: &World) -> Option<Command> {
    // Half of them soon run out; of the others some are given for too long.
    let most = if dice.chance(50) { 40 } else { 1_200 };
    let days = i64::from(dice.below(most)) - 5;
    let until = world.now().plus_minutes(days * 24 * 60).day_in(&jiff::tz::TimeZone::UTC);
    let (person, role) = (dice.subject(world, Kind::Person)?, dice.one_of(Role::ALL)?);
    // What earlier builds took is in their logs.
    if dice.chance(20) {
        return Some(AssignRoleV1 { person, role, until: dice.perhaps(50, until) }.into());
    }
    Some(AssignRole { person, role, until }.into())
}

fn end_role(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person)?;
    let held: Vec<Role> = world.state::<Person>(person.subject())?.roles.keys().copied().collect();
    // Seldom, or soon nobody could act any more.
    let role = if dice.chance(20) { dice.one_of(&held)? } else { dice.one_of(Role::ALL)? };
    if dice.chance(20) {
        return Some(EndRoleV1 { person, role }.into());
    }
    Some(EndRole { person, role }.into())
}

fn qualify(dice: &mut Dice, world: &World) -> Option<Command> {
    let person = dice.subject(world, Kind::Person)?;
    let skills = ["method/flow-cytometry", "method/qpcr", "equipment/cell-counter"];
    let skill = dice.one_of(&skills)?.parse().unwrap();
    let until = dice.one_of(&["2026-11-25", "2026-12-31", "2027-12-31"])?.parse().unwrap();
    Some(Qualify { person, skill, until }.into())
}

/// A digest out of so few that two of them are often the same.
fn digest(dice: &mut Dice) -> Digest {
    Digest([u8::try_from(dice.below(3)).unwrap_or(0); 32])
}

fn invite(dice: &mut Dice, world: &World) -> Option<Command> {
    let until = world.now().plus_minutes(3 * 24 * 60).day_in(&jiff::tz::TimeZone::UTC);
    let (person, until) = (dice.subject(world, Kind::Person)?, dice.perhaps(50, until));
    Some(Invite { person, until, code: DrawnCode(digest(dice)) }.into())
}

/// Of what everybody does for themselves: who it is done for.
pub fn done_for_oneself(command: &Command) -> Option<PersonId> {
    match command {
        Command::OpenAccount(open) => Some(open.person.clone()),
        Command::SetPassword(set) => Some(set.person.clone()),
        Command::IssueToken(issue) => Some(issue.person.clone()),
        Command::RevokeToken(revoke) => Some(revoke.person.clone()),
        Command::AcceptProvider(accept) => Some(accept.person.clone()),
        Command::TakeEmergencyRole(take) => Some(take.person.clone()),
        Command::SetTimeCode(set) => Some(set.person.clone()),
        Command::WithdrawTimeCode(withdraw) => Some(withdraw.person.clone()),
        Command::SetPin(set) => Some(set.person.clone()),
        Command::RevokeBadge(revoke) => Some(revoke.person.clone()),
        _ => None,
    }
}

/// The password somebody gives: mostly their own.
fn password(dice: &mut Dice, world: &World, person: &PersonId) -> Option<Password> {
    let known = world.state::<Person>(person.subject())?.account.password;
    Some(Password(known.filter(|_| dice.chance(80)).unwrap_or_else(|| digest(dice))))
}

fn issue_token(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person)?;
    let held: Vec<Role> = world.state::<Person>(person.subject())?.roles.keys().copied().collect();
    let issue = IssueToken {
        password: password(dice, world, &person)?,
        person,
        role: dice.one_of(&held)?,
        actions: Vec::new(),
        until: world.now().plus_minutes(9 * 24 * 60).day_in(&jiff::tz::TimeZone::UTC),
        code: DrawnCode(digest(dice)),
    };
    Some(issue.into())
}

fn revoke_token(_: &mut Dice, world: &World) -> Option<Command> {
    let has = |id: &&crate::id::SubjectId| {
        world.state::<Person>(id).is_some_and(|person| !person.account.tokens.is_empty())
    };
    let person: PersonId = world.people().find(has)?.clone().try_into().ok()?;
    let token = world.state::<Person>(person.subject())?.account.tokens.keys().next()?.clone();
    Some(RevokeToken { person, token }.into())
}

fn suspend(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person).filter(|_| dice.chance(30))?;
    let reason = Reason(sealed(&person));
    Some(Suspend { person, reason }.into())
}

fn reinstate(dice: &mut Dice, world: &World) -> Option<Command> {
    let gone = |id: &&crate::id::SubjectId| {
        world.state::<Person>(id).is_some_and(|person| person.standing.suspended.is_some())
    };
    let suspended = world.people().find(gone).cloned().filter(|_| dice.chance(90));
    let person = suspended.and_then(|id| id.try_into().ok());
    Some(
        Reinstate { person: person.or_else(|| dice.subject(world, Kind::Person))?, note: None }
            .into(),
    )
}

fn take_emergency_role(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person)?;
    let (role, reason) = (dice.one_of(EMERGENCY_ROLES)?, Reason(sealed(&person)));
    Some(TakeEmergencyRole { person, role, reason }.into())
}

fn leave(dice: &mut Dice, world: &World) -> Option<Command> {
    // Seldom, or soon nobody would be here any more.
    let person = dice.subject(world, Kind::Person).filter(|_| dice.chance(8))?;
    Some(Leave { person, note: None }.into())
}

fn set_access(dice: &mut Dice, _: &World) -> Option<Command> {
    let centre = crate::id::CentreId::new("c01").ok()?;
    let role_days = dice.perhaps(20, 400);
    let (idle_minutes, idle_minutes_shared, session_hours) = (dice.below(70), 5, 12);
    Some(SetAccess { centre, idle_minutes, idle_minutes_shared, session_hours, role_days }.into())
}

fn open_account(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person)?;
    let account = &world.state::<Person>(person.subject())?.account;
    let known = account.invitation.as_ref().map(|invitation| invitation.code);
    let code = known.filter(|_| dice.chance(80)).unwrap_or_else(|| digest(dice));
    let open = OpenAccount {
        person,
        code: OneTimeCode(code),
        password: NewPassword(digest(dice)),
        acknowledged: Digest([8; 32]),
    };
    Some(open.into())
}

fn set_password(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person)?;
    let known = world.state::<Person>(person.subject())?.account.password;
    let current = known.filter(|_| dice.chance(80)).unwrap_or_else(|| digest(dice));
    let (old_password, password) = (Password(current), NewPassword(digest(dice)));
    Some(SetPassword { person, old_password, password }.into())
}

fn set_time_code(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person)?;
    let (password, time_code) = (password(dice, world, &person)?, NewTimeCode(digest(dice)));
    Some(SetTimeCode { person, password, time_code }.into())
}

fn withdraw_time_code(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person)?;
    Some(WithdrawTimeCode { password: password(dice, world, &person)?, person }.into())
}

fn require_second_factor(dice: &mut Dice, _: &World) -> Option<Command> {
    let centre = crate::id::CentreId::new("c01").ok()?;
    let second_factor = dice.one_of(SecondFactor::ALL)?;
    Some(RequireSecondFactor { centre, second_factor }.into())
}

fn issue_badge(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person)?;
    Some(IssueBadge { person, code: DrawnCode(digest(dice)) }.into())
}

fn revoke_badge(dice: &mut Dice, world: &World) -> Option<Command> {
    let has = |id: &&crate::id::SubjectId| {
        world.state::<Person>(id).is_some_and(|person| person.account.badge.is_some())
    };
    let held = world.people().find(has).cloned().filter(|_| dice.chance(80));
    let person = held.and_then(|id| id.try_into().ok());
    Some(RevokeBadge { person: person.or_else(|| dice.subject(world, Kind::Person))? }.into())
}

fn set_pin(dice: &mut Dice, world: &World) -> Option<Command> {
    let person: PersonId = dice.subject(world, Kind::Person)?;
    let password = password(dice, world, &person)?;
    Some(SetPin { person, password, pin: NewPin(digest(dice)) }.into())
}
