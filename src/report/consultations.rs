//! Regular meetings, as documents for machines, and when the next one is.

use super::view::View;
use crate::model::id::Id;
use crate::model::span::Span;
use crate::model::when::When;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub struct ConsultationDoc<'a> {
    id: &'a Id,
    title: &'a BTreeMap<String, String>,
    first: When,
    every: Span,
    with: &'a [Id],
}

pub fn consultation_docs<'a>(view: &View<'a>) -> Vec<ConsultationDoc<'a>> {
    let doc = |meeting: &'a crate::model::plan::Consultation| ConsultationDoc {
        id: &meeting.id,
        title: meeting.title.by_language(),
        first: meeting.first,
        every: meeting.every,
        with: &meeting.with,
    };
    view.plan.consultations.iter().map(doc).collect()
}
