//! What the program does by itself: acts that nobody asks for, done when they are due.
//!
//! What is due is asked of the centre's facts, never of a timer's memory: a server that was down for
//! a week does what it missed, one that restarts does nothing twice, and of two that do the same at
//! once the rule refuses the second. The acts stand under the program's own identity
//! ([`domain::people::system`]), and their proof says that the server did them itself.
//!
//! **To add one:** a function that gives what is due, and a line in [`CHORES`].

use crate::answer::{NotTaken, Receipt};
use crate::engine::{Engine, Inner, Snapshot};
use crate::request::Request;
use domain::act::{ActId, Said};
use domain::people::{Role, system};
use serde_json::{Map, Value};
use std::time::Duration;

/// How often it is asked what is due.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// An act that is due.
#[derive(Debug, Clone)]
pub struct Due {
    /// The action.
    pub is: &'static str,
    /// Asked or told.
    pub said: Said,
    /// The command, its free text in clear.
    pub with: Map<String, Value>,
}

/// Something the program does by itself.
#[derive(Debug, Clone, Copy)]
pub struct Chore {
    /// What the server's log calls it.
    pub name: &'static str,
    /// What of it is due in a centre as published, if anything. It may read the log.
    pub due: fn(&Inner, &Snapshot) -> Result<Option<Due>, NotTaken>,
}

/// Everything the program does by itself, in the order it is done.
pub const CHORES: &[Chore] = &[];

impl Engine {
    /// Does something as the program itself.
    pub async fn act_itself(&self, due: Due) -> Result<Receipt, NotTaken> {
        let request = Request {
            id: ActId(*uuid::Uuid::now_v7().as_bytes()),
            is: due.is.to_owned(),
            iv: None,
            said: due.said,
            by: system(),
            role: Role::System,
            at: None,
            occurred: None,
            with: due.with,
            sign: None,
        };
        self.submit(request).await
    }

    /// Does what is due of these, once; gives what came of each that was.
    pub async fn do_chores(&self, chores: &[Chore]) -> Vec<Result<Receipt, NotTaken>> {
        let mut done = Vec::new();
        if self.ready().is_err() {
            return done;
        }
        for chore in chores {
            let (inner, asked) = (self.inner.clone(), *chore);
            let due = tokio::task::spawn_blocking(move || (asked.due)(&inner, &inner.snapshot()))
                .await
                .unwrap_or_else(|_| Err(NotTaken::Fault("ask what is due".to_owned())));
            let outcome = match due {
                Ok(None) => continue,
                Ok(Some(due)) => self.act_itself(due).await,
                Err(not) => Err(not),
            };
            match &outcome {
                Ok(receipt) => tracing::info!(chore = chore.name, at = receipt.position, "done"),
                // Asked again at the next look: nothing is remembered.
                Err(error) => tracing::warn!(chore = chore.name, %error, "not done"),
            }
            done.push(outcome);
        }
        done
    }

    /// Does whatever is due, again and again, for as long as it is let.
    pub async fn keep_time(self) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            look.tick().await;
            self.do_chores(CHORES).await;
        }
    }
}
