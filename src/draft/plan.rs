//! A draft as the text of a plan file, as a person would write it, and made sound: what contradicts the rest of the plan goes.

use super::drafted::{DoubtKind, DraftActor, DraftFigure, DraftGroup, Drafted, MatrixDoubt, PlanDraft, Ruled};
use super::names::TakenIds;
use crate::check;
use crate::model::due::Due;
use crate::model::json::PathStep;
use crate::model::plan::{FORMAT, Plan};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::json;
use serde_json::ser::Formatter;
use std::io;

/// Where a draft comes from, and the zone that somebody says.
pub struct DraftOrigin<'a> {
    /// The file's name, and its sheet.
    pub file: &'a str,
    pub zone: Option<&'a str>,
}

/// The plan's text. Where the plan would contradict itself, as by dates that hang on each other, the draft loses what does.
pub fn plan_text(draft: &mut PlanDraft, origin: &DraftOrigin) -> String {
    const ROUNDS: usize = 8;
    for _ in 0..ROUNDS {
        let text = text(draft, origin);
        let errors = Plan::parse(&text).map(|plan| check::errors(&plan)).unwrap_or_default();
        let faults: Vec<_> =
            errors.into_iter().filter_map(|error| Some((fault(&error.path)?, error.message))).collect();
        if faults.is_empty() {
            return text;
        }
        for ((place, key), message) in faults {
            let one = &mut draft.milestones[place];
            let taken = match key {
                "due" | "continuing" => one.due.take().is_some() || std::mem::take(&mut one.continuing),
                "requires" => !std::mem::take(&mut one.requires).is_empty(),
                "indicators" => one.figure.take().map(|_| one.value = None).is_some(),
                "verify" => !std::mem::take(&mut one.verified).is_empty(),
                _ => one.part_of.take().is_some(),
            };
            if taken {
                let what = DoubtKind::Contradicts { key, why: message };
                draft.doubts.push(MatrixDoubt { row: one.at, column: None, text: one.id.clone(), what });
            }
        }
    }
    text(draft, origin)
}

/// The milestone and the key that an error is about, if a draft can do without it.
fn fault(path: &[PathStep]) -> Option<(usize, &'static str)> {
    let [PathStep::Key(list), PathStep::Index(place), PathStep::Key(key), ..] = path else { return None };
    let known =
        ["due", "continuing", "verify", "requires", "indicators", "part_of"].into_iter().find(|known| known == key)?;
    (list == "milestones").then_some((*place, known))
}

fn text(draft: &PlanDraft, origin: &DraftOrigin) -> String {
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, SetOut::default());
    // Plain data, written to memory: neither fails.
    let _ = DraftFile { draft, origin }.serialize(&mut writer);
    String::from_utf8(bytes).unwrap_or_default() + "\n"
}

struct DraftFile<'a> {
    draft: &'a PlanDraft,
    origin: &'a DraftOrigin<'a>,
}

impl Serialize for DraftFile<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let DraftFile { draft, origin } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format", FORMAT)?;
        map.serialize_entry("id", &draft.id)?;
        map.serialize_entry("version", "1")?;
        map.serialize_entry("title", &draft.title)?;
        map.serialize_entry("timezone", origin.zone.unwrap_or("UTC"))?;
        map.serialize_entry("x-from", origin.file)?;
        let sources = sources(draft, origin.file);
        if !sources.is_empty() {
            map.serialize_entry("sources", &sources)?;
        }
        map.serialize_entry("actors", &draft.actors)?;
        for (key, list) in [("elements", &draft.elements), ("phases", &draft.phases)] {
            if !list.is_empty() {
                map.serialize_entry(key, list)?;
            }
        }
        if !draft.rules.is_empty() {
            map.serialize_entry("rules", &DraftRules(&draft.rules))?;
        }
        map.serialize_entry("milestones", &draft.milestones)?;
        map.end()
    }
}

