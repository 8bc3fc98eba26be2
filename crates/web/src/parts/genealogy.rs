//! What was made from what: a drawing of lots, bags and batches, and the same as a list.
//!
//! Nodes are placed in columns by their longest way from a source, and within a column in the
//! order that keeps their lines short. The same graph always gives the same drawing.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, Render, html};

use crate::lang::{Text, Texts};

/// A lot, bag, batch or sample.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its identifier, shown and used in edges.
    pub code: String,
    /// What it is.
    pub label: Text,
    /// Whether it carries the patient's identity.
    pub identity: bool,
    /// Where it leads.
    pub href: Option<String>,
}

/// `from` went into `to`.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Code of what was used.
    pub from: String,
    /// Code of what came of it.
    pub to: String,
}

/// A graph of makings.
#[derive(Clone, Debug)]
pub struct Genealogy {
    t: Texts,
    sentence: String,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

const WIDTH: usize = 132;
const HEIGHT: usize = 38;
const GAP_X: usize = 34;
const GAP_Y: usize = 12;
const MARGIN: usize = 4;

impl Genealogy {
    /// `sentence` says what the drawing shows.
    pub fn new(
        t: Texts,
        sentence: impl Into<String>,
        nodes: Vec<Node>,
        edges: Vec<Edge>,
    ) -> Genealogy {
        Genealogy { t, sentence: sentence.into(), nodes, edges }
    }

