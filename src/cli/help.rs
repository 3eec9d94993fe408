//! The help of milepost itself: its commands by what one wants.

use crate::render::prose::prose;
use crate::report::prose::Para;
use clap::Command;

/// The widest line of a help.
pub const WIDTH: u16 = 100;

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
    ("For the prompt and for programs", &["completions", "man", "schema", "help"]),
];

/// The command with a help that shows its commands in groups, in lines of a width.
pub fn grouped(command: Command, width: u16) -> Command {
    // clap adds `help` itself, and later.
    let help = || "Print this message, or the help of a command".to_owned();
    let told = GROUPS.iter().flat_map(|(title, names)| {
        let told = |name: &&str| Para::field(name, command.find_subcommand(name).map_or_else(help, about));
        std::iter::once(Para::line(format!("{title}:"))).chain(names.iter().map(told)).chain([Para::gap()])
    });
    let told = prose(&told.collect::<Vec<_>>(), Some(width));
    command.help_template(format!("{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{told}Options:\n{{options}}"))
}

/// What a command is for, and how else it is called.
fn about(command: &Command) -> String {
    let about = command.get_about().map_or(String::new(), ToString::to_string);
    let aliases: Vec<&str> = command.get_visible_aliases().collect();
    if aliases.is_empty() { about } else { format!("{about} (or `{}`)", aliases.join("`, `")) }
}
