//! What may be said beside any command: where the workspace is, and whether to colour.

use super::answer::Outside;
use super::number::number;
use super::settings::{ColorWhen, LanguageCode};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "For every command")]
pub struct Global {
    /// The workspace, or a folder inside it
    #[arg(short = 'C', long = "dir", global = true, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Whether to colour tables; by default on a terminal
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<ColorWhen>,
    /// The language to read in: the plan's titles and names where it has them, milepost's own words in en, id, ru and uk; `report` puts two side by side
    #[arg(long, global = true, value_name = "LANG", value_delimiter = ',')]
    pub lang: Vec<LanguageCode>,
    /// Print an answer that is longer than the screen at once
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// How long to wait while another milepost writes here
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 30, value_parser = number::<u64>(0..=u64::MAX))]
    pub wait: u64,
}

impl Global {
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.wait)
    }

    pub fn colour(&self, outside: &Outside) -> bool {
        let set = outside.settings.color.filter(|_| !outside.no_color);
        match self.color.or(set).unwrap_or_default() {
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
