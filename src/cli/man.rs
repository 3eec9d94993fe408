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
    let source = concat!("milepost ", env!("CARGO_PKG_VERSION"));
    Page::new(command.display_name(name)).source(source).render(&mut bytes).expect("memory is always written");
    with_examples(&String::from_utf8(bytes).expect("a page is text"))
}

/// The page with its examples in a section of their own, as people look for them, and as they stand, line by line.
fn with_examples(page: &str) -> String {
    const EXTRA: &str = ".SH EXTRA\n";
    const EXAMPLES: &str = "Examples:\n";
    let Some((before, extra)) = page.split_once(EXTRA) else { return page.to_owned() };
    let end = extra.find("\n.SH ").map_or(extra.len(), |end| end + 1);
    let (extra, rest) = extra.split_at(end);
    let (notes, examples) = extra.split_once(EXAMPLES).unwrap_or((extra, ""));
    let section = |title: &str, body: String| match body.trim().is_empty() {
        true => String::new(),
        false => format!(".SH {title}\n{}\n", body.trim_end()),
    };
    let lines: Vec<&str> = examples.lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
    let examples =
        if examples.is_empty() { String::new() } else { format!(".nf\n{}\n.fi", lines.join("\n").trim_end()) };
    format!("{before}{}{}{rest}", section("NOTES", notes.to_owned()), section("EXAMPLES", examples))
}

fn of(all: &clap::Command, name: &str) -> Result<clap::Command, Failure> {
    all.find_subcommand(name).cloned().ok_or_else(|| {
        let near = nearest(name, all.get_subcommands().map(clap::Command::get_name));
        let close = near.map_or(String::new(), |near| format!("close to it is `{near}`; "));
        Failure::usage(format!("`{name}` is no command")).hint(close + "`milepost --help` shows all")
    })
}
