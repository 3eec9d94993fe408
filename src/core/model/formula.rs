//! Words that a spreadsheet would compute: kept from it by an apostrophe on the way out, and freed of it on the way in.

/// Words with an apostrophe before what begins like a formula, which spreadsheets take for "this is text": at the beginning, and
/// behind what parts cells or rows elsewhere. A program that parts at semicolons sees a cell of its own in `a;=b`.
pub fn guarded(words: &str) -> String {
    let mut guarded = String::with_capacity(words.len() + 1);
    let mut begins = true;
    for c in words.chars() {
        if begins && is_formula(c) {
            guarded.push('\'');
        }
        begins = parts(c) || begins && passes(c);
        guarded.push(c);
    }
    guarded
}

/// The same words without these apostrophes.
pub fn unguarded(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut begins = true;
    let mut rest = words.chars().peekable();
    while let Some(c) = rest.next() {
        let guard = begins && c == '\'' && rest.peek().is_some_and(|next| is_formula(*next));
        if !guard {
            plain.push(c);
        }
        begins = parts(c) || begins && (guard || passes(c));
    }
    plain
}

/// The signs that a formula begins with, in either width, and what spreadsheets pass over before them.
fn is_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r')
}

/// Whether a cell or a row may end here, for one program or another.
fn parts(c: char) -> bool {
    matches!(c, ';' | ',' | '\n' | '\t' | '\r')
}

/// Whether a formula may follow in the same cell.
fn passes(c: char) -> bool {
    c.is_whitespace() || c == '"'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_stays_words() {
        for (words, written) in [
            ("=1+2", "'=1+2"),
            ("＝1＋2", "'＝1＋2"),
            ("a; =cmd|' /C calc'!A0", "a; '=cmd|' /C calc'!A0"),
            ("a,@b;\"=c\"", "a,'@b;\"'=c\""),
            ("a\n-b", "a\n'-b"),
            (" +b", " '+b"),
            ("2026-01-01, a-b; c=d", "2026-01-01, a-b; c=d"),
            ("it's 'so', isn't it", "it's 'so', isn't it"),
        ] {
            assert_eq!(guarded(words), written);
            assert_eq!(unguarded(written), words);
        }
        assert_eq!(unguarded("'a"), "'a");
    }
}
