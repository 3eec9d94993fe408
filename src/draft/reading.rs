//! A rules file: how somebody's own table is read. Its text in, the rules or every fault of it out.
//!
//! One rule a line, in few words: `FIELD from COLUMN` (`time from COLUMN` for the time of day of `on`), `FIELD is WORDS`, and indented below the first `WORDS means WORDS`; `pass COLUMN is
//! WORDS` leaves rows out; `skip`, `headless`, `sheet`, `encoding`, `dates`, `century`, `decimal`, `split` and `file` tell of the file.

use super::columns::{Layout, TypedColumn};
use super::dates::DayMonth;
use super::encoding;
use super::headings::ColumnKind;
use super::status::{Taught, plain};
use super::wishes::Wishes;
use crate::model::level::Level;

/// How a table is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadingRules {
    /// How many rows stand above the header.
    pub skip: Option<usize>,
    /// Whether there is no header.
    pub headless: bool,
    pub sheets: Vec<String>,
    pub encoding: Option<&'static str>,
    pub order: Option<DayMonth>,
    pub century: Option<u32>,
    /// What parts a number from its fraction.
    pub decimal: Option<char>,
    /// What parts the names of a cell.
    split: Vec<String>,
    /// The names of files that are read so; `*` stands for anything.
    pub files: Vec<String>,
    pub passes: Vec<PassRule>,
    pub fields: Vec<FieldRule>,
    /// What is said of the file: each word with its line.
    said: Vec<(String, usize)>,
}

/// Rows that are left out: those that hold one of these words in a column.
#[derive(Clone, Debug, PartialEq)]
pub struct PassRule {
    pub column: String,
    /// In the form in which words are compared; `empty` for nothing.
    pub words: Vec<String>,
}

/// Where a field of an entry comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRule {
    pub field: String,
    pub source: FieldSource,
    /// What words in the column mean; `empty` is nothing, `*` whatever else.
    pub meanings: Vec<(String, String)>,
    /// The line of the rule, counted from 1.
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FieldSource {
    /// A column, by its heading, letter or number.
    Column(String),
    /// The same in every row.
    Constant(String),
}

/// What is wrong with a rules file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// Counted from 1, as is the column.
    pub line: usize,
    pub column: usize,
    pub problem: String,
}

/// The field that tells rows apart.
pub const KEY: &str = "key";

/// The field that tells the time of day of a row's `on`.
pub const TIME: &str = "time";

/// Reads a rules file; `fields` are the fields that entries have.
pub fn reading_rules(text: &str, fields: &dyn Fn(&str) -> bool) -> Result<ReadingRules, Vec<RuleFault>> {
    let (mut rules, mut faults) = (ReadingRules::default(), Vec::new());
    for (place, line) in text.lines().enumerate() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let indented = line.starts_with([' ', '\t']);
        let read = if indented { rules.meaning(bare) } else { rules.rule(bare, place + 1) };
        if let Err(problem) = read {
            let column = line.len() - line.trim_start().len() + 1;
            faults.push(RuleFault { line: place + 1, column, problem });
        }
    }
    faults.extend(rules.odd(fields).into_iter().chain(rules.of_another()));
    faults.sort_by_key(|fault| fault.line);
    match faults.is_empty() {
        true => Ok(rules),
        false => Err(faults),
    }
}

const HOW: &str = "write `FIELD from COLUMN`, `FIELD is WORDS`, `pass COLUMN is WORDS`, or one of: skip, headless, sheet, encoding, dates, \
    century, decimal, split, file";

impl ReadingRules {
    /// Whether the table is a matrix, whose rows are commitments.
    pub fn is_matrix(&self) -> bool {
        self.fields.iter().any(|rule| ColumnKind::named(&rule.field) == Some(ColumnKind::Activity))
    }

