//! The two kinds of hash in the tree, and their text forms.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// Why a text is not a hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a hash: expected 32 bytes as {form}")]
pub struct HashTextError {
    text: String,
    form: &'static str,
}

macro_rules! hash_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The hash with these bytes.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The hash in a slice of exactly 32 bytes.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// The bytes themselves.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// Base64 with padding, the form inside checkpoints.
            pub fn to_base64(&self) -> String {
                STANDARD.encode(self.0)
            }

            /// Reads [`Self::to_base64`]; refuses any other spelling of the same bytes.
            pub fn parse_base64(text: &str) -> Result<Self, HashTextError> {
                let bytes = STANDARD.decode(text).ok();
                bytes.as_deref().and_then(Self::from_slice).ok_or_else(|| HashTextError {
                    text: text.to_owned(),
                    form: "base64 with padding",
                })
            }

            /// Reads 64 lower-case hexadecimal digits, the form `Display` writes.
            pub fn parse_hex(text: &str) -> Result<Self, HashTextError> {
                crate::hex::decode_32(text).map(Self).ok_or_else(|| HashTextError {
                    text: text.to_owned(),
                    form: "64 lower-case hexadecimal digits",
                })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                crate::hex::write(f, &self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

hash_type! {
    /// The hash of one entry's bytes. Receipts and signatures name an entry by it.
    LeafHash
}

hash_type! {
    /// The hash of a subtree; that of the whole tree is its root.
    ///
    /// Surprises: the root of a tree of one entry *is* the leaf hash of that entry, hence the
    /// conversion from [`LeafHash`] and none back.
    NodeHash
}

impl NodeHash {
    /// The root of the tree without entries: SHA-256 of nothing (RFC 6962, section 2.1).
    pub fn empty_tree() -> Self {
        Self(Sha256::digest([]).into())
    }
}

impl From<LeafHash> for NodeHash {
    fn from(leaf: LeafHash) -> Self {
        Self(leaf.0)
    }
}

/// Hashes an entry exactly as stored: SHA-256(0x00 ‖ leaf).
pub fn hash_leaf(leaf: &[u8]) -> LeafHash {
    let mut sha = Sha256::new();
    sha.update([0x00]);
    sha.update(leaf);
    LeafHash(sha.finalize().into())
}

/// Hashes two neighbouring subtrees into one: SHA-256(0x01 ‖ left ‖ right).
pub fn hash_node(left: &NodeHash, right: &NodeHash) -> NodeHash {
    // One buffer, one call: half the cost of three short updates.
    let mut bytes = [0x01; 65];
    let (_, children) = bytes.split_at_mut(1);
    let (first, second) = children.split_at_mut(32);
    first.copy_from_slice(&left.0);
    second.copy_from_slice(&right.0);
    NodeHash(Sha256::digest(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms_round_trip_and_refuse_other_spellings() {
        let hash = hash_leaf(b"abc");
        assert_eq!(LeafHash::parse_hex(&hash.to_string()), Ok(hash));
        assert_eq!(LeafHash::parse_base64(&hash.to_base64()), Ok(hash));
        assert!(LeafHash::parse_hex(&hash.to_string().to_uppercase()).is_err());
        assert!(LeafHash::parse_hex("00").is_err());
        assert!(LeafHash::parse_base64(hash.to_base64().trim_end_matches('=')).is_err());
        let error = NodeHash::parse_base64("x").map_err(|e| e.to_string());
        assert_eq!(
            error,
            Err("`x` is not a hash: expected 32 bytes as base64 with padding".to_owned())
        );
    }

    #[test]
    fn a_leaf_and_a_node_of_the_same_bytes_differ() {
        let (a, b) = (NodeHash([1; 32]), NodeHash([2; 32]));
        let bytes = [[1; 32], [2; 32]].concat();
        assert_ne!(hash_node(&a, &b), NodeHash::from(hash_leaf(&bytes)));
    }
}
