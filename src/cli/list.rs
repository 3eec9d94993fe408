//! `milepost list`

use super::answer::{Answer, Outside};
use super::ask::{LinePage, Moments, TableOutput, TablePage, chosen, known_key, remarked};
use super::fail_if::FailIf;
use super::failure::Failure;
use super::filter::{Filters, NOTHING};
use super::global::Global;
use super::kept::forever;
use super::number::number;
use crate::render::json::json_with;
use crate::report::basis::answer;
use crate::report::line::{LineRoom, by_phase, line_sheet, listed};
use crate::report::list::{ListSort, list_sheet, select, turned};
use crate::report::milestone::{columns, milestone_pages};
use crate::report::status::heading;
use crate::tongue::{many, text};
use clap::Args;
use serde::Serialize;

/// List milestones: who owes them, when they are due, how far they are
///
/// Progress stands with the initial of who says so: v verified, r reported, a assessed.
#[derive(Debug, Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  milepost list --timing overdue
  milepost list --actor ukraine --sort due")]
pub struct ListArgs {
    #[command(flatten)]
    filters: Filters,
    /// By plan, id, due, status or progress, the furthest first; `-due` turns it round
    #[arg(long, value_name = "BY", default_value = "plan", value_parser = order, allow_hyphen_values = true)]
    sort: SortOrder,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = number::<usize>(0..=u64::MAX))]
    limit: Option<usize>,
    /// One table, not one part for each phase; so too where `--sort` or `--columns` is given
    #[arg(long)]
    flat: bool,
    /// These columns, by their keys in `export -o csv --table milestones`: id,status,due_day
    #[arg(long, value_name = "KEYS", value_delimiter = ',', value_parser = column)]
    columns: Vec<String>,
    #[command(flatten)]
    fail_if: FailIf,
    #[command(flatten)]
    moments: Moments,
    /// How to write the table
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

#[derive(Clone, Copy, Debug)]
struct SortOrder {
    by: ListSort,
    reversed: bool,
}

fn order(typed: &str) -> Result<SortOrder, String> {
    let (reversed, word) = typed.strip_prefix('-').map_or((false, typed), |word| (true, word));
    let by = ListSort::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, by)| by);
    by.map(|by| SortOrder { by, reversed })
        .ok_or_else(|| format!("one of: {}", ListSort::ALL.map(|(word, _)| word).join(", ")))
}

fn column(typed: &str) -> Result<String, String> {
    known_key(&columns(), typed)
}

#[derive(Serialize)]
struct ListDoc {
    /// Filled in line by line.
    milestones: [(); 0],
}

impl ListArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let keys = chosen(&self.columns, self.output)?;
        let world = self.moments.open(global, outside)?;
        let state = forever(world.state(self.moments.clocks(world, (outside.now)())?));
        let filter = self.filters.filter(&state.plan)?;
        let view = forever(world.view(state));
        let mut all = select(view, &filter, self.sort.by);
        if self.sort.reversed {
            all = turned(view, all, self.sort.by);
        }
        let places = &all[..self.limit.unwrap_or(usize::MAX).min(all.len())];
        let more = all.len() - places.len();
        let answer = match self.output {
            TableOutput::Json => Answer::in_pages(
                json_with(
                    &answer("list", view, ListDoc { milestones: [] }),
                    "milestones",
                    milestone_pages(view, places),
                )
                .into_iter(),
            ),
            output => {
                let footing = match (all.is_empty(), more) {
                    (true, _) => vec![text(NOTHING).to_owned()],
                    (false, 0) => Vec::new(),
                    (false, more) => vec![many!(
                        more,
                        "And {n} more milestone; `--limit` leaves it out.",
                        "And {n} more milestones; `--limit` leaves them out."
                    )],
                };
                let heading = heading(view).into_iter().chain([listed(view, &all)]).collect();
                if output == TableOutput::Table && keys.is_empty() {
                    let parted = !self.flat && self.sort.by == ListSort::Plan && !self.sort.reversed;
                    let (places, groups) = if parted { by_phase(view, places) } else { (places.to_vec(), Vec::new()) };
                    let sheet = line_sheet(view, places, LineRoom::of(outside.width));
                    Answer::in_pages(LinePage { heading, sheet, groups, footing }.pages(global, outside))
                } else {
                    let sheet = list_sheet(view, places, &keys, output == TableOutput::Csv);
                    Answer::say(TablePage { heading, sheet, footing }.write(output, global, outside))
                }
            }
        };
        Ok(self.fail_if.judge(remarked(world, outside, answer), world, view, &all))
    }
}
