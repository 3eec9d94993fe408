//! What is as long as the history and seldom asked for whole: read when it is asked for, one by one or all at once. What was worked
//! out stands there already; what was kept from before comes from a source.

use super::index::{Ix, Series};
use std::fmt;
use std::ops::{Deref, DerefMut, Index, IndexMut};
use std::sync::{Arc, OnceLock};

/// Something that is read when somebody first looks at it.
pub struct Lazily<T> {
    read: OnceLock<T>,
    source: Option<Arc<dyn Fn() -> T + Send + Sync>>,
}

impl<T> Lazily<T> {
    pub fn from_source(source: impl Fn() -> T + Send + Sync + 'static) -> Lazily<T> {
        Lazily { read: OnceLock::new(), source: Some(Arc::new(source)) }
    }
}

impl<T> From<T> for Lazily<T> {
    fn from(read: T) -> Lazily<T> {
        Lazily { read: read.into(), source: None }
    }
}

impl<T: Default> Default for Lazily<T> {
    fn default() -> Lazily<T> {
        T::default().into()
    }
}

impl<T: Default> Deref for Lazily<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.read.get_or_init(|| self.source.as_ref().map_or_else(T::default, |source| source()))
    }
}

impl<T: Default> DerefMut for Lazily<T> {
    fn deref_mut(&mut self) -> &mut T {
        let _ = &**self;
        self.read.get_mut().expect("it was just read")
    }
}

impl<T: Clone> Clone for Lazily<T> {
    fn clone(&self) -> Lazily<T> {
        Lazily { read: self.read.clone(), source: self.source.clone() }
    }
}

impl<T: Default + PartialEq> PartialEq for Lazily<T> {
    fn eq(&self, other: &Lazily<T>) -> bool {
        **self == **other
    }
}

impl<T: Default + Eq> Eq for Lazily<T> {}

impl<T: Default + fmt::Debug> fmt::Debug for Lazily<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Where the items of a list come from that was kept.
pub trait ListSource<T>: Send + Sync {
    fn count(&self) -> usize;
    /// What is read to have the item at a place, which is below the count: the place of the first of them, and they.
    fn around(&self, place: usize) -> (usize, Vec<T>);
    fn all(&self) -> Vec<T>;
}

/// So many places are laid out at a time.
pub const PAGE: usize = 64;

/// Of more than one item in so many it is faster to read all.
const FEW: usize = 16;

/// Room for `PAGE` items, each there once it was asked for.
type ListPage<T> = Box<[OnceLock<Box<T>>]>;

/// The items of a source that were asked for.
struct PartlyRead<T> {
    source: Arc<dyn ListSource<T>>,
    pages: Vec<OnceLock<ListPage<T>>>,
}

impl<T> PartlyRead<T> {
    fn of(source: Arc<dyn ListSource<T>>) -> PartlyRead<T> {
        let mut pages = Vec::new();
        pages.resize_with(source.count().div_ceil(PAGE), OnceLock::new);
        PartlyRead { source, pages }
    }

    fn slot(&self, place: usize) -> &OnceLock<Box<T>> {
        let page = self.pages[place / PAGE].get_or_init(|| std::iter::repeat_with(OnceLock::new).take(PAGE).collect());
        &page[place % PAGE]
    }

    fn one(&self, place: usize) -> &T {
        if self.slot(place).get().is_none() {
            let (first, items) = self.source.around(place);
            for (place, item) in (first..).zip(items) {
                let _ = self.slot(place).set(Box::new(item));
            }
        }
        self.slot(place).get().expect("a source gives what it is asked for")
    }
}

/// A list of which a place is looked at without the rest being read; as a whole it is a `Series`.
pub struct LongList<I, T> {
    whole: OnceLock<Series<I, T>>,
    kept: Option<Arc<PartlyRead<T>>>,
}

impl<I: Ix, T> LongList<I, T> {
    pub fn from_source(source: Arc<dyn ListSource<T>>) -> LongList<I, T> {
        LongList { whole: OnceLock::new(), kept: Some(Arc::new(PartlyRead::of(source))) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match (self.whole.get(), &self.kept) {
            (None, Some(kept)) => kept.source.count(),
            (whole, _) => whole.map_or(0, |whole| whole.len()),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at a place, if there is one.
    pub fn get(&self, at: I) -> Option<&T> {
        (at.place() < self.len()).then(|| &self[at])
    }

    /// Reads all at once where so many are about to be looked at that one by one they would take longer.
    pub fn for_many(&self, count: usize) {
        if count.saturating_mul(FEW) > self.len() {
            let _ = &**self;
        }
    }

    /// All places, in order.
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + Clone + use<I, T> {
        (0..self.len()).map(I::at)
    }
}

impl<I, T> From<Series<I, T>> for LongList<I, T> {
    fn from(whole: Series<I, T>) -> LongList<I, T> {
        LongList { whole: whole.into(), kept: None }
    }
}

impl<I, T> From<Vec<T>> for LongList<I, T> {
    fn from(items: Vec<T>) -> LongList<I, T> {
        Series::from(items).into()
    }
}

impl<I, T> FromIterator<T> for LongList<I, T> {
    fn from_iter<A: IntoIterator<Item = T>>(items: A) -> LongList<I, T> {
        Series::from_iter(items).into()
    }
}

impl<I, T> Default for LongList<I, T> {
    fn default() -> LongList<I, T> {
        Series::default().into()
    }
}

impl<I, T> Deref for LongList<I, T> {
    type Target = Series<I, T>;

    #[inline]
    fn deref(&self) -> &Series<I, T> {
        match self.whole.get() {
            Some(whole) => whole,
            None => {
                self.whole.get_or_init(|| self.kept.as_ref().map(|kept| kept.source.all()).unwrap_or_default().into())
            }
        }
    }
}

impl<I, T> DerefMut for LongList<I, T> {
    fn deref_mut(&mut self) -> &mut Series<I, T> {
        let _ = &**self;
        self.whole.get_mut().expect("it was just read")
    }
}

impl<I: Ix, T> Index<I> for LongList<I, T> {
    type Output = T;

    #[inline]
    fn index(&self, at: I) -> &T {
        match (self.whole.get(), &self.kept) {
            (None, Some(kept)) => kept.one(at.place()),
            _ => &(**self)[at],
        }
    }
}

impl<I: Ix, T> IndexMut<I> for LongList<I, T> {
    fn index_mut(&mut self, at: I) -> &mut T {
        &mut (**self)[at]
    }
}

impl<I, T: Clone> Clone for LongList<I, T> {
    fn clone(&self) -> LongList<I, T> {
        LongList { whole: self.whole.clone(), kept: self.kept.clone() }
    }
}

impl<I, T: PartialEq> PartialEq for LongList<I, T> {
    fn eq(&self, other: &LongList<I, T>) -> bool {
        **self == **other
    }
}

impl<I, T: fmt::Debug> fmt::Debug for LongList<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<I, T> IntoIterator for LongList<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        let _ = &*self;
        self.whole.into_inner().unwrap_or_default().into_iter()
    }
}

impl<'a, I, T> IntoIterator for &'a LongList<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, I, T> IntoIterator for &'a mut LongList<I, T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
