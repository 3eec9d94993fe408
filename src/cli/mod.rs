//! The commands: arguments in, answer out. The only floor that knows clap.

pub mod agree;
pub mod amend;
pub mod answer;
pub mod ask;
pub mod attach;
pub mod audit;
pub mod balance;
pub mod brief;
pub mod check;
pub mod clone;
pub mod compare;
pub mod completions;
pub mod config;
pub mod configured;
mod cursor;
pub mod date;
mod days;
pub mod decision;
pub mod deliver;
pub mod dispute;
pub mod evidence;
pub mod example;
pub mod export;
pub mod fail_if;
pub mod failure;
pub mod filter;
pub mod finding;
pub mod from_matrix;
pub mod global;
mod glossary;
mod haste;
mod help;
pub mod import;
pub mod incident;
pub mod init;
pub mod kept;
pub mod leave;
mod level;
pub mod list;
pub mod log;
pub mod lookup;
pub mod man;
pub mod mark;
pub mod matched;
pub mod matrix;
pub mod meant;
pub mod merge;
pub mod next;
pub mod note;
mod number;
mod offers;
mod pager;
pub mod pictures;
pub mod plan;
pub mod plan_text;
pub mod purge;
pub mod record;
pub mod recording;
pub mod recover;
pub mod rejoin;
pub mod remark;
pub mod remove;
pub mod report;
pub mod repudiate;
pub mod reschedule;
pub mod resume;
pub mod retract;
pub mod reveal;
pub mod rows;
pub mod saying;
pub mod schema;
pub mod scope;
pub mod seal;
pub mod sealing;
pub mod settings;
pub mod settle;
pub mod shell;
pub mod show;
pub mod signing;
pub mod speaker;
pub mod start;
pub mod statement;
pub mod status;
pub mod suspend;
pub mod sync;
pub mod table;
mod table_names;
mod table_rules;
pub mod taken;
pub mod timeline;
pub mod undo;
pub mod usage;
pub mod week;
pub mod why;
pub mod world;

/// Waits until what is being changed is changed whole: the command is interrupted.
pub use crate::store::pages::{Reached, on_loss, reached};
pub use crate::store::steps::end;

use crate::tongue::{self, Language};
use answer::{Answer, Outside};
use settings::Settings;
use std::ffi::OsString;
use usage::{AnswerReader, Parsed};

/// Carries out one command line and answers; touches no terminal, and nothing but the workspace.
pub fn run(arguments: &[OsString], outside: &Outside) -> Answer {
    let (settings, unread) = match configured::held(outside) {
        Ok(settings) => (settings, None),
        Err(failure) => (Settings::default(), Some(failure)),
    };
    let outside = &Outside { settings, ..outside.clone() };
    let arguments = &outside.settings.spelled_out(arguments)[..];
    let wants_json = usage::wants_json(arguments);
    let (mut answer, reader, coloured) = match (usage::parse(arguments, outside), unread) {
        (Parsed::Help(text), _) => (pager::long(Answer::say(text), outside), AnswerReader::Person, false),
        (Parsed::Command(command), Some(failure)) => (failure.answer(wants_json), command.reader, false),
        (Parsed::Misused(failure), _) => {
            (failure.answer(wants_json), if wants_json { AnswerReader::Json } else { AnswerReader::Person }, false)
        }
        (Parsed::Command(command), None) => {
            let (reader, coloured) = (command.reader, command.global.colour(outside));
            let long = command.only_tells() && !command.global.no_pager;
            // What programs read is the same in whatever language people read.
            let people = reader == AnswerReader::Person;
            let lang = command.global.lang.first().cloned().or(outside.settings.lang.clone()).filter(|_| people);
            tongue::speak(lang.as_deref().filter(|_| command.speaks()).and_then(Language::of_code));
            let settings = Settings { lang, ..outside.settings.clone() };
            let one = command.speaks_one();
            let answer = one
                .and_then(|()| command.run(&Outside { settings, ..outside.clone() }))
                .unwrap_or_else(|failure| failure.answer(wants_json));
            (if long { pager::long(answer, outside) } else { answer }, reader, coloured)
        }
    };
    answer = answer.safe(reader == AnswerReader::Json, coloured);
    let answer =
        deliver::send(answer, outside).unwrap_or_else(|failure| failure.answer(wants_json).safe(wants_json, false));
    let answer = if outside.ascii && reader == AnswerReader::Person { answer.ascii() } else { answer };
    answer.fitted(outside.remarks_width)
}
