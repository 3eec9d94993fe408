//! The field's words for how far a commitment is, as claims: pending, ongoing, complete, what people write instead in seven
//! languages, percentages, marks, and what somebody teaches.

use super::dates::{DayWithin, Habits, Unclear, within, without_time};
use super::timeline::end_of;
use super::vouched::{KnownNames, is_date, is_vouched};
use crate::fold::state::Status;
use crate::model::level::Level;
use crate::model::when::When;

/// What a Status cell says.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusWord {
    pub level: Level,
    /// Whether milepost printed it: it says whose word it is.
    pub by: bool,
    /// What stands beside the word, and is more than whose word it is.
    pub more: bool,
}

/// A word that somebody teaches, in the form in which words are compared.
pub type Taught = (String, Level);

const WORDS: [(Level, &str); 4] = [
    (
        Level::None,
        "pending, not taken up, not yet taken up, not started, not yet started, not begun, not implemented, no implementation, no progress, none, planned, scheduled, to do, todo, \
         not yet begun, \
         не розпочато, заплановано, очікує, очікується, не начато, запланировано, ожидает, ожидается, \
         à faire, en attente, prévu, prévue, planifié, planifiée, à venir, \
         pendiente, sin iniciar, por iniciar, por hacer, planificado, planificada, programado, \
         geplant, ausstehend, offen, zu erledigen, direncanakan, menunggu, belum, belum dimulai, belum dilaksanakan, \
         incumplido, incumplida",
    ),
    // Of a thing that goes on nobody says how far it is: the least that it can be.
    (
        Level::Minimum,
        "ongoing, on going, in progress, under progress, under process, work in progress, under way, underway, started, begun, partial, partially, partly, partly done, \
         partially done, partially implemented, partially complete, partially completed, partly implemented, \
         partially fulfilled, partly fulfilled, partially delivered, partly delivered, partially achieved, partly achieved, \
         being implemented, under implementation, minimum, minimum implementation, minimal implementation, initiated, limited, commenced, \
         виконується, в процесі, у процесі, в процесі виконання, у процесі виконання, частково, частково виконано, \
         частково реалізовано, розпочато, триває, в роботі, на виконанні, \
         выполняется, исполняется, в процессе, в процессе выполнения, частично, частично выполнено, частично исполнено, \
         начато, в работе, \
         en cours, en cours de réalisation, en cours d'exécution, partiel, partiellement réalisé, partiellement réalisée, \
         partiellement mis en œuvre, commencé, entamé, démarré, \
         en avance, avanzando, en proceso, en curso, en ejecución, en marcha, en progreso, en desarrollo, parcial, parcialmente cumplido, \
         parcialmente implementado, parcialmente implementada, parcialmente cumplida, cumplida parcialmente, teils erledigt, teils umgesetzt, \
         teils erfüllt, teilweise erledigt, teilweise abgeschlossen, частково виконане, виконане частково, выполнена частично, cumplido parcialmente, cumplimiento parcial, iniciado, iniciada, \
         in umsetzung, in arbeit, in bearbeitung, laufend, läuft, begonnen, teilweise, teilweise umgesetzt, teilweise erfüllt, \
         виконано частково, реалізовано частково, выполнено частично, исполнено частично, реализовано частично, \
         partielle, commencée, entamée, démarrée, en trámite, zum teil umgesetzt, dilaksanakan sebagian, sedang dilaksanakan, \
         sedang berjalan, dalam proses, berjalan, berlangsung, sebagian, sebagian selesai, sebagian terlaksana",
    ),
    (
        Level::Intermediate,
        "intermediate, intermediate implementation, substantial, substantially complete, substantially completed, substantially implemented, largely, \
         largely complete, largely completed, largely implemented, largely delivered, mostly complete, mostly completed, \
         mostly done, mostly implemented",
    ),
    (
        Level::Full,
        "complete, completed, done, fully done, complied, complied with, fully complied with, implemented, full implementation, виконане, завершене, реалізоване, здійснене, выполненное, fully implemented, achieved, fulfilled, finished, full, accomplished, \
         delivered, fully completed, fully delivered, fully achieved, fully fulfilled, ✔, ✓, ☑, ✅, \
         виконано, виконаний, виконана, виконані, завершено, реалізовано, здійснено, повністю виконано, \
         выполнено, исполнено, завершено, реализовано, полностью выполнено, осуществлено, \
         terminé, terminée, achevé, achevée, réalisé, réalisée, accompli, accomplie, fait, mis en œuvre, mise en œuvre, \
         exécuté, exécutée, \
         cumplido, cumplida, completado, completada, completo, terminado, terminada, finalizado, finalizada, ejecutado, \
         ejecutada, implementado, implementada, realizado, realizada, hecho, \
         umgesetzt, vollständig umgesetzt, abgeschlossen, erledigt, erfüllt, fertig, \
         выполнена, выполнены, исполнена, исполнены, \
         selesai, sudah selesai, telah selesai, telah dilaksanakan, terlaksana, tuntas, sudah dilaksanakan",
    ),
];

