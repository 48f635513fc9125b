//! From a real socket on loopback to the calls on the board, beside RingCentral's own clients for Node.js on the
//! same server. Each client comes anew for every run, reads the day once to be warm, and once to be measured.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::tests::house::http_client_that_stays;
use async_trait::async_trait;
use futures_util::{SinkExt, StreamExt};
use ringcentral::http::{Http, Rest, TokenSource};
use ringcentral::oauth::{AppCredentials, token};
use ringcentral::socket::{Level, SocketEvent};
use ringcentral::{Environment, Secret, Socket, SystemClock};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::{self, Message};

use crate::RUNS;
use crate::decode::{Applied, Recorded};
use crate::samples::{Samples, rate};
use crate::sdks::{self, Sdk};
use crate::server::Server;
use crate::table::Row;

/// Nothing here takes this long.
const PATIENCE: Duration = Duration::from_secs(120);
const UNIT: &str = "events/s";
const NAME: &str = "decode + apply, over a socket";

/// Why a run did not come to an end.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Platform(#[from] ringcentral::Error),
    #[error("signing in: {0}")]
    SignIn(#[from] token::TokenError),
    #[error("asking: {0}")]
    Asking(#[from] reqwest::Error),
    #[error("the WebSocket: {0}")]
    WebSocket(#[from] tungstenite::Error),
    #[error("the connection was lost")]
    Lost,
    #[error("the notices did not all arrive")]
    Late,
    #[error("{0}")]
    Client(String),
}

/// The rows of decode and apply over a socket.
pub async fn figures(notices: usize) -> Vec<Row> {
    let mut server = match Server::start(notices).await {
        Ok(server) => server,
        Err(error) => return vec![Row::missing(NAME, UNIT, format!("the server did not start: {error}"))],
    };
    let recorded = Arc::new(Recorded::day(notices));
    let installed = sdks::install().await;
    let (mut ours, mut unread) = (Samples::default(), Ok(Samples::default()));
    let mut theirs: Vec<(Sdk, Result<Samples, String>)> =
        Sdk::ALL.map(|sdk| (sdk, installed.clone().map(|()| Samples::default()))).into();
    for _ in 0..RUNS {
        match within(run(&mut server, &recorded)).await {
            Ok(rate) => ours.add(rate),
            Err(trouble) => return vec![Row::missing(NAME, UNIT, trouble.to_string())],
        }
        if let Ok(samples) = &mut unread {
            match within(receive(&mut server, notices)).await {
                Ok(rate) => samples.add(rate),
                Err(trouble) => unread = Err(trouble.to_string()),
            }
        }
        for (sdk, samples) in &mut theirs {
            let Ok(measured) = samples else { continue };
            match within(sdk.run(&mut server, notices)).await {
                Ok(rate) => measured.add(rate),
                Err(trouble) => *samples = Err(trouble.to_string()),
            }
        }
    }
    let rows = theirs.into_iter().map(|(sdk, samples)| {
        let name = format!("{NAME}, beside {}", sdk.package());
        match samples {
            Ok(samples) => {
                let note = format!("{}, delivered only; goal 10, this release 5", sdk.version());
                Row::beside(name, ours.median(), samples.median(), UNIT, note)
            }
            Err(why) => Row { ours: Some(ours.median()), ..Row::missing(name, UNIT, why) },
        }
    });
    let name = "  beside frames received and not read";
    let ceiling = match unread {
        Ok(samples) => {
            let note = "what the WebSocket library delivers, on the same thread, to whoever looks at nothing";
            Row::beside(name, ours.median(), samples.median(), UNIT, note)
        }
        Err(why) => Row { ours: Some(ours.median()), ..Row::missing(name, UNIT, why) },
    };
    rows.chain([ceiling]).collect()
}

async fn within(run: impl Future<Output = Result<f64, Trouble>>) -> Result<f64, Trouble> {
    tokio::time::timeout(PATIENCE, run).await.unwrap_or(Err(Trouble::Late))
}

/// One run of ours: sign in, connect, be warm, be measured.
async fn run(server: &mut Server, recorded: &Arc<Recorded>) -> Result<f64, Trouble> {
    let (http, token) = sign_in(server).await?;
    let (socket, mut events) = Socket::spawn(Rest::new(http, Arc::new(SignedIn(token))));
    loop {
        match events.recv().await {
            Some(SocketEvent::Up { level: Level::Account, .. }) => break,
            Some(SocketEvent::Connecting) => {}
            Some(_) | None => return Err(Trouble::Lost),
        }
    }
    server.publish().await?;
    let (_, events) = read(events, recorded.clone()).await?;
    server.publish().await?;
    let (took, _events) = read(events, recorded.clone()).await?;
    socket.stop().await;
    Ok(rate(recorded.texts.len() - 1, took))
}

async fn sign_in(server: &Server) -> Result<(Http, Secret), Trouble> {
    let environment = Environment::new(server.text("/base_url")).map_err(|_| Trouble::Lost)?;
    let http = Http::new(environment, "Ringside/0.1.0 (bench)", Arc::new(SystemClock))?;
    let app = AppCredentials {
        client_id: server.text("/confidential/client_id").to_owned(),
        client_secret: Some(server.text("/confidential/client_secret").into()),
    };
    let pair = token::jwt_bearer(&http, &app, &server.text("/jwt").into()).await?;
    Ok((http, pair.access_token))
}

/// One run of nobody: the frames arrive and are let go of.
async fn receive(server: &mut Server, notices: usize) -> Result<f64, Trouble> {
    let (_, token) = sign_in(server).await?;
    let unlocking = http_client_that_stays()
        .post(format!("{}/restapi/oauth/wstoken", server.text("/base_url")))
        .bearer_auth(token.expose());
    let unlocked: Value = unlocking.send().await?.json().await?;
    let [uri, key] = ["uri", "ws_access_token"].map(|name| unlocked[name].as_str().unwrap_or_default());
    let (mut stream, _) = connect_async(format!("{uri}?access_token={key}")).await?;
    let filters = Level::Account.filters();
    let subscription = json!([
        {"type": "ClientRequest", "messageId": "1", "method": "POST", "path": "/restapi/v1.0/subscription"},
        {"eventFilters": filters, "deliveryMode": {"transportType": "WebSocket"}}
    ]);
    stream.send(Message::text(subscription.to_string())).await?;
    // The details, and the answer.
    for _ in 0..2 {
        stream.next().await.ok_or(Trouble::Lost)??;
    }
    let receiving = tokio::spawn(async move {
        let mut began = None;
        for _ in 0..notices {
            stream.next().await.ok_or(Trouble::Lost)??;
            began.get_or_insert_with(Instant::now);
        }
        Ok(rate(notices - 1, began.map_or(Duration::ZERO, |began: Instant| began.elapsed())))
    });
    server.publish().await?;
    receiving.await.map_err(|_| Trouble::Lost)?
}

/// Applies the whole day in a task of the runtime, as the engine does; says how long after the first notice the last
/// one was on the board.
async fn read(
    mut events: mpsc::Receiver<SocketEvent>,
    recorded: Arc<Recorded>,
) -> Result<(Duration, mpsc::Receiver<SocketEvent>), Trouble> {
    let reading = tokio::spawn(async move {
        let mut board = Applied::on(&recorded);
        let mut began = None;
        let mut left = recorded.texts.len();
        while left > 0 {
            let Some(SocketEvent::Notice(notice)) = events.recv().await else { return Err(Trouble::Lost) };
            board.see(&notice.read().map_err(|_| Trouble::Lost)?);
            began.get_or_insert_with(Instant::now);
            left -= 1;
        }
        Ok((began.map_or(Duration::ZERO, |began| began.elapsed()), events))
    });
    reading.await.map_err(|_| Trouble::Lost)?
}

/// A token that outlives the run.
struct SignedIn(Secret);

#[async_trait]
impl TokenSource for SignedIn {
    async fn bearer(&self) -> ringcentral::Result<Secret> {
        Ok(self.0.clone())
    }

    async fn refused(&self, _bearer: &Secret) {}
}
