//! The system's packages: named, and on Debian and Ubuntu installed.
//!
//! In: the purpose, `/etc/os-release`, `dpkg-query`, PATH. Out: a listed and confirmed installation by
//! apt-get, or on other systems a sentence with what is missing and where to read on.

use std::fs;
use std::process::Command;

use super::Purpose;
use crate::process;
use crate::trouble::Trouble;

/// A package, and programs that make it needless where they exist already.
struct Package {
    name: &'static str,
    unless: &'static [&'static str],
}

const fn package(name: &'static str) -> Package {
    Package { name, unless: &[] }
}

const BUILD: [Package; 6] = [
    package("build-essential"),
    package("pkg-config"),
    package("libwebkit2gtk-4.1-dev"),
    package("libayatana-appindicator3-dev"),
    package("libdbus-1-dev"),
    package("xdg-utils"),
];

const TEST: [Package; 19] = [
    package("xvfb"),
    package("xauth"),
    package("openbox"),
    package("xdotool"),
    package("x11-utils"),
    package("webkit2gtk-driver"),
    package("dbus"),
    package("dbus-x11"),
    package("dunst"),
    package("gnome-keyring"),
    package("libsecret-tools"),
    package("imagemagick"),
    package("postgresql"),
    Package { name: "openssl", unless: &["openssl"] },
    package("fonts-dejavu-core"),
    package("fonts-inter"),
    package("fonts-noto-core"),
    Package { name: "chromium", unless: &["chromium", "chromium-browser", "google-chrome"] },
    Package { name: "chromium-driver", unless: &["chromedriver"] },
];

/// Elsewhere the libraries are looked for by the names that pkg-config knows.
const LIBRARIES: [&str; 3] = ["webkit2gtk-4.1", "gtk+-3.0", "dbus-1"];

const PROGRAMS: [&str; 6] =
    ["Xvfb", "WebKitWebDriver", "dbus-run-session", "dunst", "gnome-keyring-daemon", "xdotool"];

pub fn require(purpose: Purpose) -> Result<(), Trouble> {
    let os = Os::of(&fs::read_to_string("/etc/os-release").unwrap_or_default());
    if os.family == Family::Debian && process::find("dpkg-query").is_some() {
        return install(&missing_packages(&os, purpose)?);
    }
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let missing = missing_elsewhere(purpose);
    if missing.is_empty() {
        return Ok(());
    }
    Err(Trouble::PackagesUnknown { missing, hint: os.family.hint().to_owned() })
}

fn missing_packages(os: &Os, purpose: Purpose) -> Result<Vec<&'static str>, Trouble> {
    let wanted: Vec<&Package> =
        if purpose == Purpose::Test { BUILD.iter().chain(&TEST).collect() } else { BUILD.iter().collect() };
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat", "${Package} ${db:Status-Abbrev}\n"]).env("LC_ALL", "C");
    query.args(wanted.iter().map(|package| package.name));
    let installed = process::output(&mut query)?;
    let missing = wanted.into_iter().filter(|package| {
        !is_installed(package.name, &installed)
            && !package.unless.iter().any(|it| process::find(it).is_some())
    });
    Ok(missing.map(|package| os.name_of(package.name)).collect())
}

/// Reads lines of `xvfb ii `, whose second letter is the state: `ii` and `hi` are installed, `un` and `rc`
/// (removed, its settings left) are not, and a package dpkg has never heard of has no line.
fn is_installed(name: &str, dpkg: &str) -> bool {
    dpkg.lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some(name) && words.next().is_some_and(|state| state.ends_with('i') && state != "un")
    })
}

fn install(missing: &[&str]) -> Result<(), Trouble> {
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get install -y {}", missing.join(" "));
    println!("These packages are missing and will be installed:\n  {}", missing.join("\n  "));
    let root = process::output(Command::new("id").arg("-u"))?.trim() == "0";
    if !root && process::find("sudo").is_none() {
        return Err(Trouble::PackagesNeedRoot { command: by_hand });
    }
    // Old lists often still serve, so a failed refresh only warns.
    if !process::succeeds(apt_get(root).arg("update"))? {
        println!("The package lists could not be refreshed; going on with those at hand.");
    }
    if process::succeeds(apt_get(root).args(["install", "-y"]).args(missing))? {
        Ok(())
    } else {
        Err(Trouble::PackagesNotInstalled { command: by_hand })
    }
}

