//! The demo: a RingCentral simulator on this machine, on loopback and without its control API, and customers
//! whom its callers match. Then the ordinary engine, which knows nothing of a demo.

use std::fs;
use std::path::Path;

use domain::customer::{Contact, Customer};
use domain::{CustomerId, PhoneNumber};
use engine::ports::Clock as _;
use engine::view::{Mode, RedirectHost, SetupForm};
use simulator::scenario::{Caller, callers};
use simulator::{Config, Scenario, Simulator};
use store::Store;

use crate::arguments::{DemoWish, Pace};
use crate::desktop::clock::WallClock;
use crate::folder::private_file;
use crate::words;

/// Where the simulator was, so that it comes back there.
const PORT: &str = "simulator.port";
/// Who is signed in at the simulator. Its tokens are good for nothing else.
const SIGN_INS: &str = "simulator.json";

/// Starts the simulator, at the address that it had last time if that is free, knowing who was
/// signed in there: a sign-in belongs to an address.
pub async fn start(wish: DemoWish, folder: &Path) -> std::io::Result<Simulator> {
    let scenario = match wish.pace {
        Pace::Rush => Scenario::RushHour,
        Pace::Quiet => Scenario::QuietMorning,
    };
    // The calls of one seed have the same ids every time. Played again they would be the calls of yesterday.
    let seed = wish.seed.unwrap_or_else(|| WallClock.now().millis().unsigned_abs());
    let config = Config { port: last_port(folder), seed, scenario, control: false };
    let simulator = match Simulator::start(config).await {
        Ok(simulator) => simulator,
        Err(error) if config.port == 0 => return Err(error),
        Err(_) => Simulator::start(Config { port: 0, ..config }).await?,
    };
    keep(folder, PORT, simulator.base_url().rsplit(':').next().unwrap_or_default());
    take_over_sign_ins(&simulator, folder);
    Ok(simulator)
}

/// Leaves to the next demo who is signed in.
pub fn end(simulator: &Simulator, folder: &Path) {
    match simulator.state().grants.remembered() {
        Ok(sign_ins) => keep(folder, SIGN_INS, &sign_ins),
        Err(error) => tracing::warn!(%error, "the demo forgets who is signed in"),
    }
}

/// What a person would enter on first run.
pub fn setup(simulator: &Simulator) -> SetupForm {
    SetupForm {
        mode: Mode::Demo,
        base_url: simulator.base_url().to_owned(),
        client_id: simulator.state().directory.public_app.client_id.clone(),
        redirect_host: RedirectHost::default(),
    }
}

/// How one signs in, for the terminal.
pub fn login(simulator: &Simulator) -> String {
    match simulator.state().directory.people.first() {
        Some(person) => words::demo_login(&person.name(), &person.login, &person.password),
        None => String::new(),
    }
}

/// Stores the simulator's callers as customers, once.
pub async fn fill(store: &Store) -> store::Result<()> {
    if store.customers().count().await? == 0 {
        for (number, caller) in (1..).zip(callers()) {
            store.customers().add(&customer(number, &caller)).await?;
        }
    }
    Ok(())
}

fn customer(number: u32, caller: &Caller) -> Customer {
    let name = if caller.company.is_empty() { caller.contact } else { caller.company };
    Customer {
        id: CustomerId::new(format!("demo-{number}")),
        name: name.to_owned(),
        account_number: Some(format!("C-{}", 48_200 + number)),
        address: Some(caller.address.to_owned()),
        email: Some(caller.email.to_owned()),
        notes: caller.notes.to_owned(),
        contacts: vec![Contact {
            name: caller.contact.to_owned(),
            role: String::new(),
            number: PhoneNumber::from_e164(caller.number),
        }],
    }
}

/// A demo that was not ended in order has left nothing; one signs in again.
fn take_over_sign_ins(simulator: &Simulator, folder: &Path) {
    if let Ok(sign_ins) = fs::read_to_string(folder.join(SIGN_INS))
        && let Err(error) = simulator.state().grants.remember(&sign_ins)
    {
        tracing::warn!(%error, "the demo forgot who was signed in");
    }
}

fn last_port(folder: &Path) -> u16 {
    fs::read_to_string(folder.join(PORT)).unwrap_or_default().trim().parse().unwrap_or_default()
}

fn keep(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    if let Err(error) = private_file(&path).and_then(|_| fs::write(&path, text)) {
        tracing::warn!(%error, name, "the next demo starts anew");
    }
}
