//! Clock, arguments, print, exit code: the only file that meets the world outside.

use milepost::cli::answer::{Answer, Outside};
use milepost::cli::settings::Settings;
use milepost::cli::{Reached, end, on_loss, reached, run};
use milepost::model::moment::Moment;
use milepost::model::progress::{SoFar, listen};
use std::ffi::OsString;
use std::io::{IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Books are many small things read by several threads at once, which the system's own allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where the ssh-agent of Windows listens.
const AGENT_PIPE: &str = r"\\.\pipe\openssh-ssh-agent";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    // Names of files are bytes, which need not be text.
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let variable = |name: &str| named(name).map(|value| value.to_string_lossy().into_owned());
    let outside = Outside {
        now: &now,
        random: &random,
        folder: std::env::current_dir().unwrap_or_default(),
        dir: named("MILEPOST_DIR").map(Into::into),
        speaks: named("MILEPOST_AS"),
        width: width(variable("COLUMNS")),
        config: named("MILEPOST_CONFIG").map(Into::into).or_else(|| {
            let programs =
                named("XDG_CONFIG_HOME").map(Into::into).or_else(|| Some(std::env::home_dir()?.join(".config")));
            programs.map(|folder: PathBuf| folder.join("milepost/config.json"))
        }),
        settings: Settings::default(),
        dates: variable("MILEPOST_DATES"),
        lang: variable("MILEPOST_LANG"),
        locale: ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable),
        pager: std::env::var_os("MILEPOST_PAGER").map(|value| value.to_string_lossy().into_owned()),
        usual_pager: std::env::var_os("PAGER").map(|value| value.to_string_lossy().into_owned()),
        height: terminal_size::terminal_size().map(|(_, height)| height.0),
        remarks_width: terminal_size::terminal_size_of(std::io::stderr()).map(|(width, _)| width.0),
        colour: std::io::stdout().is_terminal()
            && variable("NO_COLOR").is_none()
            && variable("TERM").as_deref() != Some("dumb"),
        no_color: variable("NO_COLOR").is_some(),
        ascii: !cfg!(windows)
            && std::io::stdout().is_terminal()
            && !shows_utf8(["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable)),
        terminal: std::io::stdout().is_terminal(),
        process: std::process::id(),
        build: &build,
        cache: variable("MILEPOST_CACHE"),
        agent: named("SSH_AUTH_SOCK").or_else(|| cfg!(windows).then(|| AGENT_PIPE.into())).map(Into::into),
        key: named("MILEPOST_KEY").map(Into::into),
        home: std::env::home_dir(),
        editor: named("VISUAL").or_else(|| named("EDITOR")),
        question: &question,
        input: &input,
        passphrase: &|prompt| {
            unshow();
            rpassword::prompt_password(prompt).ok()
        },
    };
    on_loss(lost);
    let patience = match variable("MILEPOST_PROGRESS").as_deref() {
        Some("always") => Some(Duration::ZERO),
        Some("never") => None,
        _ => Some(LONG),
    };
    if let Some(patience) = patience.filter(|_| std::io::stderr().is_terminal()) {
        PATIENCE.get_or_init(|| patience);
        listen(show);
    }
    // Nothing is left half-written; 130 is what shells expect of who was interrupted.
    let _ = ctrlc::set_handler(|| {
        end();
        unshow();
        std::process::exit(130);
    });
    let mut answer = run(&arguments, &outside);
    unshow();
    let paged = answer.pager.take().is_some_and(|pager| page(&pager, &mut answer));
    let told = if paged { Ok(()) } else { tell(&mut std::io::stdout().lock(), &mut answer) };
    let remarked = write(&mut std::io::stderr().lock(), &[answer.remarks.as_bytes()]);
    match told.and(remarked) {
        Ok(()) => ExitCode::from(answer.code),
        // A reader that has seen enough is no error.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(answer.code),
        Err(error) => {
            let recorded = answer.recorded.map(|names| format!("\nhint: recorded all the same: {names}"));
            let _ =
                writeln!(std::io::stderr(), "error: cannot write the answer: {error}{}", recorded.unwrap_or_default());
            ExitCode::from(5)
        }
    }
}

/// How far long work is, as the terminal shows it: since when, and what was last shown.
static SHOWN: Mutex<(Option<Instant>, Option<String>)> = Mutex::new((None, None));

/// Work is shown that has taken so long; `MILEPOST_PROGRESS` says otherwise.
static PATIENCE: OnceLock<Duration> = OnceLock::new();
const LONG: Duration = Duration::from_millis(500);

/// Shows how far long work is, in one line that is written over.
fn show(far: SoFar) {
    let Ok(mut shown) = SHOWN.lock() else { return };
    let since = *shown.0.get_or_insert_with(Instant::now);
    let line = format!("{}: {} %", far.work.word(), far.percent());
    if PATIENCE.get().is_some_and(|patience| since.elapsed() >= *patience) && shown.1.as_ref() != Some(&line) {
        let _ = write(&mut std::io::stderr().lock(), &[b"\r\x1b[K", line.as_bytes()]);
        shown.1 = Some(line);
    }
}

/// Takes the line away again.
fn unshow() {
    if let Ok(mut shown) = SHOWN.lock()
        && shown.1.take().is_some()
    {
        let _ = write(&mut std::io::stderr().lock(), &[b"\r\x1b[K"]);
    }
}

fn write(stream: &mut impl Write, parts: &[&[u8]]) -> std::io::Result<()> {
    parts.iter().try_for_each(|part| stream.write_all(part))?;
    stream.flush()
}

/// Writes an answer, and what follows its text as soon as it is made.
fn tell(stream: &mut impl Write, answer: &mut Answer) -> std::io::Result<()> {
    reached(Reached::Telling);
    write(stream, &[answer.text.as_bytes(), &answer.bytes])?;
    answer.more.try_for_each(|page| write(stream, &[page.as_bytes()]))
}

/// Shows an answer by a pager; whether there was one. One that is left early has shown what was wanted.
fn page(pager: &[String], answer: &mut Answer) -> bool {
    let mut command = Command::new(&pager[0]);
    command.args(&pager[1..]).stdin(Stdio::piped());
    // What fits is printed and stays; colours are colours. Whoever has set less to something else keeps that.
    let usual = [("LESS", "FRX"), ("LV", "-c")].into_iter().filter(|(name, _)| std::env::var_os(name).is_none());
    let Ok(mut shown) = command.envs(usual).spawn() else { return false };
    leave_interrupts();
    if let Some(mut pipe) = shown.stdin.take() {
        let _ = tell(&mut pipe, answer);
    }
    let _ = shown.wait();
    true
}

/// While a pager shows an answer, Ctrl-C is for the pager, which stays.
#[cfg(unix)]
fn leave_interrupts() {
    unsafe extern "C" {
        fn signal(number: i32, handler: usize) -> usize;
    }
    const INTERRUPT: i32 = 2;
    const IGNORE: usize = 1;
    // SAFETY: to ignore a signal runs no code of ours.
    unsafe { signal(INTERRUPT, IGNORE) };
}

#[cfg(not(unix))]
fn leave_interrupts() {}

fn input() -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Asks on the terminal, where both sides of it are one.
fn question(words: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    unshow();
    write(&mut std::io::stderr().lock(), &[words.as_bytes()]).ok()?;
    let mut answer = String::new();
    (std::io::stdin().read_line(&mut answer).ok()? > 0).then_some(answer)
}

fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(since.as_millis() as i64)
}

