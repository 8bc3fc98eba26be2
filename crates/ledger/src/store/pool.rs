//! Readers shared by many threads.

use std::sync::{Mutex, PoisonError};

use super::{Reader, StoreError};

type Open = dyn Fn() -> Result<Box<dyn Reader>, StoreError> + Send + Sync;

/// Lends a reader to whoever asks, opening one more when all are out.
///
/// Guarantees: nobody waits for another's read; a reader is used by one thread at a time.
pub struct Pool {
    open: Box<Open>,
    idle: Mutex<Vec<Box<dyn Reader>>>,
    idle_max: usize,
}

impl Pool {
    /// A pool that opens readers by `open` and keeps at most `idle_max` of them between uses.
    pub fn new(
        idle_max: usize,
        open: impl Fn() -> Result<Box<dyn Reader>, StoreError> + Send + Sync + 'static,
    ) -> Self {
        Self { open: Box::new(open), idle: Mutex::new(Vec::new()), idle_max }
    }

    /// Reads.
    pub fn with<T>(&self, read: impl FnOnce(&dyn Reader) -> T) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => (self.open)()?,
        };
        let answer = read(reader.as_ref());
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < self.idle_max {
            idle.push(reader);
        }
        Ok(answer)
    }
}
