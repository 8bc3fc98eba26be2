//! The lines of the specification.

use super::Weight::{Critical, Editorial, Substantial};
use super::lists::Kind;
use super::notes::Notes;
use super::value;
use crate::model::{Acceptance, Attribute, Process};
use crate::voice::say;

pub(super) fn compare(notes: &mut Notes<'_>, before: &Process, after: &Process) {
    notes.at_word(("质量标准", "Specification"));
    let kind = Kind {
        what: ("质量标准项目", "specification"),
        id: |line: &Attribute| line.id.as_str(),
        name: |notes, line| {
            let accept = notes.voice.acceptance(&line.accept);
            let name = notes.voice.text(&line.name);
            say!(notes.voice, "{name}，{accept}", "{name}, {accept}")
        },
        added: Critical,
        removed: Critical,
    };
    let voice = notes.voice;
    for (b, a) in notes.list(&kind, "", &before.specification, &after.specification) {
        let (id, name) = (&a.id, voice.text(&a.name));
        let of = say!(voice, "质量标准“{name}”({id})", "specification {name} ({id})");
        notes.text(Editorial, ("名称", "name"), &of, (&b.name, &a.name));
        notes.text(Substantial, ("方法", "method"), &of, (&b.method, &a.method));
        acceptance(notes, &of, &b.accept, &a.accept);
        let phase = |phase: &_| voice.phase(*phase).to_owned();
        notes.plain(Critical, ("阶段", "phase"), &of, (&b.phase, &a.phase), phase);
        if b.from != a.from {
            let shown = |process, line: &Attribute| Some(voice.result_from(process, &line.from));
            let sentence = notes.sentence(
                ("结果来源", "source of the result"),
                &of,
                shown(before, b),
                shown(after, a),
            );
            notes.say(Critical, sentence);
        }
        let both = (&b.turnaround, &a.turnaround);
        let show = |time: &Option<_>| time.as_ref().map(|q| voice.quantity(q));
        notes.field(Editorial, ("检验周期", "turnaround"), &of, both, show);
        let both = (&b.source, &a.source);
        notes.plain(Editorial, ("出处", "source"), &of, both, ToString::to_string);
    }
}

fn acceptance(notes: &mut Notes<'_>, of: &str, before: &Acceptance, after: &Acceptance) {
    let voice = notes.voice;
    match (before, after) {
        (
            Acceptance::Number { unit, decimals, limits },
            Acceptance::Number { unit: unit_now, decimals: decimals_now, limits: limits_now },
        ) => {
            notes.plain(Critical, ("单位", "unit"), of, (unit, unit_now), ToString::to_string);
            let both = (decimals, decimals_now);
            notes.plain(Substantial, ("小数位数", "decimals"), of, both, ToString::to_string);
            value::limits(notes, Critical, ("限度", "limits"), of, (limits, limits_now));
        }
        (Acceptance::Choice(before), Acceptance::Choice(after)) => {
            value::choices(notes, of, Critical, before, after);
        }
        (before, after) => {
            let show = |accept: &Acceptance| voice.acceptance(accept);
            notes.plain(Critical, ("标准", "acceptance"), of, (before, after), show);
        }
    }
}
