//! A page of Markdown: headings, lines, items, tables.

use crate::voice::Voice;

pub(crate) struct Page<'v> {
    pub voice: Voice<'v>,
    out: String,
}

impl<'v> Page<'v> {
    pub fn new(voice: Voice<'v>) -> Self {
        Self { voice, out: String::new() }
    }

    pub fn heading(&mut self, level: usize, text: &str) {
        self.apart();
        self.out.push_str(&"#".repeat(level));
        self.out.push(' ');
        self.out.push_str(text);
        self.out.push_str("\n\n");
    }

    /// A paragraph.
    pub fn line(&mut self, text: &str) {
        self.apart();
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// What the person who does a step reads.
    pub fn quote(&mut self, text: &str) {
        self.line(&format!("> {text}\n"));
    }

    /// `- **Room:** Processing suite`
    pub fn item(&mut self, label: &str, text: &str) {
        let colon = self.voice.pick("：", ":");
        self.out.push_str(&format!("- **{label}{colon}** {text}\n"));
    }

    /// A table; columns in which nothing stands are left out, and a table without rows too.
    pub fn table(&mut self, heads: &[&str], rows: &[Vec<String>]) {
        let filled = |column: &usize| {
            rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()))
        };
        let columns: Vec<usize> = (0..heads.len()).filter(filled).collect();
        if columns.is_empty() {
            return;
        }
        self.apart();
        let heads: Vec<String> = heads.iter().map(|h| (*h).to_owned()).collect();
        self.row(&heads, &columns);
        self.out.push_str(&"|---".repeat(columns.len()));
        self.out.push_str("|\n");
        for row in rows {
            self.row(row, &columns);
        }
    }

    pub fn finish(self) -> String {
        self.out
    }

    fn row(&mut self, cells: &[String], columns: &[usize]) {
        for column in columns {
            let cell = cells.get(*column).map_or("", String::as_str);
            self.out.push_str(&format!("| {} ", cell.replace('|', "\\|")));
        }
        self.out.push_str("|\n");
    }

    /// An empty line, unless there is one.
    fn apart(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}
