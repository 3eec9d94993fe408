//! `milepost export`

use super::answer::{Answer, Outside};
use super::ask::{Moments, answered};
use super::deliver::{Delivery, Files};
use super::failure::{Failure, SYSTEM};
use super::global::Global;
use super::kept::Kept;
use super::world::World;
use crate::model::index::MilestoneIx;
use crate::model::span::Span;
use crate::render::csv::table as comma_separated;
use crate::render::ical::ical;
use crate::render::json::json_with;
use crate::render::markdown::document;
use crate::render::xlsx::xlsx;
use crate::report::basis::answer;
use crate::report::calendar::calendar;
use crate::report::consultations::{ConsultationRow, consultation_rows};
use crate::report::decisions::{DecisionRow, decision_rows};
use crate::report::disputes::{DisputeRow, dispute_rows};
use crate::report::entries::in_order;
use crate::report::flat::Flat;
use crate::report::incidents::{IncidentRow, incident_rows};
use crate::report::milestone::{MilestoneRow, milestone_pages};
use crate::report::sheet::Table;
use crate::report::status::{GroupDoc, PlanDoc, everything, group_docs, plan_doc};
use crate::report::tables::{TABLES, about, table};
use crate::report::totals::{GroupBy, TotalDoc, total_doc};
use crate::report::view::View;
use crate::report::words::count;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::Serialize;

/// Export state, entries, tables and dates for other programs
///
/// Words of people that a format cannot hold, or that a terminal or a spreadsheet would obey, are written so that they are seen.
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    moments: Moments,
    /// The format
    #[arg(short, long, value_name = "FORMAT", default_value = "json")]
    output: Format,
    /// Of csv and md, which table; csv into a folder and md have all of them
    #[arg(long, value_name = "TABLE", value_parser = tables())]
    table: Option<String>,
    /// Of ics, how long before a due date to remind: days such as P7D, hours such as PT12H, or none
    #[arg(long, value_name = "SPAN", value_parser = alarm)]
    alarm: Option<Alarm>,
    #[command(flatten)]
    delivery: Delivery,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The state: plan, totals, milestones, decisions, disputes, incidents
    Json,
    /// Every entry on a line of its own, all with the same keys
    Jsonl,
    /// A table, or with a folder for --to all of them
    Csv,
    /// All tables as a workbook
    Xlsx,
    /// Due dates and consultations as a calendar
    Ics,
    /// All tables as a document
    Md,
}

/// How long before a due date to remind; nothing for not at all.
#[derive(Clone, Copy, Debug)]
struct Alarm(Option<Span>);

impl Default for Alarm {
    fn default() -> Alarm {
        Alarm(Some(Span { days: 7, ..Span::default() }))
    }
}

fn alarm(text: &str) -> Result<Alarm, String> {
    match text {
        "none" => Ok(Alarm(None)),
        text => match Span::parse(text).map_err(|bad| bad.to_string())? {
            Span { months: 0, days, seconds } => Ok(Alarm(Some(Span { months: 0, days, seconds }))),
            _ => Err("a reminder comes days or hours before: write P7D, P2W or PT12H".into()),
        },
    }
}

fn tables() -> PossibleValuesParser {
    PossibleValuesParser::new(TABLES.iter().map(|(key, ..)| *key))
}

/// The whole picture: the plan, every milestone, and what is decided, disputed and alleged.
#[derive(Serialize, JsonSchema)]
pub struct ExportDoc<'a> {
    /// The plan, and how it stands.
    plan: PlanDoc,
    /// Totals over all milestones.
    total: TotalDoc,
    /// Totals by phase.
    phases: Vec<GroupDoc>,
    /// Totals by element.
    elements: Vec<GroupDoc>,
    /// Totals by who owes.
    actors: Vec<GroupDoc>,
    /// Decisions, taken and pending.
    decisions: Vec<DecisionRow<'a>>,
    /// Disputes, open and closed.
    disputes: Vec<DisputeRow<'a>>,
    /// Incidents, and what verifiers conclude of them.
    incidents: Vec<IncidentRow<'a>>,
    /// The regular meetings.
    consultations: Vec<ConsultationRow<'a>>,
    /// The milestones, in the order of the plan.
    #[schemars(with = "Vec<MilestoneRow>")]
    milestones: [(); 0],
}

