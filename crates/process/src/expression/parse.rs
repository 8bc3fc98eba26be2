//! Tokens to a tree of what the author wrote. Names are not looked up here.

use super::lex::{Lexer, Placed, Token};
use super::{Arithmetic, Comparison, Junction};

/// A formula as written; places are bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syntax {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// What a part of a formula is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Number { digits: String, unit: Option<(String, usize, usize)> },
    Name(String),
    Negate(Box<Syntax>),
    Not(Box<Syntax>),
    Arithmetic(Arithmetic, Box<Syntax>, Box<Syntax>),
    Compare(Comparison, Box<Syntax>, Box<Syntax>),
    Join(Junction, Box<Syntax>, Box<Syntax>),
    Is { of: Box<Syntax>, code: String, negated: bool },
    Call { function: String, arguments: Vec<Syntax> },
}

/// Why a formula cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub message: String,
    pub cure: &'static str,
    pub start: usize,
    pub end: usize,
}

/// Deeper than any formula a person can review.
const DEEPEST: usize = 40;
const LONGEST: usize = 2_000;

/// Reads a formula.
pub fn parse(text: &str) -> Result<Syntax, Unreadable> {
    if text.len() > LONGEST {
        let message = format!("the formula has {} characters; the most is {LONGEST}", text.len());
        let cure = "split it into calculations with names of their own";
        return Err(Unreadable { message, cure, start: 0, end: text.len() });
    }
    let mut lexer = Lexer::new(text);
    let next = lexer.next();
    let mut parser = Parser { lexer, next, depth: 0 };
    let syntax = parser.any()?;
    match parser.next.token {
        Token::End => Ok(syntax),
        _ => Err(parser.unexpected("the end of the formula")),
    }
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    next: Placed,
    depth: usize,
}

type Parsed = Result<Syntax, Unreadable>;

