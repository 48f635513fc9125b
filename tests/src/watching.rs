//! What somebody at a desk looks at: rows, toasts, history. Waiting is always for a value, never for time.

use domain::TelephonySessionId;
use domain::live::IncomingCall;
use engine::ports::Toast;
use engine::view::{CallLine, ConnectionState, ConnectionView, SignInState};
use simulator::directory::Person;
use tokio::sync::broadcast::error::RecvError;

use crate::browser::Habit;
use crate::desk::{Desk, PATIENCE};
use crate::ports;

impl Desk {
    /// Waits until a row of the incoming list stands as wanted.
    pub async fn sees_row(&self, call: &str, wanted: impl Fn(&IncomingCall) -> bool) -> IncomingCall {
        let id = TelephonySessionId::new(call);
        self.sees(&format!("a row of {call}"), |view| {
            let list = &view.live.board.incoming;
            list.iter().find(|row| row.telephony_session == id && wanted(row)).cloned()
        })
        .await
    }

    /// Waits until a line of the history stands as wanted.
    pub async fn sees_in_history(&self, call: &str, wanted: impl Fn(&CallLine) -> bool) -> CallLine {
        let mut pushes = self.engine.pushes();
        let looking = async {
            loop {
                if let Some(line) = self.in_history(call).await.filter(|line| wanted(line)) {
                    return line;
                }
                match pushes.recv().await {
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => panic!("the engine stopped before {call} was in the history"),
                }
            }
        };
        match tokio::time::timeout(PATIENCE, looking).await {
            Ok(line) => line,
            Err(_) => panic!("{call} does not stand so in the history: {:#?}", self.in_history(call).await),
        }
    }

    /// Waits until something is so, looking again with every push.
    pub async fn until<F: Future<Output = bool>>(&self, what: &str, is_so: impl Fn() -> F) {
        let mut pushes = self.engine.pushes();
        let looking = async {
            while !is_so().await {
                if let Err(RecvError::Closed) = pushes.recv().await {
                    panic!("the engine stopped before there was {what}");
                }
            }
        };
        assert!(tokio::time::timeout(PATIENCE, looking).await.is_ok(), "there is no {what}");
    }

    /// The line of a call in the newest page of the history.
    pub async fn in_history(&self, call: &str) -> Option<CallLine> {
        let page = self.engine.recent_calls(None).await.expect("the history can be read");
        for line in page.calls {
            let facts = self.engine.call_facts(line.call.clone()).await.expect("its calls have facts");
            if facts.telephony_session == call {
                return Some(line);
            }
        }
        None
    }

    /// Waits until the toast of a call stands as wanted.
    pub async fn toast_is(&self, call: &IncomingCall, wanted: impl Fn(&Toast) -> bool) -> Toast {
        let mut standing = self.toasts.watch();
        let shown = standing.wait_for(|standing| standing.get(&call.call).is_some_and(&wanted));
        match tokio::time::timeout(PATIENCE, shown).await {
            Ok(shown) => shown.expect("the toasts outlive the test")[&call.call].clone(),
            Err(_) => panic!("no such toast stands: {:?}", self.toasts.watch().borrow()),
        }
    }

    /// Signs in as that person, whether or not a connection comes of it.
    pub async fn sign_in_without_connection(&self, person: &Person) {
        let _turn = ports::any().await;
        self.begin_sign_in(Habit::agree(person)).await;
        self.sign_in_is(|state| *state == SignInState::SignedIn).await;
    }

    /// Waits until the connection stands as wanted.
    pub async fn connection_is(&self, state: ConnectionState) -> ConnectionView {
        self.sees(&format!("the connection {state:?}"), |view| {
            (view.connection.state == state).then(|| view.connection.clone())
        })
        .await
    }
}
