//! The vocabulary file to the vocabulary.

use std::collections::BTreeMap;

use super::{EquipmentClass, Grade, Legend, Role, Vocabulary};
use crate::compile::fields::{Fields, entries, items};
use crate::compile::scalars;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{self, Node, Span};
use crate::words::GradeCode;

const PARTS: &[&str] = &["roles", "equipment_classes", "room_grades", "legends"];

pub(super) fn read(source: &str) -> Result<Vocabulary, Vec<Diagnostic>> {
    let mut out = Diagnostics::new(source);
    let mut vocabulary = Vocabulary::default();
    if let Some(root) = source::read(source, &mut out) {
        let fields = Fields::open(&root, Span::default(), "the vocabulary", PARTS, &mut out);
        vocabulary.roles = part(&fields, "roles", role, &mut out);
        vocabulary.equipment_classes = part(&fields, "equipment_classes", class, &mut out);
        vocabulary.room_grades = part(&fields, "room_grades", grade, &mut out);
        vocabulary.legends = part(&fields, "legends", legend, &mut out);
        backgrounds(&fields, &vocabulary, &mut out);
    }
    if out.has_errors() { Err(out.into_sorted()) } else { Ok(vocabulary) }
}

fn part<K: Ord + for<'a> From<&'a str>, V>(
    fields: &Fields<'_>,
    key: &str,
    read: fn(&Node, Span, &str, &mut Diagnostics<'_>) -> V,
    out: &mut Diagnostics<'_>,
) -> BTreeMap<K, V> {
    let node = fields.need(key, out);
    entries(node, key, out)
        .into_iter()
        .map(|(code, node)| {
            let what = format!("`{}`", code.text);
            (K::from(code.text.as_str()), read(node, code.span, &what, out))
        })
        .collect()
}

fn role(node: &Node, at: Span, what: &str, out: &mut Diagnostics<'_>) -> Role {
    let fields = Fields::open(node, at, what, &["name", "may", "verifies_own_role"], out);
    let mut role = Role {
        name: scalars::text_of(&fields, "name", out),
        performs: false,
        verifies: false,
        verifies_own_role: scalars::yes(fields.get("verifies_own_role"), "the answer", out),
    };
    let may = fields.need("may", out);
    for item in items(may, "`may`", out) {
        let duty = |performs| if performs { "perform" } else { "verify" };
        match scalars::one_of(Some(item), "a duty", &[true, false], duty, out) {
            Some(true) => role.performs = true,
            Some(false) => role.verifies = true,
            None => {}
        }
    }
    role
}

fn class(node: &Node, at: Span, what: &str, out: &mut Diagnostics<'_>) -> EquipmentClass {
    let fields = Fields::open(node, at, what, &["name", "calibrated"], out);
    EquipmentClass {
        name: scalars::text_of(&fields, "name", out),
        calibrated: scalars::yes(fields.need("calibrated", out), "calibrated", out),
    }
}

fn grade(node: &Node, at: Span, what: &str, out: &mut Diagnostics<'_>) -> Grade {
    let keys = &["name", "open_handling", "background"];
    let fields = Fields::open(node, at, what, keys, out);
    let background = scalars::word(fields.get("background"), "the background", out);
    Grade {
        name: scalars::text_of(&fields, "name", out),
        open_handling: scalars::yes(fields.need("open_handling", out), "open_handling", out),
        background: background.map(|s| GradeCode::from(s.text.as_str())),
    }
}

fn legend(node: &Node, at: Span, what: &str, out: &mut Diagnostics<'_>) -> Legend {
    let fields = Fields::open(node, at, what, &["text", "autologous"], out);
    Legend {
        text: scalars::text_of(&fields, "text", out),
        autologous: scalars::yes(fields.get("autologous"), "autologous", out),
    }
}

fn backgrounds(fields: &Fields<'_>, vocabulary: &Vocabulary, out: &mut Diagnostics<'_>) {
    let Some(map) = fields.get("room_grades").and_then(Node::map) else { return };
    for (_, node) in &map.entries {
        let Some(named) = node.map().and_then(|m| m.get("background")) else { continue };
        let Some(scalar) = named.scalar() else { continue };
        if !vocabulary.room_grades.contains_key(&GradeCode::from(scalar.text.as_str())) {
            let message = format!("there is no room grade `{}`", scalar.text);
            let cure = "name one of the grades of this file";
            out.error(Code::UnknownRoomGrade, scalar.span, message, cure);
        }
    }
}
