//! milepost's own words: every message of the code stands in the file of every language, and nothing else does.

use crate::skipped::lacking;
use milepost::draft::printed::is_printed;
use milepost::tongue::Language;
use polib::message::{CatalogMessageMutView, Message, MessageView};
use polib::po_file;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A message as the code has it: what it is of, its text, and the text for many where it is of a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    context: String,
    one: String,
    many: Option<String>,
}

/// All messages of the code, in its order, each once, with where each stands first.
fn said() -> Vec<(Said, String)> {
    let mut files = Vec::new();
    for folder in ["core", "report", "render", "cli"] {
        rust_files(&Path::new("src").join(folder), &mut files);
    }
    files.sort();
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source file is read");
        let code = text.split("#[cfg(test)]\nmod").next().unwrap_or(&text);
        for message in of_file(code) {
            if seen.insert(message.clone()) {
                all.push((message, file.display().to_string()));
            }
        }
    }
    all
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder is read").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => rust_files(&path, files),
            false => files.extend(Some(path).filter(|path| path.extension().is_some_and(|end| end == "rs"))),
        }
    }
}

fn of_file(code: &str) -> Vec<Said> {
    let mut found: BTreeMap<usize, Said> = BTreeMap::new();
    for (at, name) in ["say!(", "later!(", "many!("].iter().flat_map(|name| code.match_indices(name)) {
        let line = &code[code[..at].rfind('\n').map_or(0, |start| start + 1)..at];
        let inside = &code[at + name.len()..];
        if line.trim_start().starts_with("//") || code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let of_something = name == "say!(" && inside.split('"').nth(2).is_some_and(|behind| behind.starts_with(": "));
        let mut texts = literals(inside, if name == "many!(" || of_something { 2 } else { 1 }).into_iter();
        let context = if of_something { texts.next().unwrap_or_default() } else { String::new() };
        let one = texts.next().unwrap_or_else(|| panic!("no text at {inside:.60}"));
        found.insert(at, Said { context, one, many: texts.next() });
    }
    for (at, _) in code.match_indices("\ncrate::told! {").map(|(at, said)| (at + said.len() - 7, said)) {
        let (of, context) = code[at + 7..].split_once(':').expect("a type and what it is of");
        let table = format!("words! {{\n    {} {{", of.trim());
        let from = code.find(&table).expect("its words stand above it") + table.len();
        let context = literals(context, 1).remove(0);
        let words = code[from..].split('}').next().unwrap_or_default();
        for (index, one) in literals(words, usize::MAX).into_iter().enumerate() {
            found.insert(from + index, Said { context: context.clone(), one, many: None });
        }
    }
    found.into_values().collect()
}

/// The first so many texts between quotes.
fn literals(code: &str, most: usize) -> Vec<String> {
    let (mut texts, mut rest) = (Vec::new(), code);
    while texts.len() < most {
        let Some(begin) = rest.find('"') else { break };
        let (mut text, mut chars) = (String::new(), rest[begin + 1..].char_indices().peekable());
        let end = loop {
            match chars.next() {
                Some((at, '"')) => break begin + 1 + at + 1,
                Some((_, '\\')) => match chars.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, '\n')) => while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {},
                    Some((_, c)) => text.push(c),
                    None => break rest.len(),
                },
                Some((_, c)) => text.push(c),
                None => break rest.len(),
            }
        };
        texts.push(text);
        rest = &rest[end..];
    }
    texts
}

/// The arguments that a text names.
fn arguments(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|behind| Some(behind.split_once('}')?.0)).collect()
}

fn file(language: Language) -> PathBuf {
    format!("data/languages/{}.po", language.code()).into()
}

/// The translations of a file, by what the code says.
fn translated(language: Language) -> BTreeMap<Said, Vec<String>> {
    let catalog = po_file::parse(&file(language)).expect("a file of translations");
    let entry = |message: &dyn MessageView| {
        let many = message.msgid_plural().ok().map(str::to_owned);
        let context = message.msgctxt().unwrap_or_default().to_owned();
        let forms = match message.msgstr_plural() {
            Ok(forms) => forms.clone(),
            Err(_) => vec![message.msgstr().unwrap_or_default().to_owned()],
        };
        let forms = if message.is_fuzzy() { vec![String::new()] } else { forms };
        (Said { context, one: message.msgid().to_owned(), many }, forms)
    };
    catalog.messages().map(entry).collect()
}

