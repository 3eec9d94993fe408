//! `milepost completions`: what a shell is told so that it completes, and its questions while somebody types.

use super::answer::{Answer, Outside};
use super::offers::{CompletionOffer, Offers, offers};
use super::shell;
use crate::render::safe::one_line;
use clap::{Args, ValueEnum};
use std::ffi::OsString;

/// Print what completes commands, options, and the names of the workspace at the prompt of a shell
///
/// Milestones, phases, elements, actors, books, entries and figures are those of the workspace that one is in, as it is when Tab is
/// pressed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost completions bash > ~/.local/share/bash-completion/completions/milepost
  milepost completions fish > ~/.config/fish/completions/milepost.fish

In bash, `source <(milepost completions bash)` does for this session; zsh has a folder of its `$fpath` for the file `_milepost`;
PowerShell takes `milepost completions powershell | Out-String | Invoke-Expression` in its profile.")]
pub struct CompletionsArgs {
    /// Of which shell
    #[arg(ignore_case = true)]
    shell: Shell,
    /// The command line up to the cursor, whose last word is completed: what the shells ask
    #[arg(last = true, hide = true)]
    line: Option<Vec<OsString>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

/// What stands for the names of files, which a shell completes by itself.
const FILES: &str = "/\n";

impl CompletionsArgs {
    /// `all` is the whole command line.
    pub fn run(self, all: clap::Command, outside: &Outside) -> Answer {
        let text = match &self.line {
            None => return Answer::say(self.shell.script()),
            Some(line) => match offers(all, &self.shell.words(line), outside) {
                Offers::Files => FILES.to_owned(),
                Offers::Words(offers) => offers.iter().map(|offer| self.shell.line(offer)).collect(),
            },
        };
        Answer { bytes: text.into_bytes(), ..Answer::default() }
    }
}

impl Shell {
    fn script(self) -> &'static str {
        match self {
            Shell::Bash => include_str!("shells/milepost.bash"),
            Shell::Zsh => include_str!("shells/milepost.zsh"),
            Shell::Fish => include_str!("shells/milepost.fish"),
            Shell::Powershell => include_str!("shells/milepost.ps1"),
        }
    }

    /// The words after the program's name. bash and PowerShell hand over the line as it was typed: what they make of words
    /// with a colon, or of empty ones, is not what was meant.
    fn words(self, line: &[OsString]) -> Vec<String> {
        let typed = line.iter().map(|word| word.to_string_lossy().into_owned());
        let words: Vec<String> = match self {
            Shell::Bash | Shell::Powershell => shell::words(&typed.collect::<Vec<_>>().join(" ")),
            Shell::Zsh | Shell::Fish => typed.collect(),
        };
        words.into_iter().skip(1).collect()
    }

    /// An offer on a line: the word, and what is said of it as far as the shell shows that.
    fn line(self, CompletionOffer { word, told }: &CompletionOffer) -> String {
        let (word, told) = (one_line(word), one_line(told));
        match self {
            Shell::Bash => format!("{word}\n"),
            Shell::Zsh if told.is_empty() => format!("{}\n", word.replace(':', "\\:")),
            Shell::Zsh => format!("{}:{told}\n", word.replace(':', "\\:")),
            Shell::Fish | Shell::Powershell => format!("{word}\t{told}\n"),
        }
    }
}