    /// Column of each node. A circle (a defect in the data) ends the walk instead of going round.
    fn columns(&self) -> BTreeMap<&str, usize> {
        let mut column: BTreeMap<&str, usize> =
            self.nodes.iter().map(|node| (node.code.as_str(), 0)).collect();
        for _ in 0..self.nodes.len() {
            let mut moved = false;
            for edge in &self.edges {
                let Some(from) = column.get(edge.from.as_str()).copied() else { continue };
                let Some(to) = column.get_mut(edge.to.as_str()) else { continue };
                if *to <= from && from + 1 < self.nodes.len() {
                    *to = from + 1;
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        self.beside_what_uses_them(column)
    }

    /// A source stands just before the first thing made of it, not at the far end of the drawing.
    fn beside_what_uses_them<'a>(
        &'a self,
        mut column: BTreeMap<&'a str, usize>,
    ) -> BTreeMap<&'a str, usize> {
        let made: BTreeSet<&str> = self.edges.iter().map(|edge| edge.to.as_str()).collect();
        for node in self.nodes.iter().filter(|node| !made.contains(node.code.as_str())) {
            let first_use = self
                .edges
                .iter()
                .filter(|edge| edge.from == node.code)
                .filter_map(|edge| column.get(edge.to.as_str()).copied())
                .min();
            if let Some(first_use) = first_use {
                column.insert(&node.code, first_use.saturating_sub(1));
            }
        }
        column
    }

    /// Left upper corner of each node.
    fn places(&self) -> BTreeMap<&str, (usize, usize)> {
        let columns = self.columns();
        let last = columns.values().copied().max().unwrap_or(0);
        let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for column in 0..=last {
            let mut here: Vec<(usize, bool, usize, &Node)> = self
                .nodes
                .iter()
                .enumerate()
                .filter(|(_, node)| columns.get(node.code.as_str()) == Some(&column))
                .map(|(i, node)| (self.height_of_sources(node, &places), node.identity, i, node))
                .collect();
            here.sort_by_key(|(height, identity, i, _)| (*height, *identity, *i));
            for (row, (_, _, _, node)) in here.into_iter().enumerate() {
                let x = MARGIN + column * (WIDTH + GAP_X);
                let y = MARGIN + row * (HEIGHT + GAP_Y);
                places.insert(&node.code, (x, y));
            }
        }
        places
    }

    /// Mean height of what a node is made of; nodes made of nothing stay in the given order.
    fn height_of_sources(&self, node: &Node, places: &BTreeMap<&str, (usize, usize)>) -> usize {
        let heights: Vec<usize> = self
            .edges
            .iter()
            .filter(|edge| edge.to == node.code)
            .filter_map(|edge| places.get(edge.from.as_str()).map(|(_, y)| *y))
            .collect();
        heights.iter().sum::<usize>().checked_div(heights.len()).unwrap_or(0)
    }

    fn is_identity(&self, code: &str) -> bool {
        self.nodes.iter().any(|node| node.code == code && node.identity)
    }

    fn lines(&self, places: &BTreeMap<&str, (usize, usize)>) -> Markup {
        html! {
            @for edge in &self.edges {
                @if let (Some((x1, y1)), Some((x2, y2))) =
                    (places.get(edge.from.as_str()), places.get(edge.to.as_str())) {
                    @let same = self.is_identity(&edge.from) && self.is_identity(&edge.to);
                    @let (x1, y1, y2) = (x1 + WIDTH, y1 + HEIGHT / 2, y2 + HEIGHT / 2);
                    @let half = usize::midpoint(x1, *x2);
                    path.ge."ge--id"[same]
                        d={ "M" (x1) " " (y1) "C" (half) " " (y1) " " (half) " " (y2) " " (x2) " " (y2) } {}
                }
            }
        }
    }

    fn boxes(&self, places: &BTreeMap<&str, (usize, usize)>) -> Markup {
        html! {
            @for node in &self.nodes {
                @if let Some((x, y)) = places.get(node.code.as_str()) {
                    g {
                        rect.gn."gn--id"[node.identity] x=(x) y=(y) width=(WIDTH) height=(HEIGHT)
                            rx="6" {}
                        text.tb x=(x + 9) y=(y + 15) { (short(node.label.plain())) }
                        text.t2.gid x=(x + 9) y=(y + 30) { (short(&node.code)) }
                    }
                }
            }
        }
    }

    fn as_list(&self) -> Markup {
        html! {
            details.more {
                summary { (self.t.get("genealogy-list")) }
                ul.plainlist {
                    @for node in &self.nodes {
                        @let of: Vec<&str> = self.edges.iter().filter(|edge| edge.to == node.code)
                            .map(|edge| edge.from.as_str()).collect();
                        li {
                            (node.label) " "
                            @match &node.href {
                                Some(href) => a.id href=(href) { (node.code) },
                                None => span.id { (node.code) },
                            }
                            @if !of.is_empty() {
                                " ← " span.id { (of.join(", ")) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Words cut to the width of a box. A wide character counts twice.
fn short(words: &str) -> String {
    const ROOM: usize = 17;
    let width = |c: char| if c.is_ascii() { 1 } else { 2 };
    if words.chars().map(width).sum::<usize>() <= ROOM {
        return words.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in words.chars() {
        used += width(c);
        if used > ROOM {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

impl Render for Genealogy {
    fn render(&self) -> Markup {
        let places = self.places();
        let width = places.values().map(|(x, _)| x + WIDTH).max().unwrap_or(0) + MARGIN;
        let height = places.values().map(|(_, y)| y + HEIGHT).max().unwrap_or(0) + MARGIN;
        html! {
            div.scroll tabindex="0" role="group" aria-label=(self.sentence) {
                svg.ch.graph width=(width) height=(height) role="img" aria-label=(self.sentence) {
                    (self.lines(&places))
                    (self.boxes(&places))
                }
            }
            ul.legend {
                li { svg aria-hidden="true" { line."ge"."ge--id" x2="100%" y1="50%" y2="50%" {} }
                    (self.t.label("genealogy-identity")) }
                li { svg aria-hidden="true" { line.ge x2="100%" y1="50%" y2="50%" {} }
                    (self.t.label("genealogy-material")) }
            }
            (self.as_list())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn graph(codes: &[&str], edges: &[(&str, &str)]) -> Genealogy {
        let node = |code: &&str| Node {
            code: (*code).to_owned(),
            label: Text::new(*code),
            identity: false,
            href: None,
        };
        let edge = |(from, to): &(&str, &str)| Edge { from: (*from).into(), to: (*to).into() };
        Genealogy::new(
            Lang::En.texts(),
            "graph",
            codes.iter().map(node).collect(),
            edges.iter().map(edge).collect(),
        )
    }

    #[test]
    fn what_is_made_stands_after_what_it_is_made_of() {
        let graph = graph(&["a", "b", "c", "late"], &[("a", "b"), ("b", "c"), ("late", "c")]);
        let columns = graph.columns();
        assert_eq!(columns["a"], 0);
        assert_eq!(columns["b"], 1);
        assert_eq!(columns["c"], 2);
        assert_eq!(columns["late"], 1, "a source stands beside its first use");
    }

    #[test]
    fn no_two_boxes_cover_each_other() {
        let graph = graph(&["a", "b", "c", "d"], &[("a", "c"), ("b", "c"), ("d", "c")]);
        let places: BTreeSet<(usize, usize)> = graph.places().into_values().collect();
        assert_eq!(places.len(), 4);
    }

    #[test]
    fn a_circle_or_a_loose_end_does_not_stop_the_drawing() {
        let graph = graph(&["a", "b"], &[("a", "b"), ("b", "a"), ("b", "gone")]);
        assert!(graph.render().into_string().contains("<svg"));
        assert!(super::tests::graph(&[], &[]).render().into_string().contains("<svg"));
    }

    #[test]
    fn long_words_are_cut_and_the_list_has_them_whole() {
        let code = "CG101-B26-0034-01-RETAIN";
        let html = graph(&[code], &[]).render().into_string();
        assert!(html.contains("CG101-B26-0034-0…"), "{html}");
        assert!(html.contains(&format!("<span class=\"id\">{code}</span>")), "{html}");
    }
}
