//! What a command costs at least, and what one did cost:
//!
//! ```text
//! floor                       does nothing: what it takes to start a program
//! floor parse FILE...         reads every line as JSON and keeps nothing
//! floor run OUTPUT COMMAND... runs a command, its answer written to OUTPUT, and tells as JSON what it took
//! ```
//!
//! A child's peak memory is never told as less than that of who started it; so a small program starts what is measured.

use serde_json::value::RawValue;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.split_first() {
        None => ExitCode::SUCCESS,
        Some((deed, files)) if deed == "parse" => parse(files),
        #[cfg(target_os = "linux")]
        Some((deed, words)) if deed == "run" && words.len() > 1 => run(&words[0], &words[1], &words[2..]),
        Some(_) => {
            eprintln!("`floor`, `floor parse FILE...` or `floor run OUTPUT COMMAND...` (Linux)");
            ExitCode::from(2)
        }
    }
}

/// Counts the lines that are JSON.
fn parse(files: &[String]) -> ExitCode {
    let mut count = 0;
    for file in files {
        let bytes = std::fs::read(file).expect("a file");
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        count += lines.filter(|line| serde_json::from_slice::<&RawValue>(line).is_ok()).count();
    }
    println!("{count}");
    ExitCode::SUCCESS
}

/// Seconds of wall and processor time, peak memory, and bytes read by system calls, of the command with all that it started and
/// waited for. What is mapped into memory is no byte read.
#[cfg(target_os = "linux")]
fn run(output: &str, program: &str, words: &[String]) -> ExitCode {
    use std::process::{Command, Stdio};
    let answer = std::fs::File::create(output).expect("a file for the answer");
    let begun = std::time::Instant::now();
    let child = Command::new(program).args(words).stdin(Stdio::null()).stdout(answer).spawn();
    let mut child = child.expect("the command starts");
    // Ended, and still there to be asked what it read.
    // SAFETY: zero is a value of both structs, which the system fills in.
    let (mut about, mut usage): (libc::siginfo_t, libc::rusage) = unsafe { (std::mem::zeroed(), std::mem::zeroed()) };
    unsafe { libc::waitid(libc::P_PID, child.id(), &mut about, libc::WEXITED | libc::WNOWAIT) };
    let wall = begun.elapsed().as_secs_f64();
    let io = std::fs::read_to_string(format!("/proc/{}/io", child.id())).unwrap_or_default();
    let read = io.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap_or("null");
    let code = child.wait().expect("the command ends").code().unwrap_or(-1);
    unsafe { libc::getrusage(libc::RUSAGE_CHILDREN, &mut usage) };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    let (user, system, peak) = (seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss * 1024);
    println!(r#"{{"wall":{wall},"user":{user},"system":{system},"peak":{peak},"read":{read},"code":{code}}}"#);
    ExitCode::SUCCESS
}
