//! Enums whose variants have words: one table for each, from which come all variants in order and the word of each.

/// `words! { Role { Party: "party", Guarantor: "guarantor" } }` gives `Role::ALL`, in this order, and `Role::word`.
#[macro_export]
macro_rules! words {
    ($name:ident { $($variant:ident: $word:literal),+ $(,)? }) => {
        impl $name {
            #[allow(dead_code)]
            pub const ALL: [$name; [$($word),+].len()] = [$($name::$variant),+];

            pub fn word(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)+
                }
            }
        }
    };
}
