//! The language in which scenes are told: a workspace in a folder of its own, a clock that the scene sets, and people who
//! speak. Everything runs in this process, through the same door as the binary.

use milepost::cli::answer::{Answer, Outside};
use milepost::model::hash::Hash;
use milepost::model::moment::{Moment, Zone};
use milepost::model::when::When;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tempfile::TempDir;

pub struct World {
    _keep: TempDir,
    folder: PathBuf,
    now: Cell<Moment>,
    width: Option<u16>,
    ascii: bool,
    terminal: bool,
    remarks_width: Option<u16>,
    agent: RefCell<Option<PathBuf>>,
    pager: RefCell<Option<String>>,
    input: RefCell<Vec<u8>>,
    passphrase: RefCell<Option<String>>,
    editor: RefCell<Option<OsString>>,
    answers: RefCell<Vec<String>>,
}

/// A moment: `2005-09-17` is noon of that day in UTC, a full date-time is itself.
pub fn moment(text: &str) -> Moment {
    match When::parse(text).unwrap_or_else(|bad| panic!("{bad}")) {
        When::Day(_) => moment(&format!("{text}T12:00Z")),
        when => when.first(Zone::UTC),
    }
}

/// A plan around some milestones: two parties, a monitor, a second monitor of another name, a guarantor, a secretariat.
/// Invented; `gov` and `mov` are the parties.
pub fn plan(milestones: &str) -> String {
    format!(
        r#"{{"format":"milepost/plan/1","id":"invented","version":"1","title":"Invented plan",
"sources":[{{"id":"text","title":"Invented text"}}],
"actors":[{{"id":"gov","name":"Government","role":"party"}},{{"id":"army","name":"Army","role":"party","side":"gov"}},
{{"id":"mov","name":"Movement","role":"party"}},{{"id":"mission","name":"Mission","role":"monitor"}},
{{"id":"friend","name":"Friend","role":"guarantor"}},{{"id":"desk","name":"Secretariat","role":"secretariat"}}],
"elements":[{{"id":"arms","title":"Arms","provision":"disarm"}}],
"phases":[{{"id":"one","title":"One"}}],
"rules":{{"verify":{{"by":["role:monitor"],"quorum":1}},"amend":"never"}},
"milestones":[{milestones}]}}"#
    )
}

/// A plan that says nothing of amending says that nobody does: its first entry would be refused.
fn settled(plan: &str) -> String {
    let amends = serde_json::from_str::<serde_json::Value>(plan).is_ok_and(|plan| !plan["rules"]["amend"].is_null());
    if amends {
        return plan.to_owned();
    }
    match plan.split_once("\"rules\"") {
        Some((before, rules)) => {
            let inside = rules.trim_start_matches([':', ' ']).trim_start_matches('{').trim_start();
            let comma = if inside.starts_with('}') { "" } else { "," };
            format!("{before}\"rules\":{{\"amend\":\"never\"{comma}{inside}")
        }
        None => plan.replacen('{', "{\"rules\":{\"amend\":\"never\"},", 1),
    }
}

impl World {
    /// An empty folder, no workspace yet; the clock stands at 2026-01-01.
    pub fn empty() -> World {
        let keep = tempfile::tempdir().expect("a temporary folder");
        let folder = keep.path().to_owned();
        World {
            _keep: keep,
            folder,
            now: Cell::new(moment("2026-01-01")),
            width: None,
            ascii: false,
            terminal: false,
            remarks_width: None,
            agent: RefCell::default(),
            pager: RefCell::default(),
            input: RefCell::default(),
            passphrase: RefCell::default(),
            editor: RefCell::default(),
            answers: RefCell::default(),
        }
    }

    /// A workspace around a plan.
    pub fn new(plan: &str) -> World {
        let world = World::empty();
        world.file("draft.json", settled(plan));
        world.ask("init --from draft.json").ok();
        world
    }

    /// A workspace around `plan(milestones)`.
    pub fn with(milestones: &str) -> World {
        World::new(&plan(milestones))
    }

    /// The same with a terminal so many columns wide.
    pub fn width(mut self, width: u16) -> World {
        self.width = Some(width);
        self
    }

    /// The same with a terminal that shows ASCII only.
    pub fn ascii(mut self) -> World {
        self.ascii = true;
        self
    }

    /// The same with a terminal for standard output.
    pub fn terminal(mut self) -> World {
        self.terminal = true;
        self
    }

    /// The same with a terminal so many columns wide for standard error.
    pub fn remarks_width(mut self, width: u16) -> World {
        self.remarks_width = Some(width);
        self
    }

