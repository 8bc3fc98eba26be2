//! Asking the rules without acting: what stands against an act, for the reason beside a button.

use super::eye::Eye;
use crate::api::default_role;
use domain::act::{Act, ActId, Said, Signing, Strength};
use domain::command::{Action, Command, Manner, Rule as _};
use domain::decide::decide;
use domain::refusal::{Reason, Stop};
use domain::shape::FieldKind;
use domain::text::Digest;
use serde_json::{Map, Value, json};

/// What stands against an act of the person at the page, as the centre stands; empty: nothing.
///
/// The rules themselves answer, on the snapshot the page is made from. The act counts as signed
/// where it has to be. What is told cannot be refused for a broken rule: of it only what keeps it
/// from being understood is listed.
pub fn what_stands_against(eye: &Eye<'_>, command: Command) -> Result<Vec<Reason>, Stop> {
    let Some(session) = &eye.call.session else { return Ok(Vec::new()) };
    let action = command.action();
    let now = eye.desk.now();
    let signing = match action.signed.first() {
        None => None,
        Some(means) => match command.covers(eye.desk) {
            // What it will rest on is chosen at the panel: here only the rest is asked.
            Ok(covers) => Some(Signing {
                means: *means,
                covers,
                basis: eye.call.snapshot.size,
                strength: Strength::BoundKey,
            }),
            Err(Stop::Refused(refusal)) => return Ok(refusal.reasons),
            Err(reload) => return Err(reload),
        },
    };
    let act = Act {
        id: ActId([0; 16]),
        said: if action.manner == Manner::Told { Said::Tell } else { Said::Ask },
        by: session.person.clone(),
        role: default_role(eye.call, session, action.name),
        station: session.station.clone(),
        occurred: now,
        recorded: now,
        signing,
        command,
    };
    match decide(eye.desk.centre(), &act) {
        Ok(_) => Ok(Vec::new()),
        Err(Stop::Refused(refusal)) => Ok(refusal.reasons),
        Err(reload) => Err(reload),
    }
}

/// The command that fields of a form make, for asking the rules about it; none if not enough is
/// filled in, or if a wristband would have to be read, which only the door can.
///
/// Rules never see sealed text: where some would stand, any commitment serves.
pub fn command_of(action: &'static Action, mut with: Map<String, Value>) -> Option<Command> {
    for field in action.fields.iter().filter(|field| field.kind.sealed()) {
        if field.kind == FieldKind::Wristband {
            return None;
        }
        if field.required || with.contains_key(field.name) {
            with.insert(field.name.to_owned(), json!({ "$sealed": "", "key": "centre/any" }));
        }
    }
    // A code is drawn when the act is taken; which one makes no difference to a rule.
    for field in action.fields.iter().filter(|field| field.kind == FieldKind::DrawnCode) {
        with.insert(field.name.to_owned(), json!(Digest([0; 32])));
    }
    Command::decode(action.name, action.version, with).ok()
}
