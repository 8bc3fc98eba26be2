//! What stands on a paper, before anybody knows where.

use domain::time::Timestamp;

/// A paper.
pub struct Sheet {
    /// What it is called.
    pub title: String,
    /// In which language.
    pub lang: &'static str,
    /// At the head of every page.
    pub head: String,
    /// "Page 3 of 12", with `{n}` and `{m}` for the numbers.
    pub page: String,
    /// At the foot of every page.
    pub foot: Vec<String>,
    /// In the square code at the foot of every page.
    pub code: String,
    /// The moment it says it is of.
    pub moment: Timestamp,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A piece of a paper.
pub enum Block {
    /// The title, with what it is of.
    Title(String, String),
    /// A heading of a level from 1, with what is said beside it.
    Heading(u16, String, String),
    /// Paragraphs.
    Text(Vec<Line>),
    /// What everybody must read.
    Notice(Line),
    /// Labels with what they label.
    Pairs(Vec<(String, Vec<Line>)>),
    /// A table.
    Table(Table),
}

/// A table whose head stands again on every page.
pub struct Table {
    /// Titles of the columns, each with its share of the width.
    pub columns: Vec<(String, f32)>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a place of a table.
pub type Cell = Vec<Line>;

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub struct Line(pub Vec<Run>);

/// A stretch of a paragraph in one tone.
#[derive(Debug, Clone)]
pub struct Run {
    /// What it says.
    pub text: String,
    /// How loud.
    pub tone: Tone,
    /// Whether a line goes through it: it was said first, and is not what stands.
    pub struck: bool,
}

/// How loud something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As everything.
    Plain,
    /// What is beside the point.
    Quiet,
    /// Worth a look.
    Alert,
    /// Not as it should be.
    Wrong,
}

impl Line {
    /// A paragraph in one tone.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self(vec![Run { text: text.into(), tone, struck: false }])
    }

    /// A paragraph as everything.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Tone::Plain)
    }

    /// A paragraph that is beside the point.
    pub fn quiet(text: impl Into<String>) -> Self {
        Self::new(text, Tone::Quiet)
    }

    /// A text that was said first, and is not what stands.
    pub fn struck(text: impl Into<String>) -> Self {
        Self(vec![Run { text: text.into(), tone: Tone::Quiet, struck: true }])
    }

    /// The same with more behind it.
    pub fn and(mut self, text: impl Into<String>, tone: Tone) -> Self {
        self.0.push(Run { text: text.into(), tone, struck: false });
        self
    }
}

/// A cell of one paragraph.
pub fn cell(text: impl Into<String>) -> Cell {
    vec![Line::plain(text)]
}

/// A cell of one paragraph that is beside the point.
pub fn quiet(text: impl Into<String>) -> Cell {
    vec![Line::quiet(text)]
}

/// Every paragraph of a text of several.
pub fn paragraphs(text: &str, tone: Tone) -> Vec<Line> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| Line::new(line.trim(), tone))
        .collect()
}