    /// What is said of the file and holds for the other kind of table only.
    fn of_another(&self) -> Vec<RuleFault> {
        let matrix = self.is_matrix();
        let first_sheet = self.said.iter().find(|(word, _)| word == "sheet").map(|(_, line)| *line);
        let problem = |word: &str, line: usize| match word {
            "pass" if matrix => "every row of a matrix is a commitment, and none is left out: leave `pass` away",
            "skip" if matrix => "the header of a matrix is found by its headings: leave `skip` away",
            "headless" if matrix => "a matrix has a header, by which it is known: leave `headless` away",
            "decimal" if matrix => "figures of a matrix are read as they stand: leave `decimal` away",
            "split" if !matrix => "`split` parts the names of a matrix; here `,` and `;` part them",
            "sheet" if !matrix && first_sheet.is_some_and(|first| line > first) => {
                "a list is one sheet: write rules for each of several"
            }
            _ => "",
        };
        let told = self.said.iter().map(|(word, line)| (problem(word, *line), *line));
        let told = told.filter(|(problem, _)| !problem.is_empty());
        told.map(|(problem, line)| RuleFault { line, column: 1, problem: problem.to_owned() }).collect()
    }

    /// The columns that the rules name.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().filter_map(|rule| match &rule.source {
            FieldSource::Column(name) => Some(name.as_str()),
            FieldSource::Constant(_) => None,
        });
        fields.chain(self.passes.iter().map(|pass| pass.column.as_str()))
    }

    /// Whether a file of this name is one that is read so.
    pub fn is_for(&self, file: &str) -> bool {
        self.files.iter().any(|pattern| fits(&pattern.to_lowercase(), &file.to_lowercase()))
    }

    /// What the rules say of a matrix.
    pub fn wishes(&self) -> Wishes {
        let column = |rule: &FieldRule| match &rule.source {
            FieldSource::Column(name) => ColumnKind::named(&rule.field).map(|kind| (kind, name.clone())),
            FieldSource::Constant(_) => None,
        };
        let statuses = self.fields.iter().filter(|rule| rule.field == ColumnKind::Status.word());
        let taught = |(word, level): &(String, String)| Level::from_word(level).map(|level| (word.clone(), level));
        Wishes {
            columns: self.fields.iter().filter_map(column).collect::<Vec<TypedColumn>>(),
            sheets: self.sheets.clone(),
            dates: self.order,
            century: self.century,
            statuses: statuses.flat_map(|rule| rule.meanings.iter().filter_map(taught)).collect::<Vec<Taught>>(),
            split: self.split.clone(),
            encoding: self.encoding,
            ..Wishes::default()
        }
    }

    fn rule(&mut self, text: &str, line: usize) -> Result<(), String> {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        let number = || rest.parse().map_err(|_| format!("`{word}` takes a number, as in `{word} 2`"));
        match (word, rest) {
            ("headless", "") => self.headless = true,
            (_, "") => return Err(format!("`{word}` by itself says nothing; {HOW}")),
            ("skip", _) => self.skip = Some(number()?),
            ("century", _) => {
                let century: usize = number()?;
                self.century = Some(
                    u32::try_from(century)
                        .ok()
                        .filter(|century| (15..30).contains(century))
                        .ok_or("a century is its first two figures, as in `century 20`")?,
                );
            }
            ("sheet", _) => self.sheets.push(rest.to_owned()),
            ("encoding", _) => self.encoding = Some(encoding::named(rest)?.name()),
            ("file", _) => self.files.push(rest.to_owned()),
            ("split", _) => self.split.push(rest.to_owned()),
            ("dates", _) => {
                let order = DayMonth::from_word(rest).ok_or("`dates` is dmy (day, month, year) or mdy")?;
                self.order = Some(order);
            }
            ("decimal", "." | ",") => self.decimal = rest.chars().next(),
            ("decimal", _) => return Err("`decimal` is `.` or `,`".into()),
            ("pass", _) => {
                let (column, words) =
                    rest.split_once(" is ").ok_or("write `pass COLUMN is WORDS`, or `pass COLUMN is empty`")?;
                self.passes.push(PassRule { column: column.trim().to_owned(), words: words_of(words) });
            }
            _ => return self.field(word, rest, line),
        }
        self.said.push((word.to_owned(), line));
        Ok(())
    }

    fn field(&mut self, field: &str, rest: &str, line: usize) -> Result<(), String> {
        let field = &*match field.split_once('.') {
            Some((kind, indicator)) => format!("{}.{indicator}", kind.to_lowercase()),
            None => field.to_lowercase().replace('-', "_"),
        };
        let (how, what) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let what = what.trim().to_owned();
        let source = match (how, what.is_empty()) {
            ("from", false) => FieldSource::Column(what),
            ("is", false) => FieldSource::Constant(what),
            _ => return Err(format!("`{field}`: {HOW}")),
        };
        let many = [KEY, "note"].contains(&field);
        if !many && self.fields.iter().any(|rule| rule.field == field) {
            return Err(format!("`{field}` stands twice"));
        }
        self.fields.push(FieldRule { field: field.to_owned(), source, meanings: Vec::new(), line });
        Ok(())
    }

    /// What words in the column of the rule above mean.
    fn meaning(&mut self, text: &str) -> Result<(), String> {
        let (words, meaning) =
            text.split_once(" means ").ok_or("an indented line says what words mean: `delivered means full`")?;
        let rule = self.fields.last_mut().filter(|rule| matches!(rule.source, FieldSource::Column(_)));
        let rule = rule.ok_or("it belongs below a rule `FIELD from COLUMN`, and there is none")?;
        let meaning = meaning.trim();
        rule.meanings.extend(words_of(words).into_iter().map(|word| (word, meaning.to_owned())));
        Ok(())
    }

    /// Whether a column says when it was.
    fn reads_day(&self) -> bool {
        self.fields.iter().any(|rule| rule.field == "on" && matches!(rule.source, FieldSource::Column(_)))
    }

    /// Fields that are none, or not of this kind of table.
    fn odd(&self, known: &dyn Fn(&str) -> bool) -> Vec<RuleFault> {
        let matrix = self.is_matrix();
        let fault = |rule: &FieldRule| {
            let column = ColumnKind::named(&rule.field);
            let name = &rule.field;
            let problem = match (matrix, column, &rule.source) {
                (true, None, _) => {
                    format!("a matrix has no `{name}`; its columns are {}", ColumnKind::all().join(", "))
                }
                (true, _, FieldSource::Constant(_)) => {
                    format!("a column of a matrix is read `from` a heading: `{name} from …`")
                }
                (true, ..) => return taught_badly(rule),
                (false, Some(_), _) if !known(name) => {
                    format!("`{name}` is a column of a matrix: say which is its `activity`, too")
                }
                (false, ..) if name == TIME && !self.reads_day() => {
                    "it is the time of day of `on`: say from which column that is, too".to_owned()
                }
                (false, ..) if !known(name) && ![KEY, TIME].contains(&name.as_str()) => {
                    format!("an entry has no `{name}`")
                }
                _ => return None,
            };
            Some(RuleFault { line: rule.line, column: 1, problem })
        };
        self.fields.iter().filter_map(fault).collect()
    }
}

