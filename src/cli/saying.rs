//! What is typed beside whatever is recorded: who speaks, for when, a note, and what it rests on.

use super::attach::Exhibits;
use super::global::AnswerFormat;
use super::signing::Signing;
use clap::Args;

#[derive(Clone, Debug, Default, Args)]
pub struct SpeakerArgs {
    /// Who speaks: an actor of the plan, or a book of this machine
    #[arg(long = "as", value_name = "DESK|ACTOR")]
    pub speaker: Option<String>,
    /// Whose statement it is; only a secretariat may write down what another says
    #[arg(long, value_name = "ACTOR")]
    pub by: Option<String>,
    /// Only show what it would do
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub signing: Signing,
}

#[derive(Clone, Debug, Default, Args)]
pub struct Circumstances {
    /// When it was so: 2005, 2005-08, 2005-08-15 or 2005-08-15T10:00+07:00; ../2005-08-15 for by that day; or today, yesterday 10:00, -3d,
    /// friday, 20.11; default now
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub on: Option<String>,
    /// A remark, kept for good
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[command(flatten)]
    pub exhibits: Exhibits,
}

/// What every command that records one entry is told beside it.
#[derive(Clone, Debug, Args)]
pub struct SayingArgs {
    #[command(flatten)]
    pub voice: SpeakerArgs,
    #[command(flatten)]
    pub circumstances: Circumstances,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub output: AnswerFormat,
}
