//! What stands around the entries of a record: figures, tasks, samples, deviations, exceptions.

use super::entry;
use crate::lang::Text;
use crate::pages::batch::{both, step_path};
use crate::pages::eye::Eye;
use crate::pages::naming::Voice;
use crate::pages::quality::state_chip;
use crate::pages::{links, words};
use crate::parts::{
    Empty, Exception as Shown, Figure, Icon, Item, Kv, Panel, Status, chip, exceptions, figures,
    id, list,
};
use domain::batch::views::{
    Exception, ExceptionKind, WholeRecord, exceptions as exceptions_in, process_of, tasks_of,
};
use domain::id::BatchId;
use domain::quality::Waits;
use domain::quality::views::{all_deviations, open_deviations, samples_of};
use domain::refusal::Stop;
use maud::{Markup, html};

/// The record in figures.
pub fn figures_of(eye: &Eye<'_>, batch: &BatchId, whole: &WholeRecord<'_>) -> Result<Markup, Stop> {
    let t = eye.t;
    let exceptions = exceptions_in(eye.desk, batch)?.len();
    let open = open_deviations(eye.desk, batch.subject())?.len();
    let superseded = whole.batch.tally.superseded;
    let figure =
        |value: String, key: &str, status| Figure { value, label: t.label(key).alone(), status };
    let all = [
        figure(format!("{}/{}", whole.settled, whole.known), "record-steps", None),
        figure(
            whole.batch.tally.to_verify.to_string(),
            "record-to-verify",
            (whole.batch.tally.to_verify > 0).then_some(Status::Alert),
        ),
        figure(
            superseded.to_string(),
            "record-superseded",
            (superseded > 0).then_some(Status::Action),
        ),
        figure(
            exceptions.to_string(),
            "record-exceptions",
            (exceptions > 0).then_some(Status::Alert),
        ),
        figure(open.to_string(), "record-deviations", (open > 0).then_some(Status::Action)),
    ];
    Ok(html! { (Panel::new("figures", t.label("record-figures")).live().body(figures(&all))) })
}

/// What can be done on the batch now, by anybody.
pub fn tasks(eye: &Eye<'_>, batch: &BatchId) -> Result<Markup, Stop> {
    let t = eye.t;
    let process = process_of(eye.desk, batch)?;
    let tasks = tasks_of(eye.desk, batch)?;
    if tasks.is_empty() {
        return Ok(html! {});
    }
    let items: Vec<Item> = tasks
        .iter()
        .map(|task| {
            let title = process.step(&task.step.step).map(|(_, step)| both(t, &step.title));
            let title = title.unwrap_or_else(|| Text::new(task.step.to_string()));
            let role = task.role.as_str().parse();
            let role =
                role.map_or_else(|()| Text::new(task.role.as_str()), |role| words::role(t, role));
            Item::of(html! { (title) })
                .icon(Icon::Right)
                .href(step_path(batch, &task.step.step, task.step.round))
                .detail(html! {
                    (role.plain())
                    @if let Some(since) = task.since { " · " (eye.ago(since)) }
                })
                .end(chip(Status::Info, &t.label(&format!("task-{}", task.what.word()))))
        })
        .collect();
    Ok(html! { (Panel::new("tasks", t.label("record-next")).flush().live().body(list(&items))) })
}

/// What the batch is and runs on.
pub fn about(eye: &Eye<'_>, batch: &BatchId, whole: &WholeRecord<'_>) -> Markup {
    let t = eye.t;
    let started = &whole.batch.started;
    let mut kv = Kv::new()
        .row(
            words::field(t, "process"),
            html! {
                a.id href=(links::subject(started.process.subject())) {
                    (started.process.key()) "@" (started.version)
                }
            },
        )
        .text(t.label("record-started"), &eye.when(started.deed.occurred))
        .row(t.label("record-started-by"), id(&eye.code(&started.deed.by)));
    for (name, room) in &started.rooms {
        let label = whole.process.room(name);
        let label =
            label.map_or_else(|| Text::new(name.as_str()), |room| both(t, &room.name).alone());
        kv = kv.row(label, html! { a.id href=(links::subject(room.subject())) { (room.key()) } });
    }
    for (name, reading) in &started.inputs {
        let fact = whole.process.inputs.iter().find(|fact| fact.name == *name);
        let label =
            fact.map_or_else(|| Text::new(name.as_str()), |fact| both(t, &fact.label).alone());
        kv = kv.text(label, &words::reading(t, reading));
    }
    let _ = batch;
    html! { (Panel::new("about", t.label("record-about")).live().body(html! { (kv) })) }
}