/// A status of a matrix means a level.
fn taught_badly(rule: &FieldRule) -> Option<RuleFault> {
    let bad = rule.meanings.iter().find(|(_, level)| Level::from_word(level).is_none());
    let problem = match (rule.field == ColumnKind::Status.word(), bad) {
        (_, None) => return None,
        (true, Some((_, word))) => format!("`{word}` is no level: none, minimum, intermediate or full"),
        (false, Some(_)) => format!("of a matrix only words of its `status` are taught, not of `{}`", rule.field),
    };
    Some(RuleFault { line: rule.line, column: 1, problem })
}

/// What somebody said of a matrix, as the text of a rules file by which it is read again; nothing where nothing was said.
pub fn rules_text(wishes: &Wishes, layout: &Layout) -> Option<String> {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let from = |kind: ColumnKind| Some(format!("{} from {}", kind.word(), layout.shown(*layout.columns.get(&kind)?)));
    let said = wishes.columns.iter().map(|(kind, _)| *kind).filter(|kind| *kind != ColumnKind::Activity);
    let said = said.filter(|kind| wishes.statuses.is_empty() || *kind != ColumnKind::Status);
    let columns = [ColumnKind::Activity].into_iter().chain(said).filter_map(from);
    let status = from(ColumnKind::Status).filter(|_| !wishes.statuses.is_empty());
    let words = wishes.statuses.iter().map(|(word, level)| format!("  {} means {level}", one_line(word)));
    let order = wishes.dates.map(|order| format!("dates {}", order.word()));
    let file = [
        order,
        wishes.century.map(|century| format!("century {century}")),
        wishes.encoding.map(|encoding| format!("encoding {encoding}")),
    ];
    let more = wishes.sheets.iter().map(|sheet| format!("sheet {sheet}"));
    let more = more.chain(wishes.split.iter().map(|link| format!("split {link}")));
    let more: Vec<String> = file.into_iter().flatten().chain(more).collect();
    let nothing = wishes.columns.is_empty() && status.is_none() && more.is_empty();
    let words = words.filter(|_| status.is_some()).collect::<Vec<_>>();
    let lines: Vec<String> = columns.chain(status).chain(words).chain(more).collect();
    (!nothing).then(|| lines.join("\n") + "\n")
}

