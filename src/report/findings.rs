//! `check` and `audit`: findings as paragraphs and as rows, each with its place.

use super::prose::Para;
use super::sheet::{Cell, Columns, Shape, Sheet, Tone};
use super::words;
use crate::check::finding::{FindingSeverity, PlanFinding};
use crate::ledger::flaw::Flaw;
use crate::tongue::say;
use serde::Serialize;

/// A finding with the place that it has in a file, line and column counted from 1.
#[derive(Serialize)]
pub struct Placed {
    pub severity: FindingSeverity,
    pub rule: &'static str,
    pub message: String,
    pub hint: Option<String>,
    pub file: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
}

pub fn placed(finding: &PlanFinding, file: &str, place: Option<(usize, usize)>) -> Placed {
    Placed {
        severity: finding.severity,
        rule: finding.rule,
        message: finding.message.clone(),
        hint: finding.hint.clone(),
        file: file.to_owned(),
        line: place.map(|(line, _)| line),
        column: place.map(|(_, column)| column),
    }
}

impl Placed {
    /// `plan.json:115:14`; the file alone where the finding is about no one place.
    pub fn place(&self) -> String {
        match (self.line, self.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", self.file),
            _ => self.file.clone(),
        }
    }

    /// What is so, for people.
    pub fn message(&self) -> Para {
        let severity = self.severity();
        Para { text: format!("{severity}: {}", self.message), hang: severity.len() + 2 }
    }

    /// What to do, for people.
    pub fn hint(&self) -> Option<Para> {
        self.hint.as_ref().map(|hint| Para { text: say!("  hint: {hint}", hint), hang: 8 })
    }

    fn tone(&self) -> Tone {
        if self.severity == FindingSeverity::Error { Tone::Bad } else { Tone::Moving }
    }

    fn severity(&self) -> &'static str {
        if self.severity == FindingSeverity::Error { "error" } else { "warning" }
    }
}

pub fn findings_sheet(findings: &[Placed]) -> Sheet {
    use Shape::{Whole, Words};
    let columns: Columns<&Placed> = Columns::of([
        ("severity", say!("Severity"), Whole, |finding| Cell::toned(Some(finding.tone()), finding.severity())),
        ("place", say!("Place"), Whole, |finding| Cell::Name(finding.place())),
        ("message", say!("Finding"), Words, |finding| Cell::words(finding.message.as_str())),
        ("hint", say!("Hint"), Words, |finding| Cell::maybe(finding.hint.as_deref(), Cell::words)),
    ]);
    columns.sheet(findings)
}

#[derive(Serialize)]
pub struct FlawRow {
    book: String,
    line: usize,
    damage: bool,
    message: String,
}

pub fn flaw_docs(flaws: &[Flaw]) -> Vec<FlawRow> {
    let doc = |flaw: &Flaw| FlawRow {
        book: flaw.book.clone(),
        line: flaw.line,
        damage: flaw.kind.is_damage(),
        message: words::flaw(flaw),
    };
    flaws.iter().map(doc).collect()
}
