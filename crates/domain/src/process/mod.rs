//! Master batch records: which version of a process is effective, and who approved it.

/// A compiled master batch record, as a batch pins it.
pub type Compiled = ();

/// Reads a compiled process from its bytes.
pub fn read_compiled(_: &[u8]) -> Result<Compiled, &'static str> {
    Ok(())
}

/// The hashes of every compiled process the centre names.
pub fn compiled_in(_: &crate::centre::Centre) -> Vec<crate::text::Digest> {
    Vec::new()
}
