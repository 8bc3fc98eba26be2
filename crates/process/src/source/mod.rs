//! Text as a tree of words, lists and maps, each of which knows where it stands.
//!
//! YAML is read by its events, not through serde: every word keeps its quotes and its place,
//! so a number without quotes can be refused and a mistake of meaning shown under the very word.
//! Of YAML only plain structure is taken; what hides or repeats text (anchors, aliases, tags,
//! several documents) is refused, because a reviewer must see the text where it counts.

mod read;

pub use read::read;

/// A stretch of the text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// Line and column from 1, length in characters within that line.
    pub fn place(self, source: &str) -> (usize, usize, usize) {
        let before = source.get(..self.start).unwrap_or(source);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let within = source.get(self.start..self.end).unwrap_or("");
        let length = within.lines().next().unwrap_or("").chars().count();
        (line, column, length.max(1))
    }
}

/// A word or a quoted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    pub text: String,
    pub quoted: bool,
    pub span: Span,
    /// Where the text itself begins, when it stands in the source exactly as it reads.
    verbatim: Option<usize>,
}

impl Scalar {
    /// The place of a part of the text; the whole when escapes or folding hide it.
    pub fn part(&self, start: usize, end: usize) -> Span {
        match self.verbatim {
            Some(begin) => Span { start: begin + start, end: begin + end.max(start) },
            None => self.span,
        }
    }

    /// Whether it is written as a number and lacks the quotes.
    pub fn is_bare_number(&self) -> bool {
        let digits = self.text.trim_start_matches(['-', '+', '.']);
        !self.quoted && digits.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// A map, in the order of its author. Keys may repeat: the reader of the map says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map {
    pub entries: Vec<(Scalar, Node)>,
    pub span: Span,
}

impl Map {
    /// The first entry of this name.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|(k, _)| k.text == key).map(|(_, node)| node)
    }
}

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Scalar(Scalar),
    List(Vec<Node>, Span),
    Map(Map),
}

impl Node {
    /// The place to point at: the word, or where a list or map begins.
    pub fn span(&self) -> Span {
        match self {
            Self::Scalar(scalar) => scalar.span,
            Self::List(_, span) => *span,
            Self::Map(map) => map.entries.first().map_or(map.span, |(key, _)| key.span),
        }
    }

    /// The word, if it is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        if let Self::Scalar(scalar) = self { Some(scalar) } else { None }
    }

    /// The map, if it is one.
    pub fn map(&self) -> Option<&Map> {
        if let Self::Map(map) = self { Some(map) } else { None }
    }

    /// The list, if it is one.
    pub fn list(&self) -> Option<&[Self]> {
        if let Self::List(items, _) = self { Some(items) } else { None }
    }
}