/// What `matrix` prints before the word where that must be seen first; it is no claim.
fn after_alarm(text: &str) -> &str {
    let alarms = Status::ALL.iter().filter(|status| status.is_alarm());
    let rest = alarms.filter_map(|status| text.strip_prefix(status.word()));
    let mut rest = rest.map(|rest| rest.trim_start_matches([';', ' ', '\n']));
    rest.find(|rest| !rest.is_empty()).unwrap_or(text)
}

/// Reads a cell: the word, then whose word it is or whatever else stands there.
pub fn status(text: &str, taught: &[Taught]) -> Option<StatusWord> {
    status_among(text, taught, &KnownNames::new())
}

/// The same where it is known who stands in the matrix.
pub fn status_among(text: &str, taught: &[Taught], names: &KnownNames) -> Option<StatusWord> {
    let text = without_hour(after_alarm(text));
    let told = |level, more| StatusWord { level, by: false, more };
    if let Some((_, level)) = taught.iter().find(|(word, _)| *word == plain(text)) {
        return Some(told(*level, false));
    }
    if let Some(level) = share(text) {
        return Some(told(level, level == Level::Minimum));
    }
    if let Some(level) = done_to(&plain(text)) {
        return Some(told(level, true));
    }
    let end = text.find([';', '\n', ',', '(', ':']).unwrap_or(text.len());
    let (word, rest) = (plain(&text[..end]), text[end..].trim_matches([';', ' ', '\n']));
    if let Some((_, level)) = taught.iter().find(|(known, _)| *known == word) {
        return Some(told(*level, !rest.is_empty()));
    }
    if let Some(level) = known(&word) {
        let by = ["verified", "reported", "assessed"].contains(&rest);
        // What stands in brackets or behind a comma may take back what the word says; another word contradicts it.
        let other = known(&plain(rest.trim_matches([',', '(', ')', ':', ' ']))).is_some_and(|other| other != level);
        let sound = !other && (level != Level::Full || by || is_harmless(rest, names));
        return sound.then_some(StatusWord { level, by, more: !by && !rest.is_empty() });
    }
    let level = wordy(&text[..end], names)?;
    (level != Level::Full || is_harmless(rest, names)).then(|| told(level, true))
}

/// A cell without the time of day behind the day on which it was done: `completed 30 Nov 2026 15:00`.
fn without_hour(text: &str) -> &str {
    let bare = without_time(text);
    if bare.len() < text.len() && done_on(bare, Habits::default()).is_some() { bare } else { text }
}

/// The level of a percentage: `45 %`, `44,58%`.
pub fn share(text: &str) -> Option<Level> {
    let figure: f64 = text.trim().strip_suffix('%')?.trim().replace(',', ".").parse().ok()?;
    match figure {
        0.0 => Some(Level::None),
        100.0 => Some(Level::Full),
        part if part > 0.0 && part < 100.0 => Some(Level::Minimum),
        _ => None,
    }
}

