//! A handout in two languages, which stand side by side.

use super::charts;
use super::linked::Links;
use super::page::{STYLE, UNSCRIPTED, chapters, head, language, masthead, words_of_style};
use crate::report::handout::Handout;
use crate::tongue::say;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A page in one of the languages that stand side by side.
pub struct SpokenPage {
    language: &'static str,
    head: Markup,
    /// What stands above the chapters, and then these.
    parts: Vec<Markup>,
}

/// A handout in the language that is spoken, as one of two.
pub fn spoken_page(handout: &Handout) -> SpokenPage {
    let links = Links::of(handout);
    let above = html! { header { (masthead(handout, say!("Implementation report"), &links)) } };
    let parts = std::iter::once(above).chain(chapters(handout, &links));
    let parts = parts.map(|part| html! { div style=(words_of_style()) { (part) } });
    let head = head(handout, say!("implementation report"), UNSCRIPTED, &[STYLE]);
    SpokenPage { language: language(), head, parts: parts.collect() }
}

/// The same plan in two languages, part beside part; what is filtered and sorted in a page of one language stands here as it is.
pub fn side_by_side(both: &[SpokenPage; 2]) -> String {
    let [first, second] = both;
    let page = html! {
        (DOCTYPE)
        html lang=(first.language) {
            (first.head)
            body.twice {
                (charts::marks())
                main {
                    @for (one, other) in first.parts.iter().zip(&second.parts) {
                        div lang=(first.language) { (one) }
                        div lang=(second.language) { (PreEscaped(renamed(&other.0, second.language))) }
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// A part of a page with other names for its places, since a page has each name once.
fn renamed(part: &str, language: &str) -> String {
    let mut told = part.to_owned();
    for (before, behind) in [(" id=\"", ""), (" aria-labelledby=\"", ""), (" href=\"#", "k-"), (" for=\"", "")] {
        let mut pieces = told.split(before);
        let mut renamed = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            // The marks that charts use stand in the page once.
            let own = behind.is_empty() || !piece.starts_with(behind);
            renamed += before;
            renamed += &if own { piece.replacen('"', &format!("-{language}\""), 1) } else { piece.to_owned() };
        }
        told = renamed;
    }
    told
}
