//! What lives as long as the process does: to take a large picture apart piece by piece takes time that nobody has use for.

use std::mem::ManuallyDrop;
use std::ops::Deref;

/// A thing whose memory is left to the system when the process ends.
pub struct Kept<T>(ManuallyDrop<T>);

impl<T> Kept<T> {
    pub fn new(thing: T) -> Kept<T> {
        Kept(ManuallyDrop::new(thing))
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// The same for what is lent until the end.
pub fn forever<T>(thing: T) -> &'static T {
    Box::leak(Box::new(thing))
}
