//! What a Timeline cell says: a date, a span after or before an event, no date, or an obligation that goes on. Reads back all that
//! milepost itself prints there, and the phrases that agreements use. What it cannot read it does not guess.

use super::dates::{Assumed, Habits, ReadDate, Unclear, date, shown};
use super::own_words::printed;
use super::spans::{counted, span, term, terms, without};
use crate::model::due::{DueRule, Event, MilestoneEvent};
use crate::model::id::Id;
use crate::model::moment::Zone;
use crate::model::span::Span;
use crate::model::when::When;
use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq)]
pub enum WhenDue {
    NoDate,
    /// Kept or broken, and never finished.
    Continuing,
    Due(DueRule),
}

/// What a cell says, and what was assumed to read it.
pub type ReadTimeline = (WhenDue, Option<Assumed>);

/// What is known of a file when its cells are read.
pub struct TimelineReader<'a> {
    pub habits: Habits,
    /// The commitments by their titles, in lower case.
    pub titles: &'a HashMap<String, Id>,
}

/// How long a wording may be, and how deep its lists may stand in each other: longer ones are no dates.
const LONGEST: usize = 2000;

/// Reads a cell; the milestones that events name are not looked up here.
pub fn timeline(text: &str, reader: &TimelineReader) -> Result<ReadTimeline, Unclear> {
    if text == "no date" {
        return Ok((WhenDue::NoDate, None));
    }
    if text.len() > LONGEST {
        return Err(Unclear::NotUnderstood);
    }
    match printed(text) {
        Some(DueRule::On(_)) => {
            return date(text, reader.habits).map(|dated| (WhenDue::Due(DueRule::On(dated.when)), None));
        }
        Some(rule) => return Ok((WhenDue::Due(rule), None)),
        None => {}
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let phrase = words.join(" ").to_lowercase().replace('’', "'");
    // What points to a footnote is no part of a date.
    let phrase = phrase.trim_end_matches(['*', '†', '‡', '.', ' ']).trim_start_matches(['.', ' ']);
    reader.phrased(behind(phrase, LATEST_BEHIND))
}

impl TimelineReader<'_> {
    /// What agreements say, in lower case.
    fn phrased(&self, text: &str) -> Result<ReadTimeline, Unclear> {
        const NONE: &str = "-|–|—|n/a|none|no deadline|tbd|tbc|to be determined|to be decided|to be agreed|to be confirmed|not specified|\
            не визначено|не определено|à déterminer|por definir|por determinar|offen|belum ditentukan";
        const ALWAYS: &str = "continuous|continuously|continuing|ongoing|on-going|permanent|permanently|throughout|постійно|безперервно|\
            постоянно|en continu|permanente|continuo|continua|laufend|dauerhaft|fortlaufend|terus-menerus|berkelanjutan";
        let is = |list: &'static str| list.split('|').any(|known| known == text);
        if is(NONE) {
            return Ok((WhenDue::NoDate, None));
        }
        if is(ALWAYS) {
            return Ok((WhenDue::Continuing, None));
        }
        if let Some((rule, assumed)) = counted(without(text, &[LATEST])).or_else(|| term(text)) {
            return Ok((WhenDue::Due(rule), assumed));
        }
        if let Some(rule) = self.relative(text).or_else(|| self.spanned(text)) {
            return Ok((WhenDue::Due(rule), None));
        }
        let on = |ReadDate { when, assumed }: ReadDate| (WhenDue::Due(DueRule::On(when)), assumed);
        if let Some(revised) = revised(text) {
            let both = |now: ReadDate| self.day(revised.0).map(|_| ReadDate { assumed: Some(Assumed::Revised), ..now });
            return self.day(revised.1).and_then(both).map(on);
        }
        match self.day(text) {
            Ok(dated) => Ok(on(dated)),
            Err(Unclear::NotUnderstood) => self.range(text)?.map(on).ok_or(Unclear::NotUnderstood),
            // `1-12-2026` is a day whose order is not known, and no term from January to December.
            Err(unclear) => Err(unclear),
        }
    }

    /// A date behind the words that stand before dates.
    fn day(&self, text: &str) -> Result<ReadDate, Unclear> {
        match ended(text).or_else(|| during(text)) {
            // The end of a year, a quarter or a month is its last day, and that is what such a date means.
            Some(rest) => date(rest, self.habits).and_then(|dated| match dated.when {
                When::Year(_) | When::Month(..) => Ok(dated),
                _ => Err(Unclear::NotUnderstood),
            }),
            None => date(
                without(
                    without(text, &[LATEST]),
                    &[LATEST, &["on", "in", "until", "le", "el", "am", "im", "en", "pada", "у", "в"]],
                ),
                self.habits,
            ),
        }
    }

    /// A term of two dates: its end. The beginning may leave out what the end says.
    fn range(&self, text: &str) -> Result<Option<ReadDate>, Unclear> {
        for (begin, end) in terms(text) {
            // `01/02/2026 - 15/02/2026`: one of the two shows the order of both.
            let habits = Habits { shown: self.habits.shown.or_else(|| shown([begin, end].into_iter())), ..self.habits };
            let Ok(end_day) = (TimelineReader { habits, titles: self.titles }).day(end) else { continue };
            let (year, month) = match end_day.when {
                When::Year(year) => (year, None),
                When::Month(year, month) => (year, Some(month)),
                When::Day(day) => (day.date().0, Some(day.date().1)),
                _ => continue,
            };
            let day = begin.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day));
            let of_month = matches!(end_day.when, When::Day(_)) && day;
            let named = || month.map(|month| format!("{year:04}-{month:02}-{begin:0>2}")).unwrap_or_default();
            // `12-15 January`: a number is a day of the month in which the term ends, and no month.
            let first = match of_month {
                true => date(&named(), habits),
                false => date(begin, habits)
                    .or_else(|_| date(&format!("{begin} {year}"), habits))
                    .or_else(|_| dotted(begin, year, habits))
                    .or_else(|unclear| if day { date(&named(), habits) } else { Err(unclear) }),
            };
            let Ok(first) = first else { continue };
            if first.when.first(Zone::UTC) <= end_day.when.last(Zone::UTC) {
                return Ok(Some(ReadDate { assumed: Some(Assumed::Range), ..end_day }));
            }
        }
        Ok(None)
    }

    /// A span after or before an event: `within 30 days of signature`, `two weeks before 9.1`, `upon signature`.
    fn relative(&self, text: &str) -> Option<DueRule> {
        let at_once = ["immediately after ", "immediately upon ", "immediately on ", "upon ", "on ", "at "];
        if let Some(event @ (Event::Signature | Event::Start)) =
            at_once.iter().find_map(|word| text.strip_prefix(word)).and_then(|text| self.event(text))
        {
            return Some(DueRule::After { event, within: Span::default() });
        }
        let text = without(text, &[&["within", "no later than", "not later than", "by"]]);
        let links = [" after ", " following ", " from ", " of ", " before ", " prior to "];
        let mut found: Vec<(usize, &str)> = links.iter().filter_map(|link| Some((text.find(link)?, *link))).collect();
        found.sort_unstable();
        let (at, link) = *found.first()?;
        let (span, event) = (span(&text[..at])?, self.event(&text[at + link.len()..])?);
        Some(match link {
            " before " | " prior to " => DueRule::Before { event, by: span },
            _ => DueRule::After { event, within: span },
        })
    }

    /// The same in other languages: `протягом 30 днів з дня підписання`, `30 jours après la signature`.
    fn spanned(&self, text: &str) -> Option<DueRule> {
        const WITHIN: &[&str] = &[
            "протягом",
            "упродовж",
            "впродовж",
            "через",
            "не пізніше",
            "в течение",
            "не позднее",
            "dans un délai de",
            "dans les",
            "a los",
            "dentro de los",
            "dentro de las",
            "en un plazo de",
            "innerhalb von",
            "binnen",
            "dalam waktu",
            "dalam",
        ];
        const AFTER: [&str; 33] = [
            " après le ",
            " después del ",
            " depois de ",
            " sesudah ",
            " з дня ",
            " з дати ",
            " з моменту ",
            " від дня ",
            " після ",
            " со дня ",
            " с даты ",
            " с момента ",
            " после ",
            " après l'",
            " après la ",
            " après ",
            " suivant la ",
            " suivant l'",
            " à compter de la ",
            " à compter de l'",
            " à partir de la ",
            " después de la ",
            " después de ",
            " a partir de la ",
            " siguientes a la ",
            " nach der ",
            " nach dem ",
            " nach ",
            " ab ",
            " setelah ",
            " sejak ",
            " desde la ",
            " de la ",
        ];
        const SIGNATURE: [&str; 7] =
            ["підписан", "подписан", "signature", "firma", "unterzeichn", "unterschrift", "penandatangan"];
        const START: [&str; 10] = [
            "набрання чинності",
            "набуття чинності",
            "набранням чинності",
            "вступлен",
            "entrée en vigueur",
            "entrada en vigor",
            "inkrafttreten",
            "mulai berlaku",
            "berlakunya",
            "entrada en vigencia",
        ];
        const AT_ONCE: [&str; 12] = [
            "dès la ",
            "dès l'",
            "immédiatement après la ",
            "immédiatement après l'",
            "inmediatamente después de la ",
            "sofort nach ",
            "unmittelbar nach ",
            "відразу після ",
            "одразу після ",
            "сразу после ",
            "segera setelah ",
            "a la ",
        ];
        let named = |event: &str| {
            let begins = |list: &[&str]| list.iter().any(|word| event.starts_with(word));
            match (begins(&SIGNATURE), begins(&START)) {
                (true, _) => Some(Event::Signature),
                (_, true) => Some(Event::Start),
                _ => None,
            }
        };
        if let Some(event) = AT_ONCE.iter().find_map(|word| text.strip_prefix(word)).and_then(named) {
            return Some(DueRule::After { event, within: Span::default() });
        }
        let text = without(text, &[WITHIN]);
        let (at, link) = AFTER
            .iter()
            .filter_map(|link| Some((text.find(link)?, *link)))
            .min_by_key(|(at, link)| (*at, usize::MAX - link.len()))?;
        let (within, event) = (span(&text[..at])?, text[at + link.len()..].trim());
        let event = named(event).or_else(|| self.point(event))?;
        Some(DueRule::After { event, within })
    }

    /// A commitment by its number, as it is named in other languages: `Nr. 2`, `le point 2`, `п. 2`.
    fn point(&self, text: &str) -> Option<Event> {
        const POINTS: &[&str] = &[
            "nr.",
            "nr",
            "nummer",
            "punkt",
            "maßnahme",
            "point",
            "le point",
            "l'action",
            "la mesure",
            "mesure",
            "n°",
            "numéro",
            "п.",
            "пункту",
            "пункта",
            "п",
            "заходу",
            "№",
            "el punto",
            "punto",
            "la medida",
            "medida",
            "núm.",
            "nº",
            "nomor",
            "butir",
            "poin",
            "no.",
            "no",
        ];
        let bare = without(text, &[POINTS]);
        let numbered = bare.starts_with(|c: char| c.is_ascii_digit()) && !bare.contains(' ');
        (numbered || self.titles.contains_key(text)).then(|| self.event(if numbered { bare } else { text }))?
    }

    /// An event as people name it: the signature, the entry into force, or a commitment by its title, number or id.
    fn event(&self, text: &str) -> Option<Event> {
        if let Some(id) = self.titles.get(text) {
            return Some(Event::Milestone(id.clone(), MilestoneEvent::Achieved));
        }
        let text = without(text, &[&["the"]]);
        let text = text.strip_prefix("date of ").map_or(text, |rest| without(rest, &[&["the"]]));
        let begins = |words: &[&str]| {
            words
                .iter()
                .any(|word| text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(" of ")))
        };
        if begins(&["signature", "signing"]) {
            return Some(Event::Signature);
        }
        if begins(&["entry into force", "coming into force", "start", "d", "d-day"]) {
            return Some(Event::Start);
        }
        let text = without(text, &[&["completion of", "achievement of"]]);
        let text = without(text, &[&["activity", "milestone", "commitment", "item", "no.", "no", "number"]]);
        let (name, mark) = match text.split_once(' ') {
            None => (text, MilestoneEvent::Achieved),
            Some((name, "is completed" | "is complete" | "is achieved" | "is done")) => {
                (name, MilestoneEvent::Achieved)
            }
            Some((name, "is reported")) => (name, MilestoneEvent::Reported),
            Some((name, "is due")) => (name, MilestoneEvent::Due),
            _ => return None,
        };
        Id::new(name).ok().map(|id| Event::Milestone(id, mark))
    }
}

