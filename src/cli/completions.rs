//! `milepost completions`

use super::answer::Answer;
use clap::Args;
use clap_complete::{Shell, generate};

/// Print what completes commands and options at the prompt of a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost completions bash > ~/.local/share/bash-completion/completions/milepost
  milepost completions fish > ~/.config/fish/completions/milepost.fish")]
pub struct CompletionsArgs {
    /// Of which shell
    shell: Shell,
}

impl CompletionsArgs {
    /// `command` is the whole command line.
    pub fn run(self, mut command: clap::Command) -> Answer {
        let mut bytes = Vec::new();
        generate(self.shell, &mut command, "milepost", &mut bytes);
        Answer { bytes, ..Answer::default() }
    }
}
