//! For the tests of this crate: a simulator with a person signed in, and requests in one line.

use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder, redirect};
use serde_json::{Value, json};

use crate::{Config, Simulator};

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Answer {
    async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the simulator answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("the answer is text");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, text, body }
    }

    /// The first error's code.
    pub fn code(&self) -> &str {
        self.body["errors"][0]["errorCode"].as_str().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// A simulator, and Dana signed in by JWT.
#[derive(Debug)]
pub struct Desk {
    pub simulator: Simulator,
    pub http: Client,
    pub access_token: String,
    pub refresh_token: String,
}

impl Desk {
    pub async fn open() -> Self {
        let simulator = Simulator::start(Config::default()).await.expect("a free port exists");
        let mut desk =
            Self { simulator, http: client(), access_token: String::new(), refresh_token: String::new() };
        let answer = desk.by_jwt().await;
        desk.access_token = answer.body["access_token"].as_str().expect("a token").to_owned();
        desk.refresh_token = answer.body["refresh_token"].as_str().expect("a token").to_owned();
        desk
    }

    /// One more sign-in of Dana's.
    pub async fn by_jwt(&self) -> Answer {
        let jwt = &self.simulator.state().directory.jwt;
        let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        self.token(&[("grant_type", grant), ("assertion", jwt)]).await
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.base_url())
    }

    pub fn confidential_id(&self) -> &str {
        &self.simulator.state().directory.confidential_app.client_id
    }

    pub fn public_id(&self) -> &str {
        &self.simulator.state().directory.public_app.client_id
    }

    /// GET with the bearer.
    pub async fn get(&self, path: &str) -> Answer {
        self.get_uri(&self.url(path)).await
    }

    pub async fn get_uri(&self, uri: &str) -> Answer {
        Answer::of(self.http.get(uri).bearer_auth(&self.access_token)).await
    }

    /// GET without credentials, as a browser does.
    pub async fn get_page(&self, url: &str) -> Answer {
        Answer::of(self.http.get(url)).await
    }

    /// GET with this `Authorization` header, or with none.
    pub async fn get_as(&self, path: &str, authorization: Option<&str>) -> Answer {
        let request = self.http.get(self.url(path));
        Answer::of(match authorization {
            Some(authorization) => request.header("authorization", authorization),
            None => request,
        })
        .await
    }

    /// GET of what may not have changed since that tag.
    pub async fn get_if_none_match(&self, path: &str, tag: &str) -> Answer {
        let request = self.http.get(self.url(path)).bearer_auth(&self.access_token);
        Answer::of(request.header("if-none-match", tag)).await
    }

    /// Any method with a JSON body and the bearer.
    pub async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        let method = method.parse().expect("a method");
        Answer::of(self.http.request(method, self.url(path)).bearer_auth(&self.access_token).json(&body))
            .await
    }

    /// POST without a body, with the bearer.
    pub async fn post(&self, path: &str) -> Answer {
        Answer::of(self.http.post(self.url(path)).bearer_auth(&self.access_token)).await
    }

    /// POST of a JSON body, with the bearer.
    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, body.clone()).await
    }

    /// The same where no answer may come.
    pub async fn try_post_json(&self, path: &str, body: &Value) -> reqwest::Result<reqwest::Response> {
        self.http.post(self.url(path)).bearer_auth(&self.access_token).json(body).send().await
    }

    /// DELETE with the bearer.
    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.http.delete(self.url(path)).bearer_auth(&self.access_token)).await
    }

    /// A form to any path, without credentials.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.http.post(self.url(path)).form(fields)).await
    }

    /// A form to any path with these Basic credentials.
    pub async fn form_as(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        client_id: &str,
        secret: &str,
    ) -> Answer {
        Answer::of(self.http.post(self.url(path)).basic_auth(client_id, Some(secret)).form(fields)).await
    }

    /// A form to any path by the confidential app.
    pub async fn confidential_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let app = &self.simulator.state().directory.confidential_app;
        let request = self.http.post(self.url(path)).basic_auth(&app.client_id, app.client_secret.as_ref());
        Answer::of(request.form(fields)).await
    }

    /// A form to the token endpoint by the confidential app.
    pub async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        self.confidential_form("/restapi/oauth/token", fields).await
    }

    pub async fn control(&self, path: &str, body: Value) -> Answer {
        let control = self.simulator.control_url().expect("the control API is on");
        Answer::of(self.http.post(format!("{control}{path}")).json(&body)).await
    }

    pub async fn control_get(&self, path: &str) -> Answer {
        let control = self.simulator.control_url().expect("the control API is on");
        Answer::of(self.http.get(format!("{control}{path}"))).await
    }

    /// Takes the five-a-minute limit out of a test's way.
    pub async fn without_limits(&self) {
        let many = 100_000;
        let limits = json!({ "light": many, "medium": many, "heavy": many, "auth": many });
        self.control("/faults", json!({ "rate_limits": limits })).await;
    }
}

/// Straight to loopback, never following a redirect.
pub fn client() -> Client {
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().no_proxy().redirect(redirect::Policy::none());
    client.build().expect("a client without options builds")
}
