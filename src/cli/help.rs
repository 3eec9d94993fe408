//! The help of milepost itself: its commands by what one wants.

use clap::Command;

/// The widest line of a help.
pub const WIDTH: usize = 100;

/// The commands by what one wants.
const GROUPS: [(&str, &[&str]); 6] = [
    ("To see", &["status", "list", "show", "why", "next", "timeline", "brief", "matrix", "balance", "compare", "log"]),
    (
        "To begin and to record",
        &[
            "init",
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

/// The command with a help that shows its commands in groups.
pub fn grouped(command: Command, width: usize) -> Command {
    // clap adds `help` itself, and later.
    let help = || "Print this message, or the help of a command".to_owned();
    let mut told = String::new();
    for (title, names) in GROUPS {
        let group = names.iter().map(|name| (*name, command.find_subcommand(name).map_or_else(help, about)));
        told += &section(title, &group.collect::<Vec<_>>(), width);
    }
    command.help_template(format!("{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{told}Options:\n{{options}}"))
}

/// What a command is for, and how else it is called.
fn about(command: &Command) -> String {
    let about = command.get_about().map_or(String::new(), ToString::to_string);
    let aliases: Vec<&str> = command.get_visible_aliases().collect();
    if aliases.is_empty() { about } else { format!("{about} (or `{}`)", aliases.join("`, `")) }
}

/// Names below a title, each with what is told of it beside it, in lines of a width.
fn section(title: &str, told: &[(&str, String)], width: usize) -> String {
    let indent = told.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 4;
    let mut lines = vec![format!("{title}:")];
    for (name, words) in told {
        let mut line = format!("{:<indent$}", format!("  {name}"));
        for word in words.split_whitespace() {
            if line.len() > indent && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            }
            line += if line.len() > indent { " " } else { "" };
            line += word;
        }
        lines.push(line);
    }
    lines.join("\n") + "\n\n"
}
