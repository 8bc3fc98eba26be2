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
    /// It has a name in it of the person it is of.
    Name,
    /// It is little more than words that belong to the centre, which whoever knows it tries first.
    Word,
    /// A PIN that is not digits alone, or too few or too many.
    NoPin,
    /// A PIN that is tried first: a run, a line on the keypad, a day.
    GuessedPin,
}

/// What must not make up a password, beside what everybody tries first.
#[derive(Debug, Default)]
pub struct Forbidden {
    /// What the person is called: no part of a password.
    pub names: Vec<String>,
    /// Words of the centre: without them enough must be left.
    pub words: Vec<String>,
}

/// The shortest name or word looked for, in bytes: two Chinese characters.
const NAME_BYTES_MIN: usize = 3;
const WORD_BYTES_MIN: usize = 4;

/// How many letters and digits must be left of a password without the centre's words.
const LEFT_MIN: usize = 8;

/// The words of a file: one a line, `#` begins a remark. No file: none.
pub fn words_in(file: &std::path::Path) -> Vec<String> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            tracing::warn!(%error, file = %file.display(), "the list of words cannot be read");
            String::new()
        }
    };
    let words = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Why a password is not good enough, if it is not.
pub fn weak(password: &str, forbidden: &Forbidden) -> Option<Weak> {
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
    let password = letters(&password);
    let names = forbidden.names.iter().map(|name| letters(name));
    if names.filter(|name| name.len() >= NAME_BYTES_MIN).any(|name| password.contains(&name)) {
        return Some(Weak::Name);
    }
    let words = forbidden.words.iter().map(|word| letters(word));
    let mut words: Vec<String> = words.filter(|word| word.len() >= WORD_BYTES_MIN).collect();
    // The longest first: a word may stand in another.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let left = words.iter().fold(password.clone(), |left, word| left.replace(word, " "));
    let left_over = letters(&left).chars().count();
    (left != password && left_over < LEFT_MIN).then_some(Weak::Word)
}

/// Letters and digits alone, in small letters.
fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|it| it.is_alphanumeric()).collect()
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

    fn forbidden() -> Forbidden {
        let all = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect();
        Forbidden {
            names: all(&["op-07", "Synthetic Operator", "合成操作员"]),
            words: all(&["Cell Centre", "Northbridge", "a9999", "细胞中心", "x"]),
        }
    }

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
            ("the synthetic-operator", Weak::Name),
            ("我是合成操作员我是合成操作员", Weak::Name),
            ("Northbridge2026!", Weak::Word),
            ("cell-centre-northbridge", Weak::Word),
            ("北京细胞中心二零二六年细胞中心", Weak::Word),
            ("A9999-Northbridge", Weak::Word),
        ] {
            assert_eq!(weak(password, &forbidden()), Some(why), "{password}");
        }
        assert_eq!(weak(&"x y".repeat(400), &forbidden()), Some(Weak::Long));
        for good in [
            "correct horse battery",
            "今天下午三点在细胞室门口见面吧",
            "tr0ub4dor & three",
            "no rain at northbridge today",
        ] {
            assert_eq!(weak(good, &forbidden()), None, "{good}");
        }
    }

    #[test]
    fn a_site_lists_words_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("forbidden-words");
        assert!(words_in(&file).is_empty());
        std::fs::write(&file, "# products\nNorthcell\n\n  CAR-T 19  # the first\n").unwrap();
        assert_eq!(words_in(&file), ["Northcell", "CAR-T 19"]);
    }

    #[test]
    fn the_list_is_in_lower_case_and_names_each_once() {
        let all: Vec<_> = COMMON.lines().collect();
        assert!(all.len() > 18_000, "{}", all.len());
        assert!(all.is_sorted() && all.windows(2).all(|two| two[0] != two[1]));
        assert!(all.iter().all(|word| word.to_lowercase() == **word));
    }
}
