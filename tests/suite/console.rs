//! Shown sessions, run as they stand: a text with `console` blocks in which a line that begins with `$ ` is a command, of milepost
//! or of Git, and what follows is its output, standard error included.
//!
//! A command may name a file of the repository by its path from the root, `tests/…`, which lies then in the folder of the command, or
//! beside that folder, `../tests/…`.
//! A heading `## 2026-01-20 …` sets the clock to that day; a block that begins with ```` ```json NAME ```` is a file of that name,
//! below the folder that the last `cd` went to.
//!
//! A line that ends in `…` stands for that beginning and anything after it, `…` alone for any lines. `MILEPOST_SHOWN=write`
//! writes the output anew.

use super::world::World;
use milepost::model::when::When;
use std::path::Path;
use std::process::Command;

/// The text of a file of the repository.
pub fn repository(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Plays the sessions of a file in an empty folder, at 80 columns; tells how many commands ran. `cd` moves between folders.
pub fn play(path: &Path) -> usize {
    let write = std::env::var("MILEPOST_SHOWN").is_ok_and(|what| what == "write");
    session(path, write).1
}

/// The world that the sessions of a file leave behind.
pub fn stage(path: &Path) -> World {
    session(path, false).0
}

fn session(path: &Path, write: bool) -> (World, usize) {
    let shown = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let world = World::empty().width(80);
    let (mut written, mut folder, mut inside, mut ran) = (String::new(), String::new(), false, 0);
    let mut day = "2026-12-01".to_owned();
    let mut lines = shown.lines().peekable();
    while let Some(line) = lines.next() {
        written += &format!("{line}\n");
        if let Some(date) =
            line.strip_prefix("## ").and_then(|title| title.get(..10)).filter(|date| When::parse(date).is_ok())
        {
            day = date.to_owned();
        }
        if let Some(name) = line.strip_prefix("```json ") {
            let mut text = String::new();
            while let Some(line) = lines.next_if(|line| *line != "```") {
                text += &format!("{line}\n");
            }
            written += &text;
            world.file(&Path::new(&folder).join(name).display().to_string(), text);
        }
        inside = match line {
            "```console" => true,
            line if line.starts_with("```") => false,
            _ => inside,
        };
        let Some(command) = line.strip_prefix("$ ").filter(|_| inside) else { continue };
        let mut expected = Vec::new();
        while let Some(shown) = lines.next_if(|line| !line.starts_with("$ ") && !line.starts_with("```")) {
            expected.push(shown);
        }
        if let Some(dir) = command.strip_prefix("cd ") {
            folder = if dir == ".." { String::new() } else { dir.to_owned() };
            continue;
        }

        for path in command.split_whitespace() {
            let below = Path::new(&folder).join(path);
            match path.strip_prefix("../").filter(|_| !folder.is_empty()) {
                Some(path) if path.starts_with("tests/") => _ = world.file(path, repository(path)),
                None if path.starts_with("tests/") => _ = world.file(&below.display().to_string(), repository(path)),
                _ => {}
            }
        }
        world.at(&format!("{day}T12:{ran:02}Z"));
        let given = run(&world, &folder, command);
        let given: Vec<&str> = given.lines().collect();
        ran += 1;
        match (fits(&expected, &given), write) {
            (true, _) => expected.iter().for_each(|line| written += &format!("{line}\n")),
            (false, true) => written += &(given.join("\n") + "\n"),
            (false, false) => panic!(
                "{}: $ {command}\n--- shown\n{}\n--- given\n{}",
                path.display(),
                expected.join("\n"),
                given.join("\n")
            ),
        }
    }
    if write && written != shown {
        std::fs::write(path, written).expect("the file");
    }
    (world, ran)
}

/// Standard output, then standard error; the scene's own folder is left out of sight.
fn run(world: &World, folder: &str, command: &str) -> String {
    if let Some(words) = command.strip_prefix("git ") {
        let told = Command::new("git").args(words.split(' ')).current_dir(world.folder().join(folder)).output();
        let told = told.unwrap_or_else(|error| panic!("git: {error}"));
        return String::from_utf8_lossy(&[told.stdout, told.stderr].concat()).into_owned();
    }
    let words = command.strip_prefix("milepost ").unwrap_or_else(|| panic!("not a milepost command: {command}"));
    let heard = world.ask_in(folder, &words.replace('"', "'"));
    let all = format!("{}{}", heard.text(), heard.errors());
    let scene = format!("{}{}", world.folder().display(), std::path::MAIN_SEPARATOR);
    all.replace(&scene, "")
}

fn fits(expected: &[&str], given: &[&str]) -> bool {
    match (expected.split_first(), given.split_first()) {
        (None, None) => true,
        (Some((&"…", rest)), _) => (0..=given.len()).any(|from| fits(rest, &given[from..])),
        (Some((shown, rest)), Some((line, more))) => {
            let same =
                shown.strip_suffix('…').map_or(shown.trim_end() == line.trim_end(), |start| line.starts_with(start));
            same && fits(rest, more)
        }
        _ => false,
    }
}
