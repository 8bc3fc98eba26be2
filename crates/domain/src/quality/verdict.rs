//! What a result is held against, and how it stands to that.

use crate::text::Digest;

crate::choice! {
    /// How a result stands to the specification, from good to bad: the worst of several decides.
    pub enum Verdict {
        /// There are no limits; the result is reported.
        Reported "reported",
        /// Within the limits, or a finding that is accepted.
        WithinSpecification "within-specification",
        /// Neither within nor outside can be said: below what the method tells, or no value.
        Inconclusive "inconclusive",
        /// Outside the limits, or a finding that is not accepted.
        OutOfSpecification "out-of-specification",
    }
}

crate::event! {
    /// A verdict as an event carries it: what was held against what.
    #[derive(Eq)]
    pub struct Judged {
        /// How the result stands.
        pub verdict: Verdict,
        /// The criterion as text, as ">= 70 %"; none if the result is reported only.
        pub criterion: Option<std::sync::Arc<str>>,
        /// The version of the process whose specification it is, as cart-cd19@1.
        pub version: std::sync::Arc<str>,
        /// Hash of the compiled process.
        pub process: Digest,
    }
}
