//! Clauses behind a word for what is done that say no more than who vouches for it, or in what paper it stands: `verified by the JMC,
//! 12 May 2026`, `decree 45 of 12.03.2026`. Whatever else stands there could take the word back.

use super::dates::{Habits, Unclear, date, month};
use super::timeline::end_of;
use std::collections::HashSet;

/// The names of those who stand in a matrix, in lower case.
pub type KnownNames = HashSet<String>;

const BY: &str = "verified by|confirmed by|certified by|as verified by|as confirmed by|reported by|verificado por|verificada por|\
    confirmado por|confirmada por|vérifié par|vérifiée par|confirmé par|confirmée par|перевірено|підтверджено|проверено|подтверждено|\
    bestätigt durch|bestätigt von|verifiziert durch|geprüft durch|diverifikasi oleh";

const PAPERS: &str = "наказ|розпорядження|постанова|указ|протокол|приказ|распоряжение|постановление|décret|arrêté|decreto|resolución|\
    decree";

/// Whether a clause only says who vouches for it, or in what paper it stands.
pub fn is_vouched(clause: &str, names: &KnownNames) -> bool {
    let words: Vec<&str> = clause.trim_end_matches(['.', ' ']).split_whitespace().collect();
    if let Some((by, rest)) = after(&words, BY) {
        let cased = tells_names(by);
        return (1..=rest.len()).any(|many| is_who(&rest[..many], cased, names) && is_day(&rest[many..]));
    }
    after(&words, PAPERS).is_some_and(|(_, rest)| is_number_of_paper(rest))
}

/// A clause parted behind the first of these phrases with which it begins.
fn after<'a, 'w>(words: &'w [&'a str], list: &str) -> Option<(&'w [&'a str], &'w [&'a str])> {
    let begins = |known: &str| {
        let many = known.split(' ').count();
        let same = |head: &&[&str]| head.iter().map(|word| word.to_lowercase()).eq(known.split(' ').map(str::to_owned));
        words.get(..many).filter(same).map(|_| words.split_at(many))
    };
    list.split('|').find_map(begins)
}

/// Whether capitals tell names behind these words: not where all is written in them.
fn tells_names(by: &[&str]) -> bool {
    !by.concat().chars().skip(1).any(char::is_uppercase)
}

/// Whether words are a name: one of the matrix, or plainly an office, by itself or with others.
fn is_who(words: &[&str], cased: bool, names: &KnownNames) -> bool {
    const ARTICLES: &str = "the both all joint la le les el los las der die das den dem des de del du of";
    const LINKS: &str = "and & et y e und та і и dan";
    const OFFICES: &str = "commission committee mission ministry secretariat board council office agency monitor monitors verifier \
        verifiers observers commissioner auditor auditors court parliament government parties \
        комісією комісія міністерством міністерство місією секретаріатом радою урядом судом комиссией министерством миссией \
        секретариатом советом правительством судом \
        comité ministère mission secrétariat conseil comisión misión ministerio secretaría consejo gobierno \
        kommission ministerium komisi kementerian";
    const DENIES: &str = "not no only except partly partial partially pending but until unless never half part incomplete without draft \
        nobody none noone neither nor disputed contested denied rejected refused revoked reversed repealed withdrawn annulled cancelled \
        suspended unverified unconfirmed in for \
        ні не лише тільки частково ніким ніхто скасовано скасована только частично кроме никем никто отменено отменен \
        sauf partiel partiellement pas personne sin solo sólo parcial parcialmente salvo nadie ninguno \
        nur nicht teilweise ohne niemand niemandem keiner hanya belum sebagian tidak";
    let is = |list: &str, word: &str| list.split_whitespace().any(|known| known == word);
    let known = |words: &[&str]| names.contains(&words.join(" ").to_lowercase());
    let bare = words.split_first().filter(|(first, _)| is(ARTICLES, &first.to_lowercase())).map(|(_, rest)| rest);
    if known(words) || bare.is_some_and(known) {
        return true;
    }
    let word = |word: &str| {
        let lower = word.to_lowercase();
        let letters = |c: char| c.is_alphabetic() || "'’.&-/".contains(c);
        let name = cased && word.rsplit(['\'', '’']).next().is_some_and(|own| own.starts_with(char::is_uppercase));
        match () {
            () if is(ARTICLES, &lower) || is(LINKS, &lower) => Some(false),
            () if is(DENIES, &lower) || !word.chars().all(letters) => None,
            () => (name || is(OFFICES, &lower) || names.contains(&lower)).then_some(true),
        }
    };
    let told: Option<Vec<bool>> = words.iter().map(|one| word(one)).collect();
    told.is_some_and(|told| told.last() == Some(&true))
}

