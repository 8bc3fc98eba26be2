//! A journey as markup.

use super::stages;
use super::view::{StepView, View, status};
use crate::lang::{MISSING, Text, Texts, number};
use crate::pages::access;
use crate::pages::frame::{Place, show};
use crate::pages::proof;
use crate::pages::quality;
use crate::pages::subject::acts;
use crate::pages::visit::Visit;
use crate::pages::{links, words};
use crate::parts::{
    Button, Icon, Item, Kv, Panel, Status, Thread, VeinItem, chip, id, id_match, identity_chip,
    identity_id, list, vein,
};
use crate::shell::{Ctx, Head};
use domain::custody::journey::StageKind;
use domain::id::Kind;
use maud::{Markup, html};

/// The page.
pub fn page(visit: &Visit, view: &View) -> Markup {
    let ctx = visit.live();
    let t = ctx.texts();
    let mut head = Head::new(t.label("journey"))
        .code(view.order.key())
        .meta(identity_chip(&Text::new(view.chain.as_str())))
        .meta(html! { (view.process) });
    // To whom a name is not for, its absence says nothing here: the panel of identity does.
    if let Some(name) = view.patient.0.text() {
        head = head.meta(html! { (name) });
    }
    if view.at_bedside {
        let bedside = Button::link(t.label("bedside"), links::bedside(&view.order));
        head = head.action(html! { (bedside.icon(Icon::Scan).primary()) });
    }
    let head = head.action(html! { (proof::seal(t, visit, &view.checked, "#proof")) });
    let body = html! {
        div.stack."stack--lg" {
            section.panel id="thread" data-live aria-label=(t.get("journey-line")) { (thread(t, view)) }
            (quality::deviations_about(t, &view.deviations))
            div.columns {
                section aria-labelledby="line-h" {
                    h2.sr id="line-h" { (t.label("journey-steps")) }
                    div id="steps" data-live { (vein(&view.steps.iter().map(|step| item(t, step)).collect::<Vec<_>>())) }
                }
                aside.stack."stack--lg" aria-label=(t.get("journey-aside")) {
                    (acts::panel(&ctx, &view.acts))
                    (identity(visit, t, view))
                    (containers(&ctx, view))
                    (spans(t, view))
                    (proof::panel(t, visit, &view.checked))
                }
            }
        }
    };
    show(visit, &ctx, Place::Journeys, &head, body)
}

fn thread(t: Texts, view: &View) -> Markup {
    let (done, all) = view.progress;
    let sentence = t.with("journey-progress", &[("done", done.into()), ("all", all.into())]);
    html! { (Thread { sentence, stages: view.stages.clone() }) }
}

fn item(t: Texts, step: &StepView) -> VeinItem {
    let at = number(&step.position.to_string());
    let mut facts = step.facts.clone();
    if step.subject.kind() != Kind::Order {
        let kind = words::kind(t, step.subject.kind());
        facts.insert(0, html! { (kind.plain()) " " b { a.id href=(links::subject(&step.subject)) { (step.subject.key()) } } });
    }
    facts.push(html! { (t.get("journey-by")) " " b { (id(&step.by)) } });
    facts.push(html! { a href=(links::entry(step.position)) { (t.get("entry")) " " (id(&at)) } });
    let marked = status(step.kind);
    let word = match marked {
        Status::Action => t.label("journey-stopped"),
        _ => t.label("journey-recorded"),
    };
    VeinItem {
        id: step.id.clone(),
        when: step.day.clone(),
        when_detail: step.time.clone(),
        icon: stages::icon(step.kind),
        title: stage(t, step.kind),
        chip: chip(marked, &word),
        facts,
        body: None,
    }
}

/// What a step is called.
fn stage(t: Texts, kind: StageKind) -> Text {
    t.label(&format!("stage-{}", kind.word()))
}

fn identity(visit: &Visit, t: Texts, view: &View) -> Markup {
    let all = view.carriers.len();
    let same = view.carriers.iter().filter(|carrier| carrier.status == Status::Ok).count();
    let wrong = view.carriers.iter().any(|carrier| carrier.status == Status::Action);
    let note = t.with("identity-of", &[("same", same.into()), ("all", all.into())]);
    let panel = Panel::new("identity", t.label("identity")).live().note(html! { (note) });
    let panel = if wrong { panel.tone(Status::Action) } else { panel };
    html! {
        (panel.body(html! {
            p.strong { (identity_id(&view.chain)) }
            (Kv::new()
                .text(words::field(t, "name"), &view.patient.0.shown(t))
                .text(words::field(t, "birth_date"), &view.patient.1.shown(t)))
            (id_match(&view.carriers))
            @if let Some(looked) = access::of_subject(visit, view.order.subject()) {
                p.small { a href=(looked) { (t.get("access-link")) } }
            }
        }))
    }
}

fn containers(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    let items: Vec<Item> = view
        .containers
        .iter()
        .map(|(subject, line)| line.item(links::subject(subject)).icon(Icon::Bag))
        .chain(view.batches.iter().map(|batch| {
            Item::of(id(batch.key()))
                .icon(Icon::Flask)
                .href(links::subject(batch))
                .detail(html! { (words::kind(t, Kind::Batch)) })
        }))
        .collect();
    html! {
        @if !items.is_empty() {
            (Panel::new("containers", words::kinds(t, Kind::Container)).live().flush().body(list(&items)))
        }
    }
}

fn spans(t: Texts, view: &View) -> Markup {
    let mut rows = Kv::new();
    for (key, span) in &view.spans {
        rows = rows.text(t.label(key), span.as_deref().unwrap_or(MISSING));
    }
    html! { (Panel::new("spans", t.label("journey-spans")).live().body(html! { (rows) })) }
}
