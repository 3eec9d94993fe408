//! JSON for machines that people can read too.

use super::exported::{ExportedView, Written};
use crate::model::index::MilestoneIx;
use crate::report::basis::answer;
use crate::report::export::export_doc;
use crate::report::milestone::milestone_pages;
use crate::report::written;
use serde::Serialize;

/// The whole picture.
pub fn export(exported: &ExportedView) -> Result<Written, String> {
    let view = exported.view;
    let all: Vec<MilestoneIx> = view.plan.milestones.indices().collect();
    let document = answer("export", view, export_doc(view));
    Ok(Written { pages: json_with(&document, "milestones", milestone_pages(view, &all)), ..Written::default() })
}

/// The document, indented, with a line feed at its end.
pub fn json(document: &impl Serialize) -> String {
    written::document(document)
}

/// The document on one line, with a line feed at its end.
pub fn json_line(document: &impl Serialize) -> String {
    written::line(document)
}

/// The same in pages, for a document whose last member is an empty list under `key`, filled with pages of lines of JSON.
pub fn json_with(document: &impl Serialize, key: &str, mut pages: Vec<String>) -> Vec<String> {
    let frame = json(document);
    let empty = format!("\"{key}\": []");
    let (Some(place), Some(last)) = (frame.rfind(&empty), pages.last_mut()) else { return vec![frame] };
    let (start, end) = frame.split_at(place + empty.len() - 1);
    // No comma after the last line.
    last.truncate(last.trim_end_matches([',', '\n']).len());
    last.push_str(&format!("\n  {end}"));
    pages.insert(0, format!("{start}\n"));
    pages
}
