//! A connection to a JSON-RPC server, over which one request follows the other. Deliberately thin: its own work counts in every figure,
//! for both servers alike.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json, value::RawValue};
use tokio::net::TcpStream;

/// An HTTP/1.1 connection that is kept alive.
#[derive(Debug)]
pub struct Connection {
    requests: SendRequest<Full<Bytes>>,
    host: String,
}

/// A JSON-RPC response.
#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

impl Connection {
    /// Connects; the runtime that this is called on drives the connection.
    ///
    /// # Errors
    ///
    /// If nobody listens there.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (requests, driver) = http1::handshake(TokioIo::new(stream)).await?;
        // It ends with the connection; what went wrong then, the pending request says too.
        tokio::spawn(driver);
        Ok(Self {
            requests,
            host: address.to_string(),
        })
    }

    /// Sends a body and returns the answer's.
    ///
    /// # Errors
    ///
    /// If the connection breaks, or the server answers with another HTTP status than 200.
    pub async fn post(&mut self, body: Bytes) -> Result<Bytes> {
        let request = Request::post("/")
            .header(header::HOST, &self.host)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))?;
        self.requests.ready().await?;
        let response = self.requests.send_request(request).await?;
        let status = response.status();
        ensure!(status.is_success(), "the server answers with HTTP {status}");
        Ok(response.into_body().collect().await?.to_bytes())
    }

    /// Calls a method.
    ///
    /// # Errors
    ///
    /// If the server refuses the call, or answers something else.
    pub async fn call<T: DeserializeOwned>(&mut self, method: &str, params: Value) -> Result<T> {
        let answer = self.post(request(method, &params)).await?;
        result(&answer).with_context(|| format!("{method} failed"))
    }
}

/// A call's body.
pub(crate) fn request(method: &str, params: &Value) -> Bytes {
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    call.to_string().into()
}

/// The body of many calls of one method.
pub(crate) fn batch(method: &str, params: impl Iterator<Item = Value>) -> Bytes {
    let calls = params.enumerate().map(
        |(id, params)| json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }),
    );
    Value::from_iter(calls).to_string().into()
}

/// The result in a response.
pub(crate) fn result<T: DeserializeOwned>(answer: &[u8]) -> Result<T> {
    let response: Response<'_> =
        serde_json::from_slice(answer).context("the answer is no JSON-RPC response")?;
    of(&response)
}

/// The results in the response to a batch, in the order that the server gives them.
pub(crate) fn results<T: DeserializeOwned>(answer: &[u8]) -> Result<Vec<T>> {
    let responses: Vec<Response<'_>> =
        serde_json::from_slice(answer).context("the answer is no response to a batch")?;
    responses.iter().map(of).collect()
}

fn of<T: DeserializeOwned>(response: &Response<'_>) -> Result<T> {
    if let Some(error) = response.error {
        bail!("the server says {error}");
    }
    let result = response.result.map_or("null", RawValue::get);
    Ok(serde_json::from_str(result)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_are_results_or_errors() {
        let number = result::<u8>(br#"{"jsonrpc":"2.0","id":1,"result":7}"#);
        assert_eq!(number.expect("a result"), 7);
        let nothing = result::<Option<u8>>(br#"{"jsonrpc":"2.0","id":1,"result":null}"#);
        assert_eq!(nothing.expect("a result"), None);
        let error = result::<u8>(br#"{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"no"}}"#);
        assert!(error.expect_err("an error").to_string().contains("\"no\""));
        let both = br#"[{"id":0,"result":1},{"id":1,"error":{"code":1,"message":"no"}}]"#;
        assert!(results::<u8>(both).is_err());
    }
}
