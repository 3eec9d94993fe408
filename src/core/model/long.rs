//! What is as long as the history and seldom asked for whole: read when it is asked for, one by one or all at once. What was worked
//! out stands there already; what was kept from before comes from a source.

use super::index::{Ix, Series};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, DerefMut, Index, IndexMut, Range};
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

impl<T: Send + Sync + 'static> Lazily<Vec<T>> {
    /// Makes of each item another, once they are read.
    pub fn change(&mut self, made: impl Fn(&mut T) + Send + Sync + 'static) {
        match (self.read.get_mut(), self.source.take()) {
            (None, Some(source)) => {
                self.source = Some(Arc::new(move || {
                    let mut items = source();
                    items.iter_mut().for_each(&made);
                    items
                }));
            }
            (Some(items), _) => items.iter_mut().for_each(made),
            (None, None) => {}
        }
    }

    /// Puts items behind the others, which need not be read for that.
    pub fn append(&mut self, items: Vec<T>)
    where
        T: Clone,
    {
        match (self.read.get_mut(), self.source.take()) {
            (None, Some(source)) => {
                let both = move || source().into_iter().chain(items.iter().cloned()).collect();
                self.source = Some(Arc::new(both));
            }
            _ => self.extend(items),
        }
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
    /// Those at several places, which are below the count, ascending.
    fn several(&self, places: &[usize]) -> Vec<T>;
    fn all(&self) -> Vec<T>;
}

/// So many places are laid out at a time.
const PAGE: usize = 64;

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

/// Where items were put into a list: of each, ascending, the place at which it stands now, and of the item behind it the place before.
#[derive(Clone, Debug, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Inserted(Vec<(usize, usize)>);

impl Inserted {
    /// Those that stand at these places now, ascending.
    pub fn at(places: impl IntoIterator<Item = usize>) -> Inserted {
        Inserted(places.into_iter().enumerate().map(|(in_front, now)| (now, now - in_front)).collect())
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// These, and then others that were put into the list as it is since.
    pub fn then(&self, later: &Inserted) -> Inserted {
        let mut places: Vec<usize> = self.places().map(|place| later.now(place)).chain(later.places()).collect();
        places.sort_unstable();
        Inserted::at(places)
    }

    /// Where those stand that were put in, ascending.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|(now, _)| *now)
    }

    pub fn is_new(&self, now: usize) -> bool {
        self.before(now).is_none()
    }

    /// Where an item stands now that stood at a place before.
    pub fn now(&self, before: usize) -> usize {
        before + self.0.partition_point(|(_, behind)| *behind <= before)
    }

    /// Where an item stood before; nothing for one that was put in.
    pub fn before(&self, now: usize) -> Option<usize> {
        self.0.binary_search_by_key(&now, |(now, _)| *now).err().map(|in_front| now - in_front)
    }
}

/// A list into which items were put, and some of whose items were changed.
struct Altered<I, T, M> {
    base: LongList<I, T>,
    inserted: Arc<Inserted>,
    /// By the place, those that were put in or changed.
    own: BTreeMap<usize, T>,
    /// Makes of an item that was there what it is in the new list.
    moved: M,
}

impl<I: Ix, T: Clone + Send + Sync, M: Fn(T) -> T + Send + Sync> ListSource<T> for Altered<I, T, M> {
    fn count(&self) -> usize {
        self.base.len() + self.inserted.count()
    }

    fn around(&self, place: usize) -> (usize, Vec<T>) {
        let item = match (self.own.get(&place), self.inserted.before(place)) {
            (Some(own), _) => own.clone(),
            (None, Some(before)) => (self.moved)(self.base[I::at(before)].clone()),
            (None, None) => unreachable!("what was put in is there"),
        };
        (place, vec![item])
    }

    fn several(&self, places: &[usize]) -> Vec<T> {
        let kept = places.iter().filter(|place| !self.own.contains_key(place));
        let kept: Vec<I> = kept.filter_map(|place| self.inserted.before(*place)).map(I::at).collect();
        self.base.read_ahead(&kept);
        places.iter().flat_map(|place| self.around(*place).1).collect()
    }

    fn all(&self) -> Vec<T> {
        let mut base = self.base.iter();
        let mut item = |place: usize| {
            let before = if self.inserted.is_new(place) { None } else { base.next() };
            self.own.get(&place).cloned().or_else(|| before.cloned().map(&self.moved))
        };
        (0..self.count()).filter_map(&mut item).collect()
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

    /// The list into which items were put and some of whose items were changed; nothing of it is read for that which was not. `own`
    /// are these by their place in the new list, `moved` makes of each other item what it is there.
    pub fn altered(
        &self,
        inserted: Arc<Inserted>,
        own: BTreeMap<usize, T>,
        moved: impl Fn(T) -> T + Send + Sync + 'static,
    ) -> LongList<I, T>
    where
        T: Clone + Send + Sync + 'static,
    {
        LongList::from_source(Arc::new(Altered { base: self.clone(), inserted, own, moved }))
    }

    /// Makes of each item another, once it is read.
    pub fn change(&mut self, made: impl Fn(&mut T) + Send + Sync + 'static)
    where
        T: Clone + Send + Sync + 'static,
    {
        match self.whole.get_mut() {
            Some(whole) => {
                self.kept = None;
                whole.iter_mut().for_each(made);
            }
            None => {
                *self = self.altered(Arc::default(), BTreeMap::new(), move |mut item| {
                    made(&mut item);
                    item
                });
            }
        }
    }

    /// Puts items where they are to stand, by their places in the new list.
    pub fn put_in(&mut self, inserted: &Arc<Inserted>, items: Vec<(usize, T)>)
    where
        T: Clone + Send + Sync + 'static,
    {
        let Some(whole) = self.whole.get_mut() else {
            *self = self.altered(inserted.clone(), items.into_iter().collect(), |item| item);
            return;
        };
        self.kept = None;
        let mut items = items.into_iter().peekable();
        while let Some((first, item)) = items.next() {
            let mut run = vec![item];
            while let Some((_, item)) = items.next_if(|(place, _)| *place == first + run.len()) {
                run.push(item);
            }
            whole.insert(I::at(first), run);
        }
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

    /// Where in a stretch the first item stands that is no longer such, where all that are stand in front; few are looked at for that.
    pub fn first_not(&self, stretch: Range<usize>, is_such: impl Fn(&T) -> bool) -> usize {
        let Range { start: mut from, mut end } = stretch;
        while from < end {
            let middle = from.midpoint(end);
            match is_such(&self[I::at(middle)]) {
                true => from = middle + 1,
                false => end = middle,
            }
        }
        from
    }

    /// Reads at once those that are about to be looked at; all, where they are so many that this takes no longer.
    pub fn read_ahead(&self, places: &[I]) {
        let (None, Some(kept)) = (self.whole.get(), &self.kept) else { return };
        if places.len().saturating_mul(FEW) > self.len() {
            let _ = &**self;
            return;
        }
        let unread = |place: &usize| kept.slot(*place).get().is_none();
        let mut missing: Vec<usize> = places.iter().map(|place| place.place()).filter(unread).collect();
        missing.sort_unstable();
        missing.dedup();
        for (place, item) in missing.iter().zip(kept.source.several(&missing)) {
            let _ = kept.slot(*place).set(Box::new(item));
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
