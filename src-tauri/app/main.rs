//! The program. Everything is in the library, so that tests reach it.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    ringside::run(std::env::args_os().skip(1))
}
