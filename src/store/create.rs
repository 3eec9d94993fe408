//! Begins a workspace.

use super::disk;
use super::error::StoreError;
use super::workspace::{ATTRIBUTES, BOOK, DeskFile, EVIDENCE, IGNORE, LEDGER, OWN, PLAN, PLANS, Workspace};
use crate::model::hash::Hash;
use crate::model::id::Id;
use crate::model::json::{PathStep, locate};
use serde_json::value::RawValue;
use std::path::{Path, PathBuf};

/// A book as it is carried over from elsewhere: its name and its bytes.
pub type CarriedBook<'a> = (&'a str, &'a str);

/// Makes a workspace in `dir` for a plan. `uid` tells this undertaking from others that follow the same plan. With `books`,
/// which others opened, the plan is in force as it stands. The one step that makes it a workspace comes last: that the plan file
/// is there, or all the books at once. Until then `create` may be called again.
pub fn create(
    dir: &Path,
    plan_text: &str,
    uid: &str,
    speaks: Option<Id>,
    books: &[CarriedBook],
) -> Result<Workspace, StoreError> {
    let workspace = Workspace { dir: dir.to_owned() };
    let version = workspace.version(Hash::of(plan_text.as_bytes()));
    if let Some(path) = in_the_way(&workspace, &version) {
        return Err(StoreError::Exists { path });
    }
    if plan_text.starts_with('\u{feff}') {
        return Err(StoreError::Bom { path: workspace.plan() });
    }
    disk::make_free_dir(dir).map_err(StoreError::before("make", dir))?;
    DeskFile { speaks, ..DeskFile::default() }.write(&workspace)?;
    tell_git(dir)?;
    make_dir(&workspace.plans())?;
    if !books.is_empty() {
        write(&version, plan_text)?;
        shelve(&workspace, books)?;
    }
    let plan = workspace.plan();
    let written = disk::write_aside(&plan, with_uid(plan_text, uid).as_bytes());
    match books.is_empty() {
        true => written.map_err(StoreError::io("write", &plan))?,
        // The books are there by now, and the version in plans/ answers.
        false => written.map_err(StoreError::unsure("write", &plan))?,
    }
    // Whoever opens the first book makes it where it is not.
    let _ = disk::make_dir(&workspace.ledger());
    Ok(workspace)
}

/// Puts books into the ledger, all at once: as the ledger.
fn shelve(workspace: &Workspace, books: &[CarriedBook]) -> Result<(), StoreError> {
    let all: Vec<u8> =
        books.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]).flatten().copied().collect();
    let folder = workspace.own().join(format!("ledger-{}", Hash::of(&all)));
    make_dir(&folder)?;
    for (name, text) in books {
        write(&folder.join(format!("{name}.{BOOK}")), text)?;
    }
    let ledger = workspace.ledger();
    disk::move_folder(&folder, &ledger).map_err(StoreError::io("make", &ledger))
}

fn write(path: &Path, text: &str) -> Result<(), StoreError> {
    disk::write_aside(path, text.as_bytes()).map_err(StoreError::before("write", path))
}

fn make_dir(path: &Path) -> Result<(), StoreError> {
    disk::make_dir(path).map_err(StoreError::before("make", path))
}

/// What stands where the workspace was to begin; empty folders do not, nor what an attempt that broke off left there.
fn in_the_way(workspace: &Workspace, version: &Path) -> Option<PathBuf> {
    let left = |file: &Path| file == version || file == disk::aside(version);
    let only_left = |path: &Path| {
        path.read_dir().is_ok_and(|mut files| files.all(|file| file.is_ok_and(|file| left(&file.path()))))
    };
    let there = |path: &PathBuf| path.symlink_metadata().is_ok() && !only_left(path);
    [workspace.plan(), workspace.ledger(), workspace.plans()].into_iter().find(there)
}

/// What Git is to do with the files that milepost knows: nothing, for their bytes are hashed.
const AS_THEY_ARE: &str = "-text -ident -filter -working-tree-encoding";

/// Has Git leave alone what is this machine's own, and the bytes of what is hashed. The last word in these files is milepost's,
/// whatever else stands there; tells whether anything was changed.
pub fn tell_git(dir: &Path) -> Result<bool, StoreError> {
    let files = [PLAN.to_owned(), format!("{PLANS}/**"), format!("{LEDGER}/**")];
    let mut attributes: Vec<String> = files.iter().map(|files| format!("/{files} {AS_THEY_ARE}")).collect();
    attributes.push(format!("/{EVIDENCE}/** {AS_THEY_ARE} -diff"));
    let ignored = lines_last(&dir.join(IGNORE), &[format!("{OWN}/")])?;
    Ok(lines_last(&dir.join(ATTRIBUTES), &attributes)? || ignored)
}

/// Sees that a file ends in these lines: of rules that contradict each other Git takes the last.
fn lines_last(path: &Path, last: &[String]) -> Result<bool, StoreError> {
    let bytes = disk::read(path).map_err(StoreError::io("read", path))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    if lines.ends_with(&last.iter().map(String::as_str).collect::<Vec<_>>()) && text.ends_with('\n') {
        return Ok(false);
    }
    let others = lines.into_iter().filter(|line| !last.iter().any(|known| line.trim_end() == known));
    let all: String = others.chain(last.iter().map(String::as_str)).map(|line| format!("{line}\n")).collect();
    disk::write_aside(path, all.as_bytes()).map_err(StoreError::before("write", path))?;
    Ok(true)
}

