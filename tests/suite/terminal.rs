//! A terminal, of 80 columns and 24 lines unless told otherwise, in which a real shell runs, by tmux: keys in, the screen out.

use super::keys::have;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

pub struct Terminal {
    socket: TempDir,
    /// How many keys were pressed.
    pub keys: usize,
}

impl Terminal {
    /// A shell in a folder, with the program by its name and nothing of this machine's settings; nothing where the shell or tmux is
    /// missing.
    pub fn open(shell: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Option<Terminal> {
        Terminal::sized((80, 24), shell, folder, variables)
    }

    /// The same of so many columns and lines.
    pub fn sized(
        (columns, lines): (u16, u16),
        shell: &[&str],
        folder: &Path,
        variables: &[(&str, &str)],
    ) -> Option<Terminal> {
        if !(have("tmux") && have(shell[0])) {
            return None;
        }
        let terminal = Terminal { socket: tempfile::tempdir().expect("a folder"), keys: 0 };
        let home = terminal.socket.path().join("home");
        std::fs::create_dir(&home).expect("a home");
        let programs = Path::new(env!("CARGO_BIN_EXE_milepost")).parent().expect("a folder").display().to_string();
        let mut given = vec![
            "-i".to_owned(),
            format!("PATH={programs}:/usr/local/bin:/usr/bin:/bin"),
            format!("HOME={}", home.display()),
            "LC_ALL=C.UTF-8".to_owned(),
            "TERM=screen".to_owned(),
            "PS1=$ ".to_owned(),
        ];
        given.extend(variables.iter().map(|(name, value)| format!("{name}={value}")));
        let (columns, lines) = (columns.to_string(), lines.to_string());
        let mut words = vec!["-f", "/dev/null", "new-session", "-d", "-x", &columns, "-y", &lines, "-c"];
        let folder = folder.to_str().expect("a path");
        words.extend([folder, "env"]);
        words.extend(given.iter().map(String::as_str));
        words.extend(shell);
        terminal.tmux(&words);
        Some(terminal)
    }

    /// Types; `\t` is Tab, `\r` Enter.
    pub fn types(&mut self, keys: &str) -> &mut Terminal {
        self.keys += keys.chars().count();
        self.tmux(&["send-keys", "-l", keys]);
        self
    }

    /// Waits until the screen is so, and tells it.
    pub fn until(&self, wanted: &str, so: impl Fn(&str) -> bool) -> String {
        let mut screen = String::new();
        // It is a matter of a moment; a machine with much else to do may take long.
        for _ in 0..1200 {
            screen = self.screen();
            if so(&screen) {
                return screen;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("waiting for {wanted}, the screen is\n{screen}");
    }

    /// Waits until the screen shows this.
    pub fn shows(&self, text: &str) -> String {
        self.until(text, |screen| screen.contains(text))
    }

    pub fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p", "-J"])
    }

    fn tmux(&self, words: &[&str]) -> String {
        let socket = self.socket.path().join("socket");
        let told = Command::new("tmux").arg("-S").arg(socket).args(words).stdin(Stdio::null()).output().expect("tmux");
        assert!(told.status.success(), "{words:?}: {}", String::from_utf8_lossy(&told.stderr));
        String::from_utf8_lossy(&told.stdout).into_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let socket = self.socket.path().join("socket");
        let _ = Command::new("tmux").arg("-S").arg(socket).arg("kill-server").stderr(Stdio::null()).status();
    }
}
