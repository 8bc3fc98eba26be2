//! The master key in shares: some of them together give it back, fewer tell nothing of it.
//!
//! Shamir's scheme over GF(256), by the crate `blahaj`. A share is text that survives paper: groups of
//! letters and digits with a check at the end, and the key it is a share of.

use super::keys::Secret;
use super::master::MasterKey;
use blahaj::{Share, Sharks};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// How a share begins.
const HEAD: &str = "centrosome-share-1";

/// Why shares give no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EscrowError {
    /// More shares are needed than are made, or fewer than two.
    #[error(
        "{need} of {of}: at least 2 shares must be needed, and at most as many as are made, 2 to 16"
    )]
    Quorum {
        /// How many are needed.
        need: u8,
        /// How many are made.
        of: u8,
    },
    /// A text is no share.
    #[error("share {nth} is none, or was copied wrongly: compare it character by character")]
    NoShare {
        /// Which of those given, from 1.
        nth: usize,
    },
    /// Shares of different keys.
    #[error("share {nth} is of another key than the first")]
    OtherKey {
        /// Which of those given, from 1.
        nth: usize,
    },
    /// Too few.
    #[error("{given} different shares are given and {need} are needed")]
    TooFew {
        /// How many different ones were given.
        given: usize,
        /// How many are needed.
        need: u8,
    },
    /// The shares do not give the key they name.
    #[error("the shares do not give the key they name")]
    Different,
}

/// Splits a master key into `of` shares, any `need` of which give it back.
pub fn split(key: &MasterKey, need: u8, of: u8) -> Result<Vec<String>, EscrowError> {
    if need < 2 || need > of || of > 16 {
        return Err(EscrowError::Quorum { need, of });
    }
    let dealer = Sharks(need).dealer(key.secret().as_ref());
    let id = key.id();
    Ok(dealer
        .take(usize::from(of))
        .map(|share| {
            let bytes = Zeroizing::new(Vec::from(&share));
            let body = format!("{HEAD} {id} {need} {}", domain::text::hexadecimal(&bytes));
            let check = check(&body);
            format!("{body} {check}")
        })
        .collect())
}

/// The key that shares give together.
pub fn join(shares: &[String]) -> Result<MasterKey, EscrowError> {
    let mut read: Vec<(Vec<u8>, Share)> = Vec::new();
    let mut of: Option<(String, u8)> = None;
    for (nth, text) in (1..).zip(shares) {
        let (id, need, bytes) = parse(text).ok_or(EscrowError::NoShare { nth })?;
        match &of {
            None => of = Some((id, need)),
            Some(first) if *first != (id, need) => return Err(EscrowError::OtherKey { nth }),
            Some(_) => {}
        }
        let share = Share::try_from(bytes.as_slice()).map_err(|_| EscrowError::NoShare { nth })?;
        if read.iter().all(|(other, _)| *other != bytes) {
            read.push((bytes, share));
        }
    }
    let (id, need) = of.ok_or(EscrowError::TooFew { given: 0, need: 2 })?;
    let few = EscrowError::TooFew { given: read.len(), need };
    if read.len() < usize::from(need) {
        return Err(few);
    }
    let secret = Sharks(need).recover(read.iter().map(|(_, share)| share)).map_err(|_| few)?;
    let secret = Zeroizing::new(secret);
    let bytes: [u8; 32] = secret.as_slice().try_into().map_err(|_| EscrowError::Different)?;
    let key = MasterKey::of(Secret::new(bytes));
    if key.id() == id { Ok(key) } else { Err(EscrowError::Different) }
}

fn parse(text: &str) -> Option<(String, u8, Vec<u8>)> {
    let mut words = text.split_whitespace();
    let mut next = || words.next();
    let (head, id, need, share, sum) = (next()?, next()?, next()?, next()?, next()?);
    let body = format!("{head} {id} {need} {share}");
    if head != HEAD || words.next().is_some() || check(&body) != sum {
        return None;
    }
    let mut bytes = vec![0; share.len() / 2];
    domain::text::from_hexadecimal(share.as_bytes(), &mut bytes)?;
    Some((id.to_owned(), need.parse().ok()?, bytes))
}

/// Finds a slip of the pen; proves nothing.
fn check(body: &str) -> String {
    let whole = domain::text::Digest(Sha256::digest(body).into()).to_string();
    whole.chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> MasterKey {
        MasterKey::of(Zeroizing::new([byte; 32]))
    }

    #[test]
    fn any_two_of_three_give_the_key_and_one_does_not() {
        let shares = split(&key(7), 2, 3).unwrap();
        for (one, other) in [(0, 1), (1, 2), (2, 0)] {
            let some = [shares[one].clone(), shares[other].clone()];
            assert_eq!(join(&some).unwrap().id(), key(7).id());
        }
        assert_eq!(join(&shares).unwrap().id(), key(7).id());
        let twice = [shares[0].clone(), shares[0].clone()];
        let few = join(&twice).err().unwrap();
        assert_eq!(few, EscrowError::TooFew { given: 1, need: 2 });
    }

    #[test]
    fn a_slip_of_the_pen_another_key_and_a_bad_quorum_are_named() {
        let shares = split(&key(7), 2, 3).unwrap();
        let others = split(&key(8), 2, 3).unwrap();
        let mixed = [shares[0].clone(), others[1].clone()];
        assert_eq!(join(&mixed).err(), Some(EscrowError::OtherKey { nth: 2 }));
        for at in HEAD.len()..shares[1].len() {
            let mut bent = shares[1].clone().into_bytes();
            bent[at] = if bent[at] == b'0' { b'1' } else { b'0' };
            let bent = String::from_utf8(bent).unwrap();
            let wrong = join(&[shares[0].clone(), bent]).err();
            assert_eq!(wrong, Some(EscrowError::NoShare { nth: 2 }), "at {at}");
        }
        for (need, of) in [(1, 3), (4, 3), (2, 17), (0, 0)] {
            assert_eq!(split(&key(7), need, of).err(), Some(EscrowError::Quorum { need, of }));
        }
    }
}