/// The samples of the batch.
pub fn samples(eye: &Eye<'_>, batch: &BatchId) -> Result<Markup, Stop> {
    let t = eye.t;
    let all = samples_of(eye.desk, batch)?;
    let voice = Voice::about(eye, [batch.subject()]);
    let items: Vec<Item> = all
        .iter()
        .map(|(sample, state)| {
            let waits = state.waits();
            let status = if waits == Waits::Nothing { Status::Ok } else { Status::Info };
            Item::of(id(sample.key()))
                .icon(Icon::Vial)
                .href(links::subject(sample.subject()))
                .detail(html! { (voice.sample(state.taken.code.as_str())) })
                .end(chip(status, &words::choice(t, waits.word())))
        })
        .collect();
    Ok(html! {
        (Panel::new("samples", t.label("record-samples")).flush().live().body(html! {
            @if items.is_empty() { (Empty::new(Icon::Vial, t.label("record-no-samples"))) }
            @else { (list(&items)) }
        }))
    })
}

/// The deviations about the batch.
pub fn deviations(eye: &Eye<'_>, batch: &BatchId) -> Result<Markup, Stop> {
    let t = eye.t;
    let all = all_deviations(eye.desk, batch.subject())?;
    let items: Vec<Item> = all
        .iter()
        .map(|(deviation, summary)| {
            Item::of(id(deviation.key()))
                .icon(Icon::Flag)
                .href(links::subject(deviation.subject()))
                .detail(html! {
                    @if let Some(step) = &summary.step { (step) " · " }
                    (eye.when(summary.occurred))
                })
                .end(state_chip(t, summary.state))
        })
        .collect();
    Ok(html! {
        (Panel::new("deviations", t.label("step-deviations")).flush().live().body(html! {
            @if items.is_empty() { (Empty::new(Icon::Ok, t.label("record-no-deviations"))) }
            @else { (list(&items)) }
        }))
    })
}

/// What is not as it should be in the record.
pub fn exceptions_of(eye: &Eye<'_>, batch: &BatchId) -> Result<Markup, Stop> {
    let t = eye.t;
    let found = exceptions_in(eye.desk, batch)?;
    let process = process_of(eye.desk, batch)?;
    let all: Vec<Shown> =
        found.iter().enumerate().map(|(n, it)| shown(eye, batch, process, n + 1, it)).collect();
    Ok(html! {
        (Panel::new("exceptions", t.label("record-exceptions-title")).flush().live().body(html! {
            @if all.is_empty() {
                (Empty::new(Icon::Ok, t.label("record-no-exceptions")).words(t.get("record-no-exceptions.words")))
            } @else { (exceptions(&all)) }
        }))
    })
}

/// One exception, with where it stands.
pub fn shown(
    eye: &Eye<'_>,
    batch: &BatchId,
    process: &process::Process,
    number: usize,
    it: &Exception,
) -> Shown {
    let t = eye.t;
    let status = match it.kind {
        ExceptionKind::ActionLimit
        | ExceptionKind::LabelsUnaccounted
        | ExceptionKind::SignatureSuperseded => Status::Action,
        ExceptionKind::Deviation if it.open => Status::Action,
        _ => Status::Alert,
    };
    let step = it.step.as_ref().and_then(|key| Some((key, process.step(&key.step)?.1)));
    let value = step.and_then(|(_, step)| {
        let name = it.value.as_ref()?;
        let own = step.values.iter().find(|value| value.id == *name);
        let own = own.or_else(|| {
            step.calculations.iter().map(|it| &it.value).find(|value| value.id == *name)
        });
        own.map(|value| both(t, &value.name))
    });
    let title = t.label(&format!("exception-{}", it.kind.word())).prefixed(&format!("{number}. "));
    let what = html! {
        @if let Some(value) = &value { b { (value.plain()) } " · " }
        @if let Some((_, step)) = step { (both(t, &step.title).plain()) }
        @if let Some(operation) = it.operation.as_ref().and_then(|id| process.operation(id)) {
            (both(t, &operation.title).plain())
        }
        @if let Some(deviation) = &it.deviation { (id(deviation.key())) }
        @if let Some(by) = &it.by { " · " (id(&eye.code(by))) }
        @if let Some(occurred) = it.occurred { " · " span.num { (eye.moment(occurred)) } }
    };
    let (word, chip_status) = if it.open {
        (t.label("exception-open"), Status::Action)
    } else {
        (t.label("exception-on-record"), Status::Ok)
    };
    let href = match (&it.deviation, &it.step) {
        (Some(deviation), _) => Some(links::subject(deviation.subject())),
        (None, Some(key)) => Some(step_path(batch, &key.step, key.round)),
        (None, None) => None,
    };
    Shown {
        status,
        severity: status.word(t),
        title,
        what,
        entry: html! {
            @if let Some(position) = it.position { (t.get("entry")) " " (entry(position)) }
        },
        act: html! {
            (chip(chip_status, &word))
            @if let Some(href) = href { a href=(href) { (t.get("exception-look")) } }
        },
    }
}
