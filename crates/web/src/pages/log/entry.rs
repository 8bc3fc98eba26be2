//! `/log/entry/{position}`: one entry. What it says, what it established, the very bytes, and the
//! hashes that lead from them to the signed root.

use crate::api::Sealing;
use crate::lang::{Text, number};
use crate::pages::eye::{Clear, Eye};
use crate::pages::frame::{Place, show as page};
use crate::pages::proof;
use crate::pages::sentence::Sentence;
use crate::pages::subject::icon;
use crate::pages::visit::Visit;
use crate::pages::{links, signed, values, words};
use crate::parts::{Button, Icon, Item, Kv, Panel, Seal, Status, chip, id, list};
use crate::problem::{Kind, Problem, Reason, Result};
use crate::shell::{Ctx, Head};
use axum::extract::Path;
use domain::act::Strength;
use domain::fact::Wire;
use domain::id::SubjectId;
use domain::people::Role;
use domain::permit::Sight;
use domain::quality;
use domain::refusal::Stop;
use domain::signature::Standing;
use engine::entry::{self, EntryError, Proof};
use ledger::store::{Reader, StoredTiles};
use ledger::tree::{hash_leaf, inclusion_proof};
use maud::{Markup, html};
use serde_json::Value;

/// What an entry established about a subject.
struct FactView {
    subject: SubjectId,
    name: String,
    is: Text,
    of: Vec<(Text, Markup)>,
}

struct View {
    sentence: Sentence,
    said: Vec<(Text, Markup)>,
    facts: Vec<FactView>,
    recorded: String,
    build: String,
    proven: &'static str,
    lines: (String, String),
    leaf: String,
    path: Vec<String>,
    failed: Option<proof::Failure>,
}

/// The signature of the entry as it stands today.
struct Given {
    about: SubjectId,
    standing: Standing,
    withdrawn: Option<Withdrawn>,
    /// Whether the person at the page may withdraw it.
    theirs: bool,
}

/// That a signature was withdrawn, as the page says it.
struct Withdrawn {
    position: u64,
    by: String,
    when: String,
    why: Clear,
}

/// An entry the person may not know of, or that cannot be shown.
enum Hidden {
    NotTheirs,
    Unreadable,
}

/// The page.
pub async fn show(visit: Visit, Path(position): Path<String>) -> Result<Markup> {
    let position: u64 = position.parse().map_err(|_| Problem::new(Kind::NotFound))?;
    if position >= visit.snapshot.size {
        let reason = Reason::new("unknown-entry").with("position", position.to_string());
        return Err(Problem::new(Kind::NotFound).because([reason]));
    }
    let view = visit.ask(move |eye| {
        let view = of(eye, position);
        let given = match &view {
            Ok(view) => given(eye, position, view)?,
            Err(_) => None,
        };
        Ok(view.map(|view| (view, given)))
    });
    let (view, given) = view.await?.map_err(|hidden| match hidden {
        Hidden::NotTheirs => Problem::new(Kind::NotPermitted),
        Hidden::Unreadable => Problem::failed(format!("entry {position} cannot be read")),
    })?;
    let ctx = visit.ctx();
    let t = ctx.texts();
    let head = Head::new(t.label("log-entry"))
        .code(number(&position.to_string()))
        .meta(view.sentence.marks())
        .action(html! { (seal(&ctx, &visit, position, &view)) });
    let body = html! {
        div.columns {
            div.stack."stack--lg" {
                (said(&ctx, &view))
                (signature(&ctx, position, given.as_ref()))
                (findings(&ctx, &view))
                (facts(&ctx, &view))
                (bytes(&ctx, &view))
            }
            aside.stack."stack--lg" aria-label=(t.get("proof")) {
                (way(&ctx, &visit, position, &view))
                (then(&ctx, position, &view))
                (neighbours(&ctx, position, visit.snapshot.size))
            }
        }
    };
    Ok(page(&visit, &ctx, Place::Log, &head, body))
}

fn of(eye: &Eye<'_>, position: u64) -> std::result::Result<View, Hidden> {
    let read = eye.call.app.engine.log().with(|reader| {
        let leaf = reader.entry(position).ok().flatten().ok_or(Hidden::Unreadable)?;
        view(eye, reader, position, &leaf)
    });
    read.unwrap_or(Err(Hidden::Unreadable))
}

