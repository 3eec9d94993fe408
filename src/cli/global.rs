//! What may be said beside any command: where the workspace is, and whether to colour.

use super::answer::Outside;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "For every command")]
pub struct Global {
    /// The workspace, or a folder inside it
    #[arg(short = 'C', long = "dir", global = true, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Whether to colour tables
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// How long to wait while another milepost writes here
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 30)]
    pub wait: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}

impl Global {
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.wait)
    }

    pub fn colour(&self, outside: &Outside) -> bool {
        match self.color {
            ColorWhen::Auto => outside.colour,
            ColorWhen::Always => true,
            ColorWhen::Never => false,
        }
    }
}

/// How an outline is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Prose {
    Text,
    Json,
    Md,
}

/// How an answer that is no table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    Text,
    Json,
}
