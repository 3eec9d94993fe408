//! What goes in and out of a command: the world outside as values, and the answer with its remarks and exit code.

use super::remark::Remark;
use super::settings::Settings;
use crate::model::moment::Moment;
use crate::render::{prose, safe};
use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

/// Clock, chance, environment and terminal, as `main` found them.
#[derive(Clone)]
pub struct Outside<'a> {
    pub now: &'a dyn Fn() -> Moment,
    /// 128 random bits in hex.
    pub random: &'a dyn Fn() -> String,
    /// The folder that the command was called in.
    pub folder: PathBuf,
    /// `MILEPOST_DIR`.
    pub dir: Option<PathBuf>,
    /// `MILEPOST_AS`.
    pub speaks: Option<OsString>,
    /// Where the user's settings are: `MILEPOST_CONFIG`, else `milepost/config.json` where programs keep theirs.
    pub config: Option<PathBuf>,
    /// The settings that hold; `main` leaves them to `run`.
    pub settings: Settings,
    /// `MILEPOST_DATES`.
    pub dates: Option<String>,
    /// `MILEPOST_LANG`.
    pub lang: Option<String>,
    /// The locale of messages: `LC_ALL`, `LC_MESSAGES`, `LANG`, the first that says anything.
    pub locale: Option<String>,
    /// `MILEPOST_PAGER`.
    pub pager: Option<String>,
    /// `PAGER`.
    pub usual_pager: Option<String>,
    /// The height of the terminal, if output goes to one.
    pub height: Option<u16>,
    /// The width of the terminal, if output goes to one or `COLUMNS` tells it.
    pub width: Option<u16>,
    /// The width of the terminal that errors and remarks are told on, if it is one.
    pub remarks_width: Option<u16>,
    /// Whether colour is welcome where nobody says otherwise.
    pub colour: bool,
    /// `NO_COLOR`.
    pub no_color: bool,
    /// Whether the terminal shows ASCII only.
    pub ascii: bool,
    /// Whether standard output is a terminal.
    pub terminal: bool,
    pub process: u32,
    /// Which build of the program this is: one does not read what another kept.
    pub build: &'a dyn Fn() -> String,
    /// `MILEPOST_CACHE`.
    pub cache: Option<String>,
    /// Where the ssh-agent listens: `SSH_AUTH_SOCK`.
    pub agent: Option<PathBuf>,
    /// `MILEPOST_KEY`: the file of the key to seal with.
    pub key: Option<PathBuf>,
    /// The user's own folder.
    pub home: Option<PathBuf>,
    /// The editor of the user's choice: `VISUAL`, else `EDITOR`.
    pub editor: Option<OsString>,
    /// Asks a question on the terminal; nothing where there is no terminal, or no answer.
    pub question: &'a dyn Fn(&str) -> Option<String>,
    /// All that is given on standard input.
    pub input: &'a dyn Fn() -> std::io::Result<Vec<u8>>,
    /// Asks on the terminal for a passphrase; nothing where there is no terminal.
    pub passphrase: &'a dyn Fn(&str) -> Option<String>,
}

/// What a command says, and how it ends.
#[derive(Debug, Default)]
pub struct Answer {
    /// For standard output.
    pub text: String,
    /// What follows the text.
    pub more: MorePages,
    /// Whether its lines end as calendars want it, in a carriage return and a line feed.
    pub crlf: bool,
    /// The same where the answer is of a kind that only programs read.
    pub bytes: Vec<u8>,
    /// The program that shows it, word by word, where it is longer than the screen.
    pub pager: Option<Vec<String>>,
    /// Files that the answer goes to instead.
    pub parcels: Vec<Parcel>,
    /// For standard error.
    pub remarks: String,
    /// Whether that is JSON.
    pub told_as_json: bool,
    pub code: u8,
    /// The entries that were recorded, `amm:41`; they are, whether or not anybody gets to read the answer.
    pub recorded: Option<String>,
}

/// The pages that follow a text, each made when it is about to be written.
#[derive(Default)]
pub struct MorePages(Option<Box<dyn Iterator<Item = String>>>);

impl Iterator for MorePages {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        self.0.as_mut()?.next()
    }
}

impl fmt::Debug for MorePages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "more pages" } else { "no more pages" })
    }
}

impl MorePages {
    pub fn are_none(&self) -> bool {
        self.0.is_none()
    }

    /// The same after a change of each.
    fn changed(self, change: impl Fn(String) -> String + 'static) -> MorePages {
        MorePages(self.0.map(|pages| Box::new(pages.map(change)) as Box<dyn Iterator<Item = String>>))
    }
}

/// A file that is to be written, and what goes into it.
#[derive(Debug, Default)]
pub struct Parcel {
    pub path: PathBuf,
    pub text: String,
    /// What follows the text.
    pub bytes: Vec<u8>,
    /// Whether its folder is made where there is none.
    pub new_folder: bool,
}

impl Answer {
    pub fn say(text: impl Into<String>) -> Answer {
        Answer { text: text.into(), ..Answer::default() }
    }

    /// A text page by page. The first pages are its text, more than any screen shows, or all where they are no more.
    pub fn in_pages(mut pages: impl Iterator<Item = String> + 'static) -> Answer {
        const FIRST: usize = 1 << 16;
        let mut text = String::new();
        while text.len() < FIRST {
            match pages.next() {
                Some(page) => text.push_str(&page),
                None => return Answer::say(text),
            }
        }
        Answer { text, more: MorePages(Some(Box::new(pages))), ..Answer::default() }
    }

    /// The same, with remarks, each on a line of its own.
    pub fn remark(mut self, remarks: impl IntoIterator<Item = Remark>) -> Answer {
        for remark in remarks {
            self.remarks += &safe::one_line(&remark.words());
            self.remarks.push('\n');
        }
        self
    }

    /// The same with nothing in it that a terminal would obey: the last gate, whatever a command forgot. `json` tells whether
    /// the text is JSON, `coloured` whether its words have colours.
    pub fn safe(mut self, json: bool, coloured: bool) -> Answer {
        let crlf = self.crlf;
        let safe = move |text: String| match (json, coloured) {
            (true, _) => kept(text, safe::json),
            _ if crlf => safe::visible(&text).replace('\n', "\r\n"),
            (_, true) => safe::coloured(&text),
            _ => kept(text, safe::visible),
        };
        self.text = safe(self.text);
        self.more = self.more.changed(safe);
        self.parcels = self.parcels.into_iter().map(|parcel| Parcel { text: safe(parcel.text), ..parcel }).collect();
        self.remarks = match self.told_as_json {
            true => kept(self.remarks, safe::json),
            false => kept(self.remarks, safe::visible),
        };
        self
    }

    /// The same for a terminal that shows ASCII only.
    pub fn ascii(mut self) -> Answer {
        self.text = safe::ascii(&self.text).into_owned();
        self.more = self.more.changed(|page| safe::ascii(&page).into_owned());
        self.remarks = safe::ascii(&self.remarks).into_owned();
        self
    }

    /// The same with remarks that fit a terminal so wide.
    pub fn fitted(mut self, width: Option<u16>) -> Answer {
        if let Some(width) = width.filter(|_| !self.told_as_json) {
            self.remarks = prose::remarks(&self.remarks, width);
        }
        self
    }

    pub fn code(mut self, code: u8) -> Answer {
        self.code = code;
        self
    }
}

/// A text after a change, without a copy where it is the same.
fn kept(text: String, change: impl Fn(&str) -> Cow<'_, str>) -> String {
    match change(&text) {
        Cow::Owned(changed) => changed,
        Cow::Borrowed(_) => text,
    }
}
