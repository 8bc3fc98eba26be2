//! Why a password is not good enough.
//!
//! Length, and not being one that everybody tries first: no rules about kinds of characters, and no
//! change for change's sake, which make people choose worse ones (NIST SP 800-63B, 3.1.1.2).

/// The shortest password taken, in characters.
pub const PASSWORD_CHARACTERS_MIN: usize = 12;

/// The longest password taken, in bytes: nobody types more, and each is hashed.
pub const PASSWORD_BYTES_MAX: usize = 1_024;

/// The longest piece that is looked for over and over.
const PIECE_BYTES_MAX: usize = 6;

/// Passwords that are tried first, in order; see `assets/passwords/README.md`.
const COMMON: &str = include_str!("../../../assets/passwords/common.txt");

/// Why a password is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Fewer characters than [`PASSWORD_CHARACTERS_MIN`].
    Short,
    /// More bytes than [`PASSWORD_BYTES_MAX`].
    Long,
    /// One that is tried first, perhaps with digits and signs around it.
    Common,
    /// One short piece over and over.
    Repeats,
    /// It has the name in it that it goes with.
    Name,
    /// A PIN that is not digits alone, or too few or too many.
    NoPin,
    /// A PIN that is tried first: a run, a line on the keypad, a day.
    GuessedPin,
}

/// Why a password is not good enough for whoever signs in under `name`, if it is not.
pub fn weak(password: &str, name: &str) -> Option<Weak> {
    if password.chars().count() < PASSWORD_CHARACTERS_MIN {
        return Some(Weak::Short);
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Some(Weak::Long);
    }
    let password = password.to_lowercase();
    let word = password.trim_matches(|letter: char| !letter.is_alphabetic());
    if word.is_empty() || common(&password) || common(word) {
        return Some(Weak::Common);
    }
    if repeats(&password) {
        return Some(Weak::Repeats);
    }
    let letters = |text: &str| text.chars().filter(|it| it.is_alphanumeric()).collect::<String>();
    let name = letters(&name.to_lowercase());
    (name.len() > 2 && letters(&password).contains(&name)).then_some(Weak::Name)
}

fn common(word: &str) -> bool {
    // Looked through from the front: a password is set seldom, and its hash takes far longer.
    COMMON.lines().any(|line| line == word)
}

fn repeats(password: &str) -> bool {
    let bytes = password.as_bytes();
    (1..=PIECE_BYTES_MAX).any(|length| {
        let piece = bytes.get(..length).unwrap_or_default();
        bytes.chunks(length).all(|chunk| piece.starts_with(chunk))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_refused_and_a_sentence_is_not() {
        for (password, why) in [
            ("eleven char", Weak::Short),
            ("Password2026!", Weak::Common),
            ("123qwertyuiop", Weak::Common),
            ("123456789012", Weak::Common),
            ("!!!!2026!!!!", Weak::Common),
            ("abcabcabcabcab", Weak::Repeats),
            ("aaaaaaaaaaaaa", Weak::Repeats),
            ("my OP-07 password", Weak::Name),
        ] {
            assert_eq!(weak(password, "op-07"), Some(why), "{password}");
        }
        assert_eq!(weak(&"x y".repeat(400), "op-07"), Some(Weak::Long));
        for good in ["correct horse battery", "今天下午三点在细胞室门口见面吧", "tr0ub4dor & three"]
        {
            assert_eq!(weak(good, "op-07"), None, "{good}");
        }
    }

    #[test]
    fn the_list_is_in_lower_case_and_names_each_once() {
        let all: Vec<_> = COMMON.lines().collect();
        assert!(all.len() > 18_000, "{}", all.len());
        assert!(all.is_sorted() && all.windows(2).all(|two| two[0] != two[1]));
        assert!(all.iter().all(|word| word.to_lowercase() == **word));
    }
}
