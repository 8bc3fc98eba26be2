//! The second signature of a log that has the second suite: SM2 with SM3 (GB/T 32918.2), beside the
//! log's own and never in its place.
//!
//! The specification of notes has assigned no byte to it. The kind is therefore 0xff followed by the
//! object identifier of the algorithm as text, which nothing else can be called by.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{self, Signature};
use sm2::elliptic_curve::sec1::ToSec1Point as _;
use zeroize::Zeroizing;

use super::key::{PRIVATE, parts_of_kind};
use super::{KeyError, KeyId, KeyName, SignatureLine};

/// What stands for SM2 with SM3 where a kind of signature is named: 0xff, and the identifier of GM/T
/// 0006.
const SM2_WITH_SM3: &[u8] = b"\xff1.2.156.10197.1.501";
/// The identifier of a signer who has no other (GM/T 0009, 10): it is hashed before the text.
pub(super) const SIGNER: &str = "1234567812345678";

/// A private key that signs checkpoints a second time. Wiped from memory when dropped.
#[derive(Clone)]
pub struct Sm2SigningKey {
    name: KeyName,
    id: KeyId,
    scalar: Zeroizing<[u8; 32]>,
    key: Box<dsa::SigningKey>,
    verifier: Sm2VerifierKey,
}

impl Sm2SigningKey {
    /// The key that grows from this seed, which must come from a good random source.
    ///
    /// Refuses: the one seed in 2^32 that is no key of the curve. Draw another then.
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = dsa::SigningKey::from_slice(SIGNER, seed).map_err(|_| KeyError::Scalar)?;
        // The largest number of the field passes as a key and cannot sign.
        let _: Signature = key.try_sign(&[]).map_err(|_| KeyError::Scalar)?;
        let verifier = Sm2VerifierKey::of(name.clone(), key.verifying_key().clone());
        let (id, scalar) = (verifier.id, Zeroizing::new(*seed));
        Ok(Self { name, id, scalar, key: Box::new(key), verifier })
    }

    /// The same key under another name, as when a log goes on as its next generation.
    pub fn renamed(&self, name: KeyName) -> Self {
        let verifier = self.verifier.renamed(name);
        Self { name: verifier.name.clone(), id: verifier.id, verifier, ..self.clone() }
    }

    /// Whose key it is: the origin of the log, as of its first key.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The public half.
    pub fn verifier(&self) -> Sm2VerifierKey {
        self.verifier.clone()
    }

    /// The one-line encoding, a secret: `PRIVATE+KEY+<name>+<id>+<base64>`.
    pub fn to_secret_text(&self) -> String {
        let secret = Zeroizing::new([SM2_WITH_SM3, self.scalar.as_slice()].concat());
        format!("{PRIVATE}{}+{}+{}", self.name, self.id, STANDARD.encode(secret.as_slice()))
    }

    /// Signs a text; none once in 2^256 times, when the draw for this text has no signature.
    pub fn sign(&self, text: &str) -> Option<SignatureLine> {
        let signature: Signature = self.key.try_sign(text.as_bytes()).ok()?;
        let signature = signature.to_bytes().to_vec();
        Some(SignatureLine { name: self.name.clone(), id: self.id, signature })
    }
}

impl fmt::Debug for Sm2SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sm2SigningKey({}+{}, secret)", self.name, self.id)
    }
}

impl FromStr for Sm2SigningKey {
    type Err = KeyError;

    /// Reads [`Sm2SigningKey::to_secret_text`].
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let text = text.strip_prefix(PRIVATE).ok_or(KeyError::Form)?;
        let (name, id, seed) = parts_of_kind(SM2_WITH_SM3, text)?;
        let seed = Zeroizing::new(seed.as_slice().try_into().map_err(|_| KeyError::Form)?);
        let key = Self::from_seed(name, &seed)?;
        if key.id == id { Ok(key) } else { Err(KeyError::Id) }
    }
}

