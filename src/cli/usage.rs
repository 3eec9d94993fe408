//! The command line: its words, read by clap.

use super::answer::{Answer, Outside};
use super::cursor::named;
use super::failure::{Failure, USAGE};
use super::global::Global;
use super::help::{HelpArgs, grouped, width};
use super::{
    agree, amend, audit, balance, brief, check, clone, compare, completions, config, dispute, evidence, export,
    finding, import, incident, init, list, log, man, mark, matrix, merge, next, note, plan, recover, rejoin, report,
    repudiate, reschedule, resume, retract, schema, seal, settle, show, start, status, suspend, sync, timeline, undo,
    why,
};
use crate::tongue::Language;
use clap::builder::styling::Styles;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::{OsStr, OsString};

/// Tracks how a peace plan is carried out, milestone by milestone.
///
/// One truthful picture that all sides can check: what was promised, who says it is done, who has verified it, what is
/// late, what slid back. Without a workspace, commands that only read show the built-in plan.
#[derive(Debug, Parser)]
#[command(name = "milepost", version, styles = Styles::plain(), infer_subcommands = true, disable_help_subcommand = true)]
pub struct CommandLine {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    command: Option<Command>,
    /// Who reads the answer, by its format.
    #[arg(skip)]
    pub reader: AnswerReader,
}

/// What stands below the answer to no command at all.
const BEGIN: &str = "
What next: `milepost status`, `milepost list`, `milepost next`,
`milepost show ID`, `milepost mark ID LEVEL`; `milepost --help` shows all.
";

/// Who reads an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnswerReader {
    #[default]
    Person,
    /// A machine that reads JSON or JSON Lines.
    Json,
    /// A spreadsheet.
    Csv,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Why(why::WhyArgs),
    Status(status::StatusArgs),
    Next(next::NextArgs),
    Timeline(timeline::TimelineArgs),
    Brief(brief::BriefArgs),
    Matrix(matrix::MatrixArgs),
    Balance(balance::BalanceArgs),
    Compare(compare::CompareArgs),
    Log(log::LogArgs),
    Init(init::InitArgs),
    Plan(plan::PlanArgs),
    Mark(mark::MarkArgs),
    Incident(incident::IncidentArgs),
    Finding(finding::FindingArgs),
    Dispute(dispute::DisputeArgs),
    Settle(settle::SettleArgs),
    Note(note::NoteArgs),
    Retract(retract::RetractArgs),
    Undo(undo::UndoArgs),
    Start(start::StartArgs),
    Reschedule(reschedule::RescheduleArgs),
    Suspend(suspend::SuspendArgs),
    Resume(resume::ResumeArgs),
    Amend(amend::AmendArgs),
    Agree(agree::AgreeArgs),
    Repudiate(repudiate::RepudiateArgs),
    Rejoin(rejoin::RejoinArgs),
    Import(import::ImportArgs),
    Recover(recover::RecoverArgs),
    Merge(merge::MergeArgs),
    Clone(clone::CloneArgs),
    Sync(sync::SyncArgs),
    Evidence(evidence::EvidenceArgs),
    Check(check::CheckArgs),
    Audit(audit::AuditArgs),
    Seal(seal::SealArgs),
    Export(export::ExportArgs),
    Report(report::ReportArgs),
    Schema(schema::SchemaArgs),
    Config(config::ConfigArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Help(HelpArgs),
}

pub enum Parsed {
    Help(String),
    Misused(Failure),
    Command(Box<CommandLine>),
}

impl CommandLine {
    /// Whether it tells something for people to read, and neither records nor asks.
    pub fn only_tells(&self) -> bool {
        use Command::*;
        match &self.command {
            None => true,
            Some(List(_) | Show(_) | Why(_) | Status(_) | Next(_) | Timeline(_) | Brief(_) | Matrix(_)) => true,
            Some(
                Balance(_) | Compare(_) | Log(_) | Check(_) | Audit(_) | Export(_) | Report(_) | Schema(_) | Help(_),
            ) => true,
            Some(Plan(command)) => command.only_tells(),
            Some(_) => false,
        }
    }

    /// Whether it tells of a plan and its books in the language of whoever reads; what takes in files compares them with English words.
    pub fn speaks(&self) -> bool {
        !matches!(self.command, Some(Command::Init(_) | Command::Import(_)))
    }