/// Words parted by commas, in the form in which they are compared.
fn words_of(text: &str) -> Vec<String> {
    text.split(',').map(plain).filter(|word| !word.is_empty()).collect()
}

/// Whether a name fits a pattern, in which `*` stands for anything.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, rest)) => name.strip_prefix(before).is_some_and(|name| {
            (0..=name.len()).filter(|at| name.is_char_boundary(*at)).any(|at| fits(rest, &name[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ReadingRules, Vec<RuleFault>> {
        reading_rules(text, &|field| {
            ["kind", "milestone", "on", "note", "severity"].contains(&field) || field.starts_with("values.")
        })
    }

    #[test]
    fn rules_are_few_words() {
        let rules = read("# ours\nskip 2\ndates dmy\nfile sky-*.csv\nkind is incident\nmilestone from Zone\n  North bank, north means CF-1\nnote from A\nnote from B\npass Type is training, empty\n")
            .expect("rules");
        assert_eq!((rules.skip, rules.order, rules.is_matrix()), (Some(2), Some(DayMonth::Dmy), false));
        assert_eq!(rules.fields[1].meanings, [("north bank".into(), "CF-1".into()), ("north".into(), "CF-1".into())]);
        assert_eq!(rules.columns().collect::<Vec<_>>(), ["Zone", "A", "B", "Type"]);
        assert!(rules.is_for("Sky-12.csv") && !rules.is_for("sky.csv"));
    }

    #[test]
    fn every_fault_of_a_rules_file_is_told() {
        let faults =
            read("  a means b\nskip x\nlevle from Status\nkind\nstatus from S\non from A\non from B\ndates ymd\n")
                .expect_err("faults");
        let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5, 7, 8]);
        assert_eq!((faults[0].column, faults[2].problem.as_str()), (3, "an entry has no `levle`"));
        let faults = read("activity from A\nstatus from S\n  done means most\nseverity from B\nphase is x\n")
            .expect_err("faults");
        assert_eq!(faults.len(), 3, "{faults:?}");
    }

    #[test]
    fn no_rule_is_read_and_not_kept() {
        let told = |text: &str| match read(text) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.into_iter().map(|fault| (fault.line, fault.problem)).collect(),
        };
        let matrix =
            told("skip 2\npass Type is empty\nactivity from A\nheadless\ndecimal ,\nsheet A\nsheet B\nsplit /\n");
        assert_eq!(matrix.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 4, 5], "{matrix:?}");
        assert!(matrix[1].1.contains("leave `pass` away"));
        let list = told("split /\nkind is note\nsheet A\nsheet B\nskip 2\nheadless\ndecimal ,\npass C is empty\n");
        assert_eq!(list.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 4], "{list:?}");
    }
}
