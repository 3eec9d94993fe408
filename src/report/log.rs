//! `log`: entries as rows, for a terminal and for others.

use super::flat::{EntryRow, Flat, columns, composed};
use super::sheet::{Columns, Sheet};
use super::view::View;
use crate::model::index::EntryIx;
use crate::tongue::say;
use rayon::prelude::*;

/// What a log tells of each entry.
const LOG: [&str; 12] =
    ["name", "at", "known", "actor", "on", "kind", "milestone", "standing", "says", "note", "evidence", "why_not"];

/// The same for a terminal: what is rarely there stands below what always is.
const SHORT: [&str; 5] = ["by", "recorded", "milestone", "counts_as", "told_briefly"];

/// Some entries, with every column of the log, or with those of these keys.
pub fn log_sheet(view: &View, order: &[EntryIx], keys: &[&str]) -> Sheet {
    let keys = if keys.is_empty() { &LOG } else { keys };
    sheet(view, order, columns().choose(keys).titled("why_not", say!("Does not count")))
}

/// The log for a terminal.
pub fn log_table(view: &View, order: &[EntryIx]) -> Sheet {
    sheet(view, order, columns().and(composed()).choose(&SHORT))
}

fn sheet<'a>(view: &View<'a>, order: &[EntryIx], columns: Columns<EntryRow<'a>>) -> Sheet {
    let flat = Flat::of(view);
    let rows = order.par_iter().map(|index| columns.cells(&flat.row(*index))).collect();
    Sheet { columns: columns.headings(), rows }
}
