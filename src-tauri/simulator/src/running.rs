//! A simulator that is up: binds a loopback port, serves every route on it, and is gone when dropped.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::directory::Directory;
use crate::lines::{LineListener, Peer};
use crate::routes;
use crate::scenario::{self, Scenario};
use crate::state::State;

/// How to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Two worlds with one seed and the same steps are alike.
    pub seed: u64,
    /// What happens by itself.
    pub scenario: Scenario,
    /// Whether the control API is served. Whoever reaches it can do anything here.
    pub control: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self { port: 0, seed: 1, scenario: Scenario::None, control: true }
    }
}

/// A simulator that is up.
#[derive(Debug)]
pub struct Simulator {
    state: Arc<State>,
    control: bool,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Starts one. Fails where the port is taken.
    pub async fn start(config: Config) -> io::Result<Self> {
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await?;
        let base_url = format!("http://{}", tcp.local_addr()?);
        let state = State::new(Directory::demo(config.seed), base_url, config.seed);
        let service = routes::all(&state, config.control).into_make_service_with_connect_info::<Peer>();
        let listener = LineListener { tcp, lines: Arc::clone(&state.lines) };
        scenario::begin(&state, config.scenario, config.seed);
        let stopping = state.stopping.clone();
        let server = tokio::spawn(async move {
            let serving = axum::serve(listener, service).with_graceful_shutdown(stopping.cancelled_owned());
            if let Err(error) = serving.await {
                tracing::error!(%error, "the simulator stopped serving");
            }
        });
        Ok(Self { state, control: config.control, server })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.state.base_url
    }

    /// Where the control API is, if it is served.
    pub fn control_url(&self) -> Option<String> {
        self.control.then(|| format!("{}/control", self.state.base_url))
    }

    /// Everything inside.
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// What a stranger needs to know to use it, as one JSON object.
    pub fn announcement(&self) -> Value {
        let directory = &self.state.directory;
        let users: Vec<Value> = directory
            .people
            .iter()
            .map(|person| {
                json!({
                    "login": person.login,
                    "password": person.password,
                    "extension_id": person.extension_id,
                    "extension_number": person.extension_number,
                    "name": person.name(),
                })
            })
            .collect();
        json!({
            "base_url": self.base_url(),
            "control_url": self.control_url(),
            "client_id": directory.public_app.client_id,
            "confidential": {
                "client_id": directory.confidential_app.client_id,
                "client_secret": directory.confidential_app.client_secret,
            },
            "jwt": directory.jwt,
            "redirect_uris": directory.public_app.redirect_uris,
            "users": users,
            "queue": {
                "extension_id": directory.queue.extension_id,
                "extension_number": directory.queue.extension_number,
                "name": directory.queue.name,
                "phone_number": directory.queue.phone_number,
                "members": directory.queue.members,
            },
        })
    }

    /// Moves the clock, and waits until everything that falls due has happened.
    pub async fn advance(&self, by: Duration) {
        self.state.advance(by).await;
    }

    /// Takes the network away, or gives it back: every connection is reset, and new ones are until it is there.
    pub fn unplug(&self, unplugged: bool) {
        self.state.lines.unplug(unplugged);
    }

    /// Ends every task and closes the port.
    pub async fn stop(mut self) {
        self.state.stopping.cancel();
        self.state.tasks.close();
        self.state.tasks.wait().await;
        if tokio::time::timeout(Duration::from_secs(2), &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.state.stopping.cancel();
        self.server.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Desk, client};

    #[tokio::test]
    async fn without_control_only_the_platform_is_served() {
        let config = Config { control: false, ..Config::default() };
        let simulator = Simulator::start(config).await.expect("a free port exists");
        assert_eq!(simulator.control_url(), None, "there is no control API to name");
        let base_url = simulator.base_url();
        let post = client().post(format!("{base_url}/control/clock")).body(r#"{"advance_s":1}"#).send();
        assert_eq!(post.await.expect("an answer").status(), 404, "nor one to reach");
        let probe = client().get(format!("{base_url}/restapi")).send();
        assert_eq!(probe.await.expect("an answer").status(), 200, "the platform is there");
    }

    #[tokio::test]
    async fn stopping_closes_the_port_under_an_open_connection() {
        let desk = Desk::open().await;
        let Desk { simulator, http, .. } = desk;
        let port =
            simulator.base_url().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        simulator.stop().await;
        drop(http);
        let again = Simulator::start(Config { port, ..Config::default() }).await;
        assert!(again.is_ok(), "the port is free at once");
    }
}
