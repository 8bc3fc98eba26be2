//! Tables.

use maud::{Markup, Render, html};

use super::Status;
use crate::lang::Text;

/// A column: its heading and where its values stand.
#[derive(Clone, Debug)]
pub struct Col {
    head: Text,
    numeric: bool,
}

impl Col {
    /// A column of words.
    pub fn text(head: impl Into<Text>) -> Col {
        Col { head: head.into(), numeric: false }
    }

    /// A column of figures, aligned at their end.
    pub fn number(head: impl Into<Text>) -> Col {
        Col { head: head.into(), numeric: true }
    }
}

/// A line. Its first cell names it.
#[derive(Clone, Debug)]
pub struct Row {
    /// A cell for each column.
    pub cells: Vec<Markup>,
    /// Marks the line: only for what differs.
    pub flag: Option<Status>,
}

impl Row {
    /// A quiet line.
    pub fn new(cells: Vec<Markup>) -> Row {
        Row { cells, flag: None }
    }

    /// A line that stands out.
    pub fn flag(mut self, status: Status) -> Row {
        self.flag = Some(status);
        self
    }
}

/// A table with a name for who does not see it.
#[derive(Clone, Debug)]
pub struct Table {
    name: String,
    cols: Vec<Col>,
    rows: Vec<Row>,
    dense: bool,
    pinned: bool,
}

impl Table {
    /// An empty table.
    pub fn new(name: impl Into<String>, cols: Vec<Col>) -> Table {
        Table { name: name.into(), cols, rows: Vec::new(), dense: false, pinned: false }
    }

    /// With one more line.
    pub fn row(mut self, row: Row) -> Table {
        self.rows.push(row);
        self
    }

    /// With these lines.
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Table {
        self.rows.extend(rows);
        self
    }

    /// With less air, for specifications.
    pub fn dense(mut self) -> Table {
        self.dense = true;
        self
    }

    /// A window's height at most, its heads in sight however it is scrolled: for large matrices.
    pub fn pinned(mut self) -> Table {
        self.pinned = true;
        self
    }

    fn line(&self, row: &Row) -> Markup {
        let flag = match row.flag {
            Some(Status::Action) => Some("row--action"),
            Some(Status::Alert) => Some("row--alert"),
            Some(Status::Ok | Status::Info | Status::Idle) | None => None,
        };
        html! {
            tr class=[flag] {
                @for (i, cell) in row.cells.iter().enumerate() {
                    @let numeric = self.cols.get(i).is_some_and(|col| col.numeric);
                    @if i == 0 {
                        th.r[numeric] scope="row" { (cell) }
                    } @else {
                        td.r[numeric] { (cell) }
                    }
                }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        html! {
            div.scroll."scroll--pinned"[self.pinned] tabindex="0" role="group" aria-label=(self.name) {
                table.table."table--dense"[self.dense] {
                    thead {
                        tr {
                            @for col in &self.cols {
                                th.r[col.numeric] scope="col" { (col.head) }
                            }
                        }
                    }
                    tbody { @for row in &self.rows { (self.line(row)) } }
                }
            }
        }
    }
}