/// `01.11` of a year: the day stands first where dots part it.
fn dotted(text: &str, year: i32, habits: Habits) -> Result<ReadDate, Unclear> {
    let text = text.trim_end_matches('.');
    if text.contains('.') { date(&format!("{text}.{year}"), habits) } else { Err(Unclear::NotUnderstood) }
}

/// What stands before a date by which something is to be done.
const LATEST: &[&str] = &[
    "by",
    "no later than",
    "not later than",
    "till",
    "до",
    "к",
    "не пізніше",
    "не позднее",
    "bis zum",
    "bis",
    "spätestens am",
    "spätestens",
    "d'ici le",
    "d'ici",
    "au plus tard le",
    "jusqu'au",
    "a más tardar el",
    "hasta el",
    "paling lambat",
];

/// The same where it stands behind that date.
const LATEST_BEHIND: &[&str] = &[
    "at the latest",
    "at latest",
    "the latest",
    "au plus tard",
    "a más tardar",
    "como máximo",
    "spätestens",
    "не пізніше",
    "не позднее",
    "paling lambat",
];

/// A text without one of these endings.
fn behind<'a>(text: &'a str, list: &[&str]) -> &'a str {
    let bare =
        |end: &&str| text.strip_suffix(end)?.strip_suffix([' ', ',']).map(|rest| rest.trim_end_matches([',', ' ']));
    list.iter().find_map(bare).unwrap_or(text)
}

