//! What the books come to is kept for the next command.

use super::super::disk::Aside;
use super::super::heads;
use super::super::lock::Lock;
use super::super::pages::{FilePart, PartWriter};
use super::super::read::Contents;
use super::kept::{FirstKept, KeptLists, KeptPicture, KeptSince, RecordParts};
use super::lines::{dangles, kept_line};
use super::{Marks, heads_mark};
use crate::fold::record::Record;
use crate::fold::said::SaidSoFar;
use crate::ledger::chain::{Book, place_of};
use crate::ledger::point::Point;
use crate::model::hash::Hash;
use crate::model::index::VersionIx;
use crate::model::moment::Moment;
use crate::model::name::BookId;
use borsh::BorshSerialize;
use std::collections::BTreeMap;
use std::io::{self, BufWriter};
use std::path::Path;
use std::time::Duration;

/// What is to be kept: what was said by a moment.
pub struct ToWrite<'a> {
    pub said: &'a SaidSoFar,
    pub stalled: &'a [VersionIx],
    pub as_of: Moment,
    /// By what was kept before, with what was written since.
    pub kept: Option<&'a KeptPicture>,
    /// Whether the workspace is held already.
    pub held: bool,
}

/// Keeps what was said by a moment. For a reader, who holds no lock, where somebody writes, something is wrong with the books, or they
/// have changed since `marks`, nothing is kept. What goes wrong is nobody's loss.
pub fn keep(contents: &Contents, marks: &Marks, said: ToWrite) {
    let workspace = &contents.workspace;
    let whole = |book: &Book| !book.ends_open && book.behind().is_empty() && book.not_understood == 0;
    let sound = contents.flaws.is_empty() && contents.unread.is_empty() && contents.closed.is_empty();
    let Some(root) = contents.root.filter(|_| sound && contents.books.iter().all(whole)) else { return };
    let lock = || Lock::take(&workspace.lock(), Duration::ZERO, "a reader, who keeps what it worked out");
    let Ok(_lock) = (!said.held).then(lock).transpose() else { return };
    let has = |(id, point): (&BookId, &Point)| {
        place_of(&contents.books, id).is_some_and(|place| contents.books[place].has(point))
    };
    let met = |heads: heads::Heads| heads.iter().all(has).then_some(());
    if Marks::of(workspace, || marks.program.clone(), 0).as_ref() == Some(marks)
        && heads::read(workspace).ok().and_then(met).is_some()
        && let Ok(heads) = heads_mark(workspace)
    {
        let standing = |out: &mut Out| said.standing(out, contents, marks, heads);
        let _ = match said.kept.filter(|kept| !kept.is_far_from_first()) {
            Some(kept) => write_since(contents, marks, (kept, said.said), standing),
            None => write_first(contents, marks, (root, &said), standing),
        };
    }
}

impl ToWrite<'_> {
    /// Writes a `KeptStanding`.
    fn standing(&self, out: &mut Out, contents: &Contents, marks: &Marks, heads: Option<Hash>) -> io::Result<FilePart> {
        let (ahead, until) = match self.kept {
            Some(kept) => (kept.ahead, kept.until),
            None => {
                let later = |at: Moment| (at > self.as_of).then_some(at);
                let ahead: Vec<Moment> = contents.log().found(|_, entry| later(entry.at));
                let turn = self.said.stands_until(self.as_of, &self.said.judged);
                (ahead.len(), ahead.iter().copied().fold(turn, Moment::min))
            }
        };
        let last_seen: Vec<BTreeMap<BookId, Point>> = contents.books.iter().map(Book::last_seen).collect();
        let (books, desks) = (&contents.books, &contents.desks);
        out.whole(&(marks, heads, self.as_of, until, ahead, books, desks, last_seen, self.said))
    }
}

type Out = PartWriter<BufWriter<Aside>>;

fn begin(path: &Path) -> io::Result<Out> {
    Ok(PartWriter::new(BufWriter::with_capacity(1 << 16, Aside::secret(path)?)))
}

/// Ends a file with what is read of it first.
fn end(mut out: Out, path: &Path, marks: &Marks, last: &impl BorshSerialize) -> io::Result<()> {
    let last = out.whole(&(&marks.program, last))?;
    out.end(last)?.into_inner()?.put(path)
}

fn record(out: &mut Out, record: &Record) -> io::Result<RecordParts> {
    let (entries, about, moving) =
        (out.whole(&*record.entries)?, out.whole(&*record.about)?, out.whole(&*record.moving)?);
    Ok(RecordParts {
        entries,
        about,
        moving,
        incidents: out.whole(&*record.incidents)?,
        held: out.whole(&*record.held)?,
    })
}

fn write_first(
    contents: &Contents,
    marks: &Marks,
    (root, kept): (Hash, &ToWrite),
    standing: impl FnOnce(&mut Out) -> io::Result<FilePart>,
) -> io::Result<()> {
    let (path, said) = (contents.workspace.cache(), kept.said);
    let mut out = begin(&path)?;
    let records = said.lives.iter().map(|life| record(&mut out, &life.record)).collect::<io::Result<_>>()?;
    let lists = KeptLists {
        lines: match kept.kept {
            Some(kept) => out.list(&kept.lines, |line| Ok(*line))?,
            None => out.list(&contents.entries, |entry| kept_line(&contents.books, entry))?,
        },
        judged: out.list(&said.judged, |own| Ok(own.clone()))?,
        incidents: out.list(&said.incidents, |incident| Ok(incident.clone()))?,
        sights: contents.desks.iter().map(|desk| out.whole(&*desk.sights)).collect::<io::Result<_>>()?,
        records,
        open: out.whole(&**said.open)?,
        bearing: out.whole(&**said.bearing)?,
    };
    let here = contents.versions.iter().map(|version| version.hash).collect();
    let dangling = || contents.log().found(|_, entry| dangles(entry).then_some(()));
    let first = FirstKept {
        root,
        named: (here, contents.missing.clone()),
        trust: contents.trust.clone(),
        stalled: kept.stalled.to_vec(),
        dangling: kept.kept.is_none() && !dangling().is_empty(),
        lists,
        standing: standing(&mut out)?,
    };
    end(out, &path, marks, &first)
}

fn write_since(
    contents: &Contents,
    marks: &Marks,
    (kept, said): (&KeptPicture, &SaidSoFar),
    standing: impl FnOnce(&mut Out) -> io::Result<FilePart>,
) -> io::Result<()> {
    let path = contents.workspace.cache_since();
    let mut out = begin(&path)?;
    let told = kept.otherwise.milestones.iter();
    let records = told.map(|milestone| record(&mut out, &said.lives[*milestone].record));
    let records = records.collect::<io::Result<_>>()?;
    let (first, otherwise) = (kept.first, kept.otherwise.clone());
    let since = KeptSince { first, otherwise, records, standing: standing(&mut out)? };
    end(out, &path, marks, &since)
}
