//! `milepost status`

use super::answer::{Answer, Outside};
use super::ask::{Moments, TableOutput, TablePage, answered, lines};
use super::fail_if::FailIf;
use super::failure::Failure;
use super::global::Global;
use super::kept::Kept;
use super::world::World;
use crate::fold::state::Clocks;
use crate::model::hash::Hash;
use crate::model::index::MilestoneIx;
use crate::model::moment::{Day, Moment, Zone};
use crate::model::when::When;
use crate::render::json::json;
use crate::render::prose::prose;
use crate::render::room::cut;
use crate::render::table::{fitting, headed_in_lines};
use crate::report::course::{
    BEFORE_GROUPS, PlanRow, ProgressRow, course_doc, course_sheet, course_values, group_names, grouped_sheet,
    plans_doc, plans_sheet,
};
use crate::report::first::state_sentences;
use crate::report::prose::Para;
use crate::report::quorums::mandates;
use crate::report::sheet::Sheet;
use crate::report::status::{footing, glance, heading, status_doc, status_sheet, status_values};
use crate::report::totals::GroupBy;
use crate::report::view::View;
use crate::report::voice::{unproven, voice};
use crate::tongue::{later, say, text};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use std::path::PathBuf;

/// Show progress by phase, element or actor, what needs attention and what comes next
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost status
  milepost status --group actor --as-of 2005-10-16")]
pub struct StatusArgs {
    /// Other workspaces to tell beside each other, a line each; without any, the one here
    #[arg(value_name = "FOLDER", conflicts_with = "every")]
    folders: Vec<PathBuf>,
    /// What to group by: phase (the default), element or actor
    #[arg(long, value_name = "BY", hide_possible_values = true)]
    group: Option<GroupedBy>,
    /// A row for every week, month, quarter or year up to now, by what is known now
    #[arg(long, value_name = "SPAN")]
    every: Option<Every>,
    /// The first of these: a date; without it, the signature, else the first entry
    #[arg(long, value_name = "DATE", requires = "every", allow_hyphen_values = true)]
    since: Option<String>,
    #[command(flatten)]
    moments: Moments,
    #[command(flatten)]
    fail_if: FailIf,
    /// How to write the table
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum GroupedBy {
    Phase,
    Element,
    Actor,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Every {
    Week,
    Month,
    Quarter,
    Year,
}

impl Every {
    /// The end of the span that a day is in.
    fn end(self, day: Day) -> Day {
        let (year, month, _) = day.date();
        let last = |month: u32| When::Month(year, month).last(Zone::UTC);
        match self {
            Every::Week => day.plus_days(6 - day.weekday()).unwrap_or(day),
            Every::Month => Zone::UTC.day_of(last(month)),
            Every::Quarter => Zone::UTC.day_of(last(month.div_ceil(3) * 3)),
            Every::Year => Zone::UTC.day_of(last(12)),
        }
    }
}

impl StatusArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let by = match self.group {
            None | Some(GroupedBy::Phase) => GroupBy::Phase,
            Some(GroupedBy::Element) => GroupBy::Element,
            Some(GroupedBy::Actor) => GroupBy::Actor,
        };
        if !self.folders.is_empty() {
            return self.plans(by, global, outside);
        }
        let world = match self.every {
            None => self.moments.open(global, outside)?,
            Some(_) => World::open(global, outside)?,
        };
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let view = world.view(&state);
        if let Some(every) = self.every {
            return self.course(every, by, (world, &view), global, outside);
        }
        let text = match self.output {
            TableOutput::Json => json(&status_doc(&view, by)),
            output => TablePage {
                heading: if output == TableOutput::Csv { Vec::new() } else { self.opening(&view, outside) },
                sheet: if output == TableOutput::Csv { status_values(&view, by) } else { status_sheet(&view, by) },
                footing: footed(&view, world.contents.root),
            }
            .write(output, global, outside),
        };
        let all: Vec<MilestoneIx> = view.plan.milestones.indices().collect();
        Ok(self.fail_if.judge(answered(world, outside, text), world, &view, &all))
    }
}

impl StatusArgs {
    /// The plan and its moment, and the state in a sentence or two.
    fn opening(&self, view: &View, outside: &Outside) -> Vec<String> {
        let room = outside.width.filter(|_| self.output == TableOutput::Table);
        let mut opening = heading(view);
        for sentence in state_sentences(view, &mandates(view)) {
            let told = prose(&[Para::line(sentence.text())], room);
            opening.push(String::new());
            opening.extend(told.lines().map(str::to_owned));
        }
        opening
    }
}

/// The plan, its moment, its totals in a line, and what needs attention, on less than a screen.
pub fn at_a_glance(global: &Global, outside: &Outside) -> Result<Answer, Failure> {
    let world = World::open_kept(global, outside)?;
    let now = (outside.now)();
    let state = Kept::new(world.state(Clocks { as_of: now, known_by: now }));
    let room = outside.width.map_or(usize::MAX, usize::from);
    let told: Vec<String> = glance(&world.view(&state)).iter().map(|line| cut(line, room, '…').into_owned()).collect();
    Ok(answered(world, outside, lines(&told)))
}