/// A date with the one that took its place: `15 november 2026 (revised: 15 january 2027)`.
fn revised(text: &str) -> Option<(&str, &str)> {
    const NEW: &[&str] = &[
        "revised",
        "revised to",
        "now",
        "new",
        "new date",
        "extended to",
        "extended",
        "amended to",
        "amended",
        "postponed to",
        "moved to",
        "révisé",
        "reporté au",
        "revisado",
        "aplazado al",
        "neu",
        "verschoben auf",
        "перенесено на",
        "перенесен на",
        "нова дата",
        "новая дата",
        "direvisi",
        "diundur ke",
    ];
    let (before, inner) = text.strip_suffix(')')?.split_once('(')?;
    let rest = NEW
        .iter()
        .filter_map(|word| inner.strip_prefix(word)?.strip_prefix([' ', ':']))
        .min_by_key(|rest| rest.len())?;
    Some((before.trim(), rest.trim_start_matches([':', ' '])))
}

/// What follows `by the end of`, in some languages.
fn ended(text: &str) -> Option<&str> {
    let text = without(text, &[LATEST, &["in", "at", "у", "в", "на"]]);
    end_of(without(text, &[&["the"]]))
}

/// What follows `end of`.
pub(super) fn end_of(text: &str) -> Option<&str> {
    const ENDS: [&str; 21] = [
        "eoy ",
        "end of ",
        "end-",
        "end ",
        "ende ",
        "fin de ",
        "fin d'",
        "fin ",
        "la fin de ",
        "finales de ",
        "fines de ",
        "a fines de ",
        "a finales de ",
        "akhir ",
        "кінця ",
        "кінець ",
        "кінці ",
        "конца ",
        "концу ",
        "конец ",
        "конце ",
    ];
    let rest = ENDS.iter().find_map(|end| text.strip_prefix(end))?;
    Some(without(rest, &[&["the"]]))
}

