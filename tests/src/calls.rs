//! What callers and colleagues do, beyond ringing and answering; and what RingCentral says of it.

use domain::{AccountId, Timestamp};
use simulator::socket::notice::{Notice, Subject};
use simulator::world::{By, CallTruth, Ring, Target};
use store::Realm;

use crate::house::{Caller, House};

impl House {
    /// Whoever talks puts the call on hold.
    pub async fn hold(&self, call: &str) {
        self.world.hold(call).await.expect("whoever talks can hold");
    }

    /// Takes a call back from hold.
    pub async fn unhold(&self, call: &str) {
        self.world.unhold(call).await.expect("whoever holds can take back");
    }

    /// Whoever talks hands the call to that person, whose phone rings.
    pub async fn transfer(&self, call: &str, first_name: &str) {
        let to = self.person(first_name).extension_id;
        self.world.transfer(call, &to).await.expect("whoever talks can hand over");
    }

    /// The voicemail takes the call.
    pub async fn voicemail(&self, call: &str) {
        self.world.voicemail(call).await.expect("a voicemail can take what is not answered");
    }

    /// The caller hangs up.
    pub async fn caller_leaves(&self, call: &str) {
        self.world.hang_up(call, Some(By::Caller)).await.expect("a caller can always hang up");
    }

    /// A caller reaches the menu.
    pub async fn reach_menu(&self, caller: &Caller) -> String {
        self.reach(caller, Target::Menu).await
    }

    /// A caller with any name and number reaches a person.
    pub async fn ring_as(&self, from: &str, from_name: Option<&str>, first_name: &str) -> String {
        let to = Target::Extension(self.person(first_name).extension_id);
        let ring = Ring { from: from.to_owned(), from_name: from_name.map(str::to_owned), to };
        self.world.ring(ring).await.expect("a call can come in at any time")
    }

    /// What really happened to a call, whatever was told of it.
    pub fn truth(&self, call: &str) -> CallTruth {
        let truth = self.simulator.state().world.truth();
        let found = truth.into_iter().find(|truth| truth.telephony_session_id == call);
        found.unwrap_or_else(|| panic!("{call} is no call"))
    }

    /// Publishes an event with this body to every subscriber of calls, past the world: what RingCentral has never
    /// said so far.
    pub async fn say(&self, body: impl Into<std::sync::Arc<str>>) {
        let state = self.simulator.state();
        let person = self.person("Dana").extension_id;
        let notice = Notice::new(Subject::party(Some(&person)), body);
        let (account, now_ms) = (&state.directory.account_id, state.clock.now_ms());
        state.gateway.publish(&state.faults, account, &[notice], now_ms).written().await;
    }

    /// The company, in this RingCentral.
    pub fn realm(&self) -> Realm {
        let state = self.simulator.state();
        let account = AccountId::new(state.directory.account_id.as_str());
        Realm { account, environment: self.simulator.base_url().to_owned() }
    }

    /// RingCentral's time.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.simulator.state().clock.now_ms())
    }

    async fn reach(&self, caller: &Caller, to: Target) -> String {
        let ring = Ring { from: caller.number.to_owned(), from_name: caller.name.map(str::to_owned), to };
        self.world.ring(ring).await.expect("a call can come in at any time")
    }
}
