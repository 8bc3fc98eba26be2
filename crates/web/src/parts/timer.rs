//! How long something has been going on, of how long it may.

use maud::{Markup, Render, html};

use super::progress::share;
use super::range::percent;
use super::{Icon, Status};
use crate::lang::{Text, Texts, countdown};

/// A clock with a limit. The server's time counts; the page only counts on between updates.
#[derive(Clone, Debug)]
pub struct Timer {
    t: Texts,
    label: Text,
    elapsed: u64,
    most: u64,
    alert: Option<u64>,
    running: bool,
}

impl Timer {
    /// `elapsed` of at most `most` seconds, running.
    pub fn new(t: Texts, label: impl Into<Text>, elapsed: u64, most: u64) -> Timer {
        Timer { t, label: label.into(), elapsed, most, alert: None, running: true }
    }

    /// With a moment to look, in seconds.
    pub fn alert_at(mut self, seconds: u64) -> Timer {
        self.alert = Some(seconds);
        self
    }

    /// That has stopped.
    pub fn stopped(mut self) -> Timer {
        self.running = false;
        self
    }

    fn status(&self) -> Status {
        if self.elapsed > self.most {
            Status::Action
        } else if self.alert.is_some_and(|at| self.elapsed >= at) {
            Status::Alert
        } else if self.running {
            Status::Info
        } else {
            Status::Ok
        }
    }

    fn class(&self) -> &'static str {
        match self.status() {
            Status::Action => "timer--action",
            Status::Alert => "timer--alert",
            Status::Ok | Status::Info | Status::Idle => "",
        }
    }
}

impl Render for Timer {
    fn render(&self) -> Markup {
        let (elapsed, most) = (countdown(self.elapsed), countdown(self.most));
        let of = self.t.with(
            "timer-of",
            &[("elapsed", elapsed.as_str().into()), ("most", most.as_str().into())],
        );
        let at = self.alert.map(|at| percent(share(at, self.most)));
        html! {
            div.timer.(self.class()) role="timer" aria-label={ (self.label.plain()) ", " (of) }
                data-timer[self.running] data-elapsed=(self.elapsed) data-most=(self.most)
                data-alert=[self.alert] {
                span { (self.label) " · " (self.t.with("timer-most", &[("most", most.as_str().into())])) }
                span.timer__t {
                    span.timer__late { (Icon::Alert) }
                    span data-timer-now { (elapsed) }
                }
                svg.prog aria-hidden="true" {
                    rect.f-sunken width="100%" height="100%" {}
                    rect.timer__bar width=(percent(share(self.elapsed, self.most))) height="100%"
                        data-timer-bar {}
                    @if let Some(x) = at { rect.f-text x=(x) width="2" height="100%" {} }
                }
                @if let Some(alert) = self.alert {
                    span { (self.t.with("timer-alert", &[("at", countdown(alert).into())])) }
                }
                p.timer__over.s-action role="alert" data-timer-over {
                    @if self.status() == Status::Action { (self.t.get("timer-over")) }
                }
                template data-timer-words { (self.t.get("timer-over")) }
            }
        }
    }
}
