//! Boxes to tick before what waits, and the button that goes on with what was ticked.

use super::super::eye::Eye;
use super::super::judge::what_stands_against;
use super::super::links;
use super::What;
use crate::lang::Texts;
use crate::parts::Button;
use domain::command::Command;
use domain::id::BatchId;
use domain::refusal::Stop;
use domain::together::THINGS_MAX;
use maud::{Markup, html};

/// Whether the person at the page could sign for it as the centre stands.
pub fn may(eye: &Eye<'_>, one: impl Into<Command>) -> Result<bool, Stop> {
    let command = one.into();
    let theirs = eye.call.roles().iter().any(|role| command.action().roles.contains(role));
    Ok(theirs && what_stands_against(eye, command)?.is_empty())
}

/// What can be ticked of one batch. A single thing is signed where it stands.
#[derive(Debug, Clone)]
pub struct Ticks<'a> {
    what: What,
    batch: &'a BatchId,
    things: Vec<&'a str>,
}

impl<'a> Ticks<'a> {
    /// These things of a batch.
    pub fn of(what: What, batch: &'a BatchId, things: Vec<&'a str>) -> Self {
        Self { what, batch, things }
    }

    /// The box before a thing, which is called `name`; none if it cannot be ticked.
    pub fn tick(&self, t: Texts, thing: &str, name: &str) -> Option<Markup> {
        if self.things.len() < 2 || !self.things.contains(&thing) {
            return None;
        }
        let label = t.with("together-tick", &[("thing", name.into())]);
        Some(html! {
            label.tick {
                input type="checkbox" name="thing" value=(thing) form=(self.id()) aria-label=(label);
            }
        })
    }

    /// The button under the list, and the way to all of them.
    pub fn go_on(&self, t: Texts) -> Markup {
        if self.things.len() < 2 {
            return html! {};
        }
        let path = self.what.path(self.batch);
        let all: Vec<_> = self.things.iter().map(|thing| ("thing", *thing)).collect();
        html! {
            form.ticked id=(self.id()) method="get" action=(path) {
                (Button::submit(self.what.go_on(t)))
                @if all.len() <= THINGS_MAX {
                    a href=(links::with(&path, &all)) {
                        (t.with("together-all", &[("n", all.len().into()), ("batch", self.batch.key().into())]))
                    }
                }
            }
        }
    }

    fn id(&self) -> String {
        format!("{}-{}", self.what.word(), self.batch.key())
    }
}