    /// Refuses several languages, but where they stand side by side.
    pub fn speaks_one(&self) -> Result<(), Failure> {
        let one = self.global.lang.len() < 2 || matches!(self.command, Some(Command::Report(_)));
        let hint = "write one language; `milepost report` puts two side by side";
        one.then_some(()).ok_or_else(|| Failure::usage("`--lang` names several languages").hint(hint))
    }

    pub fn run(self, outside: &Outside) -> Result<Answer, Failure> {
        let global = &self.global;
        let Some(command) = self.command else {
            let mut answer = status::at_a_glance(global, outside)?;
            answer.text += BEGIN;
            return Ok(answer);
        };
        match command {
            Command::List(command) => command.run(global, outside),
            Command::Show(command) => command.run(global, outside),
            Command::Why(command) => command.run(global, outside),
            Command::Status(command) => command.run(global, outside),
            Command::Next(command) => command.run(global, outside),
            Command::Timeline(command) => command.run(global, outside),
            Command::Brief(command) => command.run(global, outside),
            Command::Matrix(command) => command.run(global, outside),
            Command::Balance(command) => command.run(global, outside),
            Command::Compare(command) => command.run(global, outside),
            Command::Log(command) => command.run(global, outside),
            Command::Init(command) => command.run(global, outside),
            Command::Plan(command) => command.run(global, outside),
            Command::Mark(command) => command.run(global, outside),
            Command::Incident(command) => command.run(global, outside),
            Command::Finding(command) => command.run(global, outside),
            Command::Dispute(command) => command.run(global, outside),
            Command::Settle(command) => command.run(global, outside),
            Command::Note(command) => command.run(global, outside),
            Command::Retract(command) => command.run(global, outside),
            Command::Undo(command) => command.run(global, outside),
            Command::Start(command) => command.run(global, outside),
            Command::Reschedule(command) => command.run(global, outside),
            Command::Suspend(command) => command.run(global, outside),
            Command::Resume(command) => command.run(global, outside),
            Command::Amend(command) => command.run(global, outside),
            Command::Agree(command) => command.run(global, outside),
            Command::Repudiate(command) => command.run(global, outside),
            Command::Rejoin(command) => command.run(global, outside),
            Command::Import(command) => command.run(global, outside),
            Command::Recover(command) => command.run(global, outside),
            Command::Merge(command) => command.run(global, outside),
            Command::Clone(command) => command.run(global, outside),
            Command::Sync(command) => command.run(global, outside),
            Command::Evidence(command) => command.run(global, outside),
            Command::Check(command) => command.run(global, outside),
            Command::Seal(command) => command.run(global, outside),
            Command::Audit(command) => command.run(global, outside),
            Command::Export(command) => command.run(global, outside),
            Command::Report(command) => command.run(global, outside),
            Command::Schema(command) => Ok(command.run()),
            Command::Config(command) => command.run(&CommandLine::command(), global, outside),
            Command::Completions(command) => Ok(command.run(CommandLine::command(), outside)),
            Command::Man(command) => command.run(CommandLine::command()),
            Command::Help(command) => command.run(whole(outside), outside),
        }
    }
}

/// The command line, with a help as wide as the terminal.
fn whole(outside: &Outside) -> clap::Command {
    let width = width(outside);
    grouped(CommandLine::command().color(ColorChoice::Never).term_width(width.into()), width)
}

/// Reads the arguments; the first is the program's name.
pub fn parse(arguments: &[OsString], outside: &Outside) -> Parsed {
    let read = |matches: ArgMatches| {
        let line = CommandLine::from_arg_matches(&matches)?;
        Ok(CommandLine { reader: reader(&matches), ..line })
    };
    let read_by = |command: clap::Command| command.try_get_matches_from(arguments).and_then(read);
    // Most command lines ask for no help, and its groups and width cost a command more than its words do.
    match read_by(CommandLine::command()).or_else(|_| read_by(whole(outside))) {
        Ok(line) => Parsed::Command(Box::new(line)),
        Err(error) if error.kind() == ErrorKind::DisplayVersion && arguments.iter().any(|word| word == "--version") => {
            Parsed::Help(error.render().to_string() + &languages())
        }
        // A command of commands, by itself, shows these.
        Err(error) if error.exit_code() == 0 || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Parsed::Help(error.render().to_string())
        }
        Err(error) => {
            let several = beginning(&error, arguments);
            Parsed::Misused(several.unwrap_or_else(|| misused(error.kind(), &error.render().to_string())))
        }
    }
}