/// A public key with its name.
#[derive(Debug, Clone)]
pub struct Sm2VerifierKey {
    name: KeyName,
    id: KeyId,
    key: dsa::VerifyingKey,
}

impl Sm2VerifierKey {
    fn of(name: KeyName, key: dsa::VerifyingKey) -> Self {
        let id = KeyId::of_kind(SM2_WITH_SM3, &name, point(&key).as_ref());
        Self { name, id, key }
    }

    /// The same key under another name, as when a log goes on as its next generation.
    pub fn renamed(&self, name: KeyName) -> Self {
        Self::of(name, self.key.clone())
    }

    /// Whose key it is.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// Its short identifier.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Whether a signature line claims to be by this key.
    pub fn claims(&self, line: &SignatureLine) -> bool {
        (&line.name, line.id) == (&self.name, self.id)
    }

    /// Whether this key signed the text.
    pub fn check(&self, text: &str, line: &SignatureLine) -> bool {
        let signature = Signature::from_slice(&line.signature);
        self.claims(line) && signature.is_ok_and(|it| self.key.verify(text.as_bytes(), &it).is_ok())
    }
}

/// The point as the standards write it for others: 0x04, x, y.
fn point(key: &dsa::VerifyingKey) -> impl AsRef<[u8]> {
    key.to_sec1_point(false)
}

impl PartialEq for Sm2VerifierKey {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && point(&self.key).as_ref() == point(&other.key).as_ref()
    }
}

impl Eq for Sm2VerifierKey {}

impl fmt::Display for Sm2VerifierKey {
    /// The one-line encoding: `<name>+<id>+<base64>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = STANDARD.encode([SM2_WITH_SM3, point(&self.key).as_ref()].concat());
        write!(f, "{}+{}+{key}", self.name, self.id)
    }
}

