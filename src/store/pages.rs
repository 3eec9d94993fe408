//! Lists in a file of this machine's own, of which a part is read without the rest; each part with a checksum.

use super::disk::Parts;
use crate::model::long::{Lazily, ListSource, PAGE};
use borsh::{BorshDeserialize, BorshSerialize};
use rayon::prelude::*;
use std::io::{self, Write};
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

/// Bytes of a file: where they begin, how many they are, and what they add up to.
#[derive(Clone, Copy, Debug, BorshSerialize, BorshDeserialize)]
pub struct FilePart {
    start: u64,
    length: u32,
    sum: u32,
}

/// A list of so many items, in parts of `PAGE` of them.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Pages {
    count: u64,
    parts: Vec<FilePart>,
}

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
        let mut parts = Vec::with_capacity(items.len().div_ceil(PAGE));
        for batch in items.chunks(BATCH * PAGE) {
            for bytes in batch.par_chunks(PAGE).map(page).collect::<Vec<_>>() {
                parts.push(self.part(&bytes?)?);
            }
        }
        Ok(Pages { count: items.len() as u64, parts })
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
    let bytes = file.read(part.start, part.length as usize)?;
    if crc32fast::hash(&bytes) == part.sum { Ok(bytes) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// The last part that was written, if the file is whole.
pub fn last(file: &Parts) -> io::Result<Vec<u8>> {
    let size = borsh::object_length(&FilePart { start: 0, length: 0, sum: 0 })?;
    let at = file.length().checked_sub(size as u64).ok_or(io::ErrorKind::UnexpectedEof)?;
    bytes_of(file, borsh::from_slice(&file.read(at, size)?)?)
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

    fn page(&self, page: usize) -> Vec<T> {
        let read = bytes_of(&self.file, self.pages.parts[page]).and_then(|bytes| {
            let mut rest = &bytes[..];
            let mut items = Vec::with_capacity(PAGE);
            while !rest.is_empty() {
                items.push(T::deserialize(&mut rest)?);
            }
            Ok(items)
        });
        there(read)
    }
}

impl<T: BorshDeserialize + Send> ListSource<T> for PageSource<T> {
    fn count(&self) -> usize {
        self.pages.count as usize
    }

    fn around(&self, place: usize) -> (usize, Vec<T>) {
        let page = place / PAGE;
        (page * PAGE, self.page(page))
    }

    fn all(&self) -> Vec<T> {
        (0..self.pages.parts.len()).into_par_iter().flat_map_iter(|page| self.page(page)).collect()
    }
}

/// A list that is read whole when somebody looks at it.
pub fn lazily<T: BorshDeserialize + Default + Send + Sync + 'static>(file: &Arc<Parts>, part: FilePart) -> Lazily<T> {
    let file = file.clone();
    Lazily::from_source(move || there(bytes_of(&file, part).and_then(|bytes| borsh::from_slice(&bytes))))
}

type Loss = fn() -> !;

static LOSS: OnceLock<Loss> = OnceLock::new();

/// Says what to do when what an answer is being read from is not what was kept: somebody cuts a book meanwhile, or the disk lost a part.
pub fn on_loss(told: Loss) {
    LOSS.get_or_init(|| told);
}

/// What was read, where nobody has taken it away since the answer was begun.
pub fn there<T>(read: io::Result<T>) -> T {
    match (read, LOSS.get()) {
        (Ok(read), _) => read,
        (Err(_), Some(loss)) => loss(),
        (Err(error), None) => panic!("what an answer is read from changed meanwhile: {error}"),
    }
}
