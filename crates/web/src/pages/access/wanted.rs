//! Which notes somebody wants to see: the filters as typed, and what they mean.

use super::PATIENTS;
use crate::pages::audit::{Typed, Wrong, person, subject};
use crate::pages::eye::Eye;
use domain::custody::views::orders_of;
use domain::id::{OrderId, PatientId, SubjectId};
use domain::time::LocalDate;
use domain::ward::views::infusions_of;
use engine::access::{Filter, Sort};

/// The parameters, in the order of the form.
pub const FIELDS: [&str; 5] = ["person", "subject", "sort", "from", "until"];

/// Reads the filters; the error names every field that means nothing. `of`: the subject whose page
/// it is, whatever the field says.
pub fn read(eye: &Eye<'_>, typed: &Typed, of: Option<&SubjectId>) -> Result<Filter, Wrong> {
    let t = eye.t;
    let mut wrong = Wrong::new();
    let given = |name| Some(typed.get(name)).filter(|value| !value.is_empty());
    let said = |key: &str, given: &str| t.with(key, &[("given", given.into())]);
    let mut filter = Filter::default();
    if let Some(code) = given("person") {
        filter.by = person(eye, code);
        if filter.by.is_none() {
            wrong.push(("person", said("audit-nobody", code)));
        }
    }
    let number = given("subject").filter(|_| of.is_none());
    let about = number.map(|number| subject(eye, number).ok_or(number)).transpose();
    match about {
        Ok(about) => {
            filter.about = of.or(about.as_ref()).map_or_else(Vec::new, |it| family(eye, it));
        }
        Err(number) => wrong.push(("subject", said("audit-nothing", number))),
    }
    if let Some(word) = given("sort") {
        filter.sort = Sort::ALL.into_iter().find(|sort| sort.word() == word);
        if filter.sort.is_none() {
            wrong.push(("sort", said("audit-nothing", word)));
        }
    }
    for name in ["from", "until"] {
        let Some(text) = given(name) else { continue };
        match text.parse::<LocalDate>() {
            Err(_) => wrong.push((name, said("access-no-day", text))),
            Ok(day) if name == "from" => filter.from = Some(day),
            Ok(day) => filter.to = Some(day),
        }
    }
    if eye.call.past.is_some() {
        let (moment, day) = (eye.call.now, eye.zoned(eye.call.now).date());
        filter.until = Some(moment);
        filter.to = Some(filter.to.map_or(day, |to| to.min(day)));
    }
    if wrong.is_empty() { Ok(filter) } else { Err(wrong) }
}

/// A subject, and whatever else is sealed about its patient.
pub fn family(eye: &Eye<'_>, subject: &SubjectId) -> Vec<SubjectId> {
    let mut all = vec![subject.clone()];
    if !PATIENTS.contains(&subject.kind()) {
        return all;
    }
    let orders = match (PatientId::try_from(subject.clone()), OrderId::try_from(subject.clone())) {
        (Ok(patient), _) => orders_of(eye.desk, &patient),
        (_, Ok(order)) => vec![order],
        (Err(_), Err(_)) => Vec::new(),
    };
    for order in orders {
        all.extend(infusions_of(eye.desk, &order).into_iter().map(SubjectId::from));
        if order.subject() != subject {
            all.push(order.into());
        }
    }
    all
}
