//! Lists in a file of this machine's own, of which a part is read without the rest; each part with a checksum.

use super::disk::Parts;
use crate::model::long::{Lazily, ListSource};
use borsh::{BorshDeserialize, BorshSerialize};
use rayon::prelude::*;
use std::io::{self, Write};
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Bytes of a file: where they begin, how many they are, and what they add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct FilePart {
    start: u64,
    length: u32,
    sum: u32,
}

/// A list of so many items, in parts of `PAGE` of them; where these stand is a part itself, of one `FilePart` behind the other.
#[derive(Clone, Copy, Debug, BorshSerialize, BorshDeserialize)]
pub struct Pages {
    count: u64,
    parts: FilePart,
}

/// So many items are read at a time.
const PAGE: usize = 16;

/// So many bytes a `FilePart` has.
const PART: usize = 16;

/// A file that is written part by part.
pub struct PartWriter<W> {
    out: W,
    at: u64,
}

/// So many pages are made at a time.
const BATCH: usize = 1024;

impl<W: Write> PartWriter<W> {
    pub fn new(out: W) -> PartWriter<W> {
        PartWriter { out, at: 0 }
    }

    pub fn part(&mut self, bytes: &[u8]) -> io::Result<FilePart> {
        let part = FilePart { start: self.at, length: number(bytes.len())?, sum: crc32fast::hash(bytes) };
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(part)
    }

    pub fn whole(&mut self, item: &impl BorshSerialize) -> io::Result<FilePart> {
        self.part(&borsh::to_vec(item)?)
    }

    pub fn list<T: Sync, K: BorshSerialize>(
        &mut self,
        items: &[T],
        kept: impl Fn(&T) -> io::Result<K> + Sync,
    ) -> io::Result<Pages> {
        let page = |items: &[T]| {
            let mut bytes = Vec::new();
            items.iter().try_for_each(|item| kept(item)?.serialize(&mut bytes)).map(|()| bytes)
        };
        let mut parts: Vec<FilePart> = Vec::with_capacity(items.len().div_ceil(PAGE));
        for batch in items.chunks(BATCH * PAGE) {
            for bytes in batch.par_chunks(PAGE).map(page).collect::<Vec<_>>() {
                parts.push(self.part(&bytes?)?);
            }
        }
        let parts = parts.iter().map(borsh::to_vec).collect::<io::Result<Vec<_>>>()?.concat();
        Ok(Pages { count: items.len() as u64, parts: self.part(&parts)? })
    }

    /// Where the last part stands, at the end of the file, for `last`.
    pub fn end(mut self, last: FilePart) -> io::Result<W> {
        self.part(&borsh::to_vec(&last)?)?;
        Ok(self.out)
    }
}

fn number(length: usize) -> io::Result<u32> {
    u32::try_from(length).map_err(|_| io::ErrorKind::FileTooLarge.into())
}

/// The bytes of a part, if they are what was written.
fn bytes_of(file: &Parts, part: FilePart) -> io::Result<Vec<u8>> {
    part.checked(file.read(part.start, part.length as usize)?)
}

impl FilePart {
    fn checked(self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        if crc32fast::hash(&bytes) == self.sum { Ok(bytes) } else { Err(io::ErrorKind::InvalidData.into()) }
    }
}

/// The last part that was written, if the file is whole, and where it stands.
pub fn last(file: &Parts) -> io::Result<(FilePart, Vec<u8>)> {
    let at = file.length().checked_sub(PART as u64).ok_or(io::ErrorKind::UnexpectedEof)?;
    let last = borsh::from_slice(&file.read(at, PART)?)?;
    Ok((last, bytes_of(file, last)?))
}

/// What was written as a part.
pub fn part<T: BorshDeserialize>(file: &Parts, part: FilePart) -> io::Result<T> {
    borsh::from_slice(&bytes_of(file, part)?)
}

/// The items of a page.
fn items<T: BorshDeserialize>(bytes: Vec<u8>) -> io::Result<Vec<T>> {
    let (mut rest, mut items) = (&bytes[..], Vec::with_capacity(PAGE));
    while !rest.is_empty() {
        items.push(T::deserialize(&mut rest)?);
    }
    Ok(items)
}

/// The items of a list that are kept as they are.
pub struct PageSource<T> {
    file: Arc<Parts>,
    pages: Pages,
    kind: PhantomData<fn() -> T>,
}

impl<T: BorshDeserialize> PageSource<T> {
    pub fn new(file: Arc<Parts>, pages: Pages) -> PageSource<T> {
        PageSource { file, pages, kind: PhantomData }
    }

