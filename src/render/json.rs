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
    Ok(Written::text(json_with(&document, "milestones", &milestone_pages(view, &all))))
}

/// The document, indented, with a line feed at its end.
pub fn json(document: &impl Serialize) -> String {
    written::document(document)
}

/// The document on one line, with a line feed at its end.
pub fn json_line(document: &impl Serialize) -> String {
    written::line(document)
}

/// The same for a document whose last member is an empty list under `key`, filled with pages of lines of JSON.
pub fn json_with(document: &impl Serialize, key: &str, pages: &[String]) -> String {
    let frame = json(document);
    let empty = format!("\"{key}\": []");
    let lines: usize = pages.iter().map(String::len).sum();
    let (Some(place), true) = (frame.rfind(&empty), lines > 0) else { return frame };
    let (start, end) = (place + empty.len() - 1, frame.len());
    let mut text = String::with_capacity(end + lines + 8);
    text.push_str(&frame[..start]);
    text.push('\n');
    pages.iter().for_each(|page| text.push_str(page));
    // No comma after the last line.
    text.truncate(text.trim_end_matches([',', '\n']).len());
    text.push_str("\n  ");
    text.push_str(&frame[start..end]);
    text
}
