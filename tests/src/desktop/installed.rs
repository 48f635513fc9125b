//! Ringside as it is installed: known to the desktop by the package's own desktop file, and chosen for the links
//! that it registers. In: links that somebody follows. Out: whatever the desktop then starts.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use super::machine::Machine;
use super::process::{Running, command};

/// As the package carries it.
const TEMPLATE: &str = include_str!("../../../src-tauri/app/ringside.desktop");
/// The desktop's own; an earlier one on the PATH only writes down what Ringside opens.
const OPENER: &str = "/usr/bin/xdg-open";

impl Machine {
    /// Makes the desktop know Ringside, and choose it for every scheme that it registers.
    pub fn is_installed(&self) {
        let home = self.folder.path().join("home");
        let exec = format!("{} --data-folder {}", self.program.display(), self.data_folder().display());
        let lines = TEMPLATE.lines().filter(|line| !line.starts_with("{{"));
        let lines: Vec<String> = lines
            .map(|line| match line {
                "StartupWMClass={{exec}}" => "StartupWMClass=ringside".to_owned(),
                line => line.replace("{{exec}}", &exec).replace("{{name}}", "Ringside"),
            })
            .collect();
        let types = lines.iter().find_map(|line| line.strip_prefix("MimeType=")).expect("it names schemes");
        let chosen: String =
            types.split_terminator(';').map(|kind| format!("{kind}=Ringside.desktop\n")).collect();
        write(&home.join(".local/share/applications/Ringside.desktop"), &(lines.join("\n") + "\n"));
        write(&home.join(".config/mimeapps.list"), &format!("[Default Applications]\n{chosen}"));
    }

    /// Makes the desktop know another phone program, and choose it for `tel:`.
    pub fn has_phone_program(&self, name: &str) {
        let home = self.folder.path().join("home");
        let entry = format!(
            "[Desktop Entry]\nType=Application\nName={name}\nExec=true %u\nMimeType=x-scheme-handler/tel;\n"
        );
        write(&home.join(".local/share/applications/example-phone.desktop"), &entry);
        write(
            &home.join(".config/mimeapps.list"),
            "[Default Applications]\nx-scheme-handler/tel=example-phone.desktop\n",
        );
    }

    /// Somebody follows a link in another program.
    pub async fn follows(&self, link: &str) {
        let mut open = command(Path::new(OPENER));
        self.surround(&mut open);
        let mut opening = Running::start(open.arg(link).stdout(Stdio::null()).stderr(Stdio::null()));
        let status = opening.ends().await;
        assert!(status.success(), "the desktop knows who opens {link}: {status}");
    }
}

fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("the folder is ours");
    fs::write(file, text).expect("the folder is ours");
}