/// The texts that references name, and the matrix itself. Where references begin with no short name, there are none: a citation
/// begins with the id of its source.
fn sources(draft: &PlanDraft, file: &str) -> Vec<DraftGroup> {
    if draft.sources.is_empty() && draft.milestones.iter().any(|one| !one.source.is_empty()) {
        return Vec::new();
    }
    let mut taken = TakenIds::default();
    let named = draft.sources.iter().map(|id| DraftGroup { id: taken.take(id).0, title: id.clone() });
    let mut all: Vec<DraftGroup> = named.collect();
    all.push(DraftGroup { id: taken.take("matrix").0, title: file.to_owned() });
    all
}

impl Serialize for DraftGroup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("title", &self.title)?;
        map.end()
    }
}

impl Serialize for DraftActor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("role", self.role)?;
        map.end()
    }
}

struct DraftRules<'a>(&'a [Ruled]);

impl Serialize for DraftRules<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let quorum = |all: bool| if all { json!("all") } else { json!(1) };
        let rule = |rule: &Ruled| (rule.decision, json!({"by": [rule.by], "quorum": quorum(rule.all)}));
        serializer.collect_map(self.0.iter().map(rule))
    }
}

/// What it is measured by; a number is written as it was read.
fn indicator(figure: &DraftFigure) -> serde_json::Value {
    let mut indicator = json!({"id": "figure", "unit": figure.unit});
    for (key, number) in [("baseline", &figure.baseline), ("target", &figure.target)] {
        if let Some(number) = number.as_ref().and_then(|number| number.parse::<serde_json::Number>().ok()) {
            indicator[key] = number.into();
        }
    }
    indicator
}

impl Serialize for Drafted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        if let Some(number) = &self.number {
            map.serialize_entry("number", number)?;
        }
        map.serialize_entry("title", &self.title)?;
        for (key, id) in [("element", &self.element), ("phase", &self.phase), ("part_of", &self.part_of)] {
            if let Some(id) = id {
                map.serialize_entry(key, id)?;
            }
        }
        for (key, list) in [("responsible", &self.responsible), ("source", &self.source)] {
            if !list.is_empty() {
                map.serialize_entry(key, list)?;
            }
        }
        if let Some(rule) = &self.due {
            map.serialize_entry("due", &Due { rule: rule.clone(), named: None })?;
        }
        if let Some(words) = &self.words {
            map.serialize_entry("timeline", words)?;
        }
        if !self.requires.is_empty() {
            let requires: Vec<_> = self.requires.iter().map(|id| json!({"milestone": id, "is": "achieved"})).collect();
            map.serialize_entry("requires", &requires)?;
        }
        if let Some(figure) = &self.figure {
            map.serialize_entry("indicators", &[indicator(figure)])?;
        }
        if self.continuing {
            map.serialize_entry("continuing", &true)?;
        }
        if !self.verified.is_empty() {
            map.serialize_entry("verify", &json!({"by": self.verified, "quorum": 1}))?;
        }
        self.kept.iter().try_for_each(|(key, text)| map.serialize_entry(key, text))?;
        map.end()
    }
}

/// JSON with the plan's lists and milestones set out line by line, and what is in them on one line each.
#[derive(Default)]
struct SetOut {
    depth: usize,
}

/// How deep things still have lines of their own: the plan, its lists.
const SET_OUT: usize = 2;

impl SetOut {
    fn open<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(bracket)
    }

    fn close<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.depth < SET_OUT {
            self.line(writer)?;
        }
        writer.write_all(bracket)
    }

    fn line<W: ?Sized + io::Write>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }

    fn next<W: ?Sized + io::Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        match (first, self.depth <= SET_OUT) {
            (true, true) => self.line(writer),
            (true, false) => Ok(()),
            (false, true) => writer.write_all(b",").and_then(|()| self.line(writer)),
            (false, false) => writer.write_all(b", "),
        }
    }
}

impl Formatter for SetOut {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
