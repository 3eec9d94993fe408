//! `milepost man`

use super::answer::{Answer, Parcel};
use super::failure::Failure;
use crate::check::finding::nearest;
use clap::Args;
use clap_mangen::Man as Page;
use std::path::PathBuf;

/// Print a page of the manual, for `man`
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost man mark | man -l -
  milepost man --to ~/.local/share/man/man1     all pages, for `man milepost` and `man milepost-mark`")]
pub struct ManArgs {
    /// Of which command; without one, of all together
    command: Option<String>,
    /// Write all pages into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    to: Option<PathBuf>,
}

impl ManArgs {
    /// `all` is the whole command line.
    pub fn run(self, mut all: clap::Command) -> Result<Answer, Failure> {
        all.build();
        Ok(match (self.to, self.command) {
            (Some(folder), _) => {
                let parcel =
                    |(name, text)| Parcel { path: folder.join(name), text, new_folder: true, ..Parcel::default() };
                Answer { parcels: pages(&all, "milepost").into_iter().map(parcel).collect(), ..Answer::default() }
            }
            (None, None) => Answer::say(page(all, "milepost")),
            (None, Some(name)) => {
                let command = of(&all, &name)?;
                let name = format!("milepost-{}", command.get_name());
                Answer::say(page(command, &name))
            }
        })
    }
}

/// The pages of a command and of those in it, by the names of their files.
fn pages(command: &clap::Command, name: &str) -> Vec<(String, String)> {
    let own = (format!("{name}.1"), page(command.clone(), name));
    let inner = command.get_subcommands().filter(|inner| name == "milepost" || inner.get_name() != "help");
    let inner = inner.flat_map(|inner| pages(inner, &format!("{name}-{}", inner.get_name())));
    std::iter::once(own).chain(inner).collect()
}

fn page(command: clap::Command, name: &str) -> String {
    let mut bytes = Vec::new();
    // What is written into memory does not fail, and is text.
    let _ = Page::new(command.display_name(name)).render(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn of(all: &clap::Command, name: &str) -> Result<clap::Command, Failure> {
    all.find_subcommand(name).cloned().ok_or_else(|| {
        let near = nearest(name, all.get_subcommands().map(clap::Command::get_name));
        let close = near.map_or(String::new(), |near| format!("close to it is `{near}`; "));
        Failure::usage(format!("`{name}` is no command")).hint(close + "`milepost --help` shows all")
    })
}
