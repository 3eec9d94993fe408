//! A secretariat's own matrix becomes a plan draft: a file in, the text of a plan out, and all that was not understood.
//!
//! `grid` is a table of cells, read from a `text` (of whatever `encoding`) or a `workbook`, whose `sheets` may be one matrix. `columns` finds
//! the header, which `headers` makes one row, `rows` what the rows below it are, and `commitments` makes a draft of them: `ids`, `actors`, `timeline` (with `dates`), `chart`,
//! `figures` and `status` (with `vouched`) each read one kind of cell, `as_of` the title. `rules` says who decides, `plan` writes it down; `claims` are what its statuses say.

pub mod actors;
pub mod as_of;
pub mod beside;
pub mod chart;
pub mod claims;
pub mod columns;
pub mod commitments;
pub mod dates;
pub mod drafted;
pub mod encoding;
pub mod figures;
pub mod grid;
pub mod groups;
pub mod headers;
pub mod headings;
pub mod ids;
pub mod links;
pub mod names;
pub mod own_words;
pub mod plan;
pub mod printed;
pub mod reading;
pub mod rows;
pub mod ruled;
pub mod rules;
pub mod separated;
pub mod sheets;
pub mod spans;
pub mod status;
pub mod text;
pub mod timeline;
pub mod vouched;
pub mod wishes;
pub mod workbook;

use drafted::{DoubtKind, MatrixDoubt, ReadMatrix};
use grid::Grid;
use milepost_check as check;
use milepost_core::{fold, model, tongue, words};
use plan::{DraftOrigin, plan_text};
use rows::GridTable;
use wishes::{FoundTable, Unreadable, Wishes};

/// Reads the bytes of a matrix; `file` is its name as it was typed.
pub fn draft(bytes: &[u8], file: &str, wishes: &Wishes) -> Result<ReadMatrix, Unreadable> {
    drafted(wishes.table(bytes, file)?, file, wishes)
}

/// The same of the sheets of a workbook.
pub fn draft_of(book: Vec<Grid>, file: &str, wishes: &Wishes) -> Result<ReadMatrix, Unreadable> {
    drafted(wishes.book(book, file)?, file, wishes)
}

fn drafted((grid, layout, doubts): FoundTable, file: &str, wishes: &Wishes) -> Result<ReadMatrix, Unreadable> {
    let stem = std::path::Path::new(file).file_stem().map_or(file.into(), |stem| stem.to_string_lossy());
    let (mut draft, mut cast) = commitments::drafted(GridTable { grid: &grid, layout: &layout }, &stem, wishes);
    if draft.milestones.is_empty() {
        return Err(Unreadable::NoRows(draft.doubts.len()));
    }
    draft.doubts.splice(0..0, doubts);
    if draft.milestones.iter().all(|one| one.responsible.is_empty()) {
        let text = draft.title.clone();
        draft.doubts.insert(0, MatrixDoubt { row: None, column: None, text, what: DoubtKind::NobodyOwes });
    }
    wishes.cast(&mut cast)?;
    draft.actors = cast.actors;
    draft.rules = rules::rules(&draft.actors);
    let name = std::path::Path::new(file).file_name().map_or(file.into(), |name| name.to_string_lossy());
    let plan = plan_text(&mut draft, &DraftOrigin { file: &name, zone: wishes.zone.as_deref() });
    Ok(ReadMatrix { grid, layout, draft, plan })
}
