//! The authenticator's data (section 6.1): whose key, who was there, how often it signed.

use super::key::PublicKey;
use super::{AUTHENTICATOR_BYTES_MAX, Expected, Verification, Wrong};
use sha2::{Digest as _, Sha256};

/// The longest id a credential may have (section 4, credential id).
pub const CREDENTIAL_BYTES_MAX: usize = 1_023;

/// What an authenticator says of itself and its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    const PRESENT: u8 = 1;
    const VERIFIED: u8 = 1 << 2;
    const BACKUP_ELIGIBLE: u8 = 1 << 3;
    const BACKED_UP: u8 = 1 << 4;
    const ATTESTED: u8 = 1 << 6;
    const EXTENDED: u8 = 1 << 7;

    fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    /// Somebody was there.
    pub fn present(self) -> bool {
        self.has(Self::PRESENT)
    }

    /// The holder was verified.
    pub fn verified(self) -> bool {
        self.has(Self::VERIFIED)
    }

    /// The key can be copied to another device: it is synced, or may be.
    pub fn backup_eligible(self) -> bool {
        self.has(Self::BACKUP_ELIGIBLE)
    }

    /// The key has been copied.
    pub fn backed_up(self) -> bool {
        self.has(Self::BACKED_UP)
    }
}

/// Authenticator data, read.
pub(super) struct Data<'a> {
    party: &'a [u8],
    pub flags: Flags,
    pub counter: u32,
    pub attested: Option<Attested<'a>>,
}

/// The key an authenticator made.
pub(super) struct Attested<'a> {
    pub aaguid: [u8; 16],
    pub credential: &'a [u8],
    /// The key as it was sent.
    pub cose: &'a [u8],
    pub key: PublicKey,
}

/// Bytes read from the front.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Wrong> {
        let (taken, rest) =
            self.0.split_at_checked(length).ok_or(Wrong::AuthenticatorUnreadable)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Wrong> {
        self.take(N)?.try_into().map_err(|_| Wrong::AuthenticatorUnreadable)
    }

    /// The bytes of one CBOR item.
    fn item(&mut self) -> Result<&'a [u8], Wrong> {
        let mut decoder = minicbor::Decoder::new(self.0);
        decoder.skip().map_err(|_| Wrong::AuthenticatorUnreadable)?;
        self.take(decoder.position())
    }
}

impl<'a> Data<'a> {
    /// Reads authenticator data; nothing may stand behind it.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Wrong> {
        if bytes.len() > AUTHENTICATOR_BYTES_MAX {
            return Err(Wrong::AuthenticatorUnreadable);
        }
        let mut rest = Rest(bytes);
        let party = rest.take(32)?;
        let [flags] = rest.array()?;
        let flags = Flags(flags);
        let counter = u32::from_be_bytes(rest.array()?);
        let made = flags.has(Flags::ATTESTED);
        let attested = if made { Some(attested(&mut rest)?) } else { None };
        if flags.has(Flags::EXTENDED) {
            let item = rest.item()?;
            minicbor::Decoder::new(item).map().map_err(|_| Wrong::AuthenticatorUnreadable)?;
        }
        if rest.0.is_empty() {
            Ok(Self { party, flags, counter, attested })
        } else {
            Err(Wrong::AuthenticatorUnreadable)
        }
    }

    /// Checks whose key it is, who was there, and that the backup flags can be.
    pub fn check(&self, expected: &Expected<'_>) -> Result<(), Wrong> {
        if self.party != Sha256::digest(expected.party).as_slice() {
            return Err(Wrong::Party);
        }
        if !self.flags.present() {
            return Err(Wrong::NotPresent);
        }
        if expected.verification == Verification::Required && !self.flags.verified() {
            return Err(Wrong::NotVerified);
        }
        if self.flags.backed_up() && !self.flags.backup_eligible() {
            return Err(Wrong::Backup);
        }
        Ok(())
    }
}

fn attested<'a>(rest: &mut Rest<'a>) -> Result<Attested<'a>, Wrong> {
    let aaguid = rest.array()?;
    let length = usize::from(u16::from_be_bytes(rest.array()?));
    if length == 0 || length > CREDENTIAL_BYTES_MAX {
        return Err(Wrong::AuthenticatorUnreadable);
    }
    let credential = rest.take(length)?;
    let cose = rest.item()?;
    Ok(Attested { aaguid, credential, cose, key: PublicKey::read(cose)? })
}