/// The plan with `base` naming the version that it was written from, every other byte as it was.
pub fn with_base(plan_text: &str, base: Hash) -> String {
    let member = |key: &str| locate(plan_text, &[PathStep::Key(key.into())]);
    let written = format!("\"{base}\"");
    match member("base") {
        Some(value) => {
            let mut values = serde_json::Deserializer::from_str(&plan_text[value..]).into_iter::<&RawValue>();
            let length = values.next().and_then(Result::ok).map_or(0, |value| value.get().len());
            format!("{}{written}{}", &plan_text[..value], &plan_text[value + length..])
        }
        None => match member("uid").or_else(|| member("id")).and_then(|value| id_member(plan_text, value)) {
            Some((gap, end)) => format!("{},{gap}\"base\": {written}{}", &plan_text[..end], &plan_text[end..]),
            None => plan_text.to_owned(),
        },
    }
}

/// The plan with a `uid` after its `id`, every other byte as it was. A plan that has one, or has no `id`, stays as it is.
pub fn with_uid(plan_text: &str, uid: &str) -> String {
    let member = |key: &str| locate(plan_text, &[PathStep::Key(key.into())]);
    match member("id").filter(|_| member("uid").is_none()).and_then(|value| id_member(plan_text, value)) {
        Some((gap, end)) => {
            let uid = serde_json::Value::from(uid);
            format!("{},{gap}\"uid\": {uid}{}", &plan_text[..end], &plan_text[end..])
        }
        None => plan_text.to_owned(),
    }
}

/// The white space before the member whose value begins at `value`, and where the member ends.
fn id_member(text: &str, value: usize) -> Option<(&str, usize)> {
    let key = text[..value].rfind('"').and_then(|close| text[..close].rfind('"'))?;
    let gap = text[..key].trim_ascii_end().len();
    let mut values = serde_json::Deserializer::from_str(&text[value..]).into_iter::<&RawValue>();
    values.next()?.ok()?;
    Some((&text[gap..key], value + values.byte_offset()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_uid_is_put_in_and_nothing_else_moves() {
        let cases = [
            ("{\n  \"id\": \"a\",\n  \"x\": 1\n}\n", "{\n  \"id\": \"a\",\n  \"uid\": \"u\",\n  \"x\": 1\n}\n"),
            (r#"{"x":{"id":"b"},"id":"a"}"#, r#"{"x":{"id":"b"},"id":"a","uid": "u"}"#),
            (r#"{"id" : "a\"" , "x":1}"#, r#"{"id" : "a\"","uid": "u" , "x":1}"#),
            (r#"{"id":"a","uid":"mine"}"#, r#"{"id":"a","uid":"mine"}"#),
            ("not json", "not json"),
            ("{}", "{}"),
        ];
        for (plan, with) in cases {
            assert_eq!(with_uid(plan, "u"), with);
        }
    }

    #[test]
    fn a_plan_names_the_version_that_it_was_written_from() {
        let base = Hash::of(b"first");
        let cases = [
            (r#"{"id":"a","uid":"u","x":1}"#, format!(r#"{{"id":"a","uid":"u","base": "{base}","x":1}}"#)),
            (r#"{"id":"a", "base" : "0" ,"x":1}"#, format!(r#"{{"id":"a", "base" : "{base}" ,"x":1}}"#)),
        ];
        for (plan, with) in cases {
            assert_eq!(with_base(plan, base), with);
            assert_eq!(with_base(&with, base), with);
        }
    }

    #[test]
    fn the_last_word_to_git_is_milepost_s() {
        let dir = tempfile::tempdir().unwrap();
        assert!(tell_git(dir.path()).unwrap());
        assert!(!tell_git(dir.path()).unwrap());
        let path = dir.path().join(ATTRIBUTES);
        let ours = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{ours}/ledger/** text eol=crlf")).unwrap();
        assert!(tell_git(dir.path()).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("/ledger/** text eol=crlf\n{ours}"));
    }

    #[test]
    fn a_workspace_is_made_once() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("peace");
        fs::create_dir_all(dir.join("ledger")).unwrap();
        fs::write(dir.join(".gitignore"), "target").unwrap();
        let workspace = create(&dir, r#"{"id":"a"}"#, "u", Id::new("sec").ok(), &[]).unwrap();
        assert_eq!(Workspace::find(&dir), Some(workspace.clone()));
        assert_eq!(fs::read_to_string(dir.join(".gitignore")).unwrap(), "target\n.milepost/\n");
        assert_eq!(fs::read_to_string(workspace.plan()).unwrap(), r#"{"id":"a","uid": "u"}"#);
        assert_eq!(DeskFile::read(&workspace).unwrap().speaks, Id::new("sec").ok());
        let again = create(&dir, "{}", "u", None, &[]).unwrap_err();
        assert!(matches!(again, StoreError::Exists { path } if path == workspace.plan()));
        fs::remove_file(workspace.plan()).unwrap();
        fs::write(workspace.book("amm"), "").unwrap();
        assert!(
            matches!(create(&dir, "{}", "u", None, &[]), Err(StoreError::Exists { path }) if path == workspace.ledger())
        );
    }
}
