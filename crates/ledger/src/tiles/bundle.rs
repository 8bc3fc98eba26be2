//! The bytes of a bundle: each entry behind its length, in two bytes, big end first.

use super::TILE_WIDTH;

/// Why bytes are not a bundle, or entries do not fit one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// An entry is longer than a length prefix can say.
    #[error("an entry of {0} bytes does not fit a bundle: the limit is 65535")]
    TooLong(usize),
    /// The bytes end in the middle of an entry.
    #[error("the bundle ends in the middle of entry {0}: fetch it again")]
    Cut(usize),
    /// More entries than a bundle holds.
    #[error("the bundle holds more than 256 entries")]
    TooMany,
}

/// Adds one entry to a bundle.
pub fn push(bundle: &mut Vec<u8>, leaf: &[u8]) -> Result<(), BundleError> {
    let length = u16::try_from(leaf.len()).map_err(|_| BundleError::TooLong(leaf.len()))?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(leaf);
    Ok(())
}

/// The entries of a bundle, in order.
pub fn decode(mut bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut leaves = Vec::new();
    while !bytes.is_empty() {
        if leaves.len() == usize::from(TILE_WIDTH) {
            return Err(BundleError::TooMany);
        }
        let cut = BundleError::Cut(leaves.len());
        let (length, rest) = bytes.split_first_chunk::<2>().ok_or(cut)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (leaf, rest) = rest.split_at_checked(length).ok_or(cut)?;
        leaves.push(leaf);
        bytes = rest;
    }
    Ok(leaves)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_round_trip_and_name_where_they_are_cut() {
        let mut bytes = Vec::new();
        push(&mut bytes, b"one").unwrap();
        push(&mut bytes, b"").unwrap();
        assert_eq!(bytes, b"\x00\x03one\x00\x00");
        assert_eq!(decode(&bytes), Ok(vec![&b"one"[..], b""]));
        assert_eq!(decode(&bytes[..6]), Err(BundleError::Cut(1)));
        assert_eq!(decode(&bytes[..4]), Err(BundleError::Cut(0)));
        assert_eq!(push(&mut bytes, &vec![0; 65_536]), Err(BundleError::TooLong(65_536)));
        assert_eq!(decode(&[0; 2 * 257]), Err(BundleError::TooMany));
    }
}
