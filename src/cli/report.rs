//! `milepost report`

use super::answer::{Answer, Outside};
use super::ask::{Moments, answered};
use super::deliver::Delivery;
use super::failure::Failure;
use super::global::Global;
use super::kept::Kept;
use super::pictures::{Pictures, pictures, since};
use super::settings::{LanguageCode, Settings};
use super::world::World;
use crate::fold::state::{Clocks, State};
use crate::model::moment::Day;
use crate::render::brief_page::brief_page;
use crate::render::handout::markdown;
use crate::render::page::page;
use crate::render::spoken::{side_by_side, spoken_page};
use crate::report::brief::brief;
use crate::report::consultations;
use crate::report::entries::Audience;
use crate::report::handout::{Edition, Handout, Made, handout};
use crate::report::progress::{ScorePoint, days, moment, point};
use crate::report::view::{View, Views};
use crate::tongue::{self, Language};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use rayon::prelude::*;

/// Make a document to hand over: one HTML file with charts, or Markdown
///
/// From the top it reads like a briefing: how far the plan is, what changed since the last consultation, what needs attention now;
/// then phases and milestones, sides, charts, incidents, disputes, decisions, what is ahead, every milestone with its entries and
/// clauses, and the basis by which anybody can compute it again. The HTML file asks nothing of a network. `--edition brief` is the
/// same in what fits on two sheets of paper. `--lang uk,en` puts two languages side by side.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost report --to report.html
  milepost report -o md --audience public
  milepost report --edition brief --to brief.html
  milepost report --edition brief -o md --since last")]
pub struct ReportArgs {
    #[command(flatten)]
    moments: Moments,
    /// Since when changes are told: a date, or `last`, the last consultation; without it, that, or a week ago where none was held
    #[arg(long, value_name = "DATE|last")]
    since: Option<String>,
    /// How much of it; `brief` is two A4 pages to lay on a table
    #[arg(long, value_name = "EDITION", default_value = Edition::Long.word(), value_parser = editions())]
    edition: Edition,
    /// Who reads it; for the public, notes and places are left out
    #[arg(long, value_name = "WHO", default_value = "internal")]
    audience: Readers,
    /// How to write it
    #[arg(short, long, value_name = "FORMAT", default_value = "html")]
    output: ReportFormat,
    #[command(flatten)]
    delivery: Delivery,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Readers {
    Internal,
    Public,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ReportFormat {
    Html,
    Md,
}

/// The editions by their words.
fn editions() -> impl TypedValueParser<Value = Edition> {
    PossibleValuesParser::new(Edition::ALL.map(Edition::word))
        .map(|word| Edition::from_word(&word).expect("the words are those of editions"))
}

const TOOL: &str = concat!("milepost ", env!("CARGO_PKG_VERSION"));

impl ReportArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        let text = match &global.lang[..] {
            [first, second] => self.side_by_side(global, outside, [first, second])?,
            [_, _, ..] => {
                return Err(Failure::usage("`--lang` names more than two languages").hint("two stand side by side"));
            }
            _ => self.told(world, outside, |handout| match (self.output, self.edition) {
                (ReportFormat::Html, Edition::Long) => page(handout),
                (ReportFormat::Html, Edition::Brief) => brief_page(handout),
                (ReportFormat::Md, _) => markdown(handout),
            })?,
        };
        Ok(self.delivery.address(answered(world, outside, text)))
    }

    /// The same in two languages, chapter beside chapter.
    fn side_by_side(&self, global: &Global, outside: &Outside, both: [&LanguageCode; 2]) -> Result<String, Failure> {
        if !matches!((self.output, self.edition), (ReportFormat::Html, Edition::Long)) {
            return Err(Failure::usage("two languages stand side by side in the long edition, as HTML")
                .hint("leave out `--edition` and `--output`, or write one language"));
        }
        let pages = both.map(|language| {
            let settings = Settings { lang: Some(language.clone()), ..outside.settings.clone() };
            let outside = Outside { settings, ..outside.clone() };
            tongue::speak(Language::of_code(language));
            self.told(World::open(global, &outside)?, &outside, spoken_page)
        });
        let [first, second] = pages;
        Ok(side_by_side(&[first?, second?]))
    }

    /// What is made of the handout of a world.
    fn told<T>(&self, world: &World, outside: &Outside, make: impl FnOnce(&Handout) -> T) -> Result<T, Failure> {
        let clocks = self.moments.clocks(world, (outside.now)())?;
        let state = Kept::new(world.state(clocks));
        let view = world.view(&state);
        let pictures = self.pictures(world, &state, outside)?;
        let before = pictures.as_ref().map(|pictures| world.view(&pictures.before));
        let course: Vec<View> =
            pictures.iter().flat_map(|pictures| &pictures.course).map(|state| world.view(state)).collect();
        let audience = match self.audience {
            Readers::Internal => Audience::Internal,
            Readers::Public => Audience::Public,
        };
        let brief = before.as_ref().and_then(|before| {
            let views = Views { before, course: &course };
            let brief = brief(&views)?;
            Some((if audience == Audience::Public { brief.hushed() } else { brief }, views))
        });
        let made = Made { brief, points: points(world, &view), audience, edition: self.edition, tool: TOOL };
        Ok(make(&handout(&view, made)))
    }

    /// What the changes are told from: the moment that is named, else the last consultation, else a week ago; nothing where nobody
    /// has said anything.
    fn pictures(&self, world: &World, now: &State, outside: &Outside) -> Result<Option<Pictures>, Failure> {
        const LAST: &str = "last";
        // A week with today in it.
        let week = || world.zone().day_of(now.clocks.as_of).plus_days(-6).map(|day| day.to_string());
        let held = consultations::last(&now.plan, now.clocks.as_of).is_some();
        let typed = match &self.since {
            Some(typed) => typed.clone(),
            None if held => LAST.to_owned(),
            None if now.entries.is_empty() => return Ok(None),
            None => week().unwrap_or_else(|| LAST.to_owned()),
        };
        let since = since(world, now, &typed, (outside.now)())?;
        Ok(Some(pictures(world, since, Kept::new(now.clone()))))
    }
}

/// The scores over time: a picture of its own for each day that is looked at, the last of which is there already.
fn points(world: &World, view: &View) -> Vec<ScorePoint> {
    let mut days = days(view);
    days.pop();
    let at = |day: &Day| {
        let clocks = Clocks { as_of: moment(view, *day), known_by: view.state.clocks.known_by };
        point(&world.view(&Kept::new(world.state(clocks))))
    };
    let mut points: Vec<ScorePoint> = days.par_iter().map(at).collect();
    points.push(point(view));
    points
}
