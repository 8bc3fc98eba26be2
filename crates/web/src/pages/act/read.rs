//! From the fields of a form to an act.

use super::shown;
use crate::api::default_role;
use crate::pages::posted::Posted;
use crate::pages::visit::Visit;
use crate::problem::{Problem, Reason, Result};
use domain::act::{ActId, Meaning, Said};
use domain::command::{Action, Manner};
use domain::shape::{Field, FieldKind};
use domain::time::Timestamp;
use engine::request::{Assertion, How, Request, ShownRequest, SignRequest};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

/// The act that a form asks for or tells. Who acts is whoever is signed in.
pub fn read(visit: &Visit, action: &'static Action, posted: &Posted) -> Result<Request> {
    let session = visit.signed_in()?;
    visit.check_form(posted.get("csrf"))?;
    let zone = zone(visit);
    let occurred = match posted.given("occurred") {
        None => None,
        Some(text) => Some(moment(text, &zone).ok_or_else(|| wrong_time("/occurred"))?),
    };
    let sign = match action.signed {
        [] => None,
        meanings => Some(sign(visit, action, meanings, posted)?),
    };
    Ok(Request {
        id: id(posted)?,
        is: action.name.to_owned(),
        iv: None,
        said: said(action, posted),
        by: session.person.clone(),
        role: default_role(visit, session, action.name),
        at: session.station.clone(),
        occurred,
        with: fields(action, posted, &zone),
        sign,
    })
}

/// The id the form was made with. A form without one is not ours.
fn id(posted: &Posted) -> Result<ActId> {
    let id = posted.get("act").parse();
    id.map_err(|_| Problem::unreadable([Reason::new("field-missing").at("/act")]))
}

/// Asked or told, as the action allows; where it allows both, as the form says.
pub fn said(action: &Action, posted: &Posted) -> Said {
    match action.manner {
        Manner::Asked => Said::Ask,
        Manner::Told => Said::Tell,
        Manner::Either if posted.get("said") == Said::Tell.word() => Said::Tell,
        Manner::Either => Said::Ask,
    }
}

/// The command as the API takes it.
pub fn fields(action: &Action, posted: &Posted, zone: &TimeZone) -> Map<String, Value> {
    let one = |field: &Field| Some((field.name.to_owned(), value(field, posted, zone)?));
    action.fields.iter().filter_map(one).collect()
}

/// The zone times in forms are in: the centre's.
pub fn zone(visit: &Visit) -> TimeZone {
    let settings = visit.snapshot.centre.settings();
    settings.map_or(TimeZone::UTC, domain::centre::Settings::zone)
}

fn value(field: &Field, posted: &Posted, zone: &TimeZone) -> Option<Value> {
    if let FieldKind::List(of) = field.kind {
        return Some(list(field.name, of, posted));
    }
    if field.kind == FieldKind::Reading {
        return reading(field.name, posted);
    }
    // A password may begin or end with a blank.
    if matches!(field.kind, FieldKind::NewPassword | FieldKind::Password | FieldKind::NewPin) {
        let raw = posted.raw(field.name);
        return (!raw.is_empty()).then(|| json!(raw));
    }
    if field.kind == FieldKind::DrawnCode {
        return None;
    }
    let text = posted.given(field.name)?;
    Some(match field.kind {
        FieldKind::Subject(kind) if !text.contains('/') => json!(format!("{}/{text}", kind.name())),
        // What is no whole number is left as it is, so that the command says what is wrong with it.
        FieldKind::Count => text.parse::<u32>().map_or_else(|_| json!(text), |count| json!(count)),
        FieldKind::Moment => moment(text, zone).map_or_else(|| json!(text), |at| json!(at)),
        _ => json!(text),
    })
}

fn list(name: &str, of: &FieldKind, posted: &Posted) -> Value {
    let separate = |text: &str| -> Vec<Value> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(|line| json!(line)).collect()
    };
    match of {
        FieldKind::Choice(_) => posted.all(name).filter(|word| !word.is_empty()).collect(),
        _ => posted.all(name).flat_map(separate).collect(),
    }
}

/// A reading: a number with its unit, a bound, or the reason why there is none.
fn reading(name: &str, posted: &Posted) -> Option<Value> {
    let part = |part: &str| posted.get(&format!("{name}.{part}")).to_owned();
    let (n, unit, how) = (part("n"), part("u"), part("how"));
    match how.as_str() {
        "not-detected" | "not-done" | "not-applicable" => Some(json!({ "none": how })),
        _ if n.is_empty() => None,
        "lt" | "gt" => Some(json!({ how: n, "u": unit })),
        "is" => Some(json!({ "is": n })),
        _ => Some(json!({ "n": n, "u": unit })),
    }
}

/// A moment as a browser sends it, on the centre's clock; or as a record writes it.
fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let local: DateTime = text.parse().ok()?;
    let zoned = local.to_zoned(zone.clone()).ok()?;
    Some(Timestamp::from_millisecond(zoned.timestamp().as_millisecond()))
}

