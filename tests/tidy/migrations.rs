//! Both databases take the same steps: one migration per number and name on each side.

use std::collections::BTreeSet;
use std::fs;

use crate::sources::root;

#[test]
fn both_databases_have_the_same_migrations() {
    let sqlite = names_in("sqlite");
    let postgres = names_in("postgres");
    assert!(!sqlite.is_empty(), "the store has a schema");
    let only_one: Vec<_> = sqlite.symmetric_difference(&postgres).collect();
    assert!(only_one.is_empty(), "each of these exists for one database only: {only_one:?}");
}

#[test]
fn migrations_are_numbered_without_a_hole() {
    for database in ["sqlite", "postgres"] {
        let names = names_in(database);
        let fault = fault_of(names.iter().map(String::as_str));
        assert_eq!(fault, None, "the migrations of {database}");
    }
}

#[test]
fn columns_keep_their_places() {
    let folder = root().join("src-tauri/store/migrations/sqlite");
    for name in names_in("sqlite") {
        let text = fs::read_to_string(folder.join(&name)).expect("a migration can be read").to_lowercase();
        let moves = ["drop table", "drop column", "rename to"].into_iter().find(|step| text.contains(step));
        assert_eq!(moves, None, "{name}: rows of damaged files are read by the places of their columns");
    }
}

#[test]
fn a_wrong_number_is_noticed() {
    assert_eq!(fault_of(["0001_calls.sql", "0002_claims.sql"].into_iter()), None, "one after the other");
    for wrong in
        [&["0001_calls.sql", "0003_jobs.sql"][..], &["1_calls.sql"], &["0001.sql"], &["0001_Calls.sql"]]
    {
        assert!(fault_of(wrong.iter().copied()).is_some(), "{wrong:?} must not pass");
    }
}

fn names_in(database: &str) -> BTreeSet<String> {
    let folder = root().join("src-tauri/store/migrations").join(database);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let entries = entries.map(|entry| entry.expect("the folder can be listed"));
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// The first name that is not `NNNN_what_it_does.sql` with the next number.
fn fault_of<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    names.enumerate().find_map(|(index, name)| {
        let what =
            name.strip_prefix(&format!("{:04}_", index + 1)).and_then(|rest| rest.strip_suffix(".sql"));
        let is_plain = |what: &str| {
            !what.is_empty() && what.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        (!what.is_some_and(is_plain)).then(|| name.to_owned())
    })
}
