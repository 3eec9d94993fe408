//! Entries as JSON Lines: each on a line of its own.

use super::exported::{Exported, Written};
use crate::report::entries::in_order;
use crate::report::flat::Flat;

pub fn export(exported: &Exported) -> Result<Written, String> {
    let order = in_order(exported.view, |_| true);
    Ok(Written::text(Flat::of(exported.view).pages(&order).concat()))
}
