//! A process as a document: the Markdown of the process language as markup. It knows what that
//! writes (headings, items, quotes, tables, lines) and shows everything else as it is.

use maud::{Markup, html};

/// A piece of the document.
#[derive(Debug, PartialEq, Eq)]
enum Block<'a> {
    Heading(usize, &'a str),
    Items(Vec<&'a str>),
    Quote(&'a str),
    Table(Vec<Vec<String>>),
    Line(&'a str),
}

/// The document. The page has the `h1`; headings begin below the panel's.
pub fn markup(document: &str) -> Markup {
    html! {
        div.stack {
            @for block in blocks(document) { (one(&block)) }
        }
    }
}

fn one(block: &Block<'_>) -> Markup {
    match block {
        Block::Heading(0..=2, text) => html! { h3 { (inline(text)) } },
        Block::Heading(3, text) => html! { h4.strong { (inline(text)) } },
        Block::Heading(_, text) => html! { h5.strong { (inline(text)) } },
        Block::Items(items) => html! {
            ul.plainlist { @for item in items { li { (inline(item)) } } }
        },
        Block::Quote(text) => html! { p.sign__meaning { (inline(text)) } },
        Block::Line(text) => html! { p { (inline(text)) } },
        Block::Table(rows) => table(rows),
    }
}

fn table(rows: &[Vec<String>]) -> Markup {
    let (head, body) = rows.split_first().map_or((None, rows), |(head, body)| (Some(head), body));
    let name = head.map(|head| head.join(", ")).unwrap_or_default();
    html! {
        div.scroll tabindex="0" role="group" aria-label=(name) {
            table.table."table--dense" {
                @if let Some(head) = head {
                    thead { tr { @for cell in head { th scope="col" { (inline(cell)) } } } }
                }
                tbody {
                    @for row in body {
                        tr {
                            @for (n, cell) in row.iter().enumerate() {
                                @if n == 0 { th scope="row" { (inline(cell)) } }
                                @else { td { (inline(cell)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Bold and code within a line.
fn inline(text: &str) -> Markup {
    html! {
        @for (n, piece) in text.split("**").enumerate() {
            @if n % 2 == 1 { b { (coded(piece)) } } @else { (coded(piece)) }
        }
    }
}

fn coded(text: &str) -> Markup {
    html! {
        @for (n, piece) in text.split('`').enumerate() {
            @if n % 2 == 1 { span.id { (piece) } } @else { (piece) }
        }
    }
}

fn blocks(document: &str) -> Vec<Block<'_>> {
    let mut all: Vec<Block<'_>> = Vec::new();
    let mut apart = true;
    for line in document.lines() {
        let text = line.trim();
        if text.is_empty() {
            apart = true;
            continue;
        }
        let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
        if let (true, Some(heading)) = (hashes > 0, text.get(hashes..)) {
            all.push(Block::Heading(hashes, heading.trim()));
        } else if let Some(item) = text.strip_prefix("- ") {
            match all.last_mut() {
                Some(Block::Items(items)) if !apart => items.push(item),
                _ => all.push(Block::Items(vec![item])),
            }
        } else if let Some(quote) = text.strip_prefix("> ") {
            all.push(Block::Quote(quote));
        } else if text.starts_with('|') {
            let cells = cells(text);
            let rule = cells.iter().all(|cell| cell.starts_with("---"));
            match all.last_mut() {
                Some(Block::Table(_)) if rule => {}
                Some(Block::Table(rows)) if !apart => rows.push(cells),
                _ => all.push(Block::Table(vec![cells])),
            }
        } else {
            all.push(Block::Line(text));
        }
        apart = false;
    }
    all
}

/// The cells of a line of a table; a bar with a stroke before it belongs to its cell.
fn cells(line: &str) -> Vec<String> {
    let inner = line.trim_matches('|').replace("\\|", "\u{0}");
    inner.split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_headings_items_and_tables() {
        let html = markup(
            "# Name\n\nProcess `tiny`.\n- **Code:** CG\n- **Kind:** a|b\n\n> Mix.\n\n| A | B |\n|---|---|\n| x \\| y | <z> |\n",
        )
        .into_string();
        assert!(html.contains("<h3>Name</h3>"), "{html}");
        assert!(html.contains("<span class=\"id\">tiny</span>"), "{html}");
        assert!(html.contains("<li><b>Code:</b> CG</li>"), "{html}");
        assert!(html.contains("<th scope=\"col\">A</th>"), "{html}");
        assert!(html.contains("x | y") && html.contains("&lt;z&gt;"), "{html}");
        assert!(!html.contains("---"), "{html}");
    }
}
