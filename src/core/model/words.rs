//! Enums whose variants have words: one table for each, from which come all variants in order and the word of each.

/// `words! { Role { Party: "party", Guarantor: "guarantor" } }` gives `Role::ALL`, in this order, `Role::word` and `Role::from_word`.
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

            /// The variant of a word, spelled as it is.
            #[allow(dead_code)]
            pub fn from_word(word: &str) -> Option<$name> {
                match word {
                    $($word => Some($name::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

/// `told! { Level: "level" }` gives `Level::told`: its word for people in the language that is spoken, where `word` is for programs.
/// What it is of parts words that English writes alike.
#[macro_export]
macro_rules! told {
    ($($name:ident: $of:literal),+ $(,)?) => {
        $(impl $name {
            pub fn told(self) -> &'static str {
                $crate::tongue::word($of, self.word())
            }
        })+
    };
}

/// The one of several that has a word, or which there are.
pub fn meant<T: Copy>(typed: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, String> {
    all.iter().copied().find(|one| word(*one) == typed).ok_or_else(|| either(all, word))
}

/// Several words, as what one may write: `minor, serious or grave`.
pub fn either<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> String {
    let words: Vec<&str> = all.iter().map(|one| word(*one)).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
