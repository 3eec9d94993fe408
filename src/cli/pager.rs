//! Whether an answer is longer than the screen, and so is shown by a pager. `main` runs that.

use super::answer::{Answer, Outside};
use super::settings::USUAL_PAGER;
use super::shell;
use crate::render::room::width;

/// The answer with the program that shows it, where output goes to a terminal that is too low for it.
pub fn long(answer: Answer, outside: &Outside) -> Answer {
    let Some(height) = outside.height.filter(|_| outside.terminal && answer.bytes.is_empty()) else { return answer };
    let columns = usize::from(outside.width.unwrap_or(80)).max(1);
    let rows = answer.text.lines().take(height.into()).map(|line| width(line).div_ceil(columns).max(1));
    // The prompt takes a line too.
    match !answer.more.are_none() || rows.sum::<usize>() >= usize::from(height) {
        true => Answer { pager: program(outside), ..answer },
        false => answer,
    }
}

/// The program that shows long answers, word by word; nothing for none. `PAGER` is asked where milepost's own settings are silent.
fn program(outside: &Outside) -> Option<Vec<String>> {
    let named = outside.settings.pager.as_deref().or(outside.usual_pager.as_deref()).unwrap_or(USUAL_PAGER);
    let words: Vec<String> = shell::words(named).into_iter().filter(|word| !word.is_empty()).collect();
    Some(words).filter(|words| words.first().is_some_and(|program| program != "cat"))
}
