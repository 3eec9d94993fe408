//! Where the cursor stands in a command line that is not finished: in the name of a command, of an option, or in a value. Knows the
//! command line's shape, and no workspace.

use clap::{Arg, Command};

/// The last word of an unfinished command line, and what it may become.
pub struct Cursor<'a> {
    /// The command that it belongs to, by its names: `evidence verify`; empty for milepost itself.
    pub path: String,
    pub command: &'a Command,
    pub slot: Slot<'a>,
    /// What of the word stands before what is to be completed: `--phase=`, `a,b,`.
    pub before: String,
    /// What is to be completed.
    pub typed: String,
    /// What was said before without an option's name: `DE-1` of `mark DE-1 full`.
    pub said: Vec<&'a str>,
    /// The options that were given before, which are not offered again.
    pub used: Vec<&'a str>,
}

pub enum Slot<'a> {
    /// The name of an option.
    Option,
    /// A value of this argument.
    Value(&'a Arg),
    /// The name of a command.
    Command,
    /// Nothing more is taken but options.
    End,
}

/// A command line up to some word.
struct CommandWalk<'a> {
    path: String,
    command: &'a Command,
    said: Vec<&'a str>,
    used: Vec<&'a str>,
    /// The option whose value comes next.
    awaits: Option<&'a Arg>,
    /// Whether `--` was typed: no word is an option any more.
    plain: bool,
}

/// The cursor at the end of the last of some words; `all` is the whole command line, built, and no word is the program's name.
pub fn cursor<'a>(all: &'a Command, words: &'a [String]) -> Cursor<'a> {
    let (typed, before) = words.split_last().map_or(("", words), |(typed, before)| (typed.as_str(), before));
    let start = CommandWalk {
        path: String::new(),
        command: all,
        said: Vec::new(),
        used: Vec::new(),
        awaits: None,
        plain: false,
    };
    before.iter().fold(start, |walk, word| walk.pass(word)).stop(typed)
}

/// The option of a command by its long name; a beginning that only one has will not do.
fn long<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    command.get_arguments().find(|arg| arg.get_long() == Some(name))
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

/// What stands in the place of a value, of several in one: `b` of `a,b`, with what stands before.
fn last_of(arg: &Arg, before: &str, value: &str) -> (String, String) {
    match arg.get_value_delimiter().and_then(|comma| value.rfind(comma)) {
        Some(comma) => (format!("{before}{}", &value[..=comma]), value[comma + 1..].to_owned()),
        None => (before.to_owned(), value.to_owned()),
    }
}

impl<'a> CommandWalk<'a> {
    fn pass(mut self, word: &'a str) -> CommandWalk<'a> {
        if self.awaits.take().is_some() {
            return self;
        }
        match word {
            _ if self.plain => self.said.push(word),
            "--" => self.plain = true,
            word if word.starts_with("--") => self.pass_long(word),
            word if word.len() > 1 && word.starts_with('-') && self.pass_short(word) => {}
            word => self.pass_plain(word),
        }
        self
    }

    fn pass_long(&mut self, word: &'a str) {
        let (name, value) = word[2..].split_once('=').map_or((&word[2..], None), |(name, value)| (name, Some(value)));
        if let Some(arg) = long(self.command, name) {
            self.used.push(name);
            self.awaits = Some(arg).filter(|arg| takes_value(arg) && value.is_none());
        }
    }

    /// `-o`, `-ocsv`; whether it is one that is known.
    fn pass_short(&mut self, word: &'a str) -> bool {
        let of = |letter: char| self.command.get_arguments().find(|arg| arg.get_short() == Some(letter));
        let mut letters = word.char_indices().skip(1);
        let first = letters.next().and_then(|(at, letter)| Some((at + letter.len_utf8(), of(letter)?)));
        if let Some((end, arg)) = first {
            self.used.extend(arg.get_long());
            self.awaits = Some(arg).filter(|arg| takes_value(arg) && end == word.len());
        }
        first.is_some()
    }

    fn pass_plain(&mut self, word: &'a str) {
        match named(self.command, word).filter(|_| self.said.is_empty()) {
            Some(inner) => {
                self.path += if self.path.is_empty() { "" } else { " " };
                self.path += inner.get_name();
                self.command = inner;
            }
            None => self.said.push(word),
        }
    }

    fn stop(self, typed: &str) -> Cursor<'a> {
        let (slot, before, typed) = self.slot(typed);
        let CommandWalk { path, command, said, used, .. } = self;
        Cursor { path, command, slot, before, typed, said, used }
    }

    fn slot(&self, typed: &str) -> (Slot<'a>, String, String) {
        let value = |arg: &'a Arg, before: &str, typed: &str| {
            let (before, typed) = last_of(arg, before, typed);
            (Slot::Value(arg), before, typed)
        };
        if let Some(arg) = self.awaits {
            return value(arg, "", typed);
        }
        if let Some((name, rest)) = typed.strip_prefix("--").and_then(|option| option.split_once('=')) {
            return match long(self.command, name).filter(|_| !self.plain) {
                Some(arg) => value(arg, &format!("--{name}="), rest),
                None => (Slot::End, String::new(), typed.to_owned()),
            };
        }
        let plain = |slot| (slot, String::new(), typed.to_owned());
        match self.next_plain() {
            _ if typed.starts_with('-') && !self.plain => plain(Slot::Option),
            _ if self.said.is_empty() && self.command.has_subcommands() => plain(Slot::Command),
            Some(arg) => value(arg, "", typed),
            None => plain(Slot::End),
        }
    }

    /// The argument without a name that comes next.
    fn next_plain(&self) -> Option<&'a Arg> {
        let all: Vec<&Arg> = self.command.get_positionals().filter(|arg| !arg.is_last_set()).collect();
        let many = |arg: &&&Arg| arg.get_num_args().is_some_and(|count| count.max_values() > 1);
        all.get(self.said.len()).or(all.last().filter(many)).copied()
    }
}

/// The command in a command that a word names: whole, or by a beginning that no other has.
pub fn named<'a>(command: &'a Command, word: &str) -> Option<&'a Command> {
    command.find_subcommand(word).or_else(|| {
        let begins = |inner: &&Command| inner.get_name_and_visible_aliases().iter().any(|name| name.starts_with(word));
        let mut fit = command.get_subcommands().filter(begins);
        fit.next().filter(|_| fit.next().is_none() && !word.is_empty())
    })
}