impl Parser<'_> {
    fn any(&mut self) -> Parsed {
        self.deeper(|p| {
            let mut left = p.conjunction()?;
            while p.word("or") {
                let right = p.conjunction()?;
                left = joined(Junction::Or, left, right);
            }
            Ok(left)
        })
    }

    fn conjunction(&mut self) -> Parsed {
        let mut left = self.negation()?;
        while self.word("and") {
            let right = self.negation()?;
            left = joined(Junction::And, left, right);
        }
        Ok(left)
    }

    fn negation(&mut self) -> Parsed {
        let start = self.next.start;
        if !self.word("not") {
            return self.comparison();
        }
        let inner = self.deeper(Self::negation)?;
        let end = inner.end;
        Ok(Syntax { kind: Kind::Not(Box::new(inner)), start, end })
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        if self.is_word("is") {
            return self.is(left);
        }
        let Some(operator) = self.sign_of(Comparison::of) else { return Ok(left) };
        let right = self.sum()?;
        if let Token::Sign(sign) = self.next.token
            && Comparison::of(sign).is_some()
        {
            return Err(Unreadable {
                message: "comparisons cannot be chained".into(),
                cure: "write `a < b and b < c`",
                start: self.next.start,
                end: self.next.end,
            });
        }
        let (start, end) = (left.start, right.end);
        let kind = Kind::Compare(operator, Box::new(left), Box::new(right));
        Ok(Syntax { kind, start, end })
    }

    fn is(&mut self, of: Syntax) -> Parsed {
        // The word `is` has been looked at, not taken: the lexer stands right behind it.
        let (mut code, mut from, mut end) = self.lexer.code();
        let negated = code == "not";
        if negated {
            (code, from, end) = self.lexer.code();
        }
        if code.is_empty() {
            let cure = "write one of the choices, as in `appearance is clear`";
            let message = "`is` is not followed by a choice".into();
            return Err(Unreadable { message, cure, start: from, end: end.max(from + 1) });
        }
        self.next = self.lexer.next();
        let start = of.start;
        Ok(Syntax { kind: Kind::Is { of: Box::new(of), code, negated }, start, end })
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        while let Some(operator) = self.sign_of(Arithmetic::sum_of) {
            let right = self.product()?;
            left = computed(operator, left, right);
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.factor()?;
        while let Some(operator) = self.sign_of(Arithmetic::product_of) {
            let right = self.factor()?;
            left = computed(operator, left, right);
        }
        Ok(left)
    }

    fn factor(&mut self) -> Parsed {
        let start = self.next.start;
        if self.sign("-") {
            let inner = self.deeper(Self::factor)?;
            let end = inner.end;
            return Ok(Syntax { kind: Kind::Negate(Box::new(inner)), start, end });
        }
        match self.next.token.clone() {
            Token::Number(digits) => {
                let mut end = self.take().end;
                let mut unit = None;
                if let Token::Unit(text) = self.next.token.clone() {
                    let placed = self.take();
                    end = placed.end;
                    unit = Some((text, placed.start, placed.end));
                }
                Ok(Syntax { kind: Kind::Number { digits, unit }, start, end })
            }
            Token::Name(name) if !is_keyword(&name) => {
                let end = self.take().end;
                if self.sign("(") {
                    return self.call(name, start);
                }
                Ok(Syntax { kind: Kind::Name(name), start, end })
            }
            Token::Sign("(") => {
                self.take();
                let inner = self.any()?;
                let end = self.close()?;
                Ok(Syntax { start, end, ..inner })
            }
            _ => Err(self.unexpected("a number, a name or `(`")),
        }
    }

    fn call(&mut self, function: String, start: usize) -> Parsed {
        let mut arguments = Vec::new();
        if !matches!(self.next.token, Token::Sign(")")) {
            arguments.push(self.any()?);
            while self.sign(",") {
                arguments.push(self.any()?);
            }
        }
        let end = self.close()?;
        Ok(Syntax { kind: Kind::Call { function, arguments }, start, end })
    }

    fn close(&mut self) -> Result<usize, Unreadable> {
        let end = self.next.end;
        if self.sign(")") { Ok(end) } else { Err(self.unexpected("`)`")) }
    }

    fn deeper(&mut self, inner: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth == DEEPEST {
            return Err(Unreadable {
                message: format!("the formula nests deeper than {DEEPEST}"),
                cure: "split it into calculations with names of their own",
                start: self.next.start,
                end: self.next.end,
            });
        }
        self.depth += 1;
        let parsed = inner(self);
        self.depth -= 1;
        parsed
    }

    fn take(&mut self) -> Placed {
        let next = self.lexer.next();
        std::mem::replace(&mut self.next, next)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.next.token, Token::Name(name) if name == word)
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.take();
        }
        found
    }

    fn sign(&mut self, sign: &'static str) -> bool {
        let found = self.next.token == Token::Sign(sign);
        if found {
            self.take();
        }
        found
    }

    fn sign_of<T>(&mut self, known: impl Fn(&str) -> Option<T>) -> Option<T> {
        let Token::Sign(sign) = self.next.token else { return None };
        let operator = known(sign)?;
        self.take();
        Some(operator)
    }

    fn unexpected(&self, wanted: &str) -> Unreadable {
        let Placed { token, start, end } = &self.next;
        let (found, cure) = match token {
            Token::End => ("the formula ends".to_owned(), "finish the formula"),
            Token::Unclosed => ("a quote never closes".to_owned(), "close the unit with `'`"),
            Token::Unit(unit) => {
                (format!("the unit `{unit}` has no number"), "write a number before it")
            }
            Token::Number(text) => (format!("`{text}` stands"), "put an operator before it"),
            Token::Name(text) => (format!("`{text}` stands"), "put an operator before it"),
            Token::Sign(text) => (format!("`{text}` stands"), "remove it, or complete the formula"),
            Token::Stray(c) => (
                format!("`{c}` stands"),
                "use lower-case names, numbers, + - * / ( ) , < <= = != >= > and or not is",
            ),
        };
        let message = format!("{found} where {wanted} is expected");
        Unreadable { message, cure, start: *start, end: (*end).max(start + 1) }
    }
}

fn is_keyword(name: &str) -> bool {
    matches!(name, "and" | "or" | "not" | "is")
}

fn joined(junction: Junction, left: Syntax, right: Syntax) -> Syntax {
    let (start, end) = (left.start, right.end);
    Syntax { kind: Kind::Join(junction, Box::new(left), Box::new(right)), start, end }
}

fn computed(operator: Arithmetic, left: Syntax, right: Syntax) -> Syntax {
    let (start, end) = (left.start, right.end);
    Syntax { kind: Kind::Arithmetic(operator, Box::new(left), Box::new(right)), start, end }
}