/// What follows `in the course of`: it is to be done before that ends.
fn during(text: &str) -> Option<&str> {
    const DURING: &[&str] = &[
        "during",
        "within",
        "in the course of",
        "протягом",
        "упродовж",
        "впродовж",
        "в течение",
        "au cours de",
        "au cours du",
        "courant",
        "durante",
        "en el transcurso de",
        "im laufe des jahres",
        "im laufe von",
    ];
    let rest = without(text, &[DURING]);
    (rest != text).then(|| without(rest, &[&["the", "the year", "el", "l'année", "el año"]]))
}

#[cfg(test)]
mod tests {
    use super::super::own_words::words;
    use super::*;

    fn read(text: &str) -> String {
        let titles = [("ceasefire enters force".to_owned(), Id::new("M-1").unwrap())].into();
        match timeline(text, &TimelineReader { habits: Habits::default(), titles: &titles }) {
            Ok((WhenDue::Due(rule), _)) => words(&rule),
            other => format!("{:?}", other.map(|(timeline, _)| timeline)),
        }
    }

    #[test]
    fn what_milepost_prints_is_read_back() {
        for text in [
            "2005",
            "2005-08",
            "2005-09-15",
            "2005-09-15T24:00+07:00",
            "2005-09-15 or 2005-10",
            "0 d after signature",
            "30 d after entry into force",
            "P1M2D after DC-1 is achieved",
            "48 h before DC-1 is due",
            "6 mo after phase-2 opens",
            "14 d after one is done",
            "earliest of: 2005-09-15T10:00, 30 d after DC-1 is reported",
            "latest of: 1 d before signature, either: 2005, 2006",
        ] {
            assert_eq!(read(text), text);
        }
        assert_eq!(read("no date"), "Ok(NoDate)");
    }