/// The level of a share of what is done, with a word for that beside it: `80% complete`, `réalisé à 80 %`.
fn done_to(text: &str) -> Option<Level> {
    const LINKS: [&str; 8] = ["at", "to", "about", "à", "al", "zu", "на", "sebesar"];
    let (before, behind) = text.split_once('%')?;
    let before = before.trim_end();
    let begin = before
        .rfind(|c: char| !c.is_ascii_digit() && !".,".contains(c))
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let words = before[..begin].split_whitespace().chain(behind.split_whitespace());
    let word = words.filter(|word| !LINKS.contains(word)).collect::<Vec<_>>().join(" ");
    let full = known(&word) == Some(Level::Full);
    share(&format!("{}%", &before[begin..])).filter(|level| full && *level != Level::None)
}

/// When it was done, by what stands behind a word for that: `Completed on 20 May 2026`, `Done (20.05.2026)`, `Achieved in Q3 2026`; an
/// error where a date stands there that is none of a year.
pub fn done_on(text: &str, habits: Habits) -> Option<Result<DayWithin, Unclear>> {
    const ON: [&str; 11] = ["on", "in", "le", "en", "el", "am", "im", "pada", "den", "у", "в"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| plain(word.trim_end_matches([':', ',', ';']));
    let full = |many: &usize| known(&bare(&words[..*many].join(" "))) == Some(Level::Full);
    let many = (1..words.len()).rev().find(full)?;
    let rest = &words[many..];
    let rest = rest.split_first().filter(|(first, _)| ON.contains(first)).map_or(rest, |(_, rest)| rest).join(" ");
    let rest = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(&rest);
    let rest = rest.trim_matches([' ', '.']).to_lowercase();
    match within(end_of(&rest).unwrap_or(&rest), habits) {
        Ok(days) if !matches!(days.when, Some(When::At(..) | When::Local(_))) => Some(Ok(days)),
        Err(Unclear::DayOrMonth) => Some(Err(Unclear::DayOrMonth)),
        _ => is_date(&rest).then_some(Err(Unclear::NotUnderstood)),
    }
}

/// Whether a cell is a tick, which says nothing by itself but that its heading holds.
pub fn is_tick(text: &str) -> bool {
    ["✔", "✓", "☑", "✅"].contains(&text.trim())
}

/// What people answer with yes and with no, in the form in which words are compared.
const ANSWERS: [(Level, &str); 2] = [
    (Level::Full, "yes, y, true, так, да, oui, sí, si, ja, ya"),
    (
        Level::None,
        "no, n, not yet, false, ні, ще ні, нет, еще нет, non, pas encore, aún no, nein, noch nicht, tidak, belum",
    ),
];

/// What answers a question such as `Fulfilled?`.
pub fn answer(text: &str) -> Option<Level> {
    let text = plain(text);
    ANSWERS.iter().find(|(_, words)| words.split(", ").any(|word| word == text)).map(|(level, _)| *level)
}

/// Whether a cell holds a mark that stands for *yes* below a heading: `x`, `✔`, `yes`.
pub fn is_mark(text: &str) -> bool {
    let sign = ["x", "х", "✔", "✓", "☑", "✅", "1", "•", "●"].contains(&text.trim().to_lowercase().as_str());
    sign || answer(text) == Some(Level::Full)
}

/// Whether it says that there is no mark: `-`, `0`, `✗`, `no`.
pub fn is_no_mark(text: &str) -> bool {
    ["-", "–", "—", "0", "☐", "✗", "✘", "✖", "❌"].contains(&text.trim()) || answer(text) == Some(Level::None)
}

/// A word as it is compared: in lower case, with spaces for hyphens and underscores.
pub fn plain(text: &str) -> String {
    let spaced = text.to_lowercase().replace(['-', '_'], " ").replace('’', "'");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

fn known(word: &str) -> Option<Level> {
    let said = ["has been ", "have been ", "had been ", "has now been ", "was ", "were ", "is ", "are "]
        .iter()
        .find_map(|begin| word.strip_prefix(begin));
    let word = said.unwrap_or(word);
    let of = |word: &str| {
        let fits = |(_, words): &&(Level, &str)| words.split(", ").any(|known| known == word);
        WORDS.iter().find(fits).map(|(level, _)| *level)
    };
    // `not done` is none; `not fully done` is not.
    const NOT: [&str; 18] = [
        "has not yet been ",
        "has not been ",
        "have not been ",
        "was not ",
        "not yet been ",
        "not yet ",
        "not ",
        "ще не ",
        "не ",
        "еще не ",
        "non ",
        "pas encore ",
        "pas ",
        "aún no ",
        "no ",
        "noch nicht ",
        "nicht ",
        "belum ",
    ];
    let denied = || {
        let what = NOT.iter().find_map(|not| word.strip_prefix(not)).and_then(of);
        what.filter(|_| !["fully", "повністю", "полностью", "vollständig"].iter().any(|full| word.contains(full)))
    };
    of(word).or_else(|| denied().filter(|level| *level != Level::None).map(|_| Level::None))
}

/// A known word with others around it: `completed in May 2023`, `implementation ongoing`.
fn wordy(text: &str, names: &KnownNames) -> Option<Level> {
    const BEFORE: [&str; 10] =
        ["implementation", "work", "works", "currently", "still", "already", "now", "activity", "project", "status"];
    const ALONE: [&str; 7] = ["none", "full", "minimum", "intermediate", "limited", "fait", "belum"];
    let spaced = text.replace(['-', '_'], " ").replace('’', "'");
    let words: Vec<&str> = spaced.trim_end_matches(['.', ' ']).split_whitespace().collect();
    let lower = |words: &[&str]| words.join(" ").to_lowercase();
    if let Some((_, rest)) = words.split_first().filter(|(first, _)| BEFORE.contains(&&*first.to_lowercase())) {
        let said = lower(rest);
        return known(said.strip_prefix("is ").unwrap_or(&said));
    }
    let longest = (1..words.len()).rev().find_map(|many| {
        let head = lower(&words[..many]);
        Some((many, known(&head).filter(|_| !ALONE.contains(&head.as_str()))?))
    });
    let (many, level) = longest?;
    // `Ongoing Completed`: the old word was left beside the new one.
    if known(&lower(&words[many..])).is_some_and(|other| other != level) {
        return None;
    }
    (level != Level::Full || is_harmless(&words[many..].join(" "), names)).then_some(level)
}

/// Whether what stands behind *complete* takes nothing back: a date, or words known to do so. Any other could.
fn is_harmless(rest: &str, names: &KnownNames) -> bool {
    const HARMLESS: &str = "in on at as since late early timely already now yes ok verified confirmed reported assessed fully successfully \
        у в з on the le en el am im pada року р г года";
    const PHRASES: [&str; 36] = [
        "у повному обсязі",
        "в повному обсязі",
        "в полном объеме",
        "в полном объёме",
        "с нарушением срока",
        "з порушенням строку",
        "with delay",
        "with a delay",
        "with some delay",
        "with slight delay",
        "with delays",
        "delayed",
        "after a delay",
        "behind schedule",
        "ahead of schedule",
        "on time",
        "in time",
        "in full",
        "on schedule",
        "100%",
        "із запізненням",
        "з запізненням",
        "із затримкою",
        "з затримкою",
        "вчасно",
        "с опозданием",
        "с задержкой",
        "в срок",
        "avec retard",
        "en retard",
        "à temps",
        "con retraso",
        "a tiempo",
        "mit verspätung",
        "fristgerecht",
        "terlambat",
    ];
    let harmless = |word: &&str| HARMLESS.split_whitespace().any(|known| known == *word);
    rest.split([',', ';', '(', ')', ':', '\n']).all(|clause| {
        let text = plain(clause);
        let text = PHRASES.iter().find_map(|phrase| text.strip_prefix(phrase)).unwrap_or(&text).trim();
        let text = text.split(' ').skip_while(harmless).collect::<Vec<_>>().join(" ");
        text.trim().is_empty() || is_vouched(clause, names) || is_date(text.trim())
    })
}

/// How `matrix` prints a level.
pub fn word(level: Level) -> &'static str {
    match level {
        Level::None => "pending",
        Level::Minimum | Level::Intermediate => "ongoing",
        Level::Full => "complete",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(text: &str) -> Option<Level> {
        status(text, &[]).map(|told| told.level)
    }

    #[test]
    fn three_words_and_what_people_write_instead() {
        let of = |text: &str| status(text, &[]);
        assert_eq!(of("complete; verified"), Some(StatusWord { level: Level::Full, by: true, more: false }));
        assert_eq!(of("breached; complete; verified"), of("complete; verified"));
        assert_eq!(of("Ongoing (60 %)"), Some(StatusWord { level: Level::Minimum, by: false, more: true }));
        assert_eq!(of("Completed in May 2023"), Some(StatusWord { level: Level::Full, by: false, more: true }));
        let cases: [(Option<Level>, &str); 5] = [
            (
                Some(Level::None),
                "Not started|не виконане|has not been done|pending\nassessed|0%|not_started|not-delivered|Not yet implemented|To Do|Pending funds|не виконано|nicht begonnen|sin iniciar|à faire|belum dimulai",
            ),
            (
                Some(Level::Minimum),
                "in-progress|cumplida parcialmente|teils erledigt|in_progress|Implementation ongoing|partly|Partially fulfilled|45%|44,58 %|виконується|в процесі виконання|частково виконано|частично|en cours|En ejecución|in Umsetzung|sedang berjalan",
            ),
            (Some(Level::Intermediate), "Substantial|largely implemented"),
            (
                Some(Level::Full),
                "DONE|has been done|виконано у повному обсязі|fully done|completed 30 Nov 2026 15:00|delivered|100%|Implemented with delay|Done (3 May)|Completed: 2023-05-01|Completed on 03/04/2023, with delay|complete (100%)|Виконано із запізненням|Cumplido|виконано|выполнено|terminé|umgesetzt|selesai|✔",
            ),
            (
                None,
                "Ongoing Completed|Pending done|Planned; started|Ongoing, completed|Pending (done)|In progress not started|Done for North only|Done 1:2|has been done in part|was done by half|Completed 15:00|Completed, but reversed|Signed off, done|Done 2 of 3|Done; in court again|Completed 40|Done in the north|Completed in May 2023, then undone|delayed|on track|Overdue|Suspended|N/A|not fully implemented|Completed by half|complete except annex 2|done?|Complete (50%)|120%|none of them|",
            ),
        ];
        for (means, texts) in cases {
            for text in texts.split('|') {
                assert_eq!(level(text), means, "{text}");
            }
        }
    }

    #[test]
    fn who_vouches_for_a_word_takes_nothing_back_and_shares_have_words() {
        for text in [
            "Completed (verified by the JMC, 12 May 2026)",
            "Cumplido (verificado por la Misión el 12/05/2026)",
            "Виконано (наказ від 12.03.2026 № 45)",
            "Done; confirmed by the Board",
            "100% complete",
            "Sudah selesai",
        ] {
            assert_eq!(level(text), Some(Level::Full), "{text}");
        }
        for text in [
            "Réalisé à 80 %",
            "zu 50 % umgesetzt",
            "80% complete",
            "виконано на 70%",
            "Виконано частково",
            "Исполнено частично",
            "En trámite",
        ] {
            assert_eq!(level(text), Some(Level::Minimum), "{text}");
        }
        for text in ["Non démarrée", "Belum dilaksanakan", "Incumplido"] {
            assert_eq!(level(text), Some(Level::None), "{text}");
        }
        for text in [
            "Completed (verified by the JMC as partial)",
            "Done, confirmed by the Board for 3% only",
            "Виконано (наказ не видано 2026)",
            "Completed (0% complete)",
            "Done for 30% of sites",
            "Completed (reported by North and disputed)",
            "Completed (confirmed by nobody)",
            "Done; confirmed by 2 of 5 observers",
            "Completed reported by North and disputed",
            "Implemented (decree 12 of 2026 repealed)",
            "Виконано (постанова скасована 12.03.2026)",
        ] {
            assert_eq!(level(text), None, "{text}");
        }
        assert_eq!([answer("Yes"), answer("N"), answer("Partial")], [Some(Level::Full), Some(Level::None), None]);
        for (yes, no) in [("Так", "ні"), ("да", "Нет"), ("oui", "non"), ("sí", "no"), ("Ja", "Nein"), ("ya", "tidak")]
        {
            assert!(is_mark(yes) && !is_no_mark(yes) && is_no_mark(no) && !is_mark(no), "{yes} {no}");
        }
    }

    #[test]
    fn a_day_behind_a_word_for_what_is_done_is_that_day() {
        let on = |text: &str| {
            done_on(text, Habits::default())?.ok().map(|days| (days.first.to_string(), days.last.to_string()))
        };
        let day = |first: &str, last: &str| Some((first.to_owned(), last.to_owned()));
        for text in [
            "Completed on 20/05/2026",
            "Done (20 May 2026)",
            "Completed: 2026-05-20",
            "Achevée le 20/05/2026",
            "Исполнено 20.05.2026",
        ] {
            assert_eq!(on(text), day("2026-05-20", "2026-05-20"), "{text}");
        }
        for text in
            ["Completed as of 20/05/2026", "Completed (verified, 20 May 2026)", "Done 03/04/2026", "Ongoing 20/05/2026"]
        {
            assert_eq!(on(text), None, "{text}");
        }
        let why = |text: &str| done_on(text, Habits::default())?.err();
        for text in ["completed on 03/04/2026", "done 3/4/2026", "Done (03-04-2026)"] {
            assert_eq!(why(text), Some(Unclear::DayOrMonth), "{text}");
        }
        for text in [
            "completed May 2026",
            "Done: 05/2026",
            "done end of May 2026",
            "виконано у травні 2026 року",
            "выполнено в мае 2026 г.",
            "réalisé en mai 2026",
            "cumplido en mayo de 2026",
            "abgeschlossen im Mai 2026",
            "selesai Mei 2026",
        ] {
            assert_eq!(on(text), day("2026-05-01", "2026-05-31"), "{text}");
        }
        for (text, first, last) in [
            ("Completed Q3 2026", "2026-07-01", "2026-09-30"),
            ("done in the first half of 2026", "2026-01-01", "2026-06-30"),
            ("виконано у III кварталі 2026 року", "2026-07-01", "2026-09-30"),
            ("Umgesetzt 1. HJ 2026", "2026-01-01", "2026-06-30"),
            ("completed 2025", "2025-01-01", "2025-12-31"),
        ] {
            assert_eq!(on(text), day(first, last), "{text}");
        }
        for text in ["Done: 12 May", "completed end of May"] {
            assert_eq!(why(text), Some(Unclear::NotUnderstood), "{text}");
        }
        assert_eq!(why("Completed, says the Board"), None);
    }

    #[test]
    fn words_are_taught() {
        let taught = [(plain("on track"), Level::Minimum), (plain("done"), Level::Intermediate)];
        let level = |text: &str| status(text, &taught).map(|told| told.level);
        assert_eq!([level("On-Track"), level("Done, they say")], [Some(Level::Minimum), Some(Level::Intermediate)]);
    }
}
