//! Formula text to tokens, one at a time.

/// What stands at a place of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits, as written.
    Number(String),
    /// A unit between single quotes, without them.
    Unit(String),
    /// A name, dots included.
    Name(String),
    /// `+`, `<=`, `(` and the like.
    Sign(&'static str),
    /// A character that has no meaning here.
    Stray(char),
    /// A quote that never closes.
    Unclosed,
    End,
}

/// A token and where it stands, in bytes of the formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub token: Token,
    pub start: usize,
    pub end: usize,
}

/// Two-character signs first.
const SIGNS: &[&str] = &["<=", ">=", "!=", "<", ">", "=", "+", "-", "*", "/", "(", ")", ","];

pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub fn next(&mut self) -> Placed {
        let start = self.skip_blanks();
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Placed { token: Token::End, start, end: start };
        };
        let token = if first.is_ascii_digit() {
            Token::Number(self.take(|c| c.is_ascii_digit() || c == '.'))
        } else if first.is_ascii_lowercase() {
            let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
            Token::Name(self.take(inner))
        } else if first == '\'' {
            self.unit()
        } else if let Some(sign) = SIGNS.iter().find(|s| rest.starts_with(**s)) {
            self.at += sign.len();
            Token::Sign(sign)
        } else {
            self.at += first.len_utf8();
            Token::Stray(first)
        };
        Placed { token, start, end: self.at }
    }

    /// The code after `is`, which may hold hyphens; empty when there is none.
    pub fn code(&mut self) -> (String, usize, usize) {
        let start = self.skip_blanks();
        let code = self.take(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        (code, start, self.at)
    }

    fn unit(&mut self) -> Token {
        self.at += 1;
        let unit = self.take(|c| c != '\'');
        if self.rest().is_empty() {
            return Token::Unclosed;
        }
        self.at += 1;
        Token::Unit(unit)
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip_blanks(&mut self) -> usize {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        self.at
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("").to_owned()
    }
}
