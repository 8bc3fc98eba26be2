//! Time-based one-time passwords (RFC 6238, May 2011; RFC 4226 for the truncation, section 5.3).
//!
//! Six digits, steps of 30 seconds from the Unix epoch, HMAC-SHA-1: what every authenticator app does,
//! and some do nothing else whatever the address says. SHA-1's collisions do not reach an HMAC.

use data_encoding::BASE32_NOPAD;
use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};

/// How long a step is.
pub const SECONDS: u64 = 30;

/// How many digits a code has.
pub const DIGITS: usize = 6;

/// How many bytes a secret has: as many as the hash (RFC 4226, 4, R6).
pub const SECRET_BYTES: usize = 20;

/// How many steps before and after the present one are taken too, for slow hands and clocks that
/// differ (RFC 6238, 5.2 recommends at most one).
pub const STEPS_OFF: u64 = 1;

/// The step a moment lies in, in seconds since the Unix epoch.
pub fn step(seconds: u64) -> u64 {
    seconds / SECONDS
}

/// The code of a step.
pub fn code(secret: &[u8], step: u64) -> String {
    format!("{:0DIGITS$}", number(secret, step))
}

fn number(secret: &[u8], step: u64) -> u32 {
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let at = bytes.last().map_or(0, |last| usize::from(last & 0x0f));
    let four = bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
    (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000
}

/// The step whose code this is: the present one, or one beside it. `None`: it is of none of them.
pub fn step_of(secret: &[u8], given: &str, seconds: u64) -> Option<u64> {
    // Apps show a blank in the middle, and people type it.
    let digits: String = given.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_code = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    let given: u32 = digits.parse().ok().filter(|_| is_code)?;
    let now = step(seconds);
    let near = now.saturating_sub(STEPS_OFF)..=now.saturating_add(STEPS_OFF);
    // Each is made, so that the time taken says nothing of which it was.
    near.fold(None, |found, step| if number(secret, step) == given { Some(step) } else { found })
}

/// A secret as people type it into an app: Base32 without padding (RFC 4648, 6).
pub fn text(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// The secret that a text stands for.
pub fn secret(text: &str) -> Option<Vec<u8>> {
    BASE32_NOPAD.decode(text.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B, for SHA-1.
    const SECRET: &[u8] = b"12345678901234567890";

    /// RFC 6238, appendix B, SHA-1: eight digits there, of which ours are the last six.
    #[test]
    fn the_vectors_of_the_rfc() {
        for (seconds, whole) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(code(SECRET, step(seconds)), whole[2..], "at {seconds}");
        }
    }

    /// RFC 4226, appendix D.
    #[test]
    fn the_vectors_of_the_counter() {
        let codes = ["755224", "287082", "359152", "969429", "338314", "254676"];
        for (count, wanted) in (0..).zip(codes) {
            assert_eq!(code(SECRET, count), wanted);
        }
    }

    #[test]
    fn a_code_is_of_its_step_and_of_those_beside_it() {
        let now = 1_234_567_890;
        let at = step(now);
        for (of, found) in [(at, true), (at - 1, true), (at + 1, true), (at - 2, false)] {
            assert_eq!(step_of(SECRET, &code(SECRET, of), now), found.then_some(of));
        }
        assert_eq!(step_of(SECRET, &code(SECRET, at + 2), now), None);
        assert_eq!(step_of(SECRET, "005 924", now), Some(at), "as an app shows it");
        for none in ["", "5924", "0005924", "+05924", "００５９２４", "abcdef"] {
            assert_eq!(step_of(SECRET, none, now), None, "{none}");
        }
        assert_eq!(step_of(SECRET, &code(SECRET, 0), 0), Some(0));
        assert_eq!(step_of(SECRET, "000000", u64::MAX), None);
    }

    #[test]
    fn a_secret_is_read_as_it_was_written() {
        assert_eq!(text(SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(secret(&text(SECRET)).as_deref(), Some(SECRET));
        assert_eq!(secret("not base 32"), None);
    }
}
