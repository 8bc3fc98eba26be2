//! The figures of one run: printed as tables, kept as JSON.

use serde::Serialize;

/// Everything measured in one run.
#[derive(Debug, Serialize)]
pub struct Figures {
    machine: String,
    quick: bool,
    sections: Vec<Section>,
}

#[derive(Debug, Serialize)]
struct Section {
    title: &'static str,
    figures: Vec<Figure>,
}

/// One figure.
#[derive(Debug, Serialize)]
pub struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<Ratio>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aim: Option<&'static str>,
}

/// A figure divided by another of the same run.
#[derive(Debug, Serialize)]
struct Ratio {
    of: f64,
    to: &'static str,
}

impl Figure {
    /// A figure.
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, ratio: None, aim: None }
    }

    /// The same, beside another of this run.
    pub fn against(mut self, other: f64, to: &'static str) -> Self {
        self.ratio = Some(Ratio { of: self.value / other, to });
        self
    }

    /// The same, beside what it is to be.
    pub fn aim(mut self, aim: &'static str) -> Self {
        self.aim = Some(aim);
        self
    }

    fn print(&self) {
        let ratio = self.ratio.as_ref();
        let ratio = ratio.map(|ratio| format!("{:.0} % of {}", ratio.of * 100.0, ratio.to));
        println!(
            "| {} | {} {} | {} | {} |",
            self.name,
            grouped(self.value),
            self.unit,
            ratio.unwrap_or_default(),
            self.aim.unwrap_or_default(),
        );
    }
}

impl Figures {
    /// None yet.
    pub fn of(machine: String, quick: bool) -> Self {
        println!("# Measured on {machine}{}", if quick { ", quickly" } else { "" });
        Self { machine, quick, sections: Vec::new() }
    }

    /// Begins a table.
    pub fn section(&mut self, title: &'static str) {
        println!("\n## {title}\n\n| what | measured | beside | aim |\n|---|---|---|---|");
        self.sections.push(Section { title, figures: Vec::new() });
    }

    /// Adds a line to it.
    pub fn add(&mut self, figure: Figure) {
        figure.print();
        if let Some(section) = self.sections.last_mut() {
            section.figures.push(figure);
        }
    }
}

/// With three digits that count, thousands apart.
fn grouped(value: f64) -> String {
    if value < 100.0 {
        return format!("{value:.2}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
