//! Places in lists, each kind a type of its own, and lists that take only places of their own kind.

use serde::{Deserialize, Deserializer};
use std::fmt;
use std::hash::Hash;
use std::io::{self, Read, Write};
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::ops::{Deref, DerefMut, Index, IndexMut};

/// A place in lists of one kind, counted from 0.
pub trait Ix: Copy + Ord + Hash + fmt::Debug + Send + Sync + 'static {
    const FIRST: Self;

    fn at(place: usize) -> Self;
    fn place(self) -> usize;
}

/// A place without a kind of its own, as in a graph that is thrown away once it is gone through.
impl Ix for usize {
    const FIRST: usize = 0;

    fn at(place: usize) -> usize {
        place
    }

    fn place(self) -> usize {
        self
    }
}

/// A place as a number above 0, so that a place that may be missing takes no more room: no list has more than four thousand million.
pub fn numbered(place: usize) -> NonZeroU32 {
    let number = u32::try_from(place + 1).ok().and_then(NonZeroU32::new);
    number.expect("a list of less than four thousand million")
}

/// Declares kinds of places: `index! { /// A place among the pages. pub PageIx }`.
#[macro_export]
macro_rules! index {
    ($($(#[$says:meta])* $seen:vis $name:ident)+) => {$(
        $(#[$says])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $seen struct $name(std::num::NonZeroU32);

        impl $crate::model::index::Ix for $name {
            const FIRST: $name = $name(std::num::NonZeroU32::MIN);

            #[inline]
            fn at(place: usize) -> $name {
                $name($crate::model::index::numbered(place))
            }

            #[inline]
            fn place(self) -> usize {
                self.0.get() as usize - 1
            }
        }

        impl $crate::borsh::BorshSerialize for $name {
            fn serialize<W: std::io::Write>(&self, writer: &mut W) -> std::io::Result<()> {
                $crate::borsh::BorshSerialize::serialize(&self.0, writer)
            }
        }

        impl $crate::borsh::BorshDeserialize for $name {
            fn deserialize_reader<R: std::io::Read>(reader: &mut R) -> std::io::Result<$name> {
                $crate::borsh::BorshDeserialize::deserialize_reader(reader).map($name)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), $crate::model::index::Ix::place(*self))
            }
        }
    )+};
}

index! {
    /// A place among a plan's milestones; on a page of versions the same in each.
    pub MilestoneIx
    /// A place among a milestone's indicators; where figures of wholes are told, those that only its parts have follow.
    pub IndicatorIx
    /// A place among a plan's actors; of a side, that of its first actor.
    pub ActorIx
    /// A place among a plan's phases.
    pub PhaseIx
    /// A place among a plan's elements.
    pub ElementIx
    /// A place among all known versions of a plan; the first of all stands in front.
    pub VersionIx
    /// A place among the desks, which are sorted by name.
    pub DeskIx
    /// A place among the entries of all books, which are sorted by desk and number.
    pub EntryIx
}

/// A list that takes only places of its own kind.
pub struct Series<I, T> {
    items: Vec<T>,
    kind: PhantomData<fn(I)>,
}

impl<I: Ix, T> Series<I, T> {
    pub fn new() -> Series<I, T> {
        Series::from(Vec::new())
    }

    /// Adds one at the end, and tells where it stands.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::at(self.items.len() - 1)
    }

    /// Puts some before what stands at a place, which moves behind them.
    pub fn insert(&mut self, at: I, items: impl IntoIterator<Item = T>) {
        self.items.splice(at.place()..at.place(), items);
    }

    pub fn get(&self, at: I) -> Option<&T> {
        self.items.get(at.place())
    }

    /// All places, in order.
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + Clone + use<I, T> {
        (0..self.items.len()).map(I::at)
    }

    /// All places with what stands there, in order.
    pub fn pairs(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator + Clone {
        self.items.iter().enumerate().map(|(place, item)| (I::at(place), item))
    }

    pub fn into_pairs(self) -> impl Iterator<Item = (I, T)> {
        self.items.into_iter().enumerate().map(|(place, item)| (I::at(place), item))
    }

    /// The first place at which something fits.
    pub fn position(&self, fits: impl FnMut(&T) -> bool) -> Option<I> {
        self.items.iter().position(fits).map(I::at)
    }

    /// Where the one with a key stands; they are sorted by it.
    pub fn find_by_key<K: Ord>(&self, key: &K, of: impl FnMut(&T) -> K) -> Option<I> {
        self.items.binary_search_by_key(key, of).ok().map(I::at)
    }

    /// The same beside each of these.
    pub fn each<U: Clone>(&self, item: U) -> Series<I, U> {
        Series::from(vec![item; self.items.len()])
    }
}

impl<I, T> From<Vec<T>> for Series<I, T> {
    fn from(items: Vec<T>) -> Series<I, T> {
        Series { items, kind: PhantomData }
    }
}

impl<I, T> FromIterator<T> for Series<I, T> {
    fn from_iter<A: IntoIterator<Item = T>>(items: A) -> Series<I, T> {
        Series::from(Vec::from_iter(items))
    }
}

impl<I, T> Default for Series<I, T> {
    fn default() -> Series<I, T> {
        Series::from(Vec::new())
    }
}

impl<I, T: Clone> Clone for Series<I, T> {
    fn clone(&self) -> Series<I, T> {
        Series::from(self.items.clone())
    }
}

impl<I, T: PartialEq> PartialEq for Series<I, T> {
    fn eq(&self, other: &Series<I, T>) -> bool {
        self.items == other.items
    }
}

impl<I, T: fmt::Debug> fmt::Debug for Series<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

impl<I, T> Deref for Series<I, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<I, T> DerefMut for Series<I, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

impl<I: Ix, T> Index<I> for Series<I, T> {
    type Output = T;

    fn index(&self, at: I) -> &T {
        &self.items[at.place()]
    }
}

impl<I: Ix, T> IndexMut<I> for Series<I, T> {
    fn index_mut(&mut self, at: I) -> &mut T {
        &mut self.items[at.place()]
    }
}

impl<I, T> IntoIterator for Series<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, I, T> IntoIterator for &'a Series<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<'a, I, T> IntoIterator for &'a mut Series<I, T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter_mut()
    }
}

impl<I, T> Extend<T> for Series<I, T> {
    fn extend<A: IntoIterator<Item = T>>(&mut self, items: A) {
        self.items.extend(items);
    }
}

impl<'de, I, T: Deserialize<'de>> Deserialize<'de> for Series<I, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Series<I, T>, D::Error> {
        Vec::deserialize(deserializer).map(Series::from)
    }
}

impl<I, T: borsh::BorshSerialize> borsh::BorshSerialize for Series<I, T> {
    fn serialize<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        borsh::BorshSerialize::serialize(&self.items, writer)
    }
}

impl<I, T: borsh::BorshDeserialize> borsh::BorshDeserialize for Series<I, T> {
    fn deserialize_reader<R: Read>(reader: &mut R) -> io::Result<Series<I, T>> {
        <Vec<T> as borsh::BorshDeserialize>::deserialize_reader(reader).map(Series::from)
    }
}

/// As any list.
#[cfg(feature = "schema")]
impl<I, T: schemars::JsonSchema> schemars::JsonSchema for Series<I, T> {
    fn inline_schema() -> bool {
        Vec::<T>::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        Vec::<T>::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<T>::json_schema(generator)
    }
}