    #[test]
    fn what_agreements_say_is_understood() {
        for (text, means) in [
            ("By 15 September 2005", "2005-09-15"),
            ("no later than the end of September 2005.", "2005-09"),
            ("end 2006", "2006"),
            ("Within thirty (30) days of the signing of the agreement", "30 d after signature"),
            ("Two weeks after signature", "14 d after signature"),
            ("within 6 months from entry into force", "6 mo after entry into force"),
            ("D+30", "30 d after entry into force"),
            ("D - 3", "3 d before entry into force"),
            ("D-Day", "0 d after entry into force"),
            ("D-Day + 45 days", "45 d after entry into force"),
            ("M+6", "6 mo after entry into force"),
            ("T+90 days", "90 d after entry into force"),
            ("18th month", "18 mo after entry into force"),
            ("Month 1-8", "8 mo after entry into force"),
            ("Months 6-12", "12 mo after entry into force"),
            ("Months 6 to 12", "12 mo after entry into force"),
            ("Month 6 – month 12", "12 mo after entry into force"),
            ("weeks 2–4", "28 d after entry into force"),
            ("D+30 to D+60", "60 d after entry into force"),
            ("From D+30 to D+60", "60 d after entry into force"),
            ("D+30-D+60", "60 d after entry into force"),
            ("D+30 – 60 days", "60 d after entry into force"),
            ("D-Day to D+30", "30 d after entry into force"),
            ("D-30 to D-10", "10 d before entry into force"),
            ("between M+1 and M+3", "3 mo after entry into force"),
            ("by D+30", "30 d after entry into force"),
            ("by month 6", "6 mo after entry into force"),
            ("3 months after Ceasefire enters force", "3 mo after M-1 is achieved"),
            ("within fifteen (15) days after 2", "15 d after 2 is achieved"),
            ("by end-2026", "2026"),
            ("bis spätestens 31.12.2026", "2026-12-31"),
            ("01.11–15.11.2026", "2026-11-15"),
            ("01.11. - 15.11.2026", "2026-11-15"),
            ("1. HJ 2027", "2027-06"),
            ("fin juin 2026", "2026-06"),
            ("bis Ende 2026", "2026"),
            ("до кінця 2026 року", "2026"),
            ("до 01.03.2027", "2027-03-01"),
            ("31. Dezember 2026", "2026-12-31"),
            ("01.03.2023-31.12.2024", "2024-12-31"),
            ("start: March 2023\nend: December 2024", "2024-12"),
            ("June–August 2026", "2026-08"),
            ("1 - 15 June 2026", "2026-06-15"),
            ("2024-2026", "2026"),
            ("01/02/2026 - 15/02/2026", "2026-02-15"),
            ("15/01/2026 - 01/02/2026", "2026-02-01"),
            ("13-12-2026", "2026-12-13"),
            ("протягом 30 днів з дня підписання", "30 d after signature"),
            ("в течение 3 месяцев после вступления в силу", "3 mo after entry into force"),
            ("30 jours après la signature", "30 d after signature"),
            ("dentro de los 60 días siguientes a la firma", "60 d after signature"),
            ("innerhalb von 6 Monaten nach Inkrafttreten", "6 mo after entry into force"),
            ("dalam 30 hari setelah penandatanganan", "30 d after signature"),
            ("протягом 2026 року", "2026"),
            ("протягом III кварталу 2026 року", "2026-09"),
            ("during Q3 2026", "2026-09"),
            ("протягом трьох місяців з дня підписання", "3 mo after signature"),
            ("A los 30 días de la firma", "30 d after signature"),
            ("Dès la signature", "0 d after signature"),
            ("EOY 2026", "2026"),
            ("постійно", "Ok(Continuing)"),
            ("J+60", "60 d after entry into force"),
            ("1 December 2026*", "2026-12-01"),
            ("1.12.2026 14:00 Uhr", "2026-12-01"),
            ("2027-01-10 at 18:00", "2027-01-10"),
            ("12/2026 at the latest", "2026-12"),
            ("le 31 décembre 2026 au plus tard", "2026-12-31"),
            ("2º trimestre 2027", "2027-06"),
            ("12-15 January 2027", "2027-01-15"),
            ("within 90 (ninety) days from the signing", "90 d after signature"),
            ("15 November 2026 (revised: 15 January 2027)", "2027-01-15"),
            ("14 Tage nach Nr. 2", "14 d after 2 is achieved"),
            ("deux semaines après le point 2", "14 d after 2 is achieved"),
            ("через 2 тижні після п. 2", "14 d after 2 is achieved"),
            ("15 días después del punto 2", "15 d after 2 is achieved"),
            ("30 days after completion of activity 9.1", "30 d after 9.1 is achieved"),
            ("10 days prior to DC-2", "10 d before dc-2 is achieved"),
            ("Immediately upon signature", "0 d after signature"),
            ("Ongoing", "Ok(Continuing)"),
            ("TBD", "Ok(NoDate)"),
        ] {
            assert_eq!(read(text), means, "{text}");
        }
    }

