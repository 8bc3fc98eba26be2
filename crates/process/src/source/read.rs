//! From YAML events to the tree.

use granit_parser::{Event, Options, Parser, ScalarStyle};

use super::{Map, Node, Scalar, Span};
use crate::diagnostic::{Code, Diagnostics};

/// No process comes near this; a text that does is a mistake or an attack.
const LARGEST: usize = 1 << 20;

/// Deeper than any process nests.
const DEEPEST: usize = 32;

/// A list or map whose end has not been read.
enum Open {
    List(Vec<Node>, Span),
    Map(Map, Option<Scalar>),
}

/// Reads the text; `None` when it cannot be read as a tree, with the reason taken down.
pub fn read<'s>(source: &'s str, out: &mut Diagnostics<'s>) -> Option<Node> {
    if source.len() > LARGEST {
        let message = format!("the text has {} bytes; the most is {LARGEST}", source.len());
        out.error(
            Code::TooLarge,
            Span::default(),
            message,
            "split the process, or remove what is not process",
        );
        return None;
    }
    let mut options = Options::default();
    options.flow_nesting_limit = DEEPEST;
    options.block_nesting_limit = DEEPEST;
    options.emit_unresolved_aliases = true;
    options.set_emit_comments(false);
    let mut builder = Builder { source, open: Vec::new(), root: None, documents: 0, out };
    for next in Parser::new_from_str_with_options(source, options) {
        match next {
            Ok((event, span)) => builder.take(&event, place(span)),
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(source.len());
                let message = format!("this is not YAML: {}", error.kind());
                let cure = "look at the indentation here and one line up; quote texts that hold `{`, `[`, `\"` or `: `";
                builder.out.error(Code::Syntax, Span { start: at, end: at }, message, cure);
                return None;
            }
        }
    }
    if builder.root.is_none() {
        let cure = "begin with `process:` and the id of the process";
        builder.out.error(Code::Syntax, Span::default(), "the text is empty".into(), cure);
    }
    builder.root
}

fn place(span: granit_parser::Span) -> Span {
    span.byte_range().map_or_else(Span::default, |r| Span { start: r.start, end: r.end })
}

struct Builder<'b, 's> {
    source: &'s str,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    out: &'b mut Diagnostics<'s>,
}

impl Builder<'_, '_> {
    fn take(&mut self, event: &Event<'_>, span: Span) {
        if event.tag().is_some() {
            self.refuse("a tag", span);
        }
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.refuse_anchor(*anchor, span);
                let scalar = self.scalar(text, *style, span);
                self.place_scalar(scalar);
            }
            Event::SequenceStart(_, anchor, _) => {
                self.refuse_anchor(*anchor, span);
                self.open.push(Open::List(Vec::new(), span));
            }
            Event::MappingStart(_, anchor, _) => {
                self.refuse_anchor(*anchor, span);
                self.open.push(Open::Map(Map { entries: Vec::new(), span }, None));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse("an alias", span);
                let scalar = self.scalar("", ScalarStyle::Plain, span);
                self.place_scalar(scalar);
            }
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.refuse("a second document", span);
                }
            }
            _ => {}
        }
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> Scalar {
        let quoted = style != ScalarStyle::Plain;
        let begin = span.start + usize::from(quoted);
        let stands = self.source.get(begin..begin + text.len()) == Some(text);
        Scalar { text: text.to_owned(), quoted, span, verbatim: stands.then_some(begin) }
    }

    fn place_scalar(&mut self, scalar: Scalar) {
        match self.open.last_mut() {
            Some(Open::Map(_, key @ None)) => *key = Some(scalar),
            _ => self.place(Node::Scalar(scalar)),
        }
    }

    fn place(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(Open::List(items, _)) => items.push(node),
            Some(Open::Map(map, key)) => {
                if let Some(key) = key.take() {
                    map.entries.push((key, node));
                    return;
                }
                // A list or map as a key: taken for an empty word, so that its value has a place.
                let at = node.span();
                let cure = "use a word as the key";
                self.out.error(Code::WrongShape, at, "a key must be a word".into(), cure);
                let text = String::new();
                *key = Some(Scalar { text, quoted: false, span: at, verbatim: None });
            }
            None if self.root.is_none() => self.root = Some(node),
            None => {}
        }
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::List(items, span)) => self.place(Node::List(items, span)),
            Some(Open::Map(map, _)) => self.place(Node::Map(map)),
            None => {}
        }
    }

    fn refuse_anchor(&mut self, anchor: usize, span: Span) {
        if anchor != 0 {
            self.refuse("an anchor", span);
        }
    }

    fn refuse(&mut self, what: &str, span: Span) {
        let message = format!("{what} is not part of the language");
        let cure = "write the text out: a reviewer must see it where it counts";
        self.out.error(Code::YamlFeature, span, message, cure);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_quotes_and_its_place() {
        let source = "a:\n  b: \"0.80\"\n  c: [x, 0.80]\n";
        let mut out = Diagnostics::new(source);
        let root = read(source, &mut out).unwrap();
        let a = root.map().unwrap().get("a").unwrap().map().unwrap();
        let b = a.get("b").unwrap().scalar().unwrap();
        assert_eq!((b.text.as_str(), b.quoted, b.is_bare_number()), ("0.80", true, false));
        assert_eq!(b.span.place(source), (2, 6, 6));
        assert_eq!(b.part(2, 4).place(source), (2, 9, 2));
        let c = a.get("c").unwrap().list().unwrap();
        assert!(c[1].scalar().unwrap().is_bare_number());
        assert!(!out.has_errors());
    }

    #[test]
    fn what_hides_text_is_refused() {
        for source in ["a: &x 1", "a: !!str b", "a: b\n---\nc: d\n", "a: *x"] {
            let mut out = Diagnostics::new(source);
            read(source, &mut out);
            let found = out.into_sorted();
            assert_eq!(found.first().map(|d| d.code), Some(Code::YamlFeature), "{source}");
        }
    }

    #[test]
    fn nesting_beyond_reason_is_an_error_not_a_crash() {
        let source = "[".repeat(100_000);
        let mut out = Diagnostics::new(&source);
        assert!(read(&source, &mut out).is_none());
        assert!(out.has_errors());
    }
}
