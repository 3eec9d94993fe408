//! What must be told beside an answer: of the versions of the plan, of the books, of plan.json.

use super::super::failure::Failure;
use super::super::remark::Remark;
use super::{World, file_name};
use crate::ledger::flaw::{Flaw, FlawKind};
use crate::model::index::{DeskIx, VersionIx};
use crate::model::moment::Moment;
use crate::report::audit::{AuditFinding, FindingWeight};
use crate::store::read::altered_versions;
use std::path::PathBuf;

/// So many flaws are told beside an answer.
const MOST_FLAWS: usize = 20;

impl World {
    /// What an audit finds wrong with the versions of the plan.
    pub fn plan_findings(&self, now: Moment) -> Result<Vec<AuditFinding>, Failure> {
        let finding =
            |weight, what: String| AuditFinding { weight, sort: "plan", book: None, line: None, what, stands: None };
        let missing = self.contents.missing.iter().map(|hash| {
            finding(
                FindingWeight::Grave,
                format!("plans/{hash}.json is not here: an amendment adopts it, and counts for nothing without it"),
            )
        });
        let unfit = self
            .unfit
            .iter()
            .map(|(file, reason)| finding(FindingWeight::Doubt, format!("{file} cannot be adopted: {reason}")));
        let altered = altered_versions(&self.contents.workspace)?;
        let altered = altered.into_iter().map(|file| {
            finding(
                FindingWeight::Grave,
                format!("plans/{file} is not the version that its name says: it was altered or put there"),
            )
        });
        let edited = self.edited(now).map(|edited| finding(FindingWeight::Doubt, edited.told()));
        Ok(missing.chain(unfit).chain(altered).chain(edited).collect())
    }

    /// What a reader must know beside the answer.
    pub fn remarks(&self, now: Moment) -> Vec<Remark> {
        let contents = &self.contents;
        let mut remarks = Vec::new();
        remarks.extend(self.alone.then_some(Remark::BuiltIn));
        remarks.extend(self.unspoken.clone().map(Remark::Unspoken));
        let unread =
            |(path, why): &(PathBuf, String)| Remark::Unread { file: file_name(contents, path), why: why.clone() };
        remarks.extend(contents.unread.iter().map(unread));
        remarks.extend(self.edited(now));
        remarks.extend(contents.missing.iter().map(|hash| Remark::VersionMissing(hash.to_string())));
        let unfit =
            |(file, reason): &(String, String)| Remark::VersionUnfit { file: file.clone(), reason: reason.clone() };
        remarks.extend(self.unfit.iter().map(unfit));
        let file = |version: VersionIx| format!("plans/{}.json", self.versions.0[version].0);
        let stalled: Vec<String> = self.stalled().into_iter().map(file).collect();
        remarks.extend((!stalled.is_empty()).then_some(Remark::Stalled(stalled)));
        remarks.extend(self.unsealed());
        let is_strange = |flaw: &&Flaw| matches!(flaw.kind, FlawKind::NotUnderstood(_));
        let (strange, told): (Vec<&Flaw>, Vec<&Flaw>) = contents.flaws.iter().partition(is_strange);
        remarks.extend((!strange.is_empty()).then_some(Remark::NotUnderstood(strange.len())));
        remarks.extend(told.iter().take(MOST_FLAWS).map(|flaw| Remark::Flaw((*flaw).clone())));
        let more = told.len().saturating_sub(MOST_FLAWS);
        remarks.extend((more > 0).then_some(Remark::MoreFlaws(more)));
        remarks
    }

    /// The books whose actors have keys and have not sealed their last lines.
    fn unsealed(&self) -> Vec<Remark> {
        let contents = &self.contents;
        let upto = contents.trust.upto.pairs().zip(&contents.books);
        let waiting = upto.filter_map(|((place, upto), book)| {
            let first = |(book, seq): (DeskIx, u64)| {
                let all = 0..contents.entries.len();
                contents.entries.first_not(all, |entry| (entry.book, entry.seq) <= (book, seq))
            };
            let entries = if *upto < book.seq { first((place, u64::MAX)) - first((place, *upto)) } else { 0 };
            let (book, actor) = (book.name.to_string(), book.opening.actor.to_string());
            (entries > 0).then_some(Remark::Unsealed { book, actor, entries })
        });
        waiting.collect()
    }

    /// Whether plan.json is another version than the one in force, and what to do about it.
    fn edited(&self, now: Moment) -> Option<Remark> {
        let in_force = self.version_in_force(now);
        let working = self.contents.working.map(|hash| hash.to_string());
        if self.alone || working.as_ref() == Some(&self.versions.0[in_force].0) {
            return None;
        }
        let known = working.is_some_and(|hash| self.versions.find(&hash).is_some());
        Some(Remark::Edited { in_force: self.files[in_force].clone(), known })
    }
}
