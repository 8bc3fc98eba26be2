//! The objects entries refer to.

use super::report::Gathered;
use super::{Fault, Finding};
use crate::objects::{ObjectError, ObjectHash, Objects};

/// Tells which objects an entry refers to, by calling back with each.
pub type ReferredBy<'a> = &'a (dyn Fn(&[u8], &mut dyn FnMut(ObjectHash)) + Sync);

/// Where the objects are, and how to find out which are meant to be there.
#[derive(Clone, Copy)]
pub struct Attachments<'a> {
    /// The folder of objects.
    pub objects: &'a Objects,
    /// The objects an entry refers to.
    pub referred: ReferredBy<'a>,
}

impl Attachments<'_> {
    /// Checks every object referred to. Objects nobody refers to are no fault: a writer may have
    /// died between keeping one and committing the entry that names it.
    pub(super) fn check(&self, gathered: &mut Gathered) {
        for (hash, position) in std::mem::take(&mut gathered.objects) {
            let fault = match self.objects.check(&hash) {
                Ok(bytes) => {
                    gathered.objects_checked += 1;
                    gathered.object_bytes += bytes;
                    continue;
                }
                Err(ObjectError::Missing(_)) => Fault::ObjectMissing(hash),
                Err(ObjectError::Damaged(_)) => Fault::ObjectDamaged(hash),
                Err(error) => {
                    let detail = super::finding::chain(&error);
                    Fault::ObjectUnreadable { hash, detail }
                }
            };
            gathered.tell(Finding { position: Some(position), fault });
        }
    }
}
