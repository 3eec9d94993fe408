//! Entries as JSON Lines: each on a line of its own.

use super::exported::{ExportedView, Written};
use crate::report::entries::in_order;
use crate::report::flat::Flat;

pub fn export(exported: &ExportedView) -> Result<Written, String> {
    let order = in_order(exported.view, |_| true);
    Ok(Written::text(Flat::numbering(exported.view, &order).pages(&order).concat()))
}
