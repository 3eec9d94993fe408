//! `export -o json`: the whole picture as one document.

use super::consultations::{ConsultationRow, consultation_rows};
use super::decisions::{DecisionRow, decision_rows};
use super::disputes::{DisputeRow, dispute_rows};
use super::incidents::{IncidentRow, incident_rows};
use super::status::{GroupRow, PlanStanding, everything, group_docs, plan_doc};
use super::totals::{GroupBy, TotalsRow, total_doc};
use super::view::View;
use crate::model::looks::JsonSchema;
use serde::Serialize;

/// The whole picture: the plan, every milestone, and what is decided, disputed and alleged.
#[derive(Serialize, JsonSchema)]
pub struct ExportAnswer<'a> {
    /// The plan, and how it stands.
    plan: PlanStanding,
    /// Totals over all milestones.
    total: TotalsRow,
    /// Totals by phase.
    phases: Vec<GroupRow>,
    /// Totals by element.
    elements: Vec<GroupRow>,
    /// Totals by who owes.
    actors: Vec<GroupRow>,
    /// Decisions, taken and pending.
    decisions: Vec<DecisionRow<'a>>,
    /// Disputes, open and closed.
    disputes: Vec<DisputeRow<'a>>,
    /// Incidents, and what verifiers conclude of them.
    incidents: Vec<IncidentRow<'a>>,
    /// The regular meetings.
    consultations: Vec<ConsultationRow<'a>>,
    /// The milestones, in the order of the plan.
    #[schemars(with = "Vec<crate::milestone::MilestoneRow>")]
    milestones: [(); 0],
}

pub fn export_doc<'a>(view: &View<'a>) -> ExportAnswer<'a> {
    ExportAnswer {
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