/// The languages that are spoken beside English, and who has checked what is said in them.
fn languages() -> String {
    let told = |language: Language| {
        let checked = match language.checked_by() {
            Some(name) => format!("checked by {name}"),
            None => "a translation that no named reader has checked yet".to_owned(),
        };
        format!("  {}  {}: {checked}\n", language.code(), language.name())
    };
    format!("Speaks English, and by `--lang`:\n{}", Language::ALL.map(told).concat())
}

/// What is said of a word with which several commands begin; nothing where it is no such word.
fn beginning(error: &clap::Error, arguments: &[OsString]) -> Option<Failure> {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let all = CommandLine::command();
    let before = arguments.iter().skip(1).filter_map(|word| word.to_str()).take_while(|word| *word != typed.as_str());
    let inner = before.fold(&all, |command, word| named(command, word).unwrap_or(command));
    let begins = |name: &&str| name.starts_with(typed.as_str());
    let names: Vec<&str> =
        inner.get_subcommands().filter_map(|one| one.get_name_and_visible_aliases().into_iter().find(begins)).collect();
    let [rest @ .., last] = &names[..] else { return None };
    if rest.is_empty() {
        return None;
    }
    let rest: Vec<String> = rest.iter().map(|name| format!("`{name}`")).collect();
    Some(Failure::usage(format!("`{typed}` may be {} or `{last}`", rest.join(", "))).hint("write some more of it"))
}

/// Who reads the format that `--output` names, typed or by default.
fn reader(matches: &ArgMatches) -> AnswerReader {
    let mut told = matches.subcommand();
    // Of commands in commands, the innermost has the format.
    while let Some(inner) = told.and_then(|(_, command)| command.subcommand()) {
        told = Some(inner);
    }
    let output = told.and_then(|(_, command)| command.try_get_raw("output").ok().flatten()?.next_back());
    match output.and_then(|format| format.to_str()) {
        Some("json" | "jsonl") => AnswerReader::Json,
        Some("csv") => AnswerReader::Csv,
        _ => AnswerReader::Person,
    }
}

const WORKBOOK: &str = "`milepost export -o xlsx` writes a workbook, with `--table matrix` the matrix alone";

/// clap's own words in milepost's shape: the first paragraph is the message; a tip is the hint, else the usage.
fn misused(kind: ErrorKind, told: &str) -> Failure {
    let told = told.strip_prefix("error: ").unwrap_or(told);
    if kind == ErrorKind::InvalidUtf8 {
        return Failure::usage("an argument is not UTF-8 text").hint("only the name of a file may be other bytes");
    }
    let tip = told.lines().find_map(|line| line.trim().strip_prefix("tip: ")).map(str::to_owned);
    let message: Vec<&str> = told.split("\n\n").next().unwrap_or(told).lines().map(str::trim).collect();
    let usage = told.lines().find_map(|line| line.strip_prefix("Usage: "));
    let understood = match usage {
        Some(usage) => format!("write `{usage}`; `--help` tells more"),
        None => "`--help` shows what is understood".into(),
    };
    // What only looks like an option is seldom meant as a value.
    let tip = tip.filter(|tip| !tip.starts_with("to pass "));
    let tip = tip.or_else(|| message.concat().contains("'xlsx' for '--output").then(|| WORKBOOK.to_owned()));
    let hint = match (tip, kind) {
        (Some(tip), ErrorKind::UnknownArgument) => format!("{tip}; {understood}"),
        (tip, _) => tip.unwrap_or(understood),
    };
    Failure { exit: USAGE, code: "usage", message: message.join(" "), hint: Some(hint), ..Failure::default() }
}

/// Whether the answer was asked for as JSON, so that an error is given as JSON too.
pub fn wants_json(arguments: &[OsString]) -> bool {
    let arguments: Vec<Option<&str>> = arguments.iter().map(|argument| OsStr::to_str(argument)).collect();
    let pair = arguments.windows(2).any(|pair| matches!(pair, [Some("-o" | "--output"), Some("json")]));
    pair || arguments.iter().any(|argument| matches!(argument, Some("-ojson" | "-o=json" | "--output=json")))
}
