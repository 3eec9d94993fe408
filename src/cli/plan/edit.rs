//! `milepost plan edit`

use super::beginning::beginning;
use super::change::{Changing, TextEdit, planned, vetted};
use super::refusal::refusal;
use crate::cli::answer::{Answer, Outside};
use crate::cli::ask::lines;
use crate::cli::failure::{Failure, REFUSED};
use crate::cli::global::Global;
use crate::cli::plan_text::parse;
use crate::edit::error::Unedited;
use crate::edit::found::find;
use crate::edit::splice::{Splice, difference, spliced};
use crate::edit::tree::JsonNode;
use crate::model::json;
use crate::model::plan::Plan;
use crate::store::editor::Scratch;
use crate::store::workspace::PLAN;
use clap::Args;
use serde::de::IgnoredAny;
use std::ffi::OsStr;
use std::ops::Range;

/// Open the plan, or one thing of it, in your editor
///
/// The editor is `VISUAL`, else `EDITOR`. What is saved is checked before it counts; where it has errors they are shown, and one may go
/// back to editing or leave with nothing changed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost plan edit
  milepost plan edit DC-1")]
pub struct PlanEditArgs {
    /// What is edited, if not the whole plan: ID, actor:ID, MILESTONE/INDICATOR
    id: Option<String>,
    #[command(flatten)]
    changing: Changing,
}

/// A part of a text that is edited by itself.
struct Excerpt {
    at: Range<usize>,
    /// What its further lines are set in by.
    indent: String,
    newline: &'static str,
    whole: bool,
}

/// What became of an edited text.
enum Edited {
    /// It makes this plan.
    Sound(String),
    Left,
}

impl PlanEditArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let workspace = planned(global, outside)?;
        let text = beginning(self.changing.along(), &workspace)?.text;
        let excerpt = self.excerpt(&text)?;
        let editor = editor(outside)?;
        let name = match &self.id {
            Some(id) => format!("{}.json", id.replace([':', '/', '\\'], "-")),
            None => PLAN.to_owned(),
        };
        let scratch = Scratch::begin(&workspace, &name, &excerpt.shown(&text))?;
        let keeping = |failure| keeping(failure, &scratch);
        let made = match edited(&text, &excerpt, &scratch, outside, editor).map_err(keeping)? {
            Edited::Sound(made) if made == text => {
                scratch.end();
                return Ok(Answer::say("Nothing was changed.\n"));
            }
            Edited::Sound(made) => made,
            Edited::Left => return Ok(Answer::say(lines(&[format!("Nothing was changed; {}.", kept(&scratch))]))),
        };
        let change = |now: &str| match now == text {
            true => Ok::<Vec<Splice>, Unedited>(difference(&text, &made).into_iter().collect()),
            false => Err(Unedited::ChangedMeanwhile),
        };
        let edit = TextEdit { told: None, mends: true, change: &|now, _| change(now) };
        let answer = self.changing.make(edit, global, outside).map_err(keeping)?;
        scratch.end();
        Ok(answer)
    }

    fn excerpt(&self, text: &str) -> Result<Excerpt, Failure> {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let Some(id) = &self.id else {
            return Ok(Excerpt { at: 0..text.len(), indent: String::new(), newline, whole: true });
        };
        parse(text, PLAN)
            .map_err(|failure| failure.advice(Some("`milepost plan edit` opens the whole plan".into())))?;
        let at = find(&JsonNode::of(text), id).map_err(refusal)?.node.at.clone();
        let line = &text[text[..at.start].rfind('\n').map_or(0, |newline| newline + 1)..];
        let indent = line[..line.len() - line.trim_start_matches([' ', '\t']).len()].to_owned();
        Ok(Excerpt { at, indent, newline, whole: false })
    }
}

impl Excerpt {
    /// The part as it is edited: by itself, it begins at the margin.
    fn shown(&self, text: &str) -> String {
        let part = &text[self.at.clone()];
        if self.whole {
            return part.to_owned();
        }
        let mut lines = part.lines();
        let first = lines.next().unwrap_or_default().to_owned();
        lines.fold(first, |shown, line| shown + "\n" + self.outdented(line)) + "\n"
    }

