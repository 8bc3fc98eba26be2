//! Sealing a secret of a person that has to be read again, such as what time-based codes are made of.
//!
//! The person's own key seals it, which the master key wraps: with another master key the same bytes
//! lie there and open, so that the hash the log names stays right.

use super::keys::Key;
use super::seal::SealError;
use zeroize::Zeroizing;

/// How many bytes go before what is sealed.
const NONCE_BYTES: usize = 24;

/// Seals a secret for one purpose and one owner. `nonce` must never come with two secrets.
pub(crate) fn seal_secret(
    key: &Key,
    purpose: &str,
    owner: &str,
    nonce: [u8; NONCE_BYTES],
    secret: &[u8],
) -> Result<Vec<u8>, SealError> {
    let sealed = key
        .cipher(purpose.as_bytes())
        .seal(nonce, secret, owner.as_bytes())
        .map_err(|_| SealError::DoesNotOpen)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens a secret that was sealed for this purpose and owner.
pub(crate) fn open_secret(
    key: &Key,
    purpose: &str,
    owner: &str,
    kept: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (nonce, sealed) = kept.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::DoesNotOpen)?;
    key.cipher(purpose.as_bytes())
        .open(*nonce, sealed, owner.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| SealError::DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cipher::Algorithm;

    #[test]
    fn a_secret_opens_for_its_owner_and_purpose_and_no_bit_of_it_bends() {
        opens_for_its_owner(Algorithm::XChaCha20Poly1305);
        opens_for_its_owner(Algorithm::Sm4Gcm);
    }

    fn opens_for_its_owner(algorithm: Algorithm) {
        let of = |byte| Key { secret: Zeroizing::new([byte; 32]), algorithm };
        let key = of(1);
        let kept = seal_secret(&key, "codes", "person/op07", [2; 24], b"a secret").unwrap();
        let opened = |key: &Key, purpose, owner, kept: &[u8]| {
            open_secret(key, purpose, owner, kept).map(|secret| secret.to_vec())
        };
        assert_eq!(opened(&key, "codes", "person/op07", &kept), Ok(b"a secret".to_vec()));
        let no = Err(SealError::DoesNotOpen);
        assert_eq!(opened(&key, "codes", "person/op11", &kept), no);
        assert_eq!(opened(&key, "others", "person/op07", &kept), no);
        assert_eq!(opened(&of(3), "codes", "person/op07", &kept), no);
        for at in 0..kept.len() {
            let mut bent = kept.clone();
            bent[at] ^= 1;
            assert_eq!(opened(&key, "codes", "person/op07", &bent), no);
        }
    }
}
