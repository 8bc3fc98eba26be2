//! The two ciphers that seal what is kept, and their one layout: 24 random bytes, the ciphertext, a tag
//! of 16.
//!
//! A centre founded with the second suite seals with SM4-GCM (GB/T 32907, RFC 8998), every other with
//! XChaCha20-Poly1305. Which one holds is marked beside what is kept, and never tried out.

use aes_gcm::AesGcm;
use chacha20poly1305::aead::consts::U12;
use chacha20poly1305::aead::{Aead as _, Error, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use sm4::Sm4;
use std::fmt;
use zeroize::Zeroizing;

type Sm4Gcm = AesGcm<Sm4, U12>;

/// What the key and the nonce of one text are made for, where SM4-GCM seals it.
const ONE_TEXT: &[u8] = b"centrosome/sm4/v1";

/// The random bytes that go before a ciphertext.
pub(crate) type Drawn = [u8; 24];

/// With what is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// The 24 bytes are its nonce.
    #[default]
    XChaCha20Poly1305,
    /// A key and a nonce of their own for each text are made of the 24 bytes.
    Sm4Gcm,
}

impl Algorithm {
    /// What it is marked with.
    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::XChaCha20Poly1305 => "xchacha20poly1305",
            Self::Sm4Gcm => "sm4-gcm",
        }
    }

    /// The one a mark stands for.
    pub(crate) fn marked(mark: &str) -> Option<Self> {
        [Self::XChaCha20Poly1305, Self::Sm4Gcm].into_iter().find(|one| one.mark() == mark)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::XChaCha20Poly1305 => "XChaCha20-Poly1305",
            Self::Sm4Gcm => "SM4-GCM",
        })
    }
}

/// Seals and opens under one secret.
pub(crate) struct Cipher(Under);

enum Under {
    XChaCha(XChaCha20Poly1305),
    Sm4(Hkdf<Sha256>),
}

impl Cipher {
    /// The cipher of a secret that was made for nothing else.
    pub fn of(secret: &[u8; 32], algorithm: Algorithm) -> Self {
        Self(match algorithm {
            Algorithm::XChaCha20Poly1305 => {
                Under::XChaCha(XChaCha20Poly1305::new(&(*secret).into()))
            }
            Algorithm::Sm4Gcm => Under::Sm4(
                Hkdf::from_prk(secret)
                    .unwrap_or_else(|_| unreachable!("HKDF takes a secret as long as its hash")),
            ),
        })
    }

    /// Seals a text; the 24 bytes, which must never come with two texts, are not in what is given back.
    pub fn seal(&self, drawn: Drawn, msg: &[u8], aad: &[u8]) -> Result<Vec<u8>, Error> {
        let payload = Payload { msg, aad };
        match &self.0 {
            Under::XChaCha(cipher) => cipher.encrypt(&XNonce::from(drawn), payload),
            Under::Sm4(secret) => {
                let (cipher, nonce) = of_one_text(secret, &drawn)?;
                cipher.encrypt(&nonce.into(), payload)
            }
        }
    }

    /// Opens it again.
    pub fn open(&self, drawn: Drawn, msg: &[u8], aad: &[u8]) -> Result<Vec<u8>, Error> {
        let payload = Payload { msg, aad };
        match &self.0 {
            Under::XChaCha(cipher) => cipher.decrypt(&XNonce::from(drawn), payload),
            Under::Sm4(secret) => {
                let (cipher, nonce) = of_one_text(secret, &drawn)?;
                cipher.decrypt(&nonce.into(), payload)
            }
        }
    }
}

