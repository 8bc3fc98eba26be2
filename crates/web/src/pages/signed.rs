//! A signature of the record as a page shows it: who, in which role, when, with which meaning, and
//! whether it still stands.

use super::eye::Eye;
use super::{sentence, words};
use crate::lang::Text;
use crate::parts::{self, Sign};
use domain::signature::{Signature, Standing};

/// A signature that was given. `part` says what the signer was to it.
pub fn done(eye: &Eye<'_>, part: Text, signature: &Signature, standing: Standing) -> Sign {
    let entry = sentence::at(eye, &[signature.position]);
    Sign::Done {
        part,
        code: eye.code(&signature.by),
        role: entry.into_iter().next().map_or_else(Text::default, |entry| entry.role).alone(),
        when: eye.moment(signature.occurred),
        meaning: words::sentence(eye.t, signature.means),
        how: eye.t.label("signed-by-password").alone(),
        standing: shown(standing),
    }
}

/// A signature that nothing after it can supersede.
pub fn standing(eye: &Eye<'_>, part: Text, signature: &Signature) -> Sign {
    done(eye, part, signature, Standing::Standing)
}

/// The standing of a signature as parts draw it.
pub fn shown(standing: Standing) -> parts::Standing {
    match standing {
        Standing::Standing => parts::Standing::Standing,
        Standing::Reaffirmed => parts::Standing::Reaffirmed,
        Standing::Superseded => parts::Standing::Superseded,
    }
}
