//! Master batch records: which version of a process is effective, and who approved it.

/// A compiled master batch record, as a batch pins it.
pub type Compiled = ::process::Process;

/// Reads a compiled process from its bytes.
pub fn read_compiled(bytes: &[u8]) -> Result<Compiled, &'static str> {
    Compiled::from_bytes(bytes).map_err(|_| "the bytes are no compiled process of this build")
}

/// The hashes of every compiled process the centre names.
pub fn compiled_in(_: &crate::centre::Centre) -> Vec<crate::text::Digest> {
    Vec::new()
}
