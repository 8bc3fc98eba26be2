//! The line of identity across a page: one patient, every stage, no gap.

use maud::{Markup, Render, html};

use super::Icon;
use crate::lang::Text;

/// Whether a stage is behind us, here, or to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    /// Behind us.
    Done,
    /// Here.
    Now,
    /// To come.
    Next,
}

/// A stage of the journey.
#[derive(Clone, Debug)]
pub struct Stage {
    /// What it is called.
    pub label: Text,
    /// When, or where.
    pub when: String,
    /// Behind us, here, or to come.
    pub state: StageState,
    /// The shape for a stage that is not behind us.
    pub icon: Icon,
    /// Where it leads, if it has a place on the page.
    pub href: Option<String>,
}

/// All stages on one line.
#[derive(Clone, Debug)]
pub struct Thread {
    /// Says how many stages there are and which one we are in.
    pub sentence: String,
    /// The stages in order.
    pub stages: Vec<Stage>,
}

impl Render for Thread {
    fn render(&self) -> Markup {
        html! {
            div.thread__wrap tabindex="0" role="group" aria-label=(self.sentence) {
                ol.thread {
                    @for stage in &self.stages { (one(stage)) }
                }
            }
        }
    }
}

fn one(stage: &Stage) -> Markup {
    let (class, icon) = match stage.state {
        StageState::Done => (None, Icon::Check),
        StageState::Now => (Some("is-now"), stage.icon),
        StageState::Next => (Some("is-next"), stage.icon),
    };
    let now = (stage.state == StageState::Now).then_some("step");
    html! {
        li class=[class] aria-current=[now] {
            span.thread__node { (icon) }
            @match &stage.href {
                Some(href) => a href=(href) { (stage.label) },
                None => span { (stage.label) },
            }
            small.num { (stage.when) }
        }
    }
}
