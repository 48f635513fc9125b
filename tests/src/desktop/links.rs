//! What the program opens in the system browser. The first `xdg-open` on its PATH writes the address down
//! instead of opening it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::unix::pipe;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::PATIENCE;

/// The addresses, as they come.
#[derive(Debug)]
pub struct Links {
    folder: PathBuf,
    opened: Mutex<BufReader<pipe::Receiver>>,
}

impl Links {
    /// Puts the launcher into that folder.
    pub fn in_folder(folder: &Path) -> Self {
        let pipe = folder.join("opened");
        let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is on every system");
        assert!(made.success(), "the folder is ours");
        let launcher = folder.join("xdg-open");
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" > '{}'\n", pipe.display());
        fs::write(&launcher, script).expect("the folder is ours");
        fs::set_permissions(&launcher, fs::Permissions::from_mode(0o755)).expect("the file is ours");
        // Open for writing too, so that it does not end with the first launcher.
        let opened = pipe::OpenOptions::new().read_write(true).open_receiver(&pipe);
        let opened = Mutex::new(BufReader::new(opened.expect("the pipe is ours")));
        Self { folder: folder.to_owned(), opened }
    }

    /// What the PATH begins with.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Waits for the next address that is opened.
    pub async fn next(&self) -> String {
        let mut line = String::new();
        let mut opened = self.opened.lock().await;
        let read = timeout(PATIENCE, opened.read_line(&mut line)).await;
        read.expect("the browser is opened in time").expect("the pipe can be read");
        line.trim().to_owned()
    }
}
