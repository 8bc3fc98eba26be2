//! Where everything stands: blocks flow down the pages, and what must stay together does.

use super::font::Face;
use super::sheet::{Block, Cell, Line, Sheet, Table, Tone};
use super::wrap::{Piece, wrap};

/// A4, in points.
pub const WIDTH: f32 = 595.28;
/// A4, in points.
pub const HEIGHT: f32 = 841.89;
/// Left and right of everything.
pub const SIDE: f32 = 46.0;
/// Above everything but the head.
const TOP: f32 = 62.0;
/// Below everything but the foot.
const BOTTOM: f32 = HEIGHT - 84.0;
/// How wide a page is between its margins.
pub const INSIDE: f32 = WIDTH - 2.0 * SIDE;
/// From one line to the next, in parts of the size.
const LEADING: f32 = 1.42;
/// Between columns.
const GUTTER: f32 = 9.0;
/// Above and below a row.
const ROW: f32 = 3.0;

const BODY: f32 = 8.4;
const SMALL: f32 = 7.5;
const LABEL: f32 = 6.9;

/// Something drawn.
pub enum Mark {
    /// Text with its base line.
    Text {
        /// Where.
        x: f32,
        /// The base line.
        y: f32,
        /// How big.
        size: f32,
        /// What.
        text: String,
        /// How loud.
        tone: Tone,
        /// Of which part of the structure; of none where it only says again what stands before.
        tag: Option<usize>,
    },
    /// A line across.
    Rule {
        /// From.
        x: f32,
        /// How long.
        width: f32,
        /// Where.
        y: f32,
        /// How heavy.
        weight: f32,
        /// How loud.
        tone: Tone,
    },
}

/// What a part of the structure is, for whoever hears a paper instead of seeing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A heading.
    Heading(u16, String),
    /// A paragraph.
    Paragraph,
    /// A table.
    Table,
    /// A row.
    Row,
    /// The head of a column.
    ColumnHead,
    /// The head of a row.
    RowHead,
    /// A place of a table.
    Place,
}

/// A part of the structure, and what it is in.
pub struct Tagged {
    /// What it is.
    pub part: Part,
    /// In which part.
    pub inside: Option<usize>,
}

/// Everything in its place.
pub struct Flowed {
    /// What is drawn on each page.
    pub pages: Vec<Vec<Mark>>,
    /// The structure.
    pub tags: Vec<Tagged>,
}

/// Lays a paper out.
pub fn flow(face: &Face, sheet: &Sheet) -> Flowed {
    let mut flow = Flow { face, pages: vec![Vec::new()], tags: Vec::new(), y: TOP };
    let mut blocks = sheet.blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        flow.block(block, blocks.peek().copied());
    }
    Flowed { pages: flow.pages, tags: flow.tags }
}

struct Flow<'a> {
    face: &'a Face,
    pages: Vec<Vec<Mark>>,
    tags: Vec<Tagged>,
    y: f32,
}

/// A row of a table, wrapped.
struct Wrapped {
    places: Vec<Vec<Vec<Piece>>>,
    lines: usize,
}

