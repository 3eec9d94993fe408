//! Paragraphs for a terminal, broken where it is narrow. The only file that knows textwrap.

use super::room::width;
use super::safe::visible;
use crate::report::prose::Para;
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm, wrap};

/// The paragraphs, one or more lines each. Words are never broken: an address stays whole even if it is wider than the
/// terminal. Without a width every paragraph is one line.
pub fn prose(paras: &[Para], width: Option<u16>) -> String {
    paras.iter().map(|para| broken(para, width)).collect()
}

fn broken(para: &Para, width: Option<u16>) -> String {
    let text = visible(&para.text).replace('\n', " ");
    let Some(width) = width.map(usize::from).filter(|_| !text.is_empty()) else { return text + "\n" };
    let indent = " ".repeat(para.hang.min(width / 2));
    let options =
        Options::new(width).subsequent_indent(&indent).break_words(false).word_splitter(WordSplitter::NoHyphenation);
    wrap(&text, options).into_iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// A text in lines of so many columns, broken between words, and within a word that alone is wider; further lines hang in so far.
pub fn wrapped(text: &str, room: usize, hang: usize) -> Vec<String> {
    let hang = " ".repeat(hang);
    let options = Options::new(room.max(1)).subsequent_indent(&hang).word_splitter(WordSplitter::NoHyphenation);
    wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Lines of remarks and errors, each broken between words where it is wider than the terminal; what stands between backticks is a word,
/// and the excerpt of a file, with its gutter, stays as it is.
pub fn remarks(text: &str, room: u16) -> String {
    text.lines().map(|line| fitted(line, room.into(), false) + "\n").collect()
}

/// The same of a line that stands around a table, in which nothing is wider than the terminal.
pub fn around(line: &str, room: Option<u16>) -> String {
    room.map_or_else(|| line.to_owned(), |room| fitted(line, room.into(), true))
}

fn fitted(line: &str, room: usize, break_words: bool) -> String {
    let gutter = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    if width(line) <= room || gutter.starts_with("| ") || gutter.starts_with("--> ") {
        return line.to_owned();
    }
    let hang = " ".repeat(line.len() - line.trim_start_matches(' ').len() + 2);
    let options = Options::new(room)
        .subsequent_indent(&hang)
        .break_words(break_words)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    wrap(line, options).join("\n")
}

/// The words of a line, each with the blank behind it; a backtick that nothing answers is one of other people's.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let (mut words, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in line.char_indices() {
        match c {
            '`' => quoted = !quoted && line[at + 1..].contains('`'),
            ' ' if !quoted => words.push(Word::from(&line[std::mem::replace(&mut from, at + 1)..=at])),
            _ => {}
        }
    }
    words.push(Word::from(&line[from..]));
    Box::new(words.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_break_between_words_and_quoted_commands_stay_whole() {
        let told = "hint: close to it is `WD-2`; write `milepost plan set DC-1 due=2026-05-01` and go on\n  git: one two three four five six\n12 | a line that is shown as it stands, whatever its length\n   |   ^\n";
        assert_eq!(
            remarks(told, 30),
            "hint: close to it is `WD-2`;\n  write\n  `milepost plan set DC-1 due=2026-05-01`\n  and go on\n  git: one two three four five\n    six\n12 | a line that is shown as it stands, whatever its length\n   |   ^\n"
        );
        assert_eq!(remarks("note: it`s a stray one of theirs\n", 16), "note: it`s a\n  stray one of\n  theirs\n");
        assert_eq!(remarks("note: зброя здана\n", 12), "note: зброя\n  здана\n");
    }

    #[test]
    fn further_lines_hang_in_and_words_stay_whole() {
        let paras = [Para::field("rule", "one two three https://example.org/a/long/address four"), Para::gap()];
        assert_eq!(
            prose(&paras, Some(30)),
            "  rule         one two three\n               https://example.org/a/long/address\n               four\n\n"
        );
        assert_eq!(prose(&paras, None).lines().count(), 2);
    }
}
