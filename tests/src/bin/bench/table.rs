//! The table: ours, the rival's in the same run, and their ratio, for people and as JSON; and beside an earlier one.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use jiff::Zoned;
use serde::{Deserialize, Serialize};

/// One figure.
#[derive(Debug, Serialize)]
pub struct Row {
    pub name: String,
    pub ours: Option<f64>,
    pub rival: Option<f64>,
    /// Ours over the rival's.
    pub ratio: Option<f64>,
    pub unit: &'static str,
    pub note: String,
}

impl Row {
    /// A figure with nothing beside it.
    pub fn alone(name: impl Into<String>, ours: f64, unit: &'static str, note: impl Into<String>) -> Self {
        Self { name: name.into(), ours: Some(ours), rival: None, ratio: None, unit, note: note.into() }
    }

    /// Ours beside a rival's.
    pub fn beside(
        name: impl Into<String>,
        ours: f64,
        rival: f64,
        unit: &'static str,
        note: impl Into<String>,
    ) -> Self {
        Self { rival: Some(rival), ratio: Some(ours / rival), ..Self::alone(name, ours, unit, note) }
    }

    /// Something that could not be measured here, and why.
    pub fn missing(name: impl Into<String>, unit: &'static str, why: impl Into<String>) -> Self {
        Self { name: name.into(), ours: None, rival: None, ratio: None, unit, note: why.into() }
    }
}

/// All figures of a run.
#[derive(Debug, Default)]
pub struct Table(Vec<Row>);

/// The run, as it is kept.
#[derive(Serialize)]
struct Kept<'a> {
    at: String,
    cores: usize,
    processor: Option<String>,
    memory: Option<String>,
    /// Who else wanted the processor, as the system counts: in the last minute, five, fifteen.
    load: Option<String>,
    system: &'static str,
    machine: &'static str,
    optimized: bool,
    rows: &'a [Row],
}

/// What a kept run is compared by.
#[derive(Deserialize)]
struct Earlier {
    at: String,
    rows: Vec<EarlierRow>,
}

#[derive(Deserialize)]
struct EarlierRow {
    name: String,
    ours: Option<f64>,
    ratio: Option<f64>,
}

impl Table {
    pub fn add(&mut self, rows: impl IntoIterator<Item = Row>) {
        self.0.extend(rows);
    }

    #[cfg(test)]
    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    /// Writes `<date>-<time>.json` into the folder, and says which file that is.
    pub fn save(&self, folder: &Path) -> io::Result<PathBuf> {
        let now = Zoned::now();
        let kept = Kept {
            at: now.timestamp().to_string(),
            cores: thread::available_parallelism().map_or(0, usize::from),
            processor: fact("/proc/cpuinfo", "model name"),
            memory: fact("/proc/meminfo", "MemTotal"),
            load: fs::read_to_string("/proc/loadavg").ok().map(|text| text.trim().to_owned()),
            system: std::env::consts::OS,
            machine: std::env::consts::ARCH,
            optimized: !cfg!(debug_assertions),
            rows: &self.0,
        };
        let file = folder.join(format!("{}.json", now.strftime("%Y-%m-%d-%H%M%S")));
        fs::write(&file, serde_json::to_string_pretty(&kept).map_err(io::Error::other)?)?;
        Ok(file)
    }

    /// Every figure that both runs have, beside the earlier one's. Ratios to rivals compare best: they were measured
    /// in the same run, on the same machine, under the same load.
    pub fn compared_with(&self, file: &Path) -> io::Result<String> {
        let earlier: Earlier = serde_json::from_str(&fs::read_to_string(file)?).map_err(io::Error::other)?;
        let mut text = format!("Beside the run of {}:\n", earlier.at);
        for now in &self.0 {
            let Some(then) = earlier.rows.iter().find(|then| then.name == now.name) else { continue };
            let (Some(ours), Some(then_ours)) = (now.ours, then.ours) else { continue };
            let change = (ours / then_ours - 1.0) * 100.0;
            text += &format!(
                "{}: {} -> {} {} ({change:+.0} %)",
                now.name,
                short(Some(then_ours)),
                short(Some(ours)),
                now.unit
            );
            if let (Some(ratio), Some(then_ratio)) = (now.ratio, then.ratio) {
                text += &format!(", ratio {then_ratio:.2} -> {ratio:.2}");
            }
            text.push('\n');
        }
        Ok(text)
    }
}

/// A line of one of the system's own files; none where there is no such file.
fn fact(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim_start_matches([' ', '\t', ':']).to_owned())
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["figure", "ours", "rival", "ratio", "unit", "note"].map(str::to_owned);
        let lines: Vec<[String; 6]> = std::iter::once(head).chain(self.0.iter().map(cells)).collect();
        let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
        let widths: [usize; 5] = std::array::from_fn(width);
        if cfg!(debug_assertions) {
            writeln!(f, "Not an optimized build: these figures mean nothing.")?;
        }
        for [name, ours, rival, ratio, unit, note] in &lines {
            let line = format!(
                "{name:<a$}  {ours:>b$}  {rival:>c$}  {ratio:>d$}  {unit:<e$}  {note}",
                a = widths[0],
                b = widths[1],
                c = widths[2],
                d = widths[3],
                e = widths[4],
            );
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

fn cells(row: &Row) -> [String; 6] {
    let ratio = row.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
    [row.name.clone(), short(row.ours), short(row.rival), ratio, row.unit.to_owned(), row.note.clone()]
}

/// As many digits as mean something.
fn short(figure: Option<f64>) -> String {
    match figure {
        None => "-".to_owned(),
        Some(figure) if figure.abs() >= 100.0 => format!("{figure:.0}"),
        Some(figure) if figure.abs() >= 10.0 => format!("{figure:.1}"),
        Some(figure) => format!("{figure:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::default();
        table.add([
            Row::beside("decode", 90_000.0, 100_000.0, "events/s", "goal 0.8"),
            Row::missing("over a socket", "events/s", "no npm here"),
        ]);
        table
    }

    #[test]
    fn columns_stand_under_their_heads() {
        let text = table().to_string();
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("Not")).collect();
        assert_eq!(lines.len(), 3, "a head and two rows");
        let places = lines.iter().map(|line| line.find("events/s").or_else(|| line.find("unit")));
        assert!(places.clone().all(|place| place == lines[0].find("unit")), "units stand in one column");
        assert!(lines[1].contains("0.90"), "the ratio is ours over the rival's");
        assert!(lines[2].ends_with("no npm here"), "what is missing says why");
    }

    #[test]
    fn an_earlier_run_stands_beside_a_later_one() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = table().save(folder.path()).expect("it can be written");
        let mut later = Table::default();
        later.add([
            Row::beside("decode", 99_000.0, 100_000.0, "events/s", ""),
            Row::alone("new", 1.0, "ms", ""),
            Row::alone("over a socket", 1.0, "events/s", "measured at last"),
        ]);
        let text = later.compared_with(&file).expect("the earlier run reads");
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            ["decode: 90000 -> 99000 events/s (+10 %), ratio 0.90 -> 0.99"],
            "what both measured"
        );
        assert!(later.compared_with(folder.path()).is_err(), "a folder is no run");
    }

    #[test]
    fn the_file_holds_every_row() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = table().save(folder.path()).expect("it can be written");
        let text = fs::read_to_string(file).expect("it can be read");
        let kept: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(kept["rows"].as_array().map(Vec::len), Some(2), "to be compared row by row");
        assert_eq!(kept["rows"][1]["ours"], serde_json::Value::Null, "what is missing is no number");
    }
}