fn view(
    eye: &Eye<'_>,
    reader: &dyn Reader,
    position: u64,
    leaf: &[u8],
) -> std::result::Result<View, Hidden> {
    let unreadable = |_: EntryError| Hidden::Unreadable;
    let sentence = Sentence::of(eye, position, leaf).map_err(unreadable)?;
    let sentence = sentence.ok_or(Hidden::NotTheirs)?;
    let said = entry::said(leaf).map_err(unreadable)?;
    let made = entry::made(leaf).map_err(unreadable)?;
    let (line1, line2) = entry::lines(leaf).map_err(unreadable)?;
    let sealing = Sealing::of(eye.call);
    let about: Vec<SubjectId> = made.about.iter().map(|about| about.s.clone()).collect();
    let mut with = Value::Object(said.with.clone());
    sealing.open_of_all(&about, &mut with);
    let fact = |fact: &Wire<'_>| {
        let mut of: Value = serde_json::from_str(fact.of.get()).unwrap_or_default();
        sealing.open(&fact.s, &mut of);
        FactView {
            name: eye.name(&fact.s),
            is: words::fact(eye.t, &fact.is),
            of: of.as_object().map(|of| values::rows(eye, of)).unwrap_or_default(),
            subject: fact.s.clone(),
        }
    };
    let seen = made.facts.iter().filter(|fact| eye.sight(&fact.s) > Sight::None);
    let path = inclusion_proof(&StoredTiles(reader), position, eye.call.snapshot.size);
    Ok(View {
        sentence,
        said: with.as_object().map(|with| values::rows(eye, with)).unwrap_or_default(),
        facts: seen.map(fact).collect(),
        recorded: eye.moment(made.recorded),
        build: made.sw.clone(),
        proven: match made.proof {
            Proof::Session {} => "proven-session",
            Proof::Password { .. } => "proven-password",
            Proof::BadgePin { .. } => "proven-badge-pin",
            Proof::Invitation { .. } => "proven-invitation",
            Proof::Token { .. } => "proven-token",
            Proof::System {} => "proven-system",
            Proof::Passkey { .. } => match made.proof.strength() {
                Some(Strength::BoundKey) => "proven-passkey",
                _ => "proven-passkey-synced",
            },
        },
        lines: (line1.to_owned(), line2.to_owned()),
        leaf: hash_leaf(leaf).to_string(),
        path: path.map(|path| path.iter().map(ToString::to_string).collect()).unwrap_or_default(),
        failed: proof::included(eye.call, reader, position, leaf).err(),
    })
}

/// The signature in the entry, if it is one whose standing is kept.
fn given(eye: &Eye<'_>, position: u64, view: &View) -> std::result::Result<Option<Given>, Stop> {
    if view.sentence.signed.is_none() {
        return Ok(None);
    }
    for (about, _) in &view.sentence.about {
        let (signature, standing) = match quality::given(eye.desk, about, position) {
            Ok(found) => found,
            Err(Stop::Refused(_)) => continue,
            Err(reload @ Stop::Reload(_)) => return Err(reload),
        };
        let me = eye.call.session.as_ref().map(|session| &session.person);
        return Ok(Some(Given {
            about: about.clone(),
            standing,
            withdrawn: signature.withdrawn.as_ref().map(|withdrawn| Withdrawn {
                position: withdrawn.position,
                by: eye.code(&withdrawn.by),
                when: eye.moment(withdrawn.occurred),
                why: eye.open(about, &withdrawn.reason.0),
            }),
            theirs: me == Some(&signature.by) || eye.call.roles().contains(&Role::QaReviewer),
        }));
    }
    Ok(None)
}

/// Whether the signature stands, and the way to withdraw it.
fn signature(ctx: &Ctx, position: u64, given: Option<&Given>) -> Markup {
    let t = ctx.texts();
    let Some(given) = given else { return html! {} };
    let standing = signed::shown(given.standing);
    let word = chip(standing.status(), &standing.word(t));
    let mut rows = Kv::new().start().row(t.label("release-standing"), word);
    if let Some(withdrawn) = &given.withdrawn {
        rows = rows
            .row(t.label("log-by"), html! { b.id { (withdrawn.by) } " · " (withdrawn.when) })
            .row(t.label("field-reason"), html! { (withdrawn.why.shown(t)) })
            .row(t.label("entry"), html! {
                a href=(links::entry(withdrawn.position)) { (number(&withdrawn.position.to_string())) }
            });
    }
    let fields = [
        ("about", given.about.to_string()),
        ("entry", position.to_string()),
        ("next", links::entry(position)),
    ];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let withdraw = links::act_with("quality.withdraw-signature", &fields);
    html! {
        (Panel::new("signature", t.label("log-signature")).live().body(html! {
            (rows)
            @if given.withdrawn.is_none() && given.theirs {
                (Button::link(words::action(t, "quality.withdraw-signature"), withdraw).quiet())
            }
        }))
    }
}