    /// The edited lines; those that are as they were shown are as they stood, to the byte.
    fn kept_lines(&self, part: &str, edited: &str) -> String {
        let mut rest: Vec<&str> = part.split_inclusive('\n').collect();
        let mut made = String::new();
        for (number, line) in edited.lines().enumerate() {
            let bare = |old: &str| self.outdented(old.trim_end_matches(['\r', '\n'])) == line;
            match rest.iter().position(|old| bare(old)) {
                Some(place) => {
                    made += rest[place];
                    rest.drain(..=place);
                }
                None if number == 0 || line.is_empty() => made += line,
                None => made += &format!("{}{line}", self.indent),
            }
            if !made.ends_with('\n') {
                made += self.newline;
            }
        }
        made.trim_end_matches(['\r', '\n']).to_owned()
    }

    fn outdented<'l>(&self, line: &'l str) -> &'l str {
        line.strip_prefix(&*self.indent).unwrap_or(line)
    }

    /// The text with the part as it was edited.
    fn put_back(&self, text: &str, edited: &str) -> String {
        if self.whole {
            return edited.to_owned();
        }
        let part = self.kept_lines(&text[self.at.clone()], edited.trim_end());
        spliced(text, &[Splice::new(self.at.clone(), part)])
    }
}

/// The editor that the user has named.
fn editor<'o>(outside: &'o Outside) -> Result<&'o OsStr, Failure> {
    outside.editor.as_deref().ok_or_else(|| {
        Failure::usage("no editor is named")
            .hint("name one: `EDITOR=nano milepost plan edit`, or set VISUAL or EDITOR for good")
    })
}

/// Has a text edited until it makes a plan without new errors, or its editor gives up.
fn edited(
    text: &str,
    excerpt: &Excerpt,
    scratch: &Scratch,
    outside: &Outside,
    editor: &OsStr,
) -> Result<Edited, Failure> {
    loop {
        let Some(saved) = scratch.open(editor)? else {
            return Err(Failure::usage(format!("the editor `{}` ended with an error", editor.to_string_lossy()))
                .hint("`EDITOR` or `VISUAL` names another"));
        };
        if let Some(failure) = self_renamed(text, excerpt, &saved) {
            return Err(failure);
        }
        let made = if saved == excerpt.shown(text) { text.to_owned() } else { excerpt.put_back(text, &saved) };
        let Err(failure) = sound(text, &made) else { return Ok(Edited::Sound(made)) };
        let question = format!("{}What now? (e)dit again, or e(x)it with nothing changed: ", failure.words());
        match (outside.question)(&question) {
            None => return Err(failure),
            Some(answer) if ["x", "q", "exit", "quit"].contains(&answer.trim().to_lowercase().as_str()) => {
                return Ok(Edited::Left);
            }
            Some(_) => {}
        }
    }
}

/// An id that was changed in the editor: what names the thing would not follow.
fn self_renamed(text: &str, excerpt: &Excerpt, saved: &str) -> Option<Failure> {
    let own = |text: &str| JsonNode::of(text).says("id").map(str::to_owned);
    let is_json = json::from_str::<IgnoredAny>(saved).is_ok();
    let (old, new) = (own(&text[excerpt.at.clone()]), own(saved));
    let (old, new) = (old?, new.filter(|_| is_json && !excerpt.whole)?);
    (old != new).then(|| {
        Failure::new(
            REFUSED,
            "renamed",
            format!("the id `{old}` is changed to `{new}`, and what names it does not follow"),
        )
        .hint(format!("`milepost plan rename {old} {new}` changes it everywhere"))
    })
}

/// Whether a text is a plan, with no errors that it had not before.
fn sound(old: &str, made: &str) -> Result<(), Failure> {
    if made == old {
        return Ok(());
    }
    vetted(Plan::parse(old).ok().as_ref(), &parse(made, PLAN)?, made).map(drop)
}

/// The same, and where the words are that were typed in vain, if any were.
fn keeping(failure: Failure, scratch: &Scratch) -> Failure {
    if scratch.is_as_given() {
        scratch.end();
        return failure;
    }
    let hint = failure.hint.as_ref().map_or(String::new(), |hint| format!("{hint}; "));
    Failure { hint: Some(format!("{hint}nothing was changed, and {}", kept(scratch))), ..failure }
}

fn kept(scratch: &Scratch) -> String {
    format!("what you wrote is in {}", scratch.path.display())
}