    #[test]
    fn a_term_is_told() {
        let titles = HashMap::new();
        let told = |text| timeline(text, &TimelineReader { habits: Habits::default(), titles: &titles });
        for text in ["D+30 to D+60", "Months 6-12", "Month 1-8", "d-day–d+9"] {
            let assumed = told(text).map(|(_, assumed)| assumed);
            assert_eq!(assumed, Ok(Some(Assumed::TermFromStart)), "{text}");
        }
        assert_eq!(told("month 6").map(|(_, assumed)| assumed), Ok(Some(Assumed::FromStart)));
        assert_eq!(told("1 - 15 June 2026").map(|(_, assumed)| assumed), Ok(Some(Assumed::Range)));
    }

    #[test]
    fn what_could_mean_anything_is_not_guessed() {
        for text in ["03/04/2005", "1-12-2026", "3-4-2027", "01-12-2026", "1/12/2026"] {
            assert_eq!(read(text), "Err(DayOrMonth)", "{text}");
        }
        let dmy = Habits { shown: Some(super::super::dates::DayMonth::Dmy), ..Habits::default() };
        let read_so = timeline("1-12-2026", &TimelineReader { habits: dmy, titles: &HashMap::new() });
        let day = DueRule::On(When::parse("2026-12-01").expect("a day"));
        assert_eq!(read_so, Ok((WhenDue::Due(day), Some(Assumed::Order(true)))));
        assert_eq!(read(&"either: ".repeat(21)), "Err(NotUnderstood)");
        assert_eq!(read(&format!("either: {}2005", "2005, ".repeat(400))), "Err(NotUnderstood)");
        for text in [
            "as soon as possible",
            "immediately",
            "FY2027",
            "FY 2027",
            "FY 2026/27",
            "2026/27",
            "FY2026-27",
            "FY2026-2027",
            "Q1 FY2027",
            "by end of FY 2027",
            "fiscal year 2027",
            "exercice 2027",
            "año fiscal 2027",
            "before 15 September 2005",
            "within 10 working days of signature",
            "30 days after the general elections",
            "at least 30 days after signature",
            "after signature",
            "end of 15 September 2005",
            "upon completion",
            "early 2006",
            "during 15 September 2005",
            "within 3 March 2026",
            "quarterly",
            "15 november 2026 (revised)",
            "soon (revised: 15 January 2027)",
            "15 November 2026 (revised: soon)",
            "12 Tage nach Ramadan",
            "15-12 January 2027",
            "90 (ninety) or 60 days after signature",
            "yearly until 2025",
            "within 12 months of the Transitional Period",
            "протягом 10 робочих днів з дня підписання",
            "2026 - 2024",
            "D+60 to D+30",
            "months 12-6",
            "month 6-2026",
            "months 6",
            "6 to 12 months",
            "30 days",
            "=HYPERLINK(\"x\")",
            "99999999999 days after signature",
        ] {
            assert_eq!(read(text), "Err(NotUnderstood)", "{text}");
        }
    }
}
