//! `export -o json`: the whole picture as one document.

use super::consultations::{ConsultationRow, consultation_rows};
use super::decisions::{DecisionRow, decision_rows};
use super::disputes::{DisputeRow, dispute_rows};
use super::incidents::{IncidentRow, incident_rows};
use super::milestone::MilestoneRow;
use super::status::{GroupDoc, PlanDoc, everything, group_docs, plan_doc};
use super::totals::{GroupBy, TotalDoc, total_doc};
use super::view::View;
use schemars::JsonSchema;
use serde::Serialize;

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

pub fn export_doc<'a>(view: &View<'a>) -> ExportDoc<'a> {
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
