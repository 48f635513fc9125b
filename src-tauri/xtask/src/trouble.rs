//! What can stop a task, each as a sentence that says what to do next.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::setup::version::Version;

#[derive(Debug)]
pub enum Trouble {
    UnknownTask { word: String, tasks: &'static str },
    NotACheckout { path: PathBuf },
    RustTooOld { found: Version, needed: Version },
    NodeMissing,
    NodeTooOld { found: Version },
    NpmMissing,
    Unreadable { program: &'static str, said: String },
    PackagesNeedRoot { command: String },
    PackagesNotInstalled { command: String },
    PackagesUnknown { missing: Vec<String>, hint: String },
    NotStarted { program: String, source: io::Error },
    Failed { command: String },
    File { path: PathBuf, source: io::Error },
    StepsFailed { names: Vec<String> },
}

impl std::error::Error for Trouble {}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTask { word, tasks } => {
                write!(out, "there is no task \"{word}\". The tasks are:\n{tasks}")
            }
            Self::NotACheckout { path } => {
                write!(out, "{} is not a checkout of Ringside. Run this inside one.", path.display())
            }
            Self::RustTooOld { found, needed } => write!(
                out,
                "Ringside needs Rust {needed} or newer, and this is {found}. Run `rustup update stable`, \
                 or install Rust from https://rustup.rs, then run the command again."
            ),
            Self::NodeMissing => write!(
                out,
                "Node.js is missing; it builds the window. Install version 20.19, 22.12 or newer from \
                 https://nodejs.org (a Linux distribution's own package is often too old), then run the \
                 command again."
            ),
            Self::NodeTooOld { found } => write!(
                out,
                "Node.js {found} is too old to build the window. Install version 20.19, 22.12 or newer from \
                 https://nodejs.org, then run the command again."
            ),
            Self::NpmMissing => write!(
                out,
                "Node.js is here, but npm is not. Install npm (the downloads on https://nodejs.org contain it), \
                 then run the command again."
            ),
            Self::Unreadable { program, said } => write!(
                out,
                "`{program} --version` answered \"{said}\", which is no version. Check what `{program}` is on \
                 this machine, then run the command again."
            ),
            Self::PackagesNeedRoot { command } => write!(
                out,
                "installing packages needs an administrator, and there is no sudo here. As root, run\n  \
                 {command}\nthen run the command again."
            ),
            Self::PackagesNotInstalled { command } => write!(
                out,
                "the packages could not be installed; the lines above say why. When this works by hand:\n  \
                 {command}\nrun the command again."
            ),
            Self::PackagesUnknown { missing, hint } => {
                write!(out, "these are missing on this machine: {}. {hint}", missing.join(", "))
            }
            Self::NotStarted { program, source } => {
                write!(
                    out,
                    "`{program}` could not be started: {source}. Install it, then run the command again."
                )
            }
            Self::Failed { command } => write!(out, "`{command}` failed; the lines above say why."),
            Self::File { path, source } => write!(out, "{}: {source}", path.display()),
            Self::StepsFailed { names } => write!(out, "not everything passed: {}.", names.join(", ")),
        }
    }
}
