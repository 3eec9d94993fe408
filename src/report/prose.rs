//! Text before it has a width: paragraphs, and how far their further lines hang in.

/// A paragraph. Line feeds in it are other people's, and become spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Para {
    pub text: String,
    /// How many columns further lines are set in where the text is broken.
    pub hang: usize,
}

impl Para {
    pub fn line(text: impl Into<String>) -> Para {
        Para { text: text.into(), hang: 0 }
    }

    /// An empty line.
    pub fn gap() -> Para {
        Para::line("")
    }

    /// A name and what is said of it, which begins in one column for all.
    pub fn field(name: &str, text: impl Into<String>) -> Para {
        Para { text: format!("  {name:<12} {}", text.into()), hang: 15 }
    }

    /// A titled group of paragraphs; nothing where there are none.
    pub fn section(title: &str, lines: Vec<String>) -> Vec<Para> {
        if lines.is_empty() {
            return Vec::new();
        }
        let indented = lines.into_iter().map(|line| Para { text: format!("  {line}"), hang: 6 });
        [Para::gap(), Para::line(title)].into_iter().chain(indented).collect()
    }
}
