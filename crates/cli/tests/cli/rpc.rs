//! JSON-RPC over HTTP, as little of it as tests need: requests, and servers that answer as a test wants.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use serde_json::{Value, json};

/// Asks a node.
pub(crate) fn request(url: &str, method: &str, params: Value) -> Value {
    let answer = forward(
        url,
        &json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }),
    );
    assert_eq!(answer.get("error"), None, "{method}: {answer}");
    answer["result"].clone()
}

/// Passes a request on to a node.
pub(crate) fn forward(url: &str, request: &Value) -> Value {
    let host = url
        .strip_prefix("http://")
        .expect("an HTTP URL")
        .trim_end_matches('/');
    let mut stream = TcpStream::connect(host).expect("the node accepts");
    let body = request.to_string();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .expect("it reads");
    read_message(&mut BufReader::new(stream)).expect("an answer")
}

/// A server on a free port, which answers each request with what `answer` says; with nothing, it closes the connection. Returns its URL.
/// It ends with the process.
pub(crate) fn serve(answer: impl Fn(&Value) -> Option<Value> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || serve_one(stream, &*answer));
        }
    });
    url
}

fn serve_one(mut stream: TcpStream, answer: &dyn Fn(&Value) -> Option<Value>) {
    let Ok(clone) = stream.try_clone() else {
        return;
    };
    let Some(request) = read_message(&mut BufReader::new(clone)) else {
        return;
    };
    let answer = match &request {
        Value::Array(batch) => batch
            .iter()
            .map(answer)
            .collect::<Option<Vec<_>>>()
            .map(Value::from),
        single => answer(single),
    };
    let Some(answer) = answer else { return };
    let body = answer.to_string();
    // The client may have gone, or been killed.
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
}

/// An answer to a request.
pub(crate) fn result(request: &Value, result: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": request["id"], "result": result })
}

fn read_message(stream: &mut BufReader<TcpStream>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim().to_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