/// sudo drops the environment, so `env` sets the variable behind it.
fn apt_get(root: bool) -> Command {
    let mut command = if root {
        Command::new("env")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    command
}

fn missing_elsewhere(purpose: Purpose) -> Vec<String> {
    if process::find("pkg-config").is_none() {
        return vec!["pkg-config".to_owned()];
    }
    let known = |library: &&str| {
        process::succeeds(Command::new("pkg-config").args(["--exists", *library])).unwrap_or(false)
    };
    let libraries = LIBRARIES.iter().filter(|library| !known(library)).copied();
    let programs = PROGRAMS.iter().filter(|_| purpose == Purpose::Test).copied();
    let programs = programs.filter(|program| process::find(program).is_none());
    libraries.chain(programs).map(str::to_owned).collect()
}

struct Os {
    id: String,
    family: Family,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Debian,
    Fedora,
    Arch,
    Other,
}

impl Os {
    /// Reads `ID` and `ID_LIKE` of an os-release file.
    fn of(release: &str) -> Self {
        let value = |key: &str| {
            let line = release.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches('"').to_owned()
        };
        let id = value("ID");
        let like = value("ID_LIKE");
        let is = |name: &str| id == name || like.split_whitespace().any(|other| other == name);
        let family = if is("debian") || is("ubuntu") {
            Family::Debian
        } else if is("fedora") || is("rhel") {
            Family::Fedora
        } else if is("arch") {
            Family::Arch
        } else {
            Family::Other
        };
        Self { id, family }
    }

    /// Ubuntu carries the browser under another name.
    fn name_of(&self, package: &'static str) -> &'static str {
        match package {
            "chromium" if self.id == "ubuntu" => "chromium-browser",
            "chromium-driver" if self.id == "ubuntu" => "chromium-chromedriver",
            named => named,
        }
    }
}

impl Family {
    fn hint(self) -> &'static str {
        match self {
            Self::Fedora => {
                "On Fedora: sudo dnf install gcc pkgconf webkit2gtk4.1-devel dbus-devel \
                 libappindicator-gtk3-devel; the tests' programs have packages of their own names. Then run the \
                 command again."
            }
            Self::Arch => {
                "On Arch: sudo pacman -S --needed base-devel webkit2gtk-4.1 dbus libappindicator-gtk3; \
                 the tests' programs have packages of their own names. Then run the command again."
            }
            Self::Debian | Self::Other => {
                "https://v2.tauri.app/start/prerequisites/ says how to install them here. Then run the command \
                 again."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_installed_package_counts() {
        let dpkg = "xvfb ii \nchromium rc \ndunst un \nopenbox hi \nlibxvfb-like ii \n";
        let cases = [
            ("xvfb", true, "wanted and installed"),
            ("openbox", true, "held back, but installed"),
            ("chromium", false, "removed, only its settings are left"),
            ("dunst", false, "known, never installed"),
            ("postgresql", false, "dpkg has no line for it"),
            ("libxvfb", false, "the beginning of another name is not the name"),
        ];
        for (name, expected, why) in cases {
            assert_eq!(is_installed(name, dpkg), expected, "{name}: {why}");
        }
    }

    #[test]
    fn systems_are_told_apart_by_their_release_file() {
        let cases = [
            ("ID=debian\nVERSION_ID=\"12\"\n", Family::Debian),
            ("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n", Family::Debian),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Family::Debian),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", Family::Fedora),
            ("ID=arch\n", Family::Arch),
            ("VERSION_ID=debian\nID=nixos\n", Family::Other),
            ("", Family::Other),
        ];
        for (release, expected) in cases {
            assert_eq!(Os::of(release).family, expected, "{release:?}");
        }
    }

    #[test]
    fn the_browser_has_another_name_on_ubuntu() {
        assert_eq!(
            Os::of("ID=ubuntu\nID_LIKE=debian\n").name_of("chromium"),
            "chromium-browser",
            "on Ubuntu"
        );
        assert_eq!(Os::of("ID=debian\n").name_of("chromium"), "chromium", "on Debian");
    }

    #[test]
    fn a_missing_package_elsewhere_is_named_with_the_next_step() {
        let hint = Family::Other.hint().to_owned();
        let sentence =
            Trouble::PackagesUnknown { missing: vec!["webkit2gtk-4.1".to_owned()], hint }.to_string();
        assert!(sentence.contains("webkit2gtk-4.1"), "what is missing: {sentence}");
        assert!(sentence.contains("https://"), "where to read on: {sentence}");
    }
}
