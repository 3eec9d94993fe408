//! Paragraphs for a terminal, broken where it is narrow. The only file that knows textwrap.

use super::safe::visible;
use super::table::width;
use crate::report::prose::Para;
use textwrap::{Options, WordSplitter, wrap};

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

/// Lines of remarks and errors, each broken between words where it is wider than the terminal; what stands between backticks is a word,
/// and the excerpt of a file, with its gutter, stays as it is.
pub fn remarks(text: &str, room: u16) -> String {
    text.lines().map(|line| fitted(line, room.into()) + "\n").collect()
}

fn fitted(line: &str, room: usize) -> String {
    let gutter = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    if width(line) <= room || gutter.starts_with("| ") || gutter.starts_with("--> ") {
        return line.to_owned();
    }
    let hang = "\n".to_owned() + &" ".repeat(line.len() - line.trim_start_matches(' ').len() + 2);
    let words = words(line);
    let (mut made, mut taken) = (words[0].to_owned(), width(words[0]));
    for word in &words[1..] {
        let wide = width(word);
        if taken + 1 + wide <= room {
            made = made + " " + word;
            taken += 1 + wide;
        } else {
            made = made.trim_end().to_owned() + &hang + word;
            taken = hang.len() - 1 + wide;
        }
    }
    made
}

/// The words of a line; a backtick that nothing answers is one of other people's.
fn words(line: &str) -> Vec<&str> {
    let (mut words, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in line.char_indices() {
        match c {
            '`' => quoted = !quoted && line[at + 1..].contains('`'),
            ' ' if !quoted => {
                words.push(&line[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    words.push(&line[from..]);
    words
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
