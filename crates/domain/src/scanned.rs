//! What a scan means here: from the text of a label to the subject it stands on.
//!
//! A scan that cannot be read, or that names nothing known here, is not understood: it refuses the
//! act, asked or told. The reason says what is wrong with the scan and never repeats its text,
//! which may name a patient.

use crate::desk::Desk;
use crate::id::{Kind, SubjectId};
use crate::index::Index;
use crate::refusal::Stop;
use crate::text::Scanned;
use standards::scan::{Scan, parse};

crate::refusals! {
    /// Why a scan was not understood.
    pub enum Refused {
        /// It cannot be read, or names nothing that is known here.
        UnknownScan { why: &'static str } "unknown-scan" Major,
    }
}

/// The codes of every reason given here.
pub const CODES: &[&[&str]] = &[Refused::CODES];

/// A scan that names nothing known, and in which way.
pub(crate) fn unknown(why: &'static str) -> Stop {
    Refused::UnknownScan { why }.into()
}

/// Reads a scan.
pub fn read(scanned: &Scanned) -> Result<Scan, Stop> {
    parse(scanned.as_str()).map_err(|error| unknown(error.code()))
}

/// The subject of `kind` that a scan of the house's own code names: `room/cr-b2`.
pub fn find(desk: &Desk<'_>, scanned: &Scanned, kind: Kind) -> Result<SubjectId, Stop> {
    let scan = read(scanned)?;
    let key = scan.own(kind.name()).ok_or_else(|| unknown("another-kind"))?;
    SubjectId::new(kind, key)
        .ok()
        .filter(|subject| desk.exists(subject))
        .ok_or_else(|| unknown("no-such-subject"))
}

/// The only subject of `kind` that carries a label.
pub(crate) fn labelled(desk: &Desk<'_>, label: &str, kind: Kind) -> Result<SubjectId, Stop> {
    let mut found = desk.found_under(Index::Label, label);
    found.retain(|subject| subject.kind() == kind);
    match found.as_slice() {
        [] => Err(unknown("no-such-subject")),
        [one] => Ok((*one).clone()),
        [_, ..] => Err(unknown("ambiguous")),
    }
}

/// The same stop, said of `field`.
pub(crate) fn at(stop: Stop, field: &'static str) -> Stop {
    match stop {
        Stop::Refused(mut refusal) => {
            for reason in &mut refusal.reasons {
                reason.field.get_or_insert(field);
            }
            Stop::Refused(refusal)
        }
        Stop::Reload(subject) => Stop::Reload(subject),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facility::views::tests::a_room;
    use crate::testing::Stage;

    #[test]
    fn a_scan_names_a_subject_that_exists_and_is_of_the_kind_wanted() {
        let mut stage = Stage::open();
        let room = a_room(&mut stage, "cr-b2");
        let find = |text: &str, kind| {
            let scanned = text.parse().unwrap();
            stage.looks(|desk, _, _| {
                find(desk, &scanned, kind).map(|id| assert_eq!(id, room.clone().into()))
            })
        };
        find("room/cr-b2", Kind::Room).stands();
        find("room/cr-b3", Kind::Room).refused("unknown-scan");
        find("room/cr-b2", Kind::Equipment).refused("unknown-scan");
        find("]d1=A99991712345600", Kind::Room).refused("unknown-scan");
        find("gibberish!", Kind::Room).refused("unknown-scan");
    }

    #[test]
    fn a_refusal_does_not_repeat_what_was_scanned() {
        let Err(Stop::Refused(refusal)) = read(&"wristband 12345".parse().unwrap()) else {
            panic!("it must not be read")
        };
        assert!(!format!("{refusal:?}").contains("12345"));
    }
}
