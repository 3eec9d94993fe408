//! What a recording command did, with the pictures before and after; or why nothing was recorded.

use super::answer::Answer;
use super::attach::AttachedFile;
use super::failure::{Failure, REFUSED};
use super::kept::Kept;
use super::remark::Remark;
use super::world::World;
use crate::fold::state::{State, WhyNot};
use crate::model::index::EntryIx;
use crate::model::name::EntryName;
use crate::report::moved::{Moves, moves};
use crate::report::words;
use crate::tongue::say;

/// What a recording command did: the picture before and after, and the new entries' places in the latter.
pub struct Recording {
    pub before: State,
    pub after: World,
    pub state: State,
    /// The picture as it will be once the entries are sealed, where they are not.
    pub once: Option<State>,
    pub names: Vec<EntryName>,
    pub entries: Vec<EntryIx>,
    /// The files that they rest on.
    pub attached: Vec<AttachedFile>,
    pub remarks: Vec<Remark>,
    /// Whether it was written: it was no dry run.
    pub written: bool,
}

/// Why nothing was recorded.
pub enum NotRecorded {
    /// Which of the entries do not count, and why.
    Refused(Vec<(usize, WhyNot)>),
    Failed(Failure),
}

impl From<Failure> for NotRecorded {
    fn from(failure: Failure) -> NotRecorded {
        NotRecorded::Failed(failure)
    }
}

impl NotRecorded {
    /// Why the first of the refused entries does not count.
    pub fn why_not(&self) -> Option<&WhyNot> {
        match self {
            NotRecorded::Refused(refused) => refused.first().map(|(_, why_not)| why_not),
            NotRecorded::Failed(_) => None,
        }
    }

    /// As an error about a single entry, in a world that knows the names nearby.
    pub fn failure(self, world_ids: &[String]) -> Failure {
        match self {
            NotRecorded::Failed(failure) => failure,
            NotRecorded::Refused(refused) => {
                let why_not = &refused[0].1;
                let mut failure =
                    Failure::new(REFUSED, "refused", say!("not recorded: {why}", why = words::why_not(why_not)));
                if let WhyNot::UnknownIndicator(_, id) = why_not {
                    let near = crate::check::finding::nearest(id.as_str(), world_ids.iter().map(String::as_str));
                    failure.hint = Some(match (near, world_ids.is_empty()) {
                        (_, true) => "it has none: state a level".into(),
                        (Some(near), _) => format!("close to it is `{near}`"),
                        (None, _) => format!("its indicators: {}", world_ids.join(", ")),
                    });
                }
                failure
            }
        }
    }
}

impl Recording {
    /// The picture that the answer tells: with the entries, and with their seal.
    pub fn told(&self) -> &State {
        self.once.as_ref().unwrap_or(&self.state)
    }

    /// What the entries move.
    pub fn moves(&self) -> Moves<'_> {
        moves(&self.before, self.told())
    }

    /// The answer in words or as JSON, with the remarks.
    pub fn answer(mut self, text: String) -> Answer {
        let remarks = std::mem::take(&mut self.remarks);
        let recorded = self.written.then(|| range(&self.names));
        // The process ends here; taking a large world apart takes time that nobody has use for.
        Kept::new(self);
        Answer { recorded, ..Answer::say(text) }.remark(remarks)
    }
}

fn range(names: &[EntryName]) -> String {
    match names {
        [] => String::new(),
        [only] => only.to_string(),
        [first, .., last] => format!("{first} to {last}"),
    }
}