impl Export {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        self.fits()?;
        let world = World::open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let view = world.view(&state);
        let remarks = answered(world, outside, String::new());
        let all_csv = self.output == Format::Csv && self.table.is_none() && self.delivery.is_folder(outside);
        if all_csv {
            return Ok(self.delivery.address_files(remarks, csv_files(&view)));
        }
        let answer = match self.output {
            Format::Json => Answer { text: state_json(&view), ..remarks },
            Format::Jsonl => Answer { text: Flat::of(&view).pages(&in_order(&view, |_| true)).concat(), ..remarks },
            Format::Csv => Answer { text: comma_separated(self.one(&view)), ..remarks },
            Format::Xlsx => workbook(&view, remarks)?,
            Format::Ics => {
                Answer { text: ical(&calendar(&view, self.alarm.unwrap_or_default().0)), crlf: true, ..remarks }
            }
            Format::Md => Answer { text: self.document(&view), ..remarks },
        };
        Ok(self.delivery.address(answer))
    }

    /// Whether the options go with the format.
    fn fits(&self) -> Result<(), Failure> {
        if self.table.is_some() && !matches!(self.output, Format::Csv | Format::Md) {
            return Err(
                Failure::usage("`--table` goes with `-o csv` and `-o md`").hint("the other formats have all of it")
            );
        }
        if self.alarm.is_some() && self.output != Format::Ics {
            return Err(Failure::usage("`--alarm` goes with `-o ics`").hint("the other formats remind of nothing"));
        }
        Ok(())
    }

    /// The table that was asked for, or the milestones.
    fn one<'v>(&self, view: &'v View<'_>) -> Table<'v> {
        table(view, self.table.as_deref().unwrap_or("milestones"))
    }

    fn document(&self, view: &View) -> String {
        let title = view.plan.title.get(view.lang());
        let lines: Vec<String> = about(view).iter().skip(1).map(|(label, words)| format!("{label}: {words}")).collect();
        match &self.table {
            Some(_) => document(title, &lines, [self.one(view)]),
            None => document(title, &lines, every_table(view)),
        }
    }
}

fn every_table<'v>(view: &'v View<'_>) -> impl Iterator<Item = Table<'v>> {
    TABLES.iter().map(|(key, ..)| table(view, key))
}

fn csv_files(view: &View) -> Files {
    every_table(view).map(|one| (format!("{}.csv", one.key), comma_separated(one))).collect()
}

fn workbook(view: &View, remarks: Answer) -> Result<Answer, Failure> {
    let as_of = view.state.clocks.as_of;
    let written = xlsx(view.plan.title.get(view.lang()), &about(view), as_of, every_table(view)).map_err(|error| {
        Failure::new(SYSTEM, "system", format!("cannot make the workbook: {error}"))
            .hint("it is put together in the folder for temporary files: is there room in it, and may you write there?")
    })?;
    let cut = (written.cut > 0).then(|| {
        let texts = count(written.cut, "text");
        format!(
            "warning: {texts} longer than a spreadsheet's cell were cut, and say so; the other formats have them whole"
        )
    });
    Ok(Answer { bytes: written.bytes, ..remarks }.remark(cut))
}

fn state_json(view: &View) -> String {
    let places: Vec<MilestoneIx> = view.plan.milestones.indices().collect();
    json_with(&answer("export", view, export_doc(view)), "milestones", &milestone_pages(view, &places))
}

fn export_doc<'a>(view: &View<'a>) -> ExportDoc<'a> {
    ExportDoc {
        plan: plan_doc(view),
        total: total_doc(&everything(view)),
        phases: group_docs(view, GroupBy::Phase),
        elements: group_docs(view, GroupBy::Element),
        actors: group_docs(view, GroupBy::Actor),
        decisions: decision_rows(view).collect(),
        disputes: dispute_rows(view),
        incidents: incident_rows(view).collect(),
        consultations: consultation_rows(view).collect(),
        milestones: [],
    }
}