impl Flow<'_> {
    fn block(&mut self, block: &Block, next: Option<&Block>) {
        match block {
            Block::Title(title, of) => {
                let tag = self.tag(Part::Heading(1, title.clone()), None);
                self.lines(&[Line::plain(title)], 19.0, tag);
                self.y += 2.0;
                let tag = self.tag(Part::Paragraph, None);
                self.lines(&[Line::quiet(of)], 10.5, tag);
                self.y += 9.0;
            }
            Block::Heading(level, text, beside) => self.heading(*level, text, beside, next),
            Block::Text(lines) => {
                let tag = self.tag(Part::Paragraph, None);
                self.lines(lines, BODY, tag);
                self.y += 5.0;
            }
            Block::Notice(line) => {
                self.room(34.0);
                let tone = line.0.first().map_or(Tone::Plain, |run| run.tone);
                self.rule(SIDE, INSIDE, 0.8, tone);
                self.y += 5.0;
                let tag = self.tag(Part::Paragraph, None);
                self.lines(std::slice::from_ref(line), 10.0, tag);
                self.y += 4.0;
                self.rule(SIDE, INSIDE, 0.8, tone);
                self.y += 10.0;
            }
            Block::Pairs(pairs) => self.pairs(pairs),
            Block::Table(table) => self.table(table),
        }
    }

    fn tag(&mut self, part: Part, inside: Option<usize>) -> usize {
        self.tags.push(Tagged { part, inside });
        self.tags.len() - 1
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn rule(&mut self, x: f32, width: f32, weight: f32, tone: Tone) {
        let y = self.y;
        self.mark(Mark::Rule { x, width, y, weight, tone });
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Makes sure that this much fits on the page.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.turn();
        }
    }

    fn heading(&mut self, level: u16, text: &str, beside: &str, next: Option<&Block>) {
        let (size, above, below) = match level {
            2 => (13.0, 17.0, 6.0),
            3 => (10.0, 11.0, 3.0),
            _ => (9.0, 9.0, 2.0),
        };
        // A heading at the foot of a page, with what it heads on the next, heads nothing.
        let heads = match next {
            Some(Block::Heading(..)) => 130.0,
            Some(_) => 78.0,
            None => 0.0,
        };
        self.room(above + size * LEADING + heads);
        if self.y > TOP {
            self.y += above;
        }
        let tag = self.tag(Part::Heading(level, text.to_owned()), None);
        let mut line = Line::plain(text);
        if !beside.is_empty() {
            line = line.and(format!("   {beside}"), Tone::Quiet);
        }
        self.lines(&[line], size, tag);
        if level == 2 {
            self.y += 2.0;
            self.rule(SIDE, INSIDE, 0.7, Tone::Plain);
        }
        self.y += below;
    }

    /// Paragraphs over the whole width.
    fn lines(&mut self, lines: &[Line], size: f32, tag: usize) {
        for line in lines {
            for pieces in wrap(self.face, line, size, INSIDE) {
                self.room(size * LEADING);
                self.pieces(&pieces, (SIDE, self.y), size, Some(tag));
                self.y += size * LEADING;
            }
        }
    }

    /// One line.
    fn pieces(&mut self, pieces: &[Piece], (x, y): (f32, f32), size: f32, tag: Option<usize>) {
        let base = y + size * 1.08;
        for piece in pieces {
            let (text, tone) = (piece.text.clone(), piece.tone);
            self.mark(Mark::Text { x: x + piece.x, y: base, size, text, tone, tag });
            if piece.struck {
                let y = base - size * 0.32;
                let (x, width) = (x + piece.x, piece.width);
                self.mark(Mark::Rule { x, width, y, weight: 0.6, tone: Tone::Wrong });
            }
        }
    }

    fn pairs(&mut self, pairs: &[(String, Vec<Line>)]) {
        let table = self.tag(Part::Table, None);
        let widths = [INSIDE * 0.26, INSIDE * 0.74];
        for (label, said) in pairs {
            let cells = [vec![Line::quiet(label)], said.clone()];
            let row = self.wrapped(&cells, &widths, SMALL + 0.3);
            let parts = [Part::RowHead, Part::Place];
            self.row(Some(table), &row, &widths, SMALL + 0.3, &parts, None);
        }
        self.y += 7.0;
    }

    fn table(&mut self, table: &Table) {
        if table.rows.is_empty() {
            return;
        }
        let shares: f32 = table.columns.iter().map(|(_, share)| share).sum();
        let widths: Vec<f32> =
            table.columns.iter().map(|(_, share)| INSIDE * share / shares).collect();
        let tag = self.tag(Part::Table, None);
        let titles: Vec<Cell> =
            table.columns.iter().map(|(title, _)| vec![Line::quiet(title)]).collect();
        let head = self.wrapped(&titles, &widths, LABEL);
        let heads: Vec<Part> = widths.iter().map(|_| Part::ColumnHead).collect();
        let places: Vec<Part> = widths.iter().map(|_| Part::Place).collect();
        let rows: Vec<Wrapped> =
            table.rows.iter().map(|row| self.wrapped(row, &widths, SMALL)).collect();
        let first = rows.first().map_or(0, |row| row.lines.min(6));
        self.room(height(head.lines, LABEL) + height(first, SMALL));
        self.row(Some(tag), &head, &widths, LABEL, &heads, None);
        for row in &rows {
            self.row(Some(tag), row, &widths, SMALL, &places, Some((&head, &heads)));
        }
        self.y += 8.0;
    }

    fn wrapped(&self, cells: &[Cell], widths: &[f32], size: f32) -> Wrapped {
        let place = |(cell, width): (&Cell, &f32)| {
            let lines = cell.iter().flat_map(|line| wrap(self.face, line, size, width - GUTTER));
            lines.collect::<Vec<_>>()
        };
        let places: Vec<_> = cells.iter().zip(widths).map(place).collect();
        let lines = places.iter().map(Vec::len).max().unwrap_or(0);
        Wrapped { places, lines }
    }

    /// A row; one that does not fit begins on the next page, and only one that fits on none is cut.
    fn row(
        &mut self,
        table: Option<usize>,
        row: &Wrapped,
        widths: &[f32],
        size: f32,
        parts: &[Part],
        head: Option<(&Wrapped, &[Part])>,
    ) {
        let again = |flow: &mut Self| {
            flow.turn();
            if let Some((head, parts)) = head {
                flow.row(None, head, widths, LABEL, parts, None);
            }
        };
        let needs = height(row.lines, size);
        if self.y + needs > BOTTOM && self.y > TOP && needs < (BOTTOM - TOP) * 0.8 {
            again(self);
        }
        let of = table.map(|table| self.tag(Part::Row, Some(table)));
        let tag = |part: &Part| Some(self.tag(part.clone(), Some(of?)));
        let tags: Vec<Option<usize>> = parts.iter().map(tag).collect();
        self.y += ROW;
        if self.y + needs - ROW <= BOTTOM {
            // Place by place, in the order in which it is read.
            let top = self.y;
            let mut x = SIDE;
            for ((place, width), tag) in row.places.iter().zip(widths).zip(&tags) {
                let mut y = top;
                for pieces in place {
                    self.pieces(pieces, (x, y), size, *tag);
                    y += size * LEADING;
                }
                x += width;
            }
            self.y = top + needs - 2.0 * ROW;
        } else {
            for nth in 0..row.lines {
                if self.y + size * LEADING > BOTTOM && self.y > TOP {
                    again(self);
                    self.y += ROW;
                }
                let mut x = SIDE;
                for ((place, width), tag) in row.places.iter().zip(widths).zip(&tags) {
                    if let Some(pieces) = place.get(nth) {
                        self.pieces(pieces, (x, self.y), size, *tag);
                    }
                    x += width;
                }
                self.y += size * LEADING;
            }
        }
        self.y += ROW;
        let (weight, tone) = match parts.first() {
            Some(Part::ColumnHead) => (0.6, Tone::Plain),
            _ => (0.3, Tone::Quiet),
        };
        self.rule(SIDE, INSIDE, weight, tone);
    }
}

fn height(lines: usize, size: f32) -> f32 {
    let lines = u16::try_from(lines).unwrap_or(u16::MAX);
    f32::from(lines) * size * LEADING + 2.0 * ROW
}
