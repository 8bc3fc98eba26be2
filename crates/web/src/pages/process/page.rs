//! `/process/{key}`: the versions of a process, and one of them as people read it.

use super::super::acting::{self, NotTaken};
use super::super::batch::both;
use super::super::eye::Eye;
use super::super::frame::{Place, show as shell};
use super::super::offer::Offer;
use super::super::posted::Posted;
use super::super::visit::Visit;
use super::super::{links, parameters, signed, words};
use super::text;
use crate::lang::{Lang, Text};
use crate::parts::{
    Button, Field, Icon, Item, Kv, Panel, Sign, Status, chip, hidden, id, list, signs,
};
use crate::problem::Result;
use crate::shell::{Ctx, Head};
use axum::extract::Path;
use axum::response::Response;
use domain::command::Command;
use domain::id::ProcessId;
use domain::process::{Approval, Approve, Process, ProcessVersion};
use domain::refusal::Stop;
use domain::text::Code;
use maud::{Markup, html};
use process::Voice;

/// The page.
pub async fn show(visit: Visit, Path(key): Path<String>) -> Result<Markup> {
    render(&visit, &super::process_id(&key)?, None).await
}

/// Approving a version.
pub async fn act(visit: Visit, Path(key): Path<String>, posted: Posted) -> Result<Response> {
    let id = super::process_id(&key)?;
    let back = links::with(&links::subject(id.subject()), &[("version", posted.get("version"))]);
    let again = async |not| render(&visit, &id, Some(not)).await;
    acting::answer(&visit, posted, &back, again).await
}

async fn render(visit: &Visit, id: &ProcessId, refused: Option<NotTaken>) -> Result<Markup> {
    let ctx = if refused.is_some() { visit.ctx() } else { visit.live() };
    let version = match &refused {
        Some(not) => not.typed.get("version").to_owned(),
        None => parameters(visit).get("version").to_owned(),
    };
    let (wanted, frame) = (id.clone(), ctx.clone());
    let (head, body) =
        visit.ask(move |eye| of(eye, &frame, &wanted, &version, refused.as_ref())).await?;
    Ok(shell(visit, &ctx, Place::Batches, &head, body))
}

fn of(
    eye: &Eye<'_>,
    ctx: &Ctx,
    process_id: &ProcessId,
    asked: &str,
    refused: Option<&NotTaken>,
) -> std::result::Result<(Head, Markup), Stop> {
    let t = eye.t;
    let process: &Process = eye.desk.state(process_id.subject())?;
    let shown = process.versions.iter().find(|(name, _)| name.as_str() == asked);
    let waiting =
        process.versions.iter().find(|(_, it)| it.approval().is_none() && it.withdrawn.is_none());
    let effective = process.effective_on(eye.desk.today());
    let shown = shown.or(waiting).or(effective).or_else(|| process.versions.iter().next_back());
    let path = links::subject(process_id.subject());
    let compiled = shown.and_then(|(_, version)| eye.desk.centre().process(&version.compiled));
    let name = compiled.map_or_else(|| Text::new(process_id.key()), |it| both(t, &it.name));
    let mut head = Head::new(name).code(process_id.key());
    if let Some((version, found)) = shown {
        let (status, word) = standing(eye, process, version, found);
        head = head
            .meta(html! { (t.with("process-version", &[("version", version.as_str().into())])) })
            .meta(chip(status, &word));
    }
    if effective.is_some() {
        let start = links::with("/batch/start", &[("process", process_id.key())]);
        head = head.action(
            html! { (Button::link(words::action(t, "batch.start"), start).icon(Icon::Flask)) },
        );
    }
    let approval = match shown {
        Some((name, version)) => signatures(eye, ctx, process_id, name, version, &path, refused)?,
        None => html! {},
    };
    let body = html! {
        @if let Some(not) = refused { (not.head(ctx, &path)) }
        div.columns {
            div.stack."stack--lg" {
                (changes(eye, shown, effective))
                @if let Some(compiled) = compiled { (document(eye, compiled)) }
            }
            aside aria-label=(t.get("process-versions")) {
                (approval)
                (versions(eye, process, &path, shown.map(|(name, _)| name)))
                @if let Some((_, version)) = shown { (hashes(eye, version)) }
            }
        }
    };
    Ok((head, body))
}

fn standing(
    eye: &Eye<'_>,
    process: &Process,
    name: &Code,
    version: &ProcessVersion,
) -> (Status, Text) {
    let t = eye.t;
    let effective = process.effective_on(eye.desk.today()).map(|(name, _)| name);
    if version.withdrawn.is_some() {
        (Status::Action, words::choice(t, "withdrawn"))
    } else if effective == Some(name) {
        (Status::Ok, words::choice(t, "effective"))
    } else if version.approval().is_some() {
        (Status::Idle, words::choice(t, "approved"))
    } else {
        (Status::Alert, words::choice(t, "submitted"))
    }
}