impl StatusArgs {
    /// Several workspaces, a line each, in the order in which they are named.
    fn plans(&self, by: GroupBy, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let mut remarks: Vec<String> = Vec::new();
        let mut failing = None;
        let plan = |folder: &PathBuf| {
            let world = self.moments.open(&Global { dir: Some(folder.clone()), ..global.clone() }, outside)?;
            let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
            let view = world.view(&state);
            let all: Vec<MilestoneIx> = view.plan.milestones.indices().collect();
            let judged = self.fail_if.judge(answered(world, outside, String::new()), world, &view, &all);
            failing = failing.or((judged.code != 0).then_some(judged.code));
            let folder = folder.display().to_string();
            remarks.extend(judged.remarks.lines().map(|remark| format!("{folder}: {remark}\n")));
            Ok(PlanRow::of(&view, by, folder, world.damaged()))
        };
        let plans: Vec<PlanRow> = self.folders.iter().map(plan).collect::<Result<_, Failure>>()?;
        let text = match self.output {
            TableOutput::Json => json(&plans_doc(by, plans)),
            output => {
                let sheet = plans_sheet(&plans, output == TableOutput::Csv);
                let footing =
                    plans.iter().map(PlanRow::titled).chain(PLANS_READING.map(|line| text(line).to_owned())).collect();
                TablePage { heading: Vec::new(), sheet, footing }.write(output, global, outside)
            }
        };
        Ok(Answer { remarks: remarks.concat(), code: failing.unwrap_or(0), ..Answer::say(text) })
    }

    /// A row for the end of each span of time, and one for the moment asked about.
    fn course(
        &self,
        every: Every,
        by: GroupBy,
        (world, now): (&'static World, &View),
        global: &Global,
        outside: &Outside,
    ) -> Result<Answer, Failure> {
        let (zone, last) = (world.zone(), now.state.clocks.as_of);
        let since = match &self.since {
            Some(typed) => {
                let since = world.date(typed, last)?.first(zone);
                if since > last {
                    return Err(Failure::usage(format!("`--since {typed}` lies after {}", zone.day_of(last)))
                        .hint("begin earlier, or ask `--as-of` a later day"));
                }
                since
            }
            None => beginning(now),
        };
        let mut moments: Vec<Moment> = Vec::new();
        let mut day = every.end(zone.day_of(since));
        while zone.end_of(day) < last {
            if moments.len() == MOST_ROWS {
                return Err(Failure::usage(format!("there would be more than {MOST_ROWS} rows"))
                    .hint("begin later with `--since`, or take a longer span"));
            }
            moments.push(zone.end_of(day));
            day = every.end(day.plus_days(1).unwrap_or(day));
        }
        let known_by = now.state.clocks.known_by;
        let row = |as_of: &Moment| {
            let state = Kept::new(world.state(Clocks { as_of: *as_of, known_by }));
            ProgressRow::of(&world.view(&state), by)
        };
        let mut rows: Vec<ProgressRow> = moments.par_iter().map(row).collect();
        rows.push(ProgressRow::of(now, by));
        let text = match self.output {
            TableOutput::Json => json(&course_doc(now, by, rows)),
            output => {
                let room = outside.width.filter(|_| output == TableOutput::Table);
                let (sheet, left_out) = match (output, self.group) {
                    (TableOutput::Csv, _) => (course_values(&rows), Vec::new()),
                    (_, Some(_)) => grouped(&rows, room),
                    (_, None) => (course_sheet(&rows), Vec::new()),
                };
                let mut footing: Vec<String> = READING.map(|line| text(line).to_owned()).to_vec();
                if self.group.is_some() {
                    footing.push(text(GROUPS_READING).to_owned());
                }
                if !left_out.is_empty() {
                    footing.push(say!("No room for these, which `-o csv` has too:").to_owned());
                    footing.extend(left_out.iter().map(|group| format!("  {group}")));
                }
                TablePage { heading: heading(now), sheet, footing }.write(output, global, outside)
            }
        };
        let all: Vec<MilestoneIx> = now.plan.milestones.indices().collect();
        Ok(self.fail_if.judge(answered(world, outside, text), world, now, &all))
    }
}

/// A column for each group, as many as there is room for, and the groups for which there is none.
fn grouped(rows: &[ProgressRow], room: Option<u16>) -> (Sheet, Vec<String>) {
    let mut names = group_names(rows);
    let whole = grouped_sheet(rows);
    let Some(room) = room else { return (whole, Vec::new()) };
    let sheet = headed_in_lines(whole);
    let groups = fitting(&sheet, room).saturating_sub(BEFORE_GROUPS).max(1).min(names.len());
    (sheet.first(BEFORE_GROUPS + groups), names.split_off(groups))
}

/// So many moments are told at once.
const MOST_ROWS: usize = 1_000;

const READING: [&str; 2] = [
    later!("Each row as it was so by then, by what is known now."),
    later!("The last row is not the end of its span."),
];

const GROUPS_READING: &str = later!("Groups: how much is verified, and of how many milestones.");

const PLANS_READING: [&str; 2] =
    [later!("Days: whole days in force."), later!("0/1/2/3: how many are verified none, minimum, intermediate, full.")];

/// The signature, else the first moment for which anything is said.
fn beginning(view: &View) -> Moment {
    let signed = view.plan.signed.map(|signed| signed.first(view.plan.timezone));
    let first = || view.state.entries.iter().map(|judged| judged.from).min();
    signed.or_else(first).unwrap_or(view.state.clocks.as_of)
}

/// What stands below the table; last what two people compare by voice.
fn footed(view: &View, root: Option<Hash>) -> Vec<String> {
    let mut footing = footing(view);
    let heard: Vec<String> = voice(root, view.plan).into_iter().chain(unproven(view.plan)).collect();
    if !heard.is_empty() {
        footing.push(String::new());
    }
    footing.into_iter().chain(heard).collect()
}