    /// Sets the clock.
    pub fn at(&self, when: &str) -> &World {
        self.now.set(moment(when));
        self
    }

    /// Where an ssh-agent listens.
    pub fn agent(&self, socket: &Path) -> &World {
        *self.agent.borrow_mut() = Some(socket.to_owned());
        self
    }

    /// What `MILEPOST_PAGER` says.
    pub fn pages(&self, pager: &str) -> &World {
        *self.pager.borrow_mut() = Some(pager.to_owned());
        self
    }

    /// What is given on standard input.
    pub fn pipes(&self, bytes: impl AsRef<[u8]>) -> &World {
        *self.input.borrow_mut() = bytes.as_ref().to_vec();
        self
    }

    /// What is typed where a passphrase is asked for; nothing stands for no terminal.
    pub fn types(&self, passphrase: Option<&str>) -> &World {
        *self.passphrase.borrow_mut() = passphrase.map(str::to_owned);
        self
    }

    /// The command that edits, and what is answered where it is asked whether to go on; nothing stands for no terminal.
    pub fn edits(&self, editor: &str, answers: &[&str]) -> &World {
        *self.editor.borrow_mut() = Some(editor.into());
        *self.answers.borrow_mut() = answers.iter().map(|answer| (*answer).to_owned()).collect();
        self
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> &World {
        let path = match self.path(name) {
            path if path.exists() => path,
            path => named_by_content(&self.folder, name, text.as_ref()).unwrap_or(path),
        };
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
        self
    }

    /// As a crash leaves a machine: a write that broke off was never remembered.
    pub fn forget(&self) {
        let _ = std::fs::remove_file(self.folder.join(".milepost/heads.json"));
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The lines of the book of this name, its opening in front; nothing where there is none yet.
    #[cfg(unix)]
    pub fn ledger_lines(&self, name: &str) -> Option<Vec<String>> {
        let text = std::fs::read_to_string(self.path(&format!("ledger/{name}.jsonl"))).ok()?;
        Some(text.lines().map(str::to_owned).collect())
    }

    /// Where a file is; `ledger/amm.jsonl` stands for the book of that name, whatever it was opened with.
    pub fn path(&self, name: &str) -> PathBuf {
        book_file(&self.folder, name)
    }

    /// The file of the book of this name, below the workspace: `ledger/gov.jsonl`.
    pub fn book(&self, name: &str) -> String {
        let (alone, beginning) = (format!("{name}.jsonl"), format!("{name}."));
        let files = std::fs::read_dir(self.folder.join("ledger")).expect("a ledger");
        let files = files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
        let of_it = |file: &String| *file == alone || file.starts_with(&beginning) && file.ends_with(".jsonl");
        let mut files: Vec<String> = files.filter(of_it).collect();
        assert_eq!(files.len(), 1, "{name}: {files:?}");
        format!("ledger/{}", files.remove(0))
    }

    /// The same world once more, in a folder in memory where there is one.
    pub fn copy(&self) -> World {
        let keep = in_memory();
        copy(&self.folder, keep.path());
        let editor = self.editor.clone();
        World { folder: keep.path().to_owned(), _keep: keep, now: self.now.clone(), editor, ..World::empty() }
    }

    /// A copy that takes itself for the same machine, as the folder itself would after a crash.
    pub fn twin(&self) -> World {
        let twin = self.copy();
        settle(&twin.folder);
        twin
    }

    /// `actor` marks on a day: `says("mission", "2026-01-05", "DC-1 full")`. The clock stands at noon of that day.
    pub fn says(&self, actor: &str, day: &str, mark: &str) -> &World {
        self.at(day).ask(&format!("mark {mark} --as {actor}")).ok();
        self
    }

    /// Runs a command line: words are parted by spaces, single quotes keep them together.
    pub fn ask(&self, line: &str) -> Heard {
        self.run(&split(line))
    }

    /// The same from a folder below.
    pub fn ask_in(&self, folder: &str, line: &str) -> Heard {
        self.run_in(folder, &split(line))
    }

    /// Runs a command given word by word.
    pub fn run<S: AsRef<OsStr>>(&self, words: &[S]) -> Heard {
        self.run_in("", words)
    }

    /// What a command answers with `MILEPOST_CACHE` set so.
    pub fn ask_cache(&self, cache: &str, line: &str) -> Heard {
        self.run_with(cache, "", &split(line))
    }

    /// A program speaks one language at a time; here many run at once, and whoever speaks another than English does so alone.
    fn speaking(&self, asked: &str) -> (Option<RwLockReadGuard<'static, ()>>, Option<RwLockWriteGuard<'static, ()>>) {
        static SPOKEN: RwLock<()> = RwLock::new(());
        let settings = std::fs::read_to_string(self.folder.join(".config/milepost/config.json")).unwrap_or_default();
        match asked.contains("--lang") || settings.contains("lang") {
            true => (None, Some(SPOKEN.write().unwrap_or_else(PoisonError::into_inner))),
            false => (Some(SPOKEN.read().unwrap_or_else(PoisonError::into_inner)), None),
        }
    }

    /// What may be read from what was kept of the books is read in all three ways, which answer the same: from the books alone, from the
    /// books with what they come to being kept, and from that. What records builds on what was kept, if anything was.
    fn run_in<S: AsRef<OsStr>>(&self, folder: &str, words: &[S]) -> Heard {
        let word = |word: &S| word.as_ref().to_str().unwrap_or_default().to_owned();
        let asks = words.first().map(word).is_some_and(|command| CACHED.contains(&&*command));
        let was_kept = self.folder.join(".milepost/cache").exists();
        let alone = self.run_with(if asks || !was_kept { "never" } else { "always" }, folder, words);
        let writes = words.iter().map(word).any(|word| word.starts_with("--to"));
        for round in ["kept", "read"].into_iter().filter(|_| asks && !writes && !self.terminal) {
            let kept = self.run_with("always", folder, words);
            assert_eq!(told(&kept), told(&alone), "`{}`: {round} beside the books alone", alone.asked);
        }
        alone
    }

    fn run_with<S: AsRef<OsStr>>(&self, cache: &str, folder: &str, words: &[S]) -> Heard {
        let arguments: Vec<OsString> =
            std::iter::once("milepost".as_ref()).chain(words.iter().map(AsRef::as_ref)).map(OsStr::to_owned).collect();
        let outside = Outside {
            now: &|| self.now.get(),
            random: &|| "00112233445566778899aabbccddeeff".to_owned(),
            folder: if folder.is_empty() { self.folder.clone() } else { self.folder.join(folder) },
            dir: None,
            speaks: None,
            config: Some(self.folder.join(".config/milepost/config.json")),
            settings: milepost::cli::settings::Settings::default(),
            dates: None,
            pager: self.pager.borrow().clone(),
            lang: None,
            locale: None,
            usual_pager: None,
            height: self.terminal.then_some(24),
            no_color: false,
            width: self.width,
            remarks_width: self.remarks_width,
            colour: false,
            ascii: self.ascii,
            terminal: self.terminal,
            process: 1,
            build: &|| "the build of the tests".to_owned(),
            cache: Some(cache.to_owned()),
            agent: self.agent.borrow().clone(),
            key: None,
            home: Some(self.folder.clone()),
            editor: self.editor.borrow().clone(),
            question: &|_| {
                let mut answers = self.answers.borrow_mut();
                (!answers.is_empty()).then(|| answers.remove(0))
            },
            input: &|| Ok(self.input.borrow().clone()),
            passphrase: &|_| self.passphrase.borrow().clone(),
        };
        let asked = arguments.join(" ".as_ref()).to_string_lossy().into_owned();
        let _speaking = self.speaking(&asked);
        let mut answer = milepost::cli::run(&arguments, &outside);
        answer.text.extend(answer.more.by_ref());
        Heard { asked, answer }
    }
}

/// The commands that read what was kept of the books.
const CACHED: [&str; 5] = ["list", "status", "show", "next", "timeline"];

/// All that an answer says.
fn told(heard: &Heard) -> (&str, &str, &[u8], u8) {
    let Answer { text, remarks, bytes, code, .. } = &heard.answer;
    (text, remarks, bytes, *code)
}

/// Where a file of a workspace is; `ledger/amm.jsonl` stands for the first book of that name.
pub fn book_file(folder: &Path, name: &str) -> PathBuf {
    let literal = folder.join(name);
    let Some(book) = name.strip_prefix("ledger/").and_then(|file| file.strip_suffix(".jsonl")) else { return literal };
    if literal.exists() || book.contains('/') {
        return literal;
    }
    let files = std::fs::read_dir(folder.join("ledger")).into_iter().flatten().flatten();
    let of_book = |path: &PathBuf| {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        stem.rsplit_once('.').is_some_and(|(name, digits)| name == book && digits.len() == 32)
    };
    files.map(|file| file.path()).filter(of_book).min().unwrap_or(literal)
}

/// Where a book that was not there before belongs: by the hash of its opening.
fn named_by_content(folder: &Path, name: &str, text: &[u8]) -> Option<PathBuf> {
    let book = name.strip_prefix("ledger/")?.strip_suffix(".jsonl").filter(|book| !book.contains('/'))?;
    let opening = text.split(|byte| *byte == b'\n').next()?;
    let is_one =
        opening.starts_with(b"{\"format\":\"milepost/book/2\"") && !book.contains(&Hash::of(opening).to_string()[..32]);
    is_one.then(|| folder.join(format!("ledger/{book}.{}.jsonl", &Hash::of(opening).to_string()[..32])))
}

/// A temporary folder, in memory where there is such a thing: nothing waits for a disk.
pub fn in_memory() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.expect("a temporary folder")
}

/// All that is in a folder, in another. What was one file under two names is again.
pub fn copy(from: &Path, to: &Path) {
    copy_once(from, to, &mut BTreeMap::new());
}

/// Tells every workspace below a folder that this is where it has always been.
fn settle(folder: &Path) {
    for below in std::fs::read_dir(folder).expect("a folder").map(|thing| thing.expect("a folder").path()) {
        let desk = below.join("desk.json");
        if below.ends_with(".milepost") && desk.exists() {
            let text = std::fs::read_to_string(&desk).expect("a desk");
            let mut json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            json["place"] = milepost::store::disk::place(&below).into();
            std::fs::write(&desk, json.to_string()).expect("a desk");
        } else if below.is_dir() && !below.is_symlink() {
            settle(&below);
        }
    }
}

fn copy_once(from: &Path, to: &Path, copied: &mut BTreeMap<u64, PathBuf>) {
    for thing in std::fs::read_dir(from).expect("a folder") {
        let thing = thing.expect("a file");
        let (from, to) = (thing.path(), to.join(thing.file_name()));
        if thing.file_type().expect("a kind").is_dir() {
            std::fs::create_dir_all(&to).expect("a folder");
            copy_once(&from, &to, copied);
        } else if let Some(first) = linked(&from).and_then(|number| copied.insert(number, to.clone())) {
            std::fs::hard_link(first, &to).expect("a link");
        } else {
            std::fs::copy(&from, &to).expect("a file");
        }
    }
}

/// The number of a file that has several names.
#[cfg(unix)]
fn linked(file: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    file.metadata().ok().filter(|data| data.nlink() > 1).map(|data| data.ino())
}

#[cfg(not(unix))]
fn linked(_: &Path) -> Option<u64> {
    None
}

/// Parts a line at spaces; `'two words'` are one.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '\'' => (quoted, begun) = (!quoted, true),
            ' ' if !quoted => {
                if begun || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => word.push(c),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    words
}

/// An answer, and what is expected of it.
pub struct Heard {
    asked: String,
    answer: Answer,
}

impl Heard {
    /// Exit code 0.
    pub fn ok(self) -> Heard {
        self.code(0)
    }

