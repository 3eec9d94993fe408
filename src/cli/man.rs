//! `milepost man`

use super::answer::Answer;
use super::failure::Failure;
use crate::check::finding::nearest;
use clap::Args;
use clap_mangen::Man as Page;

/// Print a page of the manual, for `man`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost man | man -l -
  milepost man mark > ~/.local/share/man/man1/milepost-mark.1")]
pub struct ManArgs {
    /// Of which command; without one, of all together
    command: Option<String>,
}

impl ManArgs {
    /// `all` is the whole command line.
    pub fn run(self, mut all: clap::Command) -> Result<Answer, Failure> {
        all.build();
        let page = match &self.command {
            None => all,
            Some(name) => of(&all, name)?.display_name(format!("milepost-{name}")),
        };
        let mut bytes = Vec::new();
        // What is written into memory does not fail.
        let _ = Page::new(page).render(&mut bytes);
        Ok(Answer { bytes, ..Answer::default() })
    }
}

fn of(all: &clap::Command, name: &str) -> Result<clap::Command, Failure> {
    all.find_subcommand(name).cloned().ok_or_else(|| {
        let near = nearest(name, all.get_subcommands().map(clap::Command::get_name));
        let close = near.map_or(String::new(), |near| format!("close to it is `{near}`; "));
        Failure::usage(format!("`{name}` is no command")).hint(close + "`milepost --help` shows all")
    })
}