    fn page(&self, page: usize) -> io::Result<Vec<T>> {
        let place = self.file.read(self.pages.parts.start + (page * PART) as u64, PART)?;
        items(bytes_of(&self.file, borsh::from_slice(&place)?)?)
    }

    /// Where all pages stand.
    fn parts(&self) -> io::Result<Vec<FilePart>> {
        bytes_of(&self.file, self.pages.parts)?.chunks(PART).map(borsh::from_slice).collect()
    }

    /// The items of some pages, in their order, as `of` picks them.
    fn picked<P: Copy + Sync + Send>(
        &self,
        pages: &[(FilePart, P)],
        of: impl Fn(P, Vec<T>) -> io::Result<Vec<T>> + Sync,
    ) -> io::Result<Vec<T>>
    where
        T: Send,
    {
        let bytes = self.file.read_several(pages.iter().map(|(part, _)| (part.start, part.length as usize)))?;
        let read = |(bytes, (part, picks)): (Vec<u8>, &(FilePart, P))| of(*picks, items(part.checked(bytes)?)?);
        Ok(bytes.into_par_iter().zip(pages).map(read).collect::<io::Result<Vec<_>>>()?.into_iter().flatten().collect())
    }
}

impl<T: BorshDeserialize + Send> ListSource<T> for PageSource<T> {
    fn count(&self) -> usize {
        self.pages.count as usize
    }

    fn around(&self, place: usize) -> (usize, Vec<T>) {
        let page = place / PAGE;
        (page * PAGE, there(self.page(page)))
    }

    fn several(&self, places: &[usize]) -> Vec<T> {
        let of_pages = || places.chunk_by(|one, next| one / PAGE == next / PAGE);
        let of = |places: &[usize], page: Vec<T>| {
            let mut page: Vec<Option<T>> = page.into_iter().map(Some).collect();
            let item = |place: &usize| page.get_mut(place % PAGE).and_then(Option::take);
            places.iter().map(item).collect::<Option<_>>().ok_or(io::ErrorKind::InvalidData.into())
        };
        let parts = self.pages.parts.start;
        let place = |places: &[usize]| (parts + (places[0] / PAGE * PART) as u64, PART);
        let read = || {
            let parts = self.file.read_several(of_pages().map(place))?;
            let parts = parts.iter().map(|bytes| borsh::from_slice(bytes)).collect::<io::Result<Vec<FilePart>>>()?;
            self.picked(&parts.into_iter().zip(of_pages()).collect::<Vec<_>>(), of)
        };
        there(read())
    }

    fn all(&self) -> Vec<T> {
        let whole = |(), page| Ok(page);
        let read = || {
            let pages: Vec<(FilePart, ())> = self.parts()?.into_iter().map(|part| (part, ())).collect();
            let batches = pages.chunks(BATCH).map(|pages| self.picked(pages, whole));
            batches.collect::<io::Result<Vec<_>>>().map(|batches| batches.into_iter().flatten().collect())
        };
        there(read())
    }
}

/// A list that is read whole when somebody looks at it.
pub fn lazily<T: BorshDeserialize + Default + Send + Sync + 'static>(file: &Arc<Parts>, part: FilePart) -> Lazily<T> {
    let file = file.clone();
    Lazily::from_source(move || there(self::part(&file, part)))
}

/// How far a command is when what it reads from is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It reads alone.
    Reading,
    /// It holds the workspace, and nothing is recorded.
    Holding,
    Recorded,
    /// Some of the answer is told.
    Telling,
}

static REACHED: Mutex<Reached> = Mutex::new(Reached::Reading);

/// Says how far the command is.
pub fn reached(far: Reached) {
    *REACHED.lock().unwrap_or_else(PoisonError::into_inner) = far;
}

type Loss = fn(Reached) -> !;

static LOSS: OnceLock<Loss> = OnceLock::new();

/// Says what to do when what an answer is being read from is not what was kept: somebody cuts a book meanwhile, or the disk lost a part.
pub fn on_loss(told: Loss) {
    LOSS.get_or_init(|| told);
}

/// What was read, where nobody has taken it away since the answer was begun.
pub fn there<T>(read: io::Result<T>) -> T {
    match (read, LOSS.get()) {
        (Ok(read), _) => read,
        (Err(_), Some(loss)) => loss(*REACHED.lock().unwrap_or_else(PoisonError::into_inner)),
        (Err(error), None) => panic!("what an answer is read from changed meanwhile: {error}"),
    }
}
