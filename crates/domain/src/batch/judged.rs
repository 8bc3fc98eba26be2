//! What becomes of a batch once its record is complete.

use crate::signature::Signed;
use crate::text::{Code, Reason};
use process::words::AttributeId;
use std::collections::BTreeMap;

crate::event! {
    /// The record was reviewed with all its exceptions.
    pub struct BatchReviewed {
        /// How many exceptions the record had when it was reviewed.
        pub exceptions: u32,
        /// The reviewer's signature.
        pub signed: Signed,
    }
}

crate::event! {
    /// The batch was released.
    pub struct BatchReleased {
        /// Lines of the specification whose results come later; the product may be used meanwhile.
        pub pending: Vec<AttributeId>,
        /// What was checked, by kind, and how many of each.
        pub checked: BTreeMap<Code, u32>,
        /// The signature of whoever released it.
        pub signed: Signed,
    }
}

crate::event! {
    /// The batch was rejected: nothing of it is to be used.
    pub struct BatchRejected {
        /// Why.
        pub reason: Reason,
        /// The signature of whoever rejected it.
        pub signed: Signed,
    }
}
