//! What is wrong with a text, where, and what to do about it.
//!
//! Shared by every language of the house: nothing here knows what a step is.

use std::fmt::Write as _;

use crate::source::Span;

/// The codes, one list: the name in Rust, the stable name people see, what it stands for.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// The stable name of a kind of mistake. Tests hold an example of every one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code, in the order in which the language is explained.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The name printed in brackets, as in `error[unknown-unit]`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

codes! {
    /// The text is not YAML.
    Syntax = "syntax",
    /// YAML that the language leaves out: anchors, aliases, tags, several documents.
    YamlFeature = "yaml-feature",
    /// The text is larger than any process.
    TooLarge = "too-large",
    /// A key nobody reads.
    UnknownKey = "unknown-key",
    /// A key that must be there.
    MissingKey = "missing-key",
    /// A list where a word is expected, and the like.
    WrongShape = "wrong-shape",
    /// A word that is none of those allowed here.
    UnknownWord = "unknown-word",
    /// The same id given twice.
    DuplicateId = "duplicate-id",
    /// An id that is not written as ids are.
    BadId = "bad-id",
    /// `zh` or `en` is missing or empty.
    MissingTranslation = "missing-translation",
    /// A number without quotes.
    UnquotedNumber = "unquoted-number",
    /// Quoted, but not a number, quantity or range.
    BadNumber = "bad-number",
    /// Not a UCUM unit.
    UnknownUnit = "unknown-unit",
    /// Units of different dimension put together.
    DimensionMismatch = "dimension-mismatch",
    /// A formula that cannot be read or makes no sense.
    BadFormula = "bad-formula",
    /// A formula names what does not exist.
    UnknownVariable = "unknown-variable",
    /// A calculation that needs its own result.
    CircularCalculation = "circular-calculation",
    /// A formula reads what is recorded only later.
    ReadBeforeRecorded = "read-before-recorded",
    /// A formula reads what a branch may skip.
    MayBeSkipped = "may-be-skipped",
    /// A step id that no step has.
    UnknownStep = "unknown-step",
    /// A material, room, sample, label... that is not declared.
    UnknownReference = "unknown-reference",
    /// A role the vocabulary does not have.
    UnknownRole = "unknown-role",
    /// A role that may not do this.
    RoleMayNot = "role-may-not",
    /// The verifier is the performer's own role, and that role does not check itself.
    VerifierSameRole = "verifier-same-role",
    /// An equipment class the vocabulary does not have.
    UnknownEquipmentClass = "unknown-equipment-class",
    /// A room grade the vocabulary does not have.
    UnknownRoomGrade = "unknown-room-grade",
    /// A critical value that nothing can be judged by.
    CriticalWithoutLimits = "critical-without-limits",
    /// A critical value typed in by one person alone.
    CriticalWithoutVerifier = "critical-without-verifier",
    /// Limits that contradict each other.
    LimitsContradict = "limits-contradict",
    /// A material used without scanning its lot.
    MaterialWithoutScan = "material-without-scan",
    /// A value measured with equipment that is not scanned.
    EquipmentWithoutScan = "equipment-without-scan",
    /// Open handling without a time limit.
    OpenWithoutLimit = "open-without-limit",
    /// Open handling in a room whose grade does not allow it.
    OpenGrade = "open-grade",
    /// A step nobody can ever reach.
    UnreachableStep = "unreachable-step",
    /// A repeat that need not end.
    BranchWithoutEnd = "branch-without-end",
    /// A hold window nobody can keep.
    HoldCannotBeMet = "hold-cannot-be-met",
    /// A specification attribute that nothing is tested for.
    AttributeNeverSampled = "attribute-never-sampled",
    /// A label printed and not reconciled, or the reverse.
    LabelNotReconciled = "label-not-reconciled",
    /// A label without a sentence it must carry.
    MissingLegend = "missing-legend",
    /// An output that no step produces.
    OutputNeverProduced = "output-never-produced",
    /// Declared and never used.
    NeverUsed = "never-used",
}

/// Whether the text can be used at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be compiled.
    Error,
    /// It compiles; a reviewer should look.
    Warning,
}

impl Severity {
    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One mistake: what, where, and the cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// In characters; 1 when the place is a point.
    pub length: usize,
    pub message: String,
    pub cure: String,
}

