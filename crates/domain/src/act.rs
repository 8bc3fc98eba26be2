//! An act: somebody, in a role, somewhere, says that something shall be or has been done.

use crate::command::Command;
use crate::id::{PersonId, StationId};
use crate::people::Role;
use crate::text::{from_hexadecimal, hexadecimal};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A client's own name for its act, so that a retry is the same act: a UUID, best of version 7.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActId(pub [u8; 16]);

impl fmt::Display for ActId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = hexadecimal(&self.0);
        let mut rest = digits.as_str();
        for length in [8, 4, 4, 4] {
            let (part, others) = rest.split_at_checked(length).unwrap_or_default();
            write!(f, "{part}-")?;
            rest = others;
        }
        f.write_str(rest)
    }
}

impl fmt::Debug for ActId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ActId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const WHY: &str = "an act id is a UUID such as 0193f2a7-b1c0-7d2e-9a41-3c5f0e8b7a10";
        let dashes = [8, 13, 18, 23];
        let right_length = text.len() == 36 && text.is_ascii();
        if !right_length || !dashes.iter().all(|at| text.as_bytes().get(*at) == Some(&b'-')) {
            return Err(WHY);
        }
        let mut bytes = [0u8; 16];
        let digits = text.replace('-', "");
        from_hexadecimal(digits.as_bytes(), &mut bytes).ok_or(WHY)?;
        Ok(Self(bytes))
    }
}

impl Serialize for ActId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ActId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::text::parsed(deserializer)
    }
}

crate::choice! {
    /// Whether leave is asked for, or something is told that has already happened.
    pub enum Said {
        /// May I? Can be refused.
        Ask "ask",
        /// It is so. Taken down with whatever it breaks.
        Tell "tell",
    }
}

crate::choice! {
    /// What a signature means.
    pub enum Meaning {
        /// I did this as written.
        Performed "performed",
        /// I checked independently that it was done as written.
        Verified "verified",
        /// I wrote this.
        Authored "authored",
        /// I reviewed this.
        Reviewed "reviewed",
        /// I approve this.
        Approved "approved",
        /// I release this.
        Released "released",
        /// I reject this.
        Rejected "rejected",
        /// I correct this.
        Corrected "corrected",
        /// I have looked at what was corrected, and what I signed still stands.
        Reaffirmed "reaffirmed",
        /// I withdraw this signature: it counts for nothing any more.
        Withdrawn "withdrawn",
        /// I hand this over.
        HandedOver "handed-over",
        /// I take this over.
        TakenOver "taken-over",
        /// I identified the patient and the product.
        Identified "identified",
        /// I prescribe this.
        Ordered "ordered",
        /// I obtained the patient's consent.
        ConsentObtained "consent-obtained",
    }
}

crate::choice! {
    /// What a signature rests on, the weaker first.
    pub enum Strength {
        /// The server attests the signer's badge and PIN, at a registered station.
        BadgeAndPin "badge-pin",
        /// The server attests that the signer's password was given for it.
        Password "password",
        /// A key signed it that its holder may have on several devices.
        SyncedKey "synced-key",
        /// A key signed it that cannot leave its device.
        BoundKey "bound-key",
    }
}

/// The signature on an act, as far as rules need it. What it proves is checked above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// What it means.
    pub means: Meaning,
    /// Positions of the entries it signs for.
    pub covers: Vec<u64>,
    /// Size of the log whose state the signer saw.
    pub basis: u64,
    /// What it rests on.
    pub strength: Strength,
}

/// An attempt: who, in which role, where, when, asked or told, and what.
#[derive(Debug, Clone)]
pub struct Act {
    /// The client's name for it.
    pub id: ActId,
    /// Asked or told.
    pub said: Said,
    /// Who.
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// At which tablet or terminal.
    pub station: Option<StationId>,
    /// When it happened, as claimed.
    pub occurred: Timestamp,
    /// When the writer took it up.
    pub recorded: Timestamp,
    /// The signature, if it is signed.
    pub signing: Option<Signing>,
    /// What.
    pub command: Command,
}
