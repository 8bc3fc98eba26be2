//! The two kinds of hash in the tree, and their text forms.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

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

/// What the nodes of a tree are hashed with.
///
/// Surprises: both functions give 32 bytes, so one type of hash serves them; that two are never
/// joined in one tree is what the type of its [`Frontier`](super::Frontier) is for.
pub trait Hashing: fmt::Debug + Clone + Default + PartialEq + Eq {
    /// Hashes two neighbouring subtrees into one.
    fn node(left: &NodeHash, right: &NodeHash) -> NodeHash;

    /// The root of the tree without entries.
    fn empty_tree() -> NodeHash;
}

/// SHA-256, which every log has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BySha256;

impl Hashing for BySha256 {
    fn node(left: &NodeHash, right: &NodeHash) -> NodeHash {
        hash_node(left, right)
    }

    fn empty_tree() -> NodeHash {
        NodeHash::empty_tree()
    }
}

/// SM3 (GB/T 32905), of a log with the second suite.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BySm3;

impl Hashing for BySm3 {
    fn node(left: &NodeHash, right: &NodeHash) -> NodeHash {
        NodeHash(Sm3::digest(children(left, right)).into())
    }

    fn empty_tree() -> NodeHash {
        NodeHash(Sm3::digest([]).into())
    }
}

impl BySm3 {
    /// Hashes an entry exactly as stored: SM3(0x00 ‖ leaf). Nothing names an entry by it: it is the
    /// root of a tree of one.
    pub fn leaf(leaf: &[u8]) -> NodeHash {
        let mut sm3 = Sm3::new();
        sm3.update([0x00]);
        sm3.update(leaf);
        NodeHash(sm3.finalize().into())
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
    NodeHash(Sha256::digest(children(left, right)).into())
}

/// What is hashed of two subtrees, in one buffer: half the cost of three short updates.
fn children(left: &NodeHash, right: &NodeHash) -> [u8; 65] {
    let mut bytes = [0x01; 65];
    let (_, children) = bytes.split_at_mut(1);
    let (first, second) = children.split_at_mut(32);
    first.copy_from_slice(&left.0);
    second.copy_from_slice(&right.0);
    bytes
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

    #[test]
    fn sm3_of_the_standards_examples() {
        // GB/T 32905-2016, A.1 and A.2.
        let hex = |digest: sm3::digest::Output<Sm3>| NodeHash(digest.into()).to_string();
        assert_eq!(
            hex(Sm3::digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            hex(Sm3::digest(b"abcd".repeat(16))),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        );
    }

    #[test]
    fn the_two_hash_functions_prefix_leaves_and_nodes_alike() {
        let (a, b) = (NodeHash([1; 32]), NodeHash([2; 32]));
        let bytes = [[1; 32], [2; 32]].concat();
        let with =
            |prefix: u8| NodeHash(Sm3::digest([&[prefix], bytes.as_slice()].concat()).into());
        assert_eq!((BySm3::leaf(&bytes), BySm3::node(&a, &b)), (with(0), with(1)));
        assert_eq!(BySha256::node(&a, &b), hash_node(&a, &b));
        assert_ne!(BySm3::empty_tree(), BySha256::empty_tree());
    }
}
