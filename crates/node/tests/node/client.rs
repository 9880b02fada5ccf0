//! Plain clients: what they send is what the test says, what they return is what the node said.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest},
};

/// Longer than anything here takes: an answer that has not come by then does not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a method answered: its result, or its error object.
pub(crate) type Answer = Result<Value, Failure>;

/// An error object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) code: i64,
    pub(crate) message: String,
    pub(crate) data: Option<Value>,
}

/// The answer in a response.
pub(crate) fn answer(mut response: Value) -> Answer {
    if let Some(result) = response.get_mut("result") {
        return Ok(result.take());
    }
    let error = &response["error"];
    Err(Failure {
        code: error["code"]
            .as_i64()
            .unwrap_or_else(|| panic!("neither result nor error: {response}")),
        message: error["message"]
            .as_str()
            .expect("errors have a message")
            .to_owned(),
        data: error.get("data").cloned(),
    })
}

/// JSON-RPC over HTTP.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    address: SocketAddr,
}

impl Http {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE);
        Self {
            client: client.build().expect("a client"),
            address,
        }
    }

    /// A POST of JSON, to be sent when it is complete.
    pub(crate) fn post(&self, body: impl Into<reqwest::Body>) -> reqwest::RequestBuilder {
        self.request(reqwest::Method::POST)
            .header("content-type", "application/json")
            .body(body)
    }

    pub(crate) fn request(&self, method: reqwest::Method) -> reqwest::RequestBuilder {
        self.client
            .request(method, format!("http://{}/", self.address))
    }

    /// Status and text of the answer to a body.
    pub(crate) async fn send(&self, body: impl Into<reqwest::Body>) -> (u16, String) {
        let response = self.post(body).send().await.expect("the node answers");
        let status = response.status().as_u16();
        (status, response.text().await.expect("the answer is text"))
    }

    pub(crate) async fn call(&self, method: &str, params: Value) -> Answer {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let (status, text) = self.send(request.to_string()).await;
        assert_eq!(status, 200, "{method}: {text}");
        answer(serde_json::from_str(&text).unwrap_or_else(|e| panic!("{method}: {e}: {text}")))
    }

    /// The result of a method that has to succeed.
    pub(crate) async fn ok(&self, method: &str, params: Value) -> Value {
        let answer = self.call(method, params.clone()).await;
        answer.unwrap_or_else(|failure| panic!("{method} {params}: {failure:?}"))
    }

    /// The error of a method that has to fail.
    pub(crate) async fn failure(&self, method: &str, params: Value) -> Failure {
        match self.call(method, params.clone()).await {
            Err(failure) => failure,
            Ok(result) => panic!("{method} {params} succeeded: {result}"),
        }
    }

    /// A result that is a quantity.
    pub(crate) async fn quantity(&self, method: &str, params: Value) -> u128 {
        quantity(&self.ok(method, params).await)
    }
}

/// The number that a quantity stands for.
pub(crate) fn quantity(value: &Value) -> u128 {
    let digits = value.as_str().and_then(|text| text.strip_prefix("0x"));
    let digits = digits.unwrap_or_else(|| panic!("{value} is no quantity"));
    u128::from_str_radix(digits, 16).expect("a quantity is hex")
}

/// Sends bytes as they are and returns all that is answered until the node ends the connection, as it is to be asked to.
pub(crate) async fn raw(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let mut answer = Vec::new();
    let exchange = async {
        stream.write_all(request).await.expect("the node reads");
        stream
            .read_to_end(&mut answer)
            .await
            .expect("the node answers");
    };
    timeout(PATIENCE, exchange)
        .await
        .expect("the connection ends");
    String::from_utf8_lossy(&answer).into_owned()
}

/// JSON-RPC over a WebSocket.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    next_id: u64,
    /// What came while an answer was waited for.
    news: Vec<Value>,
}

impl Socket {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self::connect_with(address, &[])
            .await
            .expect("the node takes the connection")
    }

    /// Connects with more headers.
    pub(crate) async fn connect_with(
        address: SocketAddr,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, tungstenite::Error> {
        let mut request = format!("ws://{address}/").into_client_request()?;
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(*name, value.parse().expect("a header"));
        }
        let (stream, _) = connect_async(request).await?;
        Ok(Self {
            stream,
            next_id: 1,
            news: Vec::new(),
        })
    }

    pub(crate) async fn send(&mut self, text: impl Into<String>) {
        let message = Message::text(text.into());
        self.stream.send(message).await.expect("the node reads");
    }

    /// Sends what may be no text, as text or as what it is. The node may have ended the connection.
    pub(crate) async fn send_bytes(&mut self, bytes: Vec<u8>, binary: bool) {
        let message = match String::from_utf8(bytes) {
            Ok(text) if !binary => Message::text(text),
            Ok(text) => Message::binary(text.into_bytes()),
            Err(error) => Message::binary(error.into_bytes()),
        };
        self.stream.send(message).await.expect("the node reads");
    }

    /// The next message of whatever kind; `None` once the connection has ended.
    pub(crate) async fn receive(&mut self) -> Option<Value> {
        loop {
            let message = timeout(PATIENCE, self.stream.next())
                .await
                .expect("the node says something");
            match message {
                Some(Ok(Message::Text(text))) => {
                    return Some(
                        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}")),
                    );
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    pub(crate) async fn call(&mut self, method: &str, params: Value) -> Answer {
        let id = self.next_id;
        self.next_id += 1;
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        self.send(request.to_string()).await;
        loop {
            let message = self.receive().await.expect("the connection lasts");
            if message["id"] == id {
                return answer(message);
            }
            self.news.push(message);
        }
    }

    pub(crate) async fn ok(&mut self, method: &str, params: Value) -> Value {
        let answer = self.call(method, params.clone()).await;
        answer.unwrap_or_else(|failure| panic!("{method} {params}: {failure:?}"))
    }

    /// What the next notification of a subscription tells.
    pub(crate) async fn news(&mut self, subscription: &Value) -> Value {
        loop {
            let told = self
                .news
                .iter()
                .position(|news| news["params"]["subscription"] == *subscription);
            if let Some(index) = told {
                let mut news = self.news.remove(index);
                assert_eq!(news["method"], "eth_subscription", "{news}");
                return news["params"]["result"].take();
            }
            let message = self.receive().await.expect("the connection lasts");
            self.news.push(message);
        }
    }

    /// How many messages came that nobody asked for yet.
    pub(crate) fn told(&self) -> usize {
        self.news.len()
    }
}
