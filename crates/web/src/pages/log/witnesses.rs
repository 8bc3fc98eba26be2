//! `/log/witnesses`: who outside watches the log, what they have cosigned, and what they say. Its alarm
//! stands on the home pages of quality assurance and of administrators too.

use crate::api::witness_word;
use crate::lang::number;
use crate::pages::frame::{Place, show as page};
use crate::pages::links;
use crate::pages::visit::Visit;
use crate::pages::words;
use crate::parts::{Button, Col, Empty, Icon, Panel, Row, Status, Table, chip};
use crate::problem::Result;
use crate::shell::{Ctx, Head};
use domain::centre::{AcceptWitness, DismissWitness};
use domain::command::Action;
use domain::id::Kind;
use domain::time::Timestamp;
use engine::witnessing::{Standing, Word};
use maud::{Markup, html};

/// The page.
pub async fn show(visit: Visit) -> Result<Markup> {
    let ctx = visit.live();
    let t = ctx.texts();
    let standings = visit.app.engine.witnesses();
    let head = Head::new(t.label("witnesses-title")).meta(html! { (visit.app.engine.origin()) });
    let body = html! {
        div.stack."stack--lg" {
            (alarm(&ctx, &visit))
            (Panel::new("witnesses", t.label("witnesses-title")).live().flush().body(html! {
                @if standings.is_empty() {
                    (Empty::new(Icon::Alert, t.label("witnesses-none")).words(t.get("witnesses-none.words")))
                } @else {
                    (table(&ctx, &visit, &standings))
                }
            }))
            (Panel::new("witnessing", t.label("witnesses-what")).body(html! {
                p { (t.get("witnesses-what.words")) }
                pre.bytes tabindex="0" aria-label=(t.get("witnesses-what")) {
                    "centrosome witness --name witness.example/w1 --log KEY"
                }
                @if let Some(accept) = form_of(&visit, &AcceptWitness::ACTION, &[]) {
                    (Button::link(words::action(t, AcceptWitness::ACTION.name), accept))
                }
            }))
        }
    };
    Ok(page(&visit, &ctx, Place::Log, &head, body))
}

/// The form of an action about witnesses, for those whose role it is; none where a past moment is
/// shown.
fn form_of(visit: &Visit, action: &Action, more: &[(&str, &str)]) -> Option<String> {
    let (centre, _) = visit.snapshot.centre.of_kind(Kind::Centre).next()?;
    let may = visit.roles().iter().any(|role| action.roles.contains(role));
    let centre = centre.to_string();
    let mut fields = vec![("centre", centre.as_str()), ("next", links::WITNESSES)];
    fields.extend_from_slice(more);
    (may && visit.past.is_none()).then(|| links::act_with(action.name, &fields))
}

/// How something a witness says stands.
fn status(standing: &Standing, now: Timestamp) -> Status {
    match standing.word {
        Word::Disagrees(_) | Word::SawMore(_) => Status::Action,
        Word::Silent(_) => Status::Alert,
        Word::Unasked | Word::Cosigned if standing.alarms(now) => Status::Alert,
        Word::Unasked => Status::Idle,
        Word::Cosigned => Status::Ok,
    }
}

fn table(ctx: &Ctx, visit: &Visit, standings: &[Standing]) -> Markup {
    let t = ctx.texts();
    let size = visit.snapshot.size;
    let n = |n: u64| html! { (number(&n.to_string())) };
    let cols = vec![
        Col::text(t.label("witnesses-name")),
        Col::number(t.label("witnesses-cosigned")),
        Col::number(t.label("witnesses-behind")),
        Col::text(t.label("witnesses-at")),
        Col::text(t.label("witnesses-says")),
    ];
    let rows = standings.iter().map(|it| {
        let status = status(it, visit.now);
        let says = t.label(&format!("witness-{}", witness_word(&it.word)));
        let row = Row::new(vec![
            html! { span.id { (it.name.to_string()) } br; span.small.muted.id { (it.address) } },
            n(it.size),
            n(size.saturating_sub(it.size)),
            html! { @if let Some(at) = it.at { (moment(visit, at)) } @else { "-" } },
            html! {
                (chip(status, &says))
                @if let Some(dismiss) = form_of(visit, &DismissWitness::ACTION, &[("witness", it.name.as_str())]) {
                    " " a href=(dismiss) { (words::action(t, DismissWitness::ACTION.name).plain()) }
                }
            },
        ]);
        if status == Status::Action || status == Status::Alert { row.flag(status) } else { row }
    });
    html! { (Table::new(t.get("witnesses-title"), cols).rows(rows)) }
}

fn moment(visit: &Visit, at: Timestamp) -> String {
    let zone = visit.zoned().time_zone().clone();
    crate::lang::moment(&at.instant().to_zoned(zone))
}

/// What must be looked into; nothing while all is well.
pub fn alarm(ctx: &Ctx, visit: &Visit) -> Markup {
    let t = ctx.texts();
    let standings = visit.app.engine.witnesses();
    let loud: Vec<&Standing> = standings.iter().filter(|it| it.alarms(visit.now)).collect();
    html! {
        @if !loud.is_empty() {
            (Panel::new("witness-alarm", t.label("witness-alarm")).tone(Status::Action).body(html! {
                ul.plainlist {
                    @for it in loud {
                        @let key = format!("witness-{}", witness_word(&it.word));
                        li {
                            (chip(status(it, visit.now), &t.label(&key))) " "
                            b.id { (it.name.to_string()) } " "
                            (t.get(&format!("{key}.words")))
                        }
                    }
                }
                p { a href=(links::WITNESSES) { (t.get("witnesses-title")) } }
            }))
        }
    }
}

/// Beside the checkpoint: who has cosigned.
pub fn panel(ctx: &Ctx, visit: &Visit) -> Markup {
    let t = ctx.texts();
    let standings = visit.app.engine.witnesses();
    html! {
        (Panel::new("witnessed", t.label("witnesses-title")).live().body(html! {
            @if standings.is_empty() {
                p.muted { (t.get("witnesses-none.words")) }
            } @else {
                ul.plainlist {
                    @for it in &standings {
                        @let says = t.label(&format!("witness-{}", witness_word(&it.word)));
                        li { (chip(status(it, visit.now), &says)) " " span.id { (it.name.to_string()) } }
                    }
                }
            }
            p { a href=(links::WITNESSES) { (t.get("witnesses-all")) } }
        }))
    }
}
