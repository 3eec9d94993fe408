//! The same promises and entries in the files of other people's programs, and as tables that milepost imports.

use super::agreement::{Desk, Due, PHASES, Promise};
use super::moment::{Hour, SIGNED, day_before};
use milepost::model::fields::Fields;
use milepost::model::moment::Moment;
use milepost::store::disk::{make_dir, write_aside};
use std::fmt::Write;
use std::path::Path;

/// What other programs are given of the entries.
#[derive(Default)]
pub struct Peers {
    is_wanted: bool,
    /// One transaction for each entry, for hledger and ledger.
    journal: String,
    /// One line for each claim, incident and note, for `milepost import`.
    lines: String,
    /// The same as a table.
    table: String,
}

impl Peers {
    pub fn new(is_wanted: bool) -> Peers {
        let table = "kind,milestone,level,values.units,severity,count,place,actor,on,note\n".into();
        Peers { is_wanted, table, ..Peers::default() }
    }

    pub fn say(&mut self, desk: &Desk, hour: &Hour, fields: &Fields) {
        if self.is_wanted {
            self.transact(desk, hour, fields);
            if matches!(fields.kind.as_deref(), None | Some("incident" | "note")) {
                self.tabulate(hour, fields);
            }
        }
    }

    fn transact(&mut self, desk: &Desk, hour: &Hour, fields: &Fields) {
        let kind = fields.kind.as_deref().unwrap_or("claim");
        let milestone = fields.milestone.as_ref().map_or_else(|| "answers".into(), ToString::to_string);
        let note = fields.note.as_deref().unwrap_or(kind).replace(';', ",");
        let day = &hour.at.to_string()[..10];
        writeln!(self.journal, "{day} * {note}\n    {milestone}:{kind}  1\n    {}:{}\n", desk.actor, desk.book)
            .expect("memory");
    }

    fn tabulate(&mut self, hour: &Hour, fields: &Fields) {
        let day = fields.on.map_or_else(|| day_before(hour.at, 0), |on| on.to_string());
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let kind = text(fields.kind.as_deref().or(Some("claim")));
        let milestone = fields.milestone.as_ref().map(ToString::to_string).unwrap_or_default();
        let json = |value: serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let cell = |value: Result<serde_json::Value, _>| {
            value.ok().filter(|value| !value.is_null()).map(json).unwrap_or_default()
        };
        let cells = [
            kind,
            milestone,
            cell(serde_json::to_value(fields.level)),
            cell(fields.values.0.first().map_or(Ok(serde_json::Value::Null), |(_, value)| serde_json::to_value(value))),
            cell(serde_json::to_value(fields.severity)),
            fields.count.map(|count| count.to_string()).unwrap_or_default(),
            text(fields.place.as_deref()),
            cell(serde_json::to_value(&fields.actor)),
            day,
            text(fields.note.as_deref()),
        ];
        let quoted = cells.each_ref().map(|cell| match cell.contains([',', '"']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.clone(),
        });
        self.table += &(quoted.join(",") + "\n");
        let [kind, milestone, level, value, severity, count, place, actor, on, note] = cells;
        let mut line = serde_json::Map::new();
        for (key, value) in
            [("kind", kind), ("milestone", milestone), ("level", level), ("severity", severity), ("place", place)]
        {
            if !value.is_empty() {
                line.insert(key.into(), value.into());
            }
        }
        if !value.is_empty() {
            let value: u64 = value.parse().expect("a number");
            line.insert("values".into(), serde_json::json!({"units": value}));
        }
        if !count.is_empty() {
            line.insert("count".into(), count.parse::<u64>().expect("a number").into());
        }
        for (key, value) in [("actor", actor), ("on", on), ("note", note)] {
            if !value.is_empty() {
                line.insert(key.into(), value.into());
            }
        }
        self.lines += &(serde_json::Value::Object(line).to_string() + "\n");
    }

    /// Writes the files, if they are wanted.
    pub fn write(self, folder: &Path, promises: &[Promise]) {
        make_dir(folder).expect("a folder");
        let put = |name: &str, text: &str| write_aside(&folder.join(name), text.as_bytes()).expect("a file");
        put("entries.journal", &self.journal);
        put("statements.jsonl", &self.lines);
        put("statements.csv", &self.table);
        put("tasks.json", &tasks(promises));
        put("month.tjp", &project(promises, "month"));
        put("day.tjp", &project(promises, "day"));
    }
}

/// The promises as tasks, as Taskwarrior imports them.
fn tasks(promises: &[Promise]) -> String {
    let uuid = |number: u64| format!("00000000-0000-4000-8000-{number:012x}");
    let task = |promise: &Promise| {
        let due = match &promise.due {
            Due::On(day) => format!(r#","due":"{}T000000Z""#, day.replace('-', "")),
            Due::AfterSignature(days) => {
                let day = Moment::parse(&format!("{SIGNED}T00:00:00.000Z"))
                    .expect("a moment")
                    .plus_seconds(*days as i64 * 86_400);
                format!(r#","due":"{}T000000Z""#, day.to_string()[..10].replace('-', ""))
            }
            Due::No | Due::AfterMilestone(..) => String::new(),
        };
        let waits = promise.requires.map(|one| format!(r#","depends":["{}"]"#, uuid(one))).unwrap_or_default();
        format!(
            r#"{{"uuid":"{}","status":"pending","entry":"20200101T000000Z","description":"{} {}","project":"phase-{}","tags":["element{}"]{due}{waits}}}"#,
            uuid(promise.number),
            promise.id(),
            promise.title,
            promise.phase,
            promise.element,
        )
    };
    let tasks: Vec<String> = promises.iter().map(task).collect();
    format!("[\n{}\n]\n", tasks.join(",\n"))
}

/// The promises as a TaskJuggler project with a report that has a chart of that scale: each task after the one that it waits for, and
/// done in part, so that both programs draw as much.
fn project(promises: &[Promise], scale: &str) -> String {
    let mut text =
        format!("project invented \"An invented agreement\" {SIGNED} +12y {{ timezone \"UTC\" now 2026-01-01 }}\n");
    for phase in 0..PHASES {
        writeln!(text, "task phase_{phase} \"Phase {phase}\" {{").expect("memory");
        for promise in promises.iter().filter(|promise| promise.phase == phase) {
            let begins = match promise.requires {
                Some(one) => format!("depends phase_{}.M_{one}", promises[one as usize].phase),
                None => format!("start {SIGNED}"),
            };
            let done = promise.number * 7 % 4 * 100 / 3;
            let (number, title) = (promise.number, &promise.title);
            writeln!(text, "  task M_{number} \"{title}\" {{ duration 20d complete {done} {begins} }}")
                .expect("memory");
        }
        text += "}\n";
    }
    text + &format!(
        "taskreport \"report-{scale}\" {{ formats html columns bsi, name, start, end, complete, chart {{ scale {scale} }} }}\n"
    )
}
