//! Reading a map key by key: what is missing, what nobody reads, what stands there twice.

use crate::diagnostic::{Code, Diagnostics, did_you_mean};
use crate::source::{Map, Node, Scalar, Span};

/// The entries of one map, with its name for messages.
pub(crate) struct Fields<'n> {
    map: Option<&'n Map>,
    /// Where to point when something is missing.
    at: Span,
    /// What the map describes: "step harvest.count".
    what: String,
}

impl<'n> Fields<'n> {
    /// Opens a map and reports keys that repeat or that the language does not know.
    ///
    /// Never fails: what is no map has no entries, and has been reported.
    pub fn open(
        node: &'n Node,
        at: Span,
        what: impl Into<String>,
        keys: &[&str],
        out: &mut Diagnostics<'_>,
    ) -> Self {
        let what = what.into();
        let map = as_map(node, &what, out);
        for (key, node) in map.map_or(&[][..], |m| &m.entries) {
            if !keys.contains(&key.text.as_str()) {
                let message = format!("{what} has no `{}`", key.text);
                let cut = node
                    .scalar()
                    .is_some_and(|s| !s.quoted && (s.text.is_empty() || s.text == "~"));
                let cure = match did_you_mean(&key.text, keys.iter().copied()) {
                    _ if cut => "a comma ends a text in braces: put the text in quotes".to_owned(),
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("use {}", keys.join(", ")),
                };
                out.error(Code::UnknownKey, key.span, message, &cure);
            }
        }
        Self { map, at, what }
    }

    /// What the map describes.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Where to point for the whole.
    pub fn at(&self) -> Span {
        self.at
    }

    /// An entry that may be missing.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.map?.get(key)
    }

    /// An entry that must be there.
    pub fn need(&self, key: &str, out: &mut Diagnostics<'_>) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() && self.map.is_some() {
            let message = format!("{} has no `{key}`", self.what);
            out.error(Code::MissingKey, self.at, message, &format!("add `{key}:`"));
        }
        found
    }
}

/// The entries of a map whose keys are ids, each once.
pub(crate) fn entries<'n>(
    node: Option<&'n Node>,
    what: &str,
    out: &mut Diagnostics<'_>,
) -> Vec<(&'n Scalar, &'n Node)> {
    let Some(map) = node.and_then(|n| as_map(n, what, out)) else { return Vec::new() };
    map.entries.iter().map(|(key, node)| (key, node)).collect()
}

/// The items of a list; nothing when the key is missing.
pub(crate) fn items<'n>(
    node: Option<&'n Node>,
    what: &str,
    out: &mut Diagnostics<'_>,
) -> &'n [Node] {
    match node {
        None => &[],
        Some(Node::List(items, _)) => items,
        Some(other) => {
            let message = format!("{what} must be a list");
            let cure = "write `[a, b]`, or one item a line behind `- `";
            out.error(Code::WrongShape, other.span(), message, cure);
            &[]
        }
    }
}

fn as_map<'n>(node: &'n Node, what: &str, out: &mut Diagnostics<'_>) -> Option<&'n Map> {
    let Some(map) = node.map() else {
        let message = format!("{what} must be a map");
        let cure = "write `key: value` lines below it, or `{key: value}`; quote texts with braces";
        out.error(Code::WrongShape, node.span(), message, cure);
        return None;
    };
    for (at, (key, _)) in map.entries.iter().enumerate() {
        if map.entries.iter().take(at).any(|(earlier, _)| earlier.text == key.text) {
            let message = format!("`{}` is given twice", key.text);
            out.error(Code::DuplicateId, key.span, message, "remove one, or give it another name");
        }
    }
    Some(map)
}
