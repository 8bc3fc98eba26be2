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

    fn line(&self, row: &SpecRow) -> Row {
        let line = Row::new(vec![
            html! { (row.attribute) small { (row.method) } },
            html! { (row.limit) },
            html! { b { (or_missing(row.result.as_deref())) } },
            html! {
                @match &row.range {
                    Some(range) => div.rbcell { (range.clone().bare()) },
                    None => span.muted.small { (self.t.get("spec-pass-or-fail")) },
                }
            },
            html! { span.muted { (or_missing(row.history.as_deref())) } },
            chip(row.verdict.0, &row.verdict.1),
        ]);
        match row.verdict.0 {
            status @ Status::Action => line.flag(status),
            Status::Ok | Status::Alert | Status::Info | Status::Idle => line,
        }
    }
}

impl Render for SpecTable {
    fn render(&self) -> Markup {
        let t = self.t;
        Table::new(
            self.name.clone(),
            vec![
                Col::text(t.label("spec-attribute")),
                Col::number(t.label("spec-limit")),
                Col::number(t.label("spec-result")),
                Col::text(t.label("spec-against")),
                Col::number(t.label("spec-history")),
                Col::text(t.label("spec-verdict")),
            ],
        )
        .dense()
        .rows(self.rows.iter().map(|row| self.line(row)))
        .render()
    }
}
