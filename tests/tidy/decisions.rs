//! Every decision can be found: numbered without a hole, and linked from where people look.

use std::fs;

use crate::sources::{all, root};

#[test]
fn every_decision_is_linked() {
    let sources = all();
    let shelves = ["ARCHITECTURE.md", "docs/decisions/README.md"];
    let shelves: Vec<&str> = shelves
        .iter()
        .filter_map(|shelf| sources.iter().find(|source| source.path == *shelf))
        .map(|source| source.text.as_str())
        .collect();
    let lost: Vec<String> = decisions()
        .into_iter()
        .filter(|decision| !shelves.iter().any(|shelf| shelf.contains(&format!("{decision})"))))
        .collect();
    assert!(lost.is_empty(), "no link leads to {lost:?}");
}

#[test]
fn decisions_are_numbered_without_a_hole() {
    let decisions = decisions();
    assert!(!decisions.is_empty(), "the unusual choices are explained");
    for (index, decision) in decisions.iter().enumerate() {
        let number = format!("{:04}-", index + 1);
        assert!(decision.starts_with(&number), "{decision} should begin with {number}");
    }
}

/// In order of their numbers.
fn decisions() -> Vec<String> {
    let entries = fs::read_dir(root().join("docs/decisions")).expect("the decisions have a folder");
    let names = entries.map(|entry| entry.expect("the folder can be listed").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name != "README.md").collect();
    names.sort();
    names
}
