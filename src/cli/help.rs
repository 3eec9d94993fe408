//! `milepost help`: the commands by what one wants, and the words.

use super::answer::{Answer, Outside};
use super::cursor::named;
use super::failure::Failure;
use super::glossary::{ExplainedWord, TERMS, term};
use crate::check::finding::nearest;
use crate::render::prose::prose;
use crate::report::prose::Para;
use clap::{Args, Command};

/// The widest line of a help.
const WIDTH: u16 = 100;

/// The commands by what one wants.
const GROUPS: [(&str, &[&str]); 6] = [
    ("To see", &["status", "list", "show", "why", "next", "timeline", "brief", "matrix", "balance", "compare", "log"]),
    (
        "To begin and to record",
        &[
            "init",
            "plan",
            "mark",
            "incident",
            "finding",
            "dispute",
            "note",
            "agree",
            "import",
            "retract",
            "undo",
            "seal",
            "repudiate",
            "rejoin",
        ],
    ),
    ("To decide", &["start", "reschedule", "suspend", "resume", "amend", "settle"]),
    ("To share", &["clone", "sync", "merge", "recover", "export", "report"]),
    ("To prove", &["check", "audit", "evidence"]),
    ("For the prompt and for programs", &["config", "completions", "man", "schema", "help"]),
];

/// Explain a word of milepost, or show the help of a command
///
/// Without a word: all commands, and the words that are explained.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost help standing
  milepost help evidence verify")]
pub struct HelpArgs {
    /// A word such as standing, overdue, quorum; or a command
    words: Vec<String>,
}

impl HelpArgs {
    /// `all` is the whole command line.
    pub fn run(self, all: Command, outside: &Outside) -> Result<Answer, Failure> {
        let typed = self.words.join(" ");
        let told = term(&typed).map(|term| prose(&explained(term), Some(width(outside))));
        match (of_command(all, &self.words), told) {
            (Some(help), Some(told)) if !typed.is_empty() => Ok(Answer::say(format!("{told}\n{help}"))),
            (Some(help), _) => Ok(Answer::say(help)),
            (None, Some(told)) => Ok(Answer::say(told)),
            (None, None) => Err(unknown(&typed)),
        }
    }
}

/// How wide a help is.
pub fn width(outside: &Outside) -> u16 {
    outside.width.unwrap_or(WIDTH).min(WIDTH)
}

fn explained(term: &ExplainedWord) -> Vec<Para> {
    let also = (!term.also.is_empty()).then(|| Para::line(format!("Also here: {}.", term.also.join(", "))));
    let title = Para { text: format!("{}: {}", term.word, term.means), hang: 2 };
    [title].into_iter().chain(also).collect()
}

/// The help of the command that the words name, one within the other; nothing where there is none.
fn of_command(mut all: Command, words: &[String]) -> Option<String> {
    all.build();
    let found = words.iter().try_fold(&mut all, |command, word| {
        let name = named(command, word)?.get_name().to_owned();
        command.find_subcommand_mut(name)
    });
    found.map(|command| command.render_long_help().to_string())
}

fn unknown(typed: &str) -> Failure {
    let commands = GROUPS.iter().flat_map(|(_, names)| names.iter().copied());
    let known = TERMS.iter().flat_map(|term| term.also.iter().copied().chain([term.word])).chain(commands);
    // Initials and figures are near to everything.
    let known = known.filter(|name| name.len() > 2);
    let near = nearest(typed, known).map_or(String::new(), |near| format!("close to it is `{near}`; "));
    Failure::usage(format!("`{typed}` is neither a command nor a word that is explained"))
        .hint(near + "`milepost help` lists both")
}

/// The command with a help that shows its commands in groups, in lines of a width.
pub fn grouped(command: Command, width: u16) -> Command {
    let told = GROUPS.iter().flat_map(|(title, names)| {
        let told = |name: &&str| Para::field(name, command.find_subcommand(name).map_or(String::new(), about));
        std::iter::once(Para::line(format!("{title}:"))).chain(names.iter().map(told)).chain([Para::gap()])
    });
    let words: Vec<&str> = TERMS.iter().map(|term| term.word).collect();
    let words = Para { text: format!("  {}", words.join(", ")), hang: 2 };
    let words = [Para::line("Words, which `milepost help WORD` explains:"), words, Para::gap()];
    let told = prose(&told.chain(words).collect::<Vec<_>>(), Some(width));
    command.help_template(format!("{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{told}Options:\n{{options}}"))
}

/// What a command is for, and how else it is called.
fn about(command: &Command) -> String {
    let about = command.get_about().map_or(String::new(), ToString::to_string);
    let aliases: Vec<&str> = command.get_visible_aliases().collect();
    if aliases.is_empty() { about } else { format!("{about} (or `{}`)", aliases.join("`, `")) }
}
