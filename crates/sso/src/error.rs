//! Why nobody was vouched for.

/// Why nobody was vouched for. Says nothing of what was carried.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The provider cannot be asked, or answers what cannot be read.
    #[error("ask the provider: {0}")]
    Away(String),
    /// What the centre has laid down of the provider makes no request.
    #[error("make a request of what is laid down: {0}")]
    Setup(String),
    /// The provider does not take the code: it was used, is too old, or of another browser.
    #[error("the provider does not take the code: {0}")]
    Code(String),
    /// The provider's word does not hold.
    #[error("the provider's word does not hold: {0}")]
    Token(String),
}