impl Diagnostic {
    /// The mistake as a person reads it: file, line, column, the line itself, a caret, the cure.
    pub fn render(&self, source: &str, file_name: &str) -> String {
        let Self { code, severity, line, column, length, message, cure } = self;
        let text = source.lines().nth(line.saturating_sub(1)).unwrap_or("").replace('\t', " ");
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        let before = text.chars().take(column.saturating_sub(1)).map(width).sum();
        let under: usize =
            text.chars().skip(column.saturating_sub(1)).take(*length).map(width).sum();
        let mut out = String::new();
        let _ = writeln!(out, "{}[{}]: {message}", severity.as_str(), code.as_str());
        let _ = writeln!(out, "{margin}--> {file_name}:{line}:{column}");
        let _ = writeln!(out, "{margin} |");
        let _ = writeln!(out, "{number} | {text}");
        let _ = writeln!(out, "{margin} | {}{}", " ".repeat(before), "^".repeat(under.max(1)));
        let _ = writeln!(out, "{margin} = cure: {cure}");
        out
    }
}

/// All mistakes of a text, in its order, with a blank line between.
pub fn render_all(diagnostics: &[Diagnostic], source: &str, file_name: &str) -> String {
    let each: Vec<String> = diagnostics.iter().map(|d| d.render(source, file_name)).collect();
    each.join("\n")
}

/// How many columns a terminal gives a character: two for those of Chinese print.
fn width(c: char) -> usize {
    match u32::from(c) {
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF => 2,
        0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF => 2,
        0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// Collects the mistakes of one text, so that all are told at once.
#[derive(Debug)]
pub struct Diagnostics<'s> {
    source: &'s str,
    found: Vec<Diagnostic>,
}

impl<'s> Diagnostics<'s> {
    /// An empty collection for this text.
    pub fn new(source: &'s str) -> Self {
        Self { source, found: Vec::new() }
    }

    /// Takes down an error.
    pub fn error(&mut self, code: Code, at: Span, message: String, cure: &str) {
        self.add(code, Severity::Error, at, message, cure);
    }

    /// Takes down a warning.
    pub fn warn(&mut self, code: Code, at: Span, message: String, cure: &str) {
        self.add(code, Severity::Warning, at, message, cure);
    }

    /// Whether anything found so far stands in the way of compiling.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|d| d.severity == Severity::Error)
    }

    /// What was found, in the order of the text, each once.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| {
            (a.line, a.column, a.code, &a.message).cmp(&(b.line, b.column, b.code, &b.message))
        });
        self.found.dedup();
        self.found
    }

    fn add(&mut self, code: Code, severity: Severity, at: Span, message: String, cure: &str) {
        let (line, column, length) = at.place(self.source);
        let cure = cure.to_owned();
        self.found.push(Diagnostic { code, severity, line, column, length, message, cure });
    }
}

/// `, did you mean ...?` for the nearest of the known names, or nothing.
pub fn did_you_mean<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    known
        .into_iter()
        .map(|k| (distance(name, k), k))
        .filter(|(d, k)| *d <= 1 + k.chars().count() / 4)
        .min()
        .map(|(_, k)| k)
}

/// Edit distance (insert, delete, replace), by rows.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((y, above_left), above) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or(0);
            next.push((above_left + usize::from(x != *y)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caret_stands_under_the_word_even_after_chinese() {
        let d = Diagnostic {
            code: Code::UnknownUnit,
            severity: Severity::Error,
            line: 1,
            column: 8,
            length: 2,
            message: "m".into(),
            cure: "c".into(),
        };
        let shown = d.render("名称: a: xy", "f.yaml");
        assert_eq!(
            shown,
            "error[unknown-unit]: m\n --> f.yaml:1:8\n  |\n1 | 名称: a: xy\n  |          ^^\n  = cure: c\n"
        );
    }

    #[test]
    fn nearest_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(did_you_mean("viabilty", ["viability", "volume"]), Some("viability"));
        assert_eq!(did_you_mean("glucose", ["viability", "volume"]), None);
    }

    #[test]
    fn codes_are_distinct() {
        let names: std::collections::BTreeSet<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
