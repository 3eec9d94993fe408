//! `milepost plan new`

use crate::cli::answer::{Answer, Outside};
use crate::cli::date::dated;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::haste::{Toward, TypedOn};
use crate::cli::plan_text::parse;
use crate::draft::names::slug;
use crate::model::moment::Zone;
use crate::model::plan::FORMAT;
use crate::render::prose::prose;
use crate::report::prose::Para;
use crate::store::create::create;
use crate::store::workspace::PLAN;
use clap::Args;
use serde_json::Value;
use std::path::PathBuf;

/// Begin a workspace with an empty plan
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost plan new --title 'Accord of the valley' --signed 2026-03-01
  milepost plan new peace --title 'Угода' --written-in uk --timezone Europe/Kyiv")]
pub struct PlanNewArgs {
    /// The folder; without it, this one
    folder: Option<PathBuf>,
    /// What the plan is called
    #[arg(long, value_name = "TEXT", default_value = "A plan")]
    title: String,
    /// Its id; without it, made of the title
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The language of its texts
    #[arg(long, value_name = "LANG", default_value = "en")]
    written_in: String,
    /// The time zone in which its days begin and end
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: String,
    /// When it was signed
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    signed: Option<String>,
    /// The name of the first version
    #[arg(long = "version", id = "first_version", value_name = "NAME", default_value = "1")]
    version: String,
}

impl PlanNewArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let start =
            global.dir.as_ref().or(outside.dir.as_ref()).map_or(outside.folder.clone(), |dir| outside.folder.join(dir));
        let folder = self.folder.as_ref().map_or(start.clone(), |folder| start.join(folder));
        let text = self.text(self.signed(outside)?);
        parse(&text, PLAN).map_err(|failure| Failure { place: None, ..failure })?;
        create(&folder, &text, &(outside.random)(), None, &[])?;
        let next = [
            "who takes part: `milepost plan add actor ID name=… role=party`",
            "what is owed: `milepost plan add milestone ID title=… responsible=… due=…`",
            "who may amend it: `milepost plan add rule amend 'all of role:party'`",
            "what is missing, and every key: `milepost check`, `milepost plan format`",
        ];
        let ready = Para::line(format!("An empty plan is ready in {}. Next:", folder.display()));
        let next = next.iter().map(|next| Para { text: format!("  {next}"), hang: 4 });
        Ok(Answer::say(prose(&std::iter::once(ready).chain(next).collect::<Vec<_>>(), outside.width)))
    }

    /// When it was signed, as it is written in a plan.
    fn signed(&self, outside: &Outside) -> Result<Option<String>, Failure> {
        let zone = Zone::parse(&self.timezone).unwrap_or(Zone::UTC);
        let today = zone.day_of((outside.now)());
        let typed_on = TypedOn { today, order: outside.settings.dates, toward: Toward::Past };
        let signed = |day: &String| dated(day, typed_on, zone, || None).map(|when| when.to_string());
        self.signed.as_ref().map(signed).transpose()
    }

    /// A plan with every list that it will need.
    fn text(&self, signed: Option<String>) -> String {
        let id = self.id.clone().or_else(|| slug(&self.title)).unwrap_or_else(|| "plan".into());
        let words = |words: &str| Value::from(words).to_string();
        let signed = signed.map_or(String::new(), |signed| format!(", \"signed\": {}", words(&signed)));
        let lists = ["sources", "actors", "elements", "phases"].map(|list| format!("  \"{list}\": [],\n")).concat();
        format!(
            "{{\n  \"format\": {},\n  \"id\": {}, \"version\": {}, \"lang\": {},\n  \"title\": {},\n  \"timezone\": {}{signed},\n{lists}  \"rules\": {{}},\n  \"milestones\": []\n}}\n",
            words(FORMAT),
            words(&id),
            words(&self.version),
            words(&self.written_in),
            words(&self.title),
            words(&self.timezone),
        )
    }
}