fn wrong_time(pointer: &str) -> Problem {
    Problem::unreadable([Reason::new("moment-unreadable").at(pointer.to_owned())])
}

fn sign(
    visit: &Visit,
    action: &'static Action,
    meanings: &[Meaning],
    posted: &Posted,
) -> Result<SignRequest> {
    let missing = |field| Problem::unreadable([Reason::new("field-missing").at(field)]);
    let chosen = posted.get("means").parse().ok().filter(|means| meanings.contains(means));
    let means = match (chosen, meanings) {
        (Some(means), _) => means,
        (None, [only]) => *only,
        (None, _) => return Err(missing("/sign/means")),
    };
    let by_badge = visit.session.as_ref().is_some_and(|session| session.badge.is_some());
    let secret = if by_badge { "/sign/pin" } else { "/sign/password" };
    let how = how(visit, posted).ok_or_else(|| missing(secret))?;
    let covers = posted.given("covers").map(|covers| {
        covers.split(',').filter_map(|position| position.trim().parse().ok()).collect()
    });
    let text = shown::text(visit.t(), action, posted, means);
    let lang = visit.asked.lang.tag().to_owned();
    let shown = Some(ShownRequest { view: shown::VIEW.to_owned(), lang, text });
    let basis = posted.get("basis").parse().ok();
    Ok(SignRequest { means, how, covers, basis, shown })
}

/// With a password; with a PIN; with a key that has signed; or with one that is asked once the act is fixed.
fn how(visit: &Visit, posted: &Posted) -> Option<How> {
    if posted.get("passkey") == "wanted" {
        return Some(How::KeyLater);
    }
    if let Some(assertion) = visit.session.as_ref().and_then(|s| assertion(&s.csrf, posted)) {
        return Some(How::Key(Box::new(assertion)));
    }
    let pin = posted.get("pin");
    if !pin.is_empty() {
        return Some(How::Pin(pin.to_owned()));
    }
    let password = posted.raw("password").to_owned();
    (!password.is_empty()).then_some(How::Password(password))
}

/// What a passkey answered, as the script of a form sends it along.
pub fn assertion(session: &str, posted: &Posted) -> Option<Assertion> {
    Some(Assertion {
        session: session.to_owned(),
        cred: posted.get("passkey.cred").parse().ok()?,
        auth: posted.get("passkey.auth").parse().ok()?,
        client: posted.get("passkey.client").parse().ok()?,
        sig: posted.get("passkey.sig").parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::command::Command;

    fn posted(pairs: &[(&str, &str)]) -> Posted {
        Posted::of(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    fn read(action: &str, pairs: &[(&str, &str)]) -> Value {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        Value::Object(fields(Command::find(action).unwrap(), &posted(pairs), &zone))
    }

    #[test]
    fn a_form_gives_the_command_the_api_takes() {
        let given = read(
            "custody.collect",
            &[
                ("order", "O26-0001"),
                ("volume.n", "212"),
                ("volume.u", "mL"),
                ("started", "2026-11-22 10:25"),
                ("ended", "2026-11-22T10:30"),
                ("reason", " "),
            ],
        );
        assert_eq!(given["order"], "order/O26-0001");
        assert_eq!(given["volume"], json!({ "n": "212", "u": "mL" }));
        assert_eq!(given["started"], "2026-11-22T02:25:00.000Z");
        assert_eq!(given["ended"], "2026-11-22T02:30:00.000Z");
        assert!(given.get("reason").is_none() && given.get("expiry").is_none());
    }

    #[test]
    fn a_reading_can_be_a_bound_or_say_why_there_is_none() {
        let of = |how: &str, n: &str| {
            let pairs = [("temperature.how", how), ("temperature.n", n), ("temperature.u", "Cel")];
            read("ward.record-vitals", &pairs)["temperature"].clone()
        };
        assert_eq!(of("lt", "35.0"), json!({ "lt": "35.0", "u": "Cel" }));
        assert_eq!(of("not-done", ""), json!({ "none": "not-done" }));
        assert_eq!(of("n", ""), Value::Null);
    }

    #[test]
    fn lists_and_counts_keep_what_cannot_be_read() {
        let consent =
            read("custody.record-consent", &[("scopes", "treatment"), ("scopes", "research")]);
        assert_eq!(consent["scopes"], json!(["treatment", "research"]));
        let over = read("custody.begin-hand-over", &[("signatures_needed", "two")]);
        assert_eq!(over["signatures_needed"], "two");
        let over = read("custody.begin-hand-over", &[("signatures_needed", "2")]);
        assert_eq!(over["signatures_needed"], 2);
    }

    #[test]
    fn only_what_allows_both_is_told_by_a_switch() {
        let tell = posted(&[("said", "tell")]);
        let of = |name| said(Command::find(name).unwrap(), &tell);
        assert_eq!(of("custody.collect"), Said::Tell);
        assert_eq!(of("ward.identify"), Said::Ask);
        assert_eq!(said(Command::find("ward.record-vitals").unwrap(), &posted(&[])), Said::Tell);
    }
}
