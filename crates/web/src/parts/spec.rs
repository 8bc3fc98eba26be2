//! A specification with its results: limit, result, where it lies, verdict.

use maud::{Markup, Render, html};

use super::{Col, RangeBar, Row, Status, Table, chip};
use crate::lang::{Text, Texts, or_missing};

/// One attribute of a specification.
#[derive(Clone, Debug)]
pub struct SpecRow {
    /// What is tested.
    pub attribute: Text,
    /// How.
    pub method: Text,
    /// Its limit, as printed.
    pub limit: String,
    /// The result, as printed.
    pub result: Option<String>,
    /// The result against the limit; absent for pass or fail.
    pub range: Option<RangeBar>,
    /// What earlier batches gave.
    pub history: Option<String>,
    /// The verdict.
    pub verdict: (Status, Text),
}

/// A specification.
#[derive(Clone, Debug)]
pub struct SpecTable {
    t: Texts,
    name: String,
    rows: Vec<SpecRow>,
}

impl SpecTable {
    /// `name` says which specification it is.
    pub fn new(t: Texts, name: impl Into<String>, rows: Vec<SpecRow>) -> SpecTable {
        SpecTable { t, name: name.into(), rows }
    }

    fn line(&self, row: &SpecRow, with_history: bool) -> Row {
        let mut cells = vec![
            html! { (row.attribute) small { (row.method) } },
            html! { (row.limit) },
            html! { b { (or_missing(row.result.as_deref())) } },
            html! {
                @match &row.range {
                    Some(range) => div.rbcell { (range.clone().bare()) },
                    None => span.muted.small { (self.t.get("spec-pass-or-fail")) },
                }
            },
        ];
        if with_history {
            cells.push(html! { span.muted { (or_missing(row.history.as_deref())) } });
        }
        cells.push(chip(row.verdict.0, &row.verdict.1));
        let line = Row::new(cells);
        match row.verdict.0 {
            status @ Status::Action => line.flag(status),
            Status::Ok | Status::Alert | Status::Info | Status::Idle => line,
        }
    }
}

impl Render for SpecTable {
    fn render(&self) -> Markup {
        let t = self.t;
        // A column of dashes says nothing.
        let with_history = self.rows.iter().any(|row| row.history.is_some());
        let mut cols = vec![
            Col::text(t.label("spec-attribute")),
            Col::number(t.label("spec-limit")),
            Col::number(t.label("spec-result")),
            Col::text(t.label("spec-against")),
        ];
        if with_history {
            cols.push(Col::number(t.label("spec-history")));
        }
        cols.push(Col::text(t.label("spec-verdict")));
        let rows = self.rows.iter().map(|row| self.line(row, with_history));
        Table::new(self.name.clone(), cols).dense().rows(rows).render()
    }
}