fn versions(eye: &Eye<'_>, process: &Process, path: &str, shown: Option<&Code>) -> Markup {
    let t = eye.t;
    let items: Vec<Item> = process
        .versions
        .iter()
        .rev()
        .map(|(name, version)| {
            let (status, word) = standing(eye, process, name, version);
            let label = t.with("process-version", &[("version", name.as_str().into())]);
            let item = Item::of(html! { (label) }).detail(html! {
                (eye.code(&version.author)) " · " (eye.when(version.authored.occurred))
                @if let Some(approved) = version.approval() {
                    " · " (t.with("process-from", &[("day", crate::lang::date(approved.from).into())]))
                }
            });
            let item = item.end(chip(status, &word));
            if shown == Some(name) { item } else { item.href(links::with(path, &[("version", name.as_str())])) }
        })
        .collect();
    html! { (Panel::new("versions", t.label("process-versions")).flush().live().body(list(&items))) }
}

fn signatures(
    eye: &Eye<'_>,
    ctx: &Ctx,
    process: &ProcessId,
    name: &Code,
    version: &ProcessVersion,
    path: &str,
    refused: Option<&NotTaken>,
) -> std::result::Result<Markup, Stop> {
    let t = eye.t;
    let mut all = vec![signed::standing(eye, t.label("process-author"), &version.authored)];
    if let Some(withdrawn) = &version.withdrawn {
        all.push(signed::standing(eye, t.label("process-withdrawer"), withdrawn));
    } else {
        let approver = |approval: &Approval| {
            signed::standing(eye, t.label("process-approver"), &approval.signature)
        };
        all.extend(version.approvals.iter().map(approver));
    }
    if version.approval().is_none() && version.withdrawn.is_none() {
        all.push(approve(eye, ctx, process, name, path, refused)?);
    }
    let withdraw = links::act_with(
        "process.withdraw",
        &[("process", &process.to_string()), ("version", name.as_str()), ("next", path)],
    );
    Ok(html! {
        (Panel::new("approval", t.label("process-approval")).flush().live_unless_typing().body(html! {
            (signs(t, &all))
            @if version.withdrawn.is_none() {
                div.panel__body { (Button::link(words::action(t, "process.withdraw"), withdraw).quiet()) }
            }
        }))
    })
}

fn approve(
    eye: &Eye<'_>,
    ctx: &Ctx,
    process: &ProcessId,
    name: &Code,
    path: &str,
    refused: Option<&NotTaken>,
) -> std::result::Result<Sign, Stop> {
    let t = eye.t;
    let offer = Offer::of(
        eye,
        Command::Approve(Approve { process: process.clone(), version: name.clone(), from: None }),
    )?;
    let action = offer.action.name;
    let body = html! {
        (hidden("process", &process.to_string()))
        (hidden("version", name.as_str()))
        (Field::date(t, "from", words::field(t, "from"))
            .value(refused.map_or("", |not| not.typed(action, "from")))
            .error(refused.and_then(|not| not.at(action, "from")))
            .hint(html! { (t.get("process-from-hint")) }))
    };
    Ok(offer.sign(ctx, path, t.label("process-approver"), body, refused))
}

/// What the shown version changes against the one in effect, in the words of the process.
fn changes(
    eye: &Eye<'_>,
    shown: Option<(&Code, &ProcessVersion)>,
    effective: Option<(&Code, &ProcessVersion)>,
) -> Markup {
    let t = eye.t;
    let (Some((name, version)), Some((before, old))) = (shown, effective) else { return html! {} };
    if name == before {
        return html! {};
    }
    let centre = eye.desk.centre();
    let (Some(old), Some(new)) = (centre.process(&old.compiled), centre.process(&version.compiled))
    else {
        return html! {};
    };
    let voice = voice(eye);
    let found = process::diff(old, new, voice);
    let document = process::diff::render(&found, voice);
    let title = t.label_with("process-changes", &[("version", before.as_str().into())]);
    html! { (Panel::new("changes", title.alone()).tone(Status::Alert).body(text::markup(&document))) }
}

fn document(eye: &Eye<'_>, compiled: &process::Process) -> Markup {
    let t = eye.t;
    let shown = process::show(compiled, voice(eye));
    html! { (Panel::new("document", t.label("process-document")).body(text::markup(&shown))) }
}

fn voice<'v>(eye: &Eye<'v>) -> Voice<'v> {
    let lang = match eye.t.lang() {
        Lang::ZhCn => process::Lang::Zh,
        Lang::En => process::Lang::En,
    };
    Voice::new(lang, &eye.call.app.vocabulary)
}

fn hashes(eye: &Eye<'_>, version: &ProcessVersion) -> Markup {
    let t = eye.t;
    let kv = Kv::new()
        .row(words::field(t, "text"), id(&version.text.to_string()))
        .row(words::field(t, "compiled"), id(&version.compiled.to_string()))
        .start();
    html! { (Panel::new("hashes", t.label("process-hashes")).body(html! { (kv) })) }
}