/// What an answer is read from was lost: it is made anew, where nothing has been begun.
fn lost(by: Reached) -> ! {
    let (told, hint) = match by {
        Reached::Reading => again(),
        Reached::Telling => ("the answer ends here", "the same again, with MILEPOST_CACHE=never, asks the books alone"),
        Reached::Holding => ("nothing is recorded", "the same again, with MILEPOST_CACHE=never, asks the books alone"),
        Reached::Recorded => ("it is recorded all the same", "`milepost log` shows it"),
    };
    let lost = "what was kept of the books was damaged or changed while the answer was made";
    unshow();
    let _ = writeln!(std::io::stderr(), "error: {lost}: {told}\nhint: {hint}");
    std::process::exit(5)
}

/// Makes the answer anew, from the books alone: nothing of it was told yet.
fn again() -> ! {
    let same = std::env::current_exe()
        .and_then(|path| Command::new(path).args(std::env::args_os().skip(1)).env("MILEPOST_CACHE", "never").status());
    unshow();
    std::process::exit(same.ok().and_then(|status| status.code()).unwrap_or(5))
}

/// The version, and the size and time of the program's file.
fn build() -> String {
    let file = std::env::current_exe().and_then(|path| path.metadata());
    let told = file.map(|file| (file.len(), file.modified().ok().and_then(|on| on.duration_since(UNIX_EPOCH).ok())));
    format!("{} {told:?}", env!("CARGO_PKG_VERSION"))
}

/// 128 bits from the system's source of chance, in hex.
fn random() -> String {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).expect("the system has a source of chance");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a locale, by its name, writes UTF-8; without one it is C, which writes ASCII.
fn shows_utf8(locale: Option<String>) -> bool {
    locale.is_some_and(|locale| ["utf-8", "utf8"].iter().any(|name| locale.to_lowercase().contains(name)))
}

/// The width that `COLUMNS` tells, else that of the terminal; nothing where output goes elsewhere.
fn width(columns: Option<String>) -> Option<u16> {
    let told = columns.and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    told.or_else(|| {
        terminal_size::terminal_size().map(|(width, _)| width.0).filter(|_| std::io::stdout().is_terminal())
    })
}