/// Whether words are a day, or a month of a year, or nothing.
fn is_day(words: &[&str]) -> bool {
    const BEFORE: &str = "on in at as of since le en el am im pada den у в від от";
    let before = |word: &&&str| BEFORE.split(' ').any(|known| known == word.to_lowercase());
    let day: Vec<&str> = words.iter().skip_while(before).copied().collect();
    words.is_empty() || is_date(&day.join(" "))
}

/// Whether a text is a date, or the end of a month or year, also one of no year, or that could be two.
pub fn is_date(text: &str) -> bool {
    let lower = text.to_lowercase();
    let text = end_of(&lower).unwrap_or(text);
    let read = |text: &str| date(text, Habits::default());
    let lower = text.to_lowercase();
    let of_a_year = || lower.split(' ').any(|word| month(word).is_some()) && read(&format!("{text} 2000")).is_ok();
    !matches!(read(text), Err(Unclear::NotUnderstood | Unclear::Impossible)) || of_a_year()
}

/// Whether words are the number of a paper and its day, and no more; `2 of 5` counts papers.
fn is_number_of_paper(words: &[&str]) -> bool {
    const OF: &str = "від от du del de of dated";
    const BESIDE: &str = "no nr n le el року рік р года год г № #";
    let is = |list: &str, word: &str| list.split(' ').any(|known| known == word);
    let figures = |word: &str| {
        let bare = word.trim_start_matches(['№', '#']);
        let ending = bare.trim_start_matches(|c: char| c.is_ascii_digit() || "./–-".contains(c));
        bare.starts_with(|c: char| c.is_ascii_digit())
            && ending.chars().count() <= 3
            && ending.chars().all(char::is_alphabetic)
    };
    let fits = |word: &&str| {
        let lower = word.to_lowercase();
        let lower = lower.trim_end_matches(['.', '°', 'º']);
        figures(lower) || month(lower).is_some() || is(OF, lower) || is(BESIDE, lower)
    };
    let first = words.iter().position(|word| figures(word));
    let dated = |first: usize| {
        let of = words[first..].iter().position(|word| is(OF, &word.to_lowercase()));
        of.is_none_or(|of| is_date(&words[first + of + 1..].join(" ")))
    };
    words.iter().all(fits) && first.is_some_and(dated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_vouches_a_day_and_the_number_of_a_paper_are_harmless() {
        let names = KnownNames::from(["gov".to_owned(), "office for roads".to_owned()]);
        for clause in [
            "verified by the JMC",
            "Verified by the JMC and the Mission on 12 May 2026",
            "confirmed by GOV",
            "CONFIRMED BY GOV",
            "confirmed by the Office for Roads, 2026".trim_end_matches(", 2026"),
            "confirmed by both parties",
            "verificado por la Misión el 12/05/2026",
            "підтверджено Комісією 12.05.2026",
            "confirmé par l’Office National",
            "verified by the monitors as of 12 May",
            "наказ від 12.03.2026 № 45-од",
            "Décret n° 45 du 12 mars 2026",
            "decreto 12 de 2026",
            "decree No. 7",
        ] {
            assert!(is_vouched(clause, &names), "{clause}");
        }
        for clause in [
            "reported by North and disputed",
            "reported by North and Disputed",
            "REPORTED BY NORTH AND WITHHELD",
            "Reported By North And Withheld",
            "confirmed by nobody",
            "Confirmed by Nobody",
            "confirmed by 2 of 5 observers",
            "confirmed by two of five observers",
            "verified by the JMC for North",
            "verified by the JMC in part",
            "verified by the",
            "verified by",
            "verified by 12 May 2026",
            "decree 12 of 2026 repealed",
            "decree 2 of 5",
            "decree",
            "постанова скасована 12.03.2026",
            "постанова № 12 скасована",
            "наказ № 12 від 5",
        ] {
            assert!(!is_vouched(clause, &names), "{clause}");
        }
    }
}
