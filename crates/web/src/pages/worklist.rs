//! Worklists: what waits in the centre, and for whom.
//!
//! A subject says what it waits for (`Index::Waiting`); the table here says whose work that is and
//! which form does it. A room that adds a worklist adds a line, and its words as `waiting-NAME`.
//! Roles that end soon ([`RENEWAL`]) are the one list no subject waits in: days come by themselves.

use super::eye::Eye;
use super::line::Line;
use super::links;
use super::together::What;
use super::visit::Visit;
use crate::app::Call;
use domain::custody::Container;
use domain::id::{Kind, SubjectId};
use domain::index::Index;
use domain::people::Person;
use domain::people::Role::{
    self, Administrator, Coordinator, Courier, Nurse, Operator, Physician, QaReviewer, QcAnalyst,
    QcReviewer, ReleasingPerson, Storekeeper,
};
use domain::people::views::roles_ending;
use domain::permit::Sight;
use domain::state::{Held as _, Summary};
use domain::ward::Infusion;

/// People whose roles end soon unless somebody assigns them again.
const RENEWAL: &str = "role-renewal";

/// What waits for somebody.
#[derive(Debug, Clone, Copy)]
pub struct Worklist {
    /// The word subjects wait under; its title is `waiting-WORD`, and `.empty` says what will
    /// appear.
    pub word: &'static str,
    /// Whose work it is.
    pub roles: &'static [Role],
    /// The action that does it and the field that takes the subject; without one, the subject's own
    /// page does.
    pub act: Option<(&'static str, &'static str)>,
}

const fn list(
    word: &'static str,
    roles: &'static [Role],
    act: Option<(&'static str, &'static str)>,
) -> Worklist {
    Worklist { word, roles, act }
}

/// Every worklist, the most pressing first: at the bedside, on the way, in the suite, in the
/// laboratory, at the desk.
pub const WORKLISTS: &[Worklist] = &[
    list("infusion-end", &[Nurse, Physician], None),
    list("infusion-start", &[Nurse, Physician], None),
    list("infusion", &[Nurse, Physician], None),
    list("consent", &[Physician, Coordinator], Some(("custody.record-consent", "order"))),
    list(
        "hand-over",
        &[Courier, Operator, Storekeeper, Nurse, Physician, QcAnalyst, Coordinator],
        Some(("custody.sign-hand-over", "container")),
    ),
    list(
        "receipt",
        &[Operator, Storekeeper, Nurse, QcAnalyst],
        Some(("custody.receive", "container")),
    ),
    list("batch-step", &[Operator], None),
    list("verification", &[Operator, QaReviewer], None),
    list("reaffirmation", &[Operator, QaReviewer], None),
    list(
        "clearance-verification",
        &[Operator, QaReviewer],
        Some(("facility.verify-clearance", "room")),
    ),
    list("sample-receipt", &[QcAnalyst], None),
    list("test-result", &[QcAnalyst], None),
    list("result-review", &[QcReviewer], None),
    list("deviation", &[QaReviewer], None),
    list("batch-review", &[QaReviewer], None),
    list("batch-release", &[ReleasingPerson], None),
    list("lot-release", &[QaReviewer], Some(("materials.release-lot", "lot"))),
    list("process-approval", &[QaReviewer], None),
    list(RENEWAL, &[Administrator], Some(("people.assign-role", "person"))),
];

impl Worklist {
    /// Whether it is the work of somebody who acts as `role`.
    pub fn is_for(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The page where several of it are ticked and signed in one go.
    pub fn queue(&self) -> Option<&'static str> {
        match self.word {
            "verification" => Some(What::Verify.queue()),
            "reaffirmation" => Some(What::Reaffirm.queue()),
            "result-review" => Some(What::Review.queue()),
            _ => None,
        }
    }

