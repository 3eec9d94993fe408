//! `milepost export`

use super::answer::{Answer, Outside};
use super::ask::{Moments, answered};
use super::deliver::Delivery;
use super::failure::Failure;
use super::global::Global;
use super::world::World;
use crate::render::json::json_with;
use crate::report::basis::answer;
use crate::report::consultations::{ConsultationDoc, consultation_docs};
use crate::report::decisions::{DecisionDoc, decision_docs};
use crate::report::disputes::{DisputeDoc, dispute_docs};
use crate::report::entries::{in_order, json_line};
use crate::report::incidents::{IncidentDoc, incident_docs};
use crate::report::milestone::milestone_pages;
use crate::report::status::{GroupDoc, PlanDoc, everything, group_docs, plan_doc};
use crate::report::totals::{GroupBy, TotalDoc, total_doc};
use crate::report::view::View;
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde::Serialize;
use std::mem::ManuallyDrop;

/// Export the state as JSON, or the entries as JSON Lines
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    moments: Moments,
    /// json: the state; jsonl: every entry on a line of its own
    #[arg(short, long, value_name = "FORMAT", default_value = "json")]
    output: Format,
    #[command(flatten)]
    delivery: Delivery,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Json,
    Jsonl,
}

#[derive(Serialize)]
struct ExportDoc<'a> {
    plan: PlanDoc,
    total: TotalDoc,
    phases: Vec<GroupDoc>,
    elements: Vec<GroupDoc>,
    actors: Vec<GroupDoc>,
    decisions: Vec<DecisionDoc<'a>>,
    disputes: Vec<DisputeDoc<'a>>,
    incidents: Vec<IncidentDoc<'a>>,
    consultations: Vec<ConsultationDoc<'a>>,
    /// Filled in line by line.
    milestones: [(); 0],
}

impl Export {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        let state = ManuallyDrop::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let view = world.view(&state);
        let text = match self.output {
            Format::Json => {
                let places: Vec<usize> = (0..state.plan.milestones.len()).collect();
                json_with(&answer("export", &view, export_doc(&view)), "milestones", &milestone_pages(&view, &places))
            }
            Format::Jsonl => {
                let lines: Vec<String> =
                    in_order(&view, |_| true).par_iter().map(|index| json_line(&view, *index) + "\n").collect();
                lines.concat()
            }
        };
        Ok(self.delivery.address(answered(world, outside, text)))
    }
}

fn export_doc<'a>(view: &View<'a>) -> ExportDoc<'a> {
    ExportDoc {
        plan: plan_doc(view),
        total: total_doc(&everything(view)),
        phases: group_docs(view, GroupBy::Phase),
        elements: group_docs(view, GroupBy::Element),
        actors: group_docs(view, GroupBy::Actor),
        decisions: decision_docs(view),
        disputes: dispute_docs(view),
        incidents: incident_docs(view),
        consultations: consultation_docs(view),
        milestones: [],
    }
}