    pub fn code(self, code: u8) -> Heard {
        assert_eq!(self.answer.code, code, "{}\n{}{}", self.asked, self.answer.text, self.answer.remarks);
        self
    }

    pub fn exit(&self) -> u8 {
        self.answer.code
    }

    /// Standard output has these words.
    pub fn hears(self, words: &str) -> Heard {
        assert!(
            self.answer.text.contains(words),
            "{}: no `{words}` in\n{}{}",
            self.asked,
            self.answer.text,
            self.answer.remarks
        );
        self
    }

    pub fn hears_not(self, words: &str) -> Heard {
        assert!(!self.answer.text.contains(words), "{}: `{words}` in\n{}", self.asked, self.answer.text);
        self
    }

    /// Standard error has these words.
    pub fn remarks(self, words: &str) -> Heard {
        assert!(
            self.answer.remarks.contains(words),
            "{}: no `{words}` in the remarks\n{}",
            self.asked,
            self.answer.remarks
        );
        self
    }

    /// What follows the text on standard output and is none.
    pub fn bytes(&self) -> &[u8] {
        &self.answer.bytes
    }

    /// The program that shows the answer.
    pub fn pager(&self) -> Option<String> {
        self.answer.pager.as_ref().map(|words| words.join(" "))
    }

    pub fn text(&self) -> &str {
        &self.answer.text
    }

    /// Standard output with its words no longer broken into the lines of a table.
    pub fn unbroken(&self) -> String {
        self.answer.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn errors(&self) -> &str {
        &self.answer.remarks
    }

    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.answer.text)
            .unwrap_or_else(|error| panic!("{}: {error}\n{}{}", self.asked, self.answer.text, self.answer.remarks))
    }

    /// A value inside the JSON answer, by pointer: `/total/score/verified`.
    pub fn at(&self, pointer: &str) -> Value {
        let json = self.json();
        json.pointer(pointer).unwrap_or_else(|| panic!("{}: no {pointer} in {json:#}", self.asked)).clone()
    }
}
