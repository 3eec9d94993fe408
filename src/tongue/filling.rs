//! A text with what its arguments say in place of their names.

use std::fmt::{Display, Write};

/// What an argument of a message is called, and what it says.
pub type Argument<'a> = (&'a str, &'a dyn Display);

pub fn fill(text: &str, arguments: &[Argument]) -> String {
    let mut filled = String::with_capacity(text.len() + 16 * arguments.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = behind.split_once('}') else {
            filled.push('{');
            rest = behind;
            continue;
        };
        match arguments.iter().find(|(known, _)| *known == name) {
            Some((_, said)) => write!(filled, "{said}").expect("a string takes everything"),
            None => write!(filled, "{{{name}}}").expect("a string takes everything"),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}