/// SM4-GCM for the one text these bytes were drawn for. GCM has 96 bits for a nonce, too few to draw them
/// under one key for ever; key and nonce of 224 bits made of 192 drawn ones are as safe as those.
fn of_one_text(secret: &Hkdf<Sha256>, drawn: &Drawn) -> Result<(Sm4Gcm, [u8; 12]), Error> {
    let mut made = Zeroizing::new([0u8; 28]);
    secret.expand_multi_info(&[ONE_TEXT, drawn], made.as_mut()).map_err(|_| Error)?;
    let (key, nonce) = made.split_first_chunk::<16>().ok_or(Error)?;
    let nonce = nonce.first_chunk::<12>().ok_or(Error)?;
    Ok((Sm4Gcm::new_from_slice(key).map_err(|_| Error)?, *nonce))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sm4::cipher::BlockCipherEncrypt as _;

    fn bytes(hexadecimal: &str) -> Vec<u8> {
        let mut bytes = vec![0; hexadecimal.len() / 2];
        domain::text::from_hexadecimal(hexadecimal.as_bytes(), &mut bytes).unwrap();
        bytes
    }

    /// The key of every example of the standards.
    const KEY: &str = "0123456789abcdeffedcba9876543210";

    #[test]
    fn sm4_is_the_one_of_gb_t_32907() {
        let cipher = Sm4::new_from_slice(&bytes(KEY)).unwrap();
        let mut block = <[u8; 16]>::try_from(bytes(KEY)).unwrap().into();
        cipher.encrypt_block(&mut block);
        assert_eq!(block.to_vec(), bytes("681edf34d206965e86b3e94f536e4246"), "A.1");
        // A.2: a million times over.
        for _ in 1..1_000_000 {
            cipher.encrypt_block(&mut block);
        }
        assert_eq!(block.to_vec(), bytes("595298c7c6fd271f0402f804c33d3f66"), "A.2");
    }

    #[test]
    fn sm4_gcm_is_the_one_of_rfc_8998() {
        let cipher = Sm4Gcm::new_from_slice(&bytes(KEY)).unwrap();
        let nonce = <[u8; 12]>::try_from(bytes("00001234567800000000abcd")).unwrap();
        let msg = bytes(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
             eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );
        let aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let sealed = cipher.encrypt(&nonce.into(), Payload { msg: &msg, aad: &aad }).unwrap();
        let expected = bytes(
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
             d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
             83de3541e4c2b58177e065a9bf7b62ec",
        );
        assert_eq!(sealed, expected, "A.1, its tag at the end");
    }

    /// What is kept must open for ever: the bytes are laid down here, by HKDF and GCM written out a
    /// second time, over the SM4 of OpenSSL.
    #[test]
    fn key_and_nonce_of_one_text_are_laid_down() {
        let secret: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let drawn: Drawn = std::array::from_fn(|at| u8::try_from(0xa0 + at).unwrap());
        let sealed = Cipher::of(&secret, Algorithm::Sm4Gcm).seal(drawn, b"an open bag", b"place");
        let expected = bytes("b7685eb6bc8b9b0a55bd198f6520925418848835091f22b2c6a2e2");
        assert_eq!(sealed.unwrap(), expected);
    }

    #[test]
    fn what_one_seals_opens_by_itself_alone_and_no_bit_of_it_bends() {
        let both = [Algorithm::XChaCha20Poly1305, Algorithm::Sm4Gcm];
        for (one, other) in [(both[0], both[1]), (both[1], both[0])] {
            let cipher = Cipher::of(&[1; 32], one);
            let drawn = [2; 24];
            let sealed = cipher.seal(drawn, b"an open bag", b"place").unwrap();
            assert_eq!(sealed.len(), 11 + 16);
            assert_eq!(cipher.open(drawn, &sealed, b"place").unwrap(), b"an open bag");
            assert!(cipher.open(drawn, &sealed, b"other").is_err());
            assert!(Cipher::of(&[1; 32], other).open(drawn, &sealed, b"place").is_err());
            assert!(Cipher::of(&[3; 32], one).open(drawn, &sealed, b"place").is_err());
            for at in 0..24 {
                let mut bent = drawn;
                bent[at] ^= 1;
                assert!(cipher.open(bent, &sealed, b"place").is_err(), "{one} at {at}");
            }
            for at in 0..sealed.len() {
                let mut bent = sealed.clone();
                bent[at] ^= 1;
                assert!(cipher.open(drawn, &bent, b"place").is_err(), "{one} at {at}");
            }
            assert_ne!(cipher.seal([4; 24], b"an open bag", b"place").unwrap(), sealed);
            assert_eq!(Algorithm::marked(one.mark()), Some(one));
        }
        assert_eq!(Algorithm::marked("rot13"), None);
    }
}