impl FromStr for Sm2VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, public) = parts_of_kind(SM2_WITH_SM3, text)?;
        // One spelling of one key: compressed points are another.
        let whole = public.first() == Some(&0x04);
        let key = dsa::VerifyingKey::from_sec1_bytes(SIGNER, &public).ok().filter(|_| whole);
        let key = Self::of(name, key.ok_or(KeyError::Point)?);
        if key.id == id { Ok(key) } else { Err(KeyError::Id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::{Note, NoteError, SigningKey};

    const TEXT: &str = "centre.example/c01/1\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    fn key() -> Sm2SigningKey {
        Sm2SigningKey::from_seed(KeyName::new("centre.example/c01/1").unwrap(), &[9; 32]).unwrap()
    }

    fn bytes(hex: &str) -> Vec<u8> {
        let (pairs, []) = hex.as_bytes().as_chunks::<2>() else { panic!("{hex}") };
        let byte = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
        pairs.iter().map(byte).collect()
    }

    /// GB/T 32918.5-2017, A.2: the example of a signature on the recommended curve, by the signer
    /// 1234567812345678 over the text "message digest".
    #[test]
    fn the_standards_signature_holds_and_no_bent_one_does() {
        let public = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                      ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
        let signature = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3\
                         b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
        let name = KeyName::new("standard.example").unwrap();
        let key = dsa::VerifyingKey::from_sec1_bytes(SIGNER, &bytes(public)).unwrap();
        let key = Sm2VerifierKey::of(name.clone(), key);
        let mut line = SignatureLine { name, id: key.id, signature: bytes(signature) };
        assert!(key.check("message digest", &line));
        assert!(!key.check("message digesT", &line));
        for at in 0..line.signature.len() {
            line.signature[at] ^= 1;
            assert!(!key.check("message digest", &line), "byte {at}");
            line.signature[at] ^= 1;
        }
        let secret = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
        let seed = bytes(secret).try_into().unwrap();
        let own = Sm2SigningKey::from_seed(line.name.clone(), &seed).unwrap();
        assert_eq!(own.verifier(), key, "the public key of the example is that of its private one");
    }

    #[test]
    fn a_signature_holds_for_its_text_its_key_and_its_name_alone() {
        let (key, verifier) = (key(), key().verifier());
        let line: SignatureLine = key.sign(TEXT).unwrap().to_string().parse().unwrap();
        assert!(verifier.check(TEXT, &line));
        assert_eq!(key.sign(TEXT).unwrap(), line, "one text, one signature");
        assert!(!verifier.check(&TEXT.replace("\n1\n", "\n2\n"), &line));
        let renamed = verifier.renamed(KeyName::new("centre.example/c01/2").unwrap());
        assert!(!renamed.check(TEXT, &line), "another generation is another key");
        let again = key.renamed(renamed.name().clone());
        assert!(renamed.check(TEXT, &again.sign(TEXT).unwrap()));
        let other = Sm2SigningKey::from_seed(key.name().clone(), &[8; 32]).unwrap();
        let forged = SignatureLine { id: line.id, ..other.sign(TEXT).unwrap() };
        assert!(!verifier.check(TEXT, &forged));
        let cut = SignatureLine { signature: line.signature[..63].to_vec(), ..line };
        assert!(!verifier.check(TEXT, &cut));
    }

    #[test]
    fn keys_are_read_as_written_and_no_other_kind_is_taken_for_one() {
        let key = key();
        let secret = key.to_secret_text();
        assert_eq!(secret.parse::<Sm2SigningKey>().unwrap().verifier(), key.verifier());
        let public = key.verifier().to_string();
        assert_eq!(public.parse::<Sm2VerifierKey>().unwrap(), key.verifier());
        assert!(public.len() <= 200, "it stands in the first entry");
        let first = SigningKey::from_seed(key.name().clone(), &[9; 32]);
        let read = first.verifier().to_string().parse::<Sm2VerifierKey>();
        assert_eq!(read.unwrap_err(), KeyError::Kind);
        assert_eq!(public.parse::<crate::note::VerifierKey>(), Err(KeyError::Kind));
        assert_eq!(secret.parse::<SigningKey>().unwrap_err(), KeyError::Kind);
        let (at, _) = public.match_indices('+').nth(1).unwrap();
        let (head, point) = (&public[..at], &public[at + 1..]);
        let mut raw = STANDARD.decode(point).unwrap();
        *raw.last_mut().unwrap() ^= 1;
        let bent = format!("{head}+{}", STANDARD.encode(raw));
        assert_eq!(bent.parse::<Sm2VerifierKey>().unwrap_err(), KeyError::Point);
        assert!(!format!("{key:?}").contains("PRIVATE"));
        for none in [[0; 32], [0xff; 32]] {
            let refused = Sm2SigningKey::from_seed(key.name().clone(), &none);
            assert_eq!(refused.unwrap_err(), KeyError::Scalar);
        }
    }

    /// The largest number below the order of the curve: one more than it has no inverse.
    #[test]
    fn a_number_that_cannot_sign_is_no_key() {
        let order = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122";
        let seed = bytes(order).try_into().unwrap();
        let refused = Sm2SigningKey::from_seed(key().name().clone(), &seed);
        assert_eq!(refused.unwrap_err(), KeyError::Scalar);
    }

    #[test]
    fn who_knows_the_first_key_alone_reads_a_note_with_both_lines() {
        let first = SigningKey::from_seed(key().name().clone(), &[9; 32]);
        let mut note = Note::sign(TEXT.to_owned(), &first).unwrap();
        note.add(key().sign(TEXT).unwrap());
        let note = Note::parse(note.to_string().as_bytes()).unwrap();
        assert_eq!(note.verify(&[first.verifier()]), Ok(TEXT));
        assert_eq!(note.signatures().len(), 2);
        let alone = Note::parse(
            note.to_string()
                .replace(&note.signatures()[0].to_string(), &note.signatures()[1].to_string())
                .as_bytes(),
        )
        .unwrap();
        assert!(
            matches!(alone.verify(&[first.verifier()]), Err(NoteError::Unsigned(_))),
            "the added signature does not stand in for the first"
        );
    }
}