/// Writes the messages of the code into the file of a language; those that it had keep their translation.
fn write(language: Language) {
    let known = translated(language);
    let mut catalog = po_file::parse(&file(language)).expect("a file of translations");
    for mut message in catalog.messages_mut() {
        message.delete();
    }
    let mut before = String::new();
    for (message, source) in said() {
        let forms = known.get(&message).cloned();
        let mut built = if message.many.is_some() { Message::build_plural() } else { Message::build_singular() };
        if !message.context.is_empty() {
            built.with_msgctxt(message.context.clone());
        }
        // Where messages stand is told at the first of each file, in whose order they are.
        if source != before {
            built.with_source(source.clone());
        }
        before = source;
        built.with_msgid(message.one.clone());
        match message.many.clone() {
            Some(many) => {
                let count = catalog.metadata.plural_rules.nplurals;
                built.with_msgid_plural(many).with_msgstr_plural(forms.unwrap_or(vec![String::new(); count]));
            }
            None => _ = built.with_msgstr(forms.map(|forms| forms.concat()).unwrap_or_default()),
        }
        catalog.append_or_update(built.done());
    }
    let mut writer = BufWriter::new(std::fs::File::create(file(language)).expect("the file is written"));
    po_file::write(&catalog, &mut writer).expect("the file is written");
}

#[test]
fn every_message_is_said_in_every_language() {
    for language in Language::ALL {
        if std::env::var("MILEPOST_SHOWN").is_ok_and(|mode| mode == "write") {
            write(language);
            continue;
        }
        let (of_code, of_file) = (said(), translated(language));
        let code = language.code();
        let known: BTreeSet<&Said> = of_code.iter().map(|(message, _)| message).collect();
        let missing: Vec<&Said> = known.iter().copied().filter(|message| !of_file.contains_key(message)).collect();
        let unused: Vec<&Said> = of_file.keys().filter(|message| !known.contains(message)).collect();
        assert!(missing.is_empty() && unused.is_empty(), "{code}: missing {missing:#?}, said nowhere {unused:#?}");
        for (message, forms) in &of_file {
            let needed = if message.many.is_some() { language.forms() } else { 1 };
            assert_eq!(forms.len(), needed, "{code}: {message:?}");
            for form in forms {
                assert!(!form.trim().is_empty(), "{code} does not say {message:?}");
                assert_eq!(arguments(form), arguments(&message.one), "{code}: {message:?} is said as {form:?}");
                let ends = |text: &str| (text.starts_with(' '), text.ends_with(' '), text.matches('\n').count());
                assert_eq!(ends(form), ends(&message.one), "{code}: {message:?} is said as {form:?}");
            }
        }
    }
}

/// What gettext itself says of the files.
#[test]
fn translators_programs_read_the_files() {
    if Command::new("msgfmt").arg("--version").output().is_err() {
        return lacking("msgfmt of gettext");
    }
    for language in Language::ALL {
        let output = Command::new("msgfmt").args(["--check", "--output-file=/dev/null"]).arg(file(language)).output();
        let output = output.expect("msgfmt runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Numbers take the form that Python's gettext takes by the rule that the file itself has.
#[test]
fn numbers_take_the_form_of_the_files_own_rule() {
    const RULE: &str = r#"
import gettext, re, sys
text = open(sys.argv[1], encoding="utf-8").read().replace('"\n"', "")
print([gettext.c2py(re.search("plural=([^;]*);", text).group(1))(n) for n in range(1200)])
"#;
    for language in Language::ALL {
        let Ok(output) = Command::new("python3").args(["-c", RULE]).arg(file(language)).output() else {
            return lacking("python3");
        };
        let forms: Vec<usize> = (0..1200).map(|number| language.form(number)).collect();
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), format!("{forms:?}"), "{language:?}");
    }
    let forms = |language: Language| [1, 2, 5, 11, 21, 22, 25, 111].map(|number| language.form(number));
    assert_eq!(forms(Language::Ukrainian), [0, 1, 2, 2, 0, 1, 2, 2]);
    assert_eq!(forms(Language::Russian), [0, 1, 2, 2, 0, 1, 2, 2]);
    assert_eq!(forms(Language::Indonesian), [0; 8]);
}

/// What a printed matrix says comes back as what English says, whatever else reads alike.
#[test]
fn words_of_a_matrix_come_back_from_every_language() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let catalog = language.catalog();
        for (said, forms) in translated(language) {
            let put = |text: &str| text.replace("{days}", "12").replace("{months}", "6").replace("{hours}", "5");
            let plain = !put(&said.one).contains('{') && is_printed(&said.context, &said.one);
            if plain && catalog.in_english(&put(&forms[0]), is_printed) != Some(put(&said.one)) {
                let english = catalog.in_english(&put(&forms[0]), is_printed);
                wrong.push(format!("{}: {said:?} comes back as {english:?}", language.code()));
            }
            if said.context == "status" {
                let since = catalog.text("", "{status} since {since}").expect("a message");
                let told = since.replace("{status}", &forms[0]).replace("{since}", "2026-02-03");
                let english = format!("{} since 2026-02-03", said.one);
                if catalog.in_english(&told, is_printed).as_ref() != Some(&english) {
                    wrong.push(format!(
                        "{}: {told} comes back as {:?}",
                        language.code(),
                        catalog.in_english(&told, is_printed)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
