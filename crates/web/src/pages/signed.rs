//! A signature of the record as a page shows it: who, in which role, when, with which meaning, and
//! whether it still stands.

use super::eye::Eye;
use super::{links, sentence, words};
use crate::lang::{Text, Texts};
use crate::parts::{self, Sign};
use domain::act::Strength;
use domain::signature::{Signature, Standing};

/// A signature that was given. `part` says what the signer was to it.
pub fn done(eye: &Eye<'_>, part: Text, signature: &Signature, standing: Standing) -> Sign {
    let entry = sentence::at(eye, &[signature.position]).into_iter().next();
    let (how, proven) = rests_on(eye.t, entry.as_ref().and_then(|entry| entry.strength));
    Sign::Done {
        part,
        code: eye.code(&signature.by),
        role: entry.map_or_else(Text::default, |entry| entry.role).alone(),
        when: eye.moment(signature.occurred),
        meaning: words::sentence(eye.t, signature.means),
        how,
        proven,
        standing: shown(standing),
        entry: Some(links::entry(signature.position)),
    }
}

/// What a signature rests on, in words, and whether it proves itself: a key anybody can check is not
/// the same as the word of a server.
pub fn rests_on(t: Texts, strength: Option<Strength>) -> (Text, bool) {
    let (key, proven) = match strength {
        Some(Strength::BoundKey) => ("signed-by-bound-key", true),
        Some(Strength::SyncedKey) => ("signed-by-synced-key", true),
        Some(Strength::BadgeAndPin) => ("signed-by-badge", false),
        Some(Strength::Password) | None => ("signed-by-password", false),
    };
    (t.label(key).alone(), proven)
}

/// A signature that nothing after it can supersede: it stands until it is withdrawn.
pub fn standing(eye: &Eye<'_>, part: Text, signature: &Signature) -> Sign {
    let withdrawn = signature.is_withdrawn();
    let standing = if withdrawn { Standing::Withdrawn } else { Standing::Standing };
    done(eye, part, signature, standing)
}

/// The standing of a signature as parts draw it.
pub fn shown(standing: Standing) -> parts::Standing {
    match standing {
        Standing::Standing => parts::Standing::Standing,
        Standing::Reaffirmed => parts::Standing::Reaffirmed,
        Standing::Superseded => parts::Standing::Superseded,
        Standing::Withdrawn => parts::Standing::Withdrawn,
    }
}
