//! Paragraphs for a terminal, broken where it is narrow. The only file that knows textwrap.

use super::safe::visible;
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

#[cfg(test)]
mod tests {
    use super::*;

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
