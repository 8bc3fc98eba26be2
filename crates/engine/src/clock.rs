//! The clock. Nothing below this crate asks what time it is.

use domain::time::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};

/// Where the writer gets the time from.
pub trait Clock: Send + Sync {
    /// The moment it is.
    fn now(&self) -> Timestamp;
}

/// The machine's clock. It must be kept right by a traceable source.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(jiff::Timestamp::now().as_millisecond())
    }
}

/// A clock that moves when it is told to: for tests, and for a demonstration that tells the story
/// of weeks in seconds.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that stands at `moment`.
    pub fn at(moment: Timestamp) -> Self {
        Self(AtomicI64::new(moment.as_millisecond()))
    }

    /// Sets the clock.
    pub fn set(&self, moment: Timestamp) {
        self.0.store(moment.as_millisecond(), Ordering::SeqCst);
    }

    /// Moves the clock by milliseconds, back if negative.
    pub fn move_by(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst))
    }
}
