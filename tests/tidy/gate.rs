//! Every command of the engine passes the gate before it does anything, as an act of the gate's table.

use crate::sources::{Source, all};

const ENGINE: &str = "src-tauri/engine/src/engine";
const GATE: &str = "src-tauri/engine/src/gate.rs";

/// What is no command: the engine's beginning and end, and listening to what is shown anyway.
const NO_COMMANDS: [&str; 3] = ["start", "stop", "pushes"];

#[test]
fn every_command_passes_the_gate_first() {
    let sources = all();
    let gate = sources.iter().find(|source| source.path == GATE).expect("the gate is there");
    let words = words(&gate.text);
    let mut commands = Vec::new();
    for source in sources.iter().filter(|source| is_the_engines_face(source)) {
        for (command, first) in commands_of(&source.text) {
            assert!(passes(&first), "{}: {command} does {first:?} before it passes the gate", source.path);
            assert!(words.contains(&command), "{command} has no row in the gate's table");
            commands.push(command);
        }
    }
    assert!(commands.len() > 15, "the commands are found: {commands:?}");
    for word in &words {
        assert!(commands.contains(word), "the gate's row {word:?} is no command of the engine");
    }
}

#[test]
fn a_command_beside_the_gate_is_noticed() {
    let text = "impl Engine {
    /// Ends it.
    pub async fn stop(&self) {
        self.0.stop.cancel();
    }

    pub async fn claim(
        &self,
        call: CallId,
    ) -> Result<(), AppError> {
        self.pass(Act::Claim).await?;
    }

    pub fn wipe(&self) {
        self.0.store.wipe();
    }
}
";
    let found = commands_of(text);
    assert_eq!(found[0], ("claim".to_owned(), "self.pass(Act::Claim).await?;".to_owned()), "its first step");
    assert!(passes(&found[0].1), "which is the gate");
    assert_eq!(found[1].0, "wipe", "a command that does not wait is one too");
    assert!(!passes(&found[1].1), "and does not pass");
    assert!(passes("let deed = self.pass(Act::Grant).await?;"), "the deed may be kept");
    assert_eq!(
        words("    Grant, \"grant\", Administrator;\n    say(\"x\");"),
        ["grant"],
        "a row of the table"
    );
}

fn is_the_engines_face(source: &Source) -> bool {
    source.is(&["rs"]) && source.path.strip_prefix(ENGINE).is_some_and(|rest| rest.starts_with(['.', '/']))
}

/// Each public function of the engine that is a command, with the first statement of its body.
fn commands_of(text: &str) -> Vec<(String, String)> {
    let mut lines = text.lines().map(str::trim);
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let declared = line.strip_prefix("pub async fn ").or_else(|| line.strip_prefix("pub fn "));
        let Some((name, _)) = declared.and_then(|rest| rest.split_once('(')) else { continue };
        if !line.ends_with('{') {
            lines.find(|line| line.ends_with('{'));
        }
        let first = lines.find(|line| !line.is_empty() && !line.starts_with("//")).unwrap_or_default();
        if !NO_COMMANDS.contains(&name) {
            found.push((name.to_owned(), first.to_owned()));
        }
    }
    found
}

fn passes(statement: &str) -> bool {
    let statement = statement.split_once(" = ").map_or(statement, |(_, value)| value);
    statement.starts_with("self.pass(") && statement.ends_with(").await?;")
}

/// The commands in the gate's table.
fn words(text: &str) -> Vec<String> {
    let rows = text.lines().filter_map(|line| {
        let (act, rest) = line.trim().strip_suffix(';')?.split_once(", \"")?;
        act.chars().all(char::is_alphanumeric).then(|| rest.split_once("\", ")).flatten()
    });
    rows.map(|(word, _)| word.to_owned()).collect()
}