fn seal(ctx: &Ctx, visit: &Visit, position: u64, view: &View) -> Seal {
    let t = ctx.texts();
    let seal = Seal::verified(t, "#way", position, visit.snapshot.root.to_string());
    match view.failed {
        None => seal,
        Some(failure) => {
            let (at, key) = failure.said();
            seal.failed(t.with(key, &[("position", number(&at.to_string()).into())]))
        }
    }
}

fn said(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    let sentence = &view.sentence;
    let mut rows = Kv::new()
        .start()
        .row(t.label("log-about"), sentence.subjects())
        .text(t.label("log-occurred"), &sentence.occurred)
        .text(t.label("log-recorded"), &view.recorded)
        .row(t.label("log-by"), html! { b.id { (sentence.who) } " " (sentence.role) })
        .row(t.label("log-proven"), html! { (t.label(view.proven)) });
    for (name, value) in &view.said {
        rows = rows.row(name.clone(), html! { (value) });
    }
    html! { (Panel::new("said", Text::new(sentence.words())).body(html! { (rows) })) }
}

fn findings(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    html! {
        @if !view.sentence.findings.is_empty() {
            (Panel::new("findings", t.label("log-findings")).tone(Status::Action).body(html! {
                ul.plainlist {
                    @for (severity, reason) in &view.sentence.findings {
                        li {
                            (chip(crate::pages::sentence::status(*severity),
                                &words::choice(t, severity.word()))) " "
                            (reason.sentence)
                        }
                    }
                }
            }))
        }
    }
}

fn facts(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    html! {
        (Panel::new("facts", t.label("log-facts")).body(html! {
            div.stack {
                @for fact in &view.facts {
                    section {
                        h3 { (fact.is) " " a.id href=(links::subject(&fact.subject)) { (fact.name) } }
                        (fact.of.iter().fold(Kv::new().start(), |rows, (name, value)| {
                            rows.row(name.clone(), html! { (value) })
                        }))
                    }
                }
            }
        }))
    }
}

/// The bytes as they are stored and hashed: what is sealed stays sealed here.
fn bytes(ctx: &Ctx, view: &View) -> Markup {
    let t = ctx.texts();
    html! {
        (Panel::new("bytes", t.label("log-bytes")).body(html! {
            p.small.muted { (t.get("log-bytes.words")) }
            pre.bytes tabindex="0" aria-label=(t.get("log-line-said")) { (view.lines.0) }
            pre.bytes tabindex="0" aria-label=(t.get("log-line-made")) { (view.lines.1) }
        }))
    }
}

fn way(ctx: &Ctx, visit: &Visit, position: u64, view: &View) -> Markup {
    let t = ctx.texts();
    let n = |n: u64| number(&n.to_string());
    let hash = |text: &str| html! { span.id.hash { (text) } };
    let rows = Kv::new()
        .start()
        .id(t.label("seal-position"), &n(position))
        .row(t.label("log-leaf"), hash(&view.leaf))
        .id(t.label("log-size"), &n(visit.snapshot.size))
        .row(t.label("log-root"), hash(&visit.snapshot.root.to_string()))
        .text(t.label("log-build"), &view.build);
    html! {
        (Panel::new("way", t.label("log-way")).body(html! {
            p.small.muted { (t.get("log-way.words")) }
            (rows)
            ol.hashes { @for step in &view.path { li { (hash(step)) } } }
        }))
    }
}

/// The pages of what it is about, as they were once it was recorded.
fn then(ctx: &Ctx, position: u64, view: &View) -> Markup {
    let t = ctx.texts();
    let about = view.sentence.about.iter();
    let items: Vec<Item> = about
        .map(|(subject, name)| {
            let kind = words::kind(t, subject.kind());
            let href = links::then(&links::subject(subject), position);
            Item::of(id(name)).detail(html! { (kind) }).icon(icon(subject.kind())).href(href)
        })
        .collect();
    html! { (Panel::new("then", t.label("log-then")).flush().body(list(&items))) }
}

fn neighbours(ctx: &Ctx, position: u64, size: u64) -> Markup {
    let t = ctx.texts();
    let to = |label: &str, at: u64| Button::link(t.label(label), links::entry(at));
    html! {
        nav.row aria-label=(t.get("log-entries")) {
            @if let Some(before) = position.checked_sub(1) {
                (to("page-previous", before).icon(Icon::Left))
            }
            @if position + 1 < size { (to("page-next", position + 1).icon(Icon::Right)) }
        }
    }
}
