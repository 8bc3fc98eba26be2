//! Names with their values.

use maud::{Markup, Render, html};

use crate::lang::{MISSING, Text};

/// A list of names and values. A missing value is shown as a dash.
#[derive(Clone, Debug, Default)]
pub struct Kv {
    rows: Vec<(Text, Markup)>,
    start: bool,
}

impl Kv {
    /// An empty list.
    pub fn new() -> Kv {
        Kv::default()
    }

    /// With one more line.
    pub fn row(mut self, name: impl Into<Text>, value: Markup) -> Kv {
        self.rows.push((name.into(), value));
        self
    }

    /// With one more line of plain words; a dash when there are none.
    pub fn text(self, name: impl Into<Text>, value: &str) -> Kv {
        let value = if value.is_empty() { MISSING } else { value };
        self.row(name, html! { (value) })
    }

    /// With one more line that shows an identifier.
    pub fn id(self, name: impl Into<Text>, value: &str) -> Kv {
        self.row(name, super::id(value))
    }

    /// Values at the start of the line: for sentences.
    pub fn start(mut self) -> Kv {
        self.start = true;
        self
    }
}

impl Render for Kv {
    fn render(&self) -> Markup {
        html! {
            dl.kv."kv--start"[self.start] {
                @for (name, value) in &self.rows { dt { (name) } dd { (value) } }
            }
        }
    }
}
