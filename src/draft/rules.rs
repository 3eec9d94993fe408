//! Who decides what in a plan that was drafted from a matrix: by the roles of those whom it names, as the built-in plan has it.

use super::drafted::{DraftActor, Ruled};
use crate::model::actor::Role;

/// The rules: parties decide on dates, versions and entry into force together, and each may suspend; who monitors verifies and settles.
pub fn rules(actors: &[DraftActor]) -> Vec<Ruled> {
    let first = |roles: &[Role]| {
        let there = |role: &&Role| actors.iter().any(|actor| actor.role == role.word());
        roles.iter().find(there).map(|role| format!("role:{}", role.word()))
    };
    let parties = first(&[Role::Party, Role::Guarantor, Role::Secretariat]);
    let all = [
        ("verify", first(&[Role::Monitor]), false),
        ("reschedule", parties.clone(), true),
        ("suspend", parties.clone(), false),
        ("amend", parties.clone(), true),
        ("settle", first(&[Role::Monitor, Role::Guarantor, Role::Secretariat]), false),
        ("start", parties, true),
    ];
    all.into_iter().filter_map(|(decision, by, all)| Some(Ruled { decision, by: by?, all })).collect()
}
