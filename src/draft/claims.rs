//! The statuses of a matrix as lines for `import`: what the secretariat says, for the day for which the matrix says it.

use super::drafted::{AsOfDay, DoubtKind, Drafted, MatrixDoubt, PlanDraft};
use super::grid::At;
use super::status::{StatusWord, status};
use crate::model::act_kind::ActKind;
use crate::model::due::DueRule;
use crate::model::level::Level;
use crate::model::moment::{Day, Moment, Zone};
use crate::model::value::Number;
use crate::model::when::When;
use serde::Serialize;

/// A line that `import` takes.
#[derive(Serialize)]
pub struct ClaimLine<'a> {
    pub kind: &'static str,
    pub milestone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Values>,
    pub on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// By it the row is known again in later weeks.
    #[serde(rename = "x-row")]
    pub row: String,
    #[serde(skip)]
    pub of: ClaimOrigin,
}

/// Where a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimOrigin {
    /// The row of the matrix, as a spreadsheet counts.
    pub at: Option<At>,
    /// Whether the row names the day itself.
    pub dated: bool,
}

/// With this the row of a commitment begins.
pub const MATRIX: &str = "matrix/";

/// The row of a commitment, whatever the file of the matrix is called.
pub fn row_of(milestone: &str) -> String {
    format!("{MATRIX}{milestone}")
}

/// The id of the one figure that a matrix has columns for; it is the name of the field below.
pub const FIGURE: &str = "figure";

/// The figure of a row.
#[derive(Serialize)]
pub struct Values {
    pub figure: Number,
}

/// The lines, and the statuses that are not taken. `on` tells by when it was so, for rows that name no day, or one that has not come.
pub fn claims<'a>(draft: &'a PlanDraft, on: &str, now: Moment, zone: Zone) -> (Vec<ClaimLine<'a>>, Vec<MatrixDoubt>) {
    // A matrix that says whose words its statuses are is milepost's own: what is pending there by nobody's word was not spoken of.
    let own = draft.milestones.iter().any(|one| status(&one.status_text, &[]).is_some_and(|told| told.by));
    let wholes: std::collections::HashSet<&str> =
        draft.milestones.iter().filter_map(|one| one.part_of.as_deref()).collect();
    let (mut lines, mut doubts) = (Vec::new(), Vec::new());
    for one in &draft.milestones {
        let whole = wholes.contains(one.id.as_str());
        if whole && one.status.is_some() {
            let text = if one.status_text.is_empty() {
                one.percent.clone().unwrap_or_default()
            } else {
                one.status_text.clone()
            };
            doubts.push(MatrixDoubt { row: one.at, column: None, text, what: DoubtKind::OfWhole });
        }
        let told_by = When::parse_past(on).map_or(zone.day_of(now), |when| when.day(zone));
        let after = one.done_in.is_some_and(|(first, _)| first > told_by);
        let ahead = one.on.as_ref().filter(|_| (after || is_ahead(one, now, zone)) && !whole);
        // A day to come on which it was done tells of nothing that was done.
        let planned = ahead.is_some() && one.done_then && (one.status_text.is_empty() || one.unread);
        let what = if planned { DoubtKind::DoneAhead } else { DoubtKind::OnAhead };
        doubts.extend(ahead.map(|day| MatrixDoubt { row: one.at, column: None, text: day.clone(), what }));
        let spoken = |told: &&StatusWord| !whole && !planned && (told.by || !own || told.level != Level::None);
        let told = one.status.as_ref().filter(spoken);
        let value = one.value.as_deref().filter(|_| !whole).and_then(|value| Number::parse(value).ok());
        let values = value.map(|figure| Values { figure });
        let (level, note) = (told.map(|told| told.level), note(one, told, ahead));
        if level.is_none() && note.is_none() && values.is_none() {
            continue;
        }
        let kind = if level.is_some() || values.is_some() { ActKind::Claim } else { ActKind::Note }.word();
        let (milestone, row) = (one.id.as_str(), row_of(&one.id));
        // Of a month that has not ended for the matrix its own day is the last that can be meant.
        let open = one.done_in.is_some_and(|(_, last)| last > told_by);
        let of = ClaimOrigin { at: one.at, dated: one.on.is_some() && ahead.is_none() && !open };
        let on = match (ahead.is_some(), open) {
            (true, _) => on.to_owned(),
            (_, true) => When::By(told_by).to_string(),
            _ => when(one, level, on),
        };
        lines.push(ClaimLine { kind, milestone, level, values, on, note, row, of });
    }
    (lines, doubts)
}

/// By when it was so for rows that name no day, where the matrix says it; what is told of that.
pub fn told_for(draft: &PlanDraft, now: Moment, zone: Zone) -> (Option<When>, Option<MatrixDoubt>) {
    let open = draft.milestones.iter().any(|one| one.tells() && one.on.is_none());
    let Some(AsOfDay { at, text, day }) = draft.as_of.as_ref().filter(|_| open) else { return (None, None) };
    let day = day.day(zone);
    let ahead = zone.start_of(day) > now;
    let what = if ahead { DoubtKind::AsOfAhead } else { DoubtKind::AsOf };
    let told = MatrixDoubt { row: Some(*at), column: None, text: text.clone(), what };
    ((!ahead).then_some(When::By(day)), Some(told))
}

/// Whether the day for which a row tells its status has not come yet: nothing is recorded of days ahead.
pub fn is_ahead(one: &Drafted, now: Moment, zone: Zone) -> bool {
    if let Some((first, _)) = one.done_in {
        return zone.start_of(first) > now;
    }
    let Some(Ok(when)) = one.on.as_deref().map(When::parse) else { return false };
    match one.status.as_ref().is_some_and(|told| told.level == Level::Full) && !one.done_then {
        true => zone.start_of(when.day(zone)) > now,
        false => when.first(zone) > now,
    }
}

/// For when it is claimed. What is done was done by the day for which the status is told, on a day not known; only a day on which it
/// was done is that day itself.
fn when(one: &Drafted, level: Option<Level>, on: &str) -> String {
    match &one.on {
        None => on.to_owned(),
        Some(day) if level == Some(Level::Full) && !one.done_then => {
            let when = When::parse(day).map(|when| When::By(when.day(Zone::UTC)).to_string());
            when.unwrap_or_else(|_| on.to_owned())
        }
        Some(day) => match one.done_in.filter(|days| may_be_late(one, *days)) {
            Some((_, last)) => When::By(last).to_string(),
            None => day.clone(),
        },
    }
}

/// Whether what was done on one of these days may have been late, and may not: an imprecise day counts as its last.
fn may_be_late(one: &Drafted, (first, last): (Day, Day)) -> bool {
    match &one.due {
        None => false,
        Some(DueRule::On(when)) => (first..last).contains(&when.day(Zone::UTC)),
        Some(_) => true,
    }
}

/// The remarks, and of the status what is more than its word; a day of the status that has not come is told by its words.
fn note(one: &Drafted, told: Option<&StatusWord>, ahead: Option<&String>) -> Option<String> {
    let more = told.map_or(one.status.is_none() && !one.status_text.is_empty(), |told| told.more);
    let status = (more && !one.status_text.is_empty()).then(|| format!("status in the matrix: {}", one.status_text));
    let share = one.percent.as_ref().filter(|share| !["0%", "100%"].contains(&share.as_str()));
    let share = share.map(|share| format!("done in the matrix: {share}"));
    let day = one.on_words.as_ref().or(ahead).map(|words| format!("status date in the matrix: {words}"));
    let parts: Vec<String> = status.into_iter().chain(share).chain(day).chain(one.remarks.clone()).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
