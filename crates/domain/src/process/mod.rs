//! Master batch records: which version of a process is effective, and who approved it.

/// A compiled master batch record, as a batch pins it.
pub type Compiled = ();
