//! Figures as matrices write them: `7.000.000`, `3 120 450,5`, `35%`; what could mean two numbers is not read.

/// The number as a plan writes it.
pub fn figure(text: &str) -> Option<String> {
    let bare = text.trim().trim_end_matches('%').replace([' ', '\'', '\u{a0}'], "");
    let (sign, bare) = bare.strip_prefix('-').map_or(("", bare.as_str()), |rest| ("-", rest));
    let digits = |text: &str| !text.is_empty() && text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(at) = bare.rfind(['.', ',']) else { return digits(bare).then(|| format!("{sign}{}", trimmed(bare))) };
    let (whole, mark, part) = (&bare[..at], &bare[at..=at], &bare[at + 1..]);
    let other = if mark == "." { "," } else { "." };
    let grouped = |text: &str, mark: &str| {
        let mut groups = text.split(mark);
        let first = groups.next().is_some_and(|first| digits(first) && first.len() <= 3);
        first && text.len() <= 19 && groups.all(|group| digits(group) && group.len() == 3)
    };
    if !digits(part) || part.len() > 6 {
        return None;
    }
    if whole.contains(mark) {
        // One mark more than once parts thousands.
        return grouped(bare, mark).then(|| format!("{sign}{}", trimmed(&bare.replace(mark, ""))));
    }
    if whole.contains(other) {
        return grouped(whole, other).then(|| format!("{sign}{}.{part}", trimmed(&whole.replace(other, ""))));
    }
    // `7.000` could be seven or seven thousand.
    (digits(whole) && (part.len() != 3 || whole == "0")).then(|| format!("{sign}{}.{part}", trimmed(whole)))
}

fn trimmed(digits: &str) -> &str {
    let bare = digits.trim_start_matches('0');
    if bare.is_empty() { "0" } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_that_mean_one_number_are_read() {
        for (text, number) in [
            ("200", "200"),
            ("7.000.000", "7000000"),
            ("3.120.450,5", "3120450.5"),
            ("1,234.5", "1234.5"),
            ("44,58%", "44.58"),
            ("12 500", "12500"),
            ("0", "0"),
            ("0.125", "0.125"),
        ] {
            assert_eq!(figure(text).as_deref(), Some(number), "{text}");
        }
        for text in ["7.000", "1.2.3", "about 5", "", "N/A", "1,2,3"] {
            assert_eq!(figure(text), None, "{text}");
        }
    }
}
