//! What a signing panel showed, word for word, for the record of the signature.
//!
//! Whatever is sealed in the entry is not repeated here: the text names the field, and the entry
//! holds the commitment to what was typed there.

use crate::lang::Texts;
use crate::pages::posted::Posted;
use crate::pages::words;
use domain::act::Meaning;
use domain::command::Action;
use domain::shape::{Field, FieldKind};

/// The view these texts belong to, with its version.
pub const VIEW: &str = "act/1";

/// The text of the panel for what was sent.
pub fn text(t: Texts, action: &Action, posted: &Posted, means: Meaning) -> String {
    let mut lines = vec![words::action(t, action.name).plain().to_owned()];
    let line = |field: &Field| {
        let said = said(t, field, posted)?;
        Some(format!("{}: {said}", words::field(t, field.name).plain()))
    };
    lines.extend(action.fields.iter().filter_map(line));
    if let Some(covers) = posted.given("covers") {
        lines.push(format!("{}: {covers}", t.get("act-covers")));
    }
    lines.push(words::sentence(t, means));
    lines.join("\n")
}

fn said(t: Texts, field: &Field, posted: &Posted) -> Option<String> {
    if field.kind.sealed() {
        return posted.given(field.name).map(|_| format!("[with.{}]", field.name));
    }
    if field.kind == FieldKind::Reading {
        let part = |part: &str| posted.get(&format!("{}.{part}", field.name)).to_owned();
        let (n, unit, how) = (part("n"), part("u"), part("how"));
        let said = match how.as_str() {
            "lt" => format!("< {n} {unit}"),
            "gt" => format!("> {n} {unit}"),
            "" | "n" if n.is_empty() => return None,
            "" | "n" => format!("{n} {unit}"),
            why => words::choice(t, why).plain().to_owned(),
        };
        return Some(said);
    }
    let word = |word: &str| match field.kind {
        FieldKind::Choice(_) | FieldKind::List(FieldKind::Choice(_)) => {
            words::choice(t, word).plain().to_owned()
        }
        _ => word.to_owned(),
    };
    let all: Vec<String> =
        posted.all(field.name).filter(|text| !text.is_empty()).map(word).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use domain::command::Command;

    #[test]
    fn the_panel_says_what_is_signed_and_keeps_names_out() {
        let pair = |n: &str, v: &str| (n.to_owned(), v.to_owned());
        let posted = Posted::of(vec![
            pair("order", "order/O26-0001"),
            pair("wristband", "SYN-0042"),
            pair("label", "container/C26-0002"),
            pair("covers", "12,13"),
        ]);
        let action = Command::find("ward.identify").unwrap();
        let text = text(Lang::En.texts(), action, &posted, Meaning::Identified);
        assert!(text.contains("container/C26-0002") && text.contains("12,13"), "{text}");
        assert!(text.contains("[with.wristband]") && !text.contains("SYN-0042"), "{text}");
    }
}