    /// What waits, as far as the person may know of it.
    pub fn subjects<'a>(&self, call: &'a Call) -> Vec<&'a SubjectId> {
        if self.word == RENEWAL {
            return renewals(call);
        }
        let found = call.snapshot.centre.found_under(Index::Waiting, self.word);
        found.filter(|subject| call.sight(subject) > Sight::None).collect()
    }

    /// Where the work on a subject is done.
    pub fn work_on(&self, eye: &Eye<'_>, id: &SubjectId, summary: &Summary) -> String {
        if let Some((action, field)) = self.act {
            let id = id.to_string();
            let mut fields = vec![(field, id.as_str())];
            if let Some(person) = Person::of_summary(summary).filter(|_| self.word == RENEWAL) {
                let ending = roles_ending(person, eye.desk.today());
                fields.extend(ending.first().map(|(role, _)| ("role", role.word())));
            }
            return links::act_with(action, &fields);
        }
        let bag = Container::of_summary(summary).filter(|_| self.word == "infusion");
        let infusion = Infusion::of_summary(summary).map(|infusion| &infusion.order);
        match bag.map(|bag| &bag.order).or(infusion) {
            Some(order) => links::bedside(order),
            None => links::subject(id),
        }
    }
}

/// People whose roles end soon, the soonest first; not whoever looks: nobody gives roles to themselves.
fn renewals(call: &Call) -> Vec<&SubjectId> {
    let today = call.zoned().date();
    let me = call.session.as_ref().map(|session| session.person.subject());
    let people = call.snapshot.centre.summaries::<Person>(Kind::Person);
    let others = people.filter(|(id, _)| Some(*id) != me);
    let ending = others
        .filter_map(|(id, person)| roles_ending(person, today).first().map(|(_, day)| (*day, id)));
    let mut ending: Vec<_> = ending.collect();
    ending.sort();
    ending.into_iter().map(|(_, id)| id).collect()
}

/// The worklists of a role.
pub fn of_role(role: Role) -> impl Iterator<Item = &'static Worklist> {
    WORKLISTS.iter().filter(move |list| list.is_for(role))
}

/// How much waits for the person at a page, in the role they act in.
pub fn waiting(visit: &Visit) -> u64 {
    let Some(role) = visit.role() else { return 0 };
    of_role(role).map(|list| list.subjects(visit).len() as u64).sum()
}

/// A worklist as a page shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Which.
    pub list: &'static Worklist,
    /// How much waits.
    pub count: usize,
    /// The first of it, with where to do the work.
    pub first: Vec<(Line, String)>,
}

/// The worklists of a role, `most` lines of each.
pub fn shown(eye: &Eye<'_>, role: Role, most: usize) -> Vec<Shown> {
    of_role(role).map(|list| lines(eye, list, most)).collect()
}

/// A worklist with all its lines.
pub fn whole(eye: &Eye<'_>, list: &'static Worklist) -> Shown {
    lines(eye, list, usize::MAX)
}

fn lines(eye: &Eye<'_>, list: &'static Worklist, most: usize) -> Shown {
    let waiting = list.subjects(eye.call);
    let line = |id: &&SubjectId| {
        let slot = eye.desk.centre().slot(id)?;
        let line = match Person::of_summary(&slot.summary) {
            Some(person) if list.word == RENEWAL => Line::of_renewal(eye, id, person),
            _ => Line::of(eye, id, &slot.summary),
        };
        Some((line, list.work_on(eye, id, &slot.summary)))
    };
    Shown {
        list,
        count: waiting.len(),
        first: waiting.iter().take(most).filter_map(line).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use domain::command::Command;

    #[test]
    fn every_worklist_says_what_it_is_and_what_will_appear() {
        for (lang, list) in Lang::ALL.iter().flat_map(|l| WORKLISTS.iter().map(move |w| (l, w))) {
            for key in [format!("waiting-{}", list.word), format!("waiting-{}.empty", list.word)] {
                assert!(lang.texts().find(&key, &[]).is_some(), "say `{key}` in {}", lang.tag());
            }
        }
    }

    #[test]
    fn whoever_has_a_worklist_may_do_the_work() {
        for list in WORKLISTS {
            let Some((name, field)) = list.act else { continue };
            let action = Command::find(name).unwrap_or_else(|| panic!("there is no {name}"));
            assert!(action.fields.iter().any(|f| f.name == field), "{name} has no {field}");
            for role in list.roles {
                assert!(action.roles.contains(role), "{} may not {name}", role.word());
            }
        }
    }
}
