//! Web pages: which may call, and that none of the others can spend.

use serde_json::{Value, json};
use stylus_node::NodeConfig;

use crate::{
    client::{Socket, raw},
    scene::{STRANGER, Scene, account, config},
};

const LOCAL: [&str; 4] = [
    "http://localhost:3000",
    "http://app.localhost",
    "https://127.0.0.1:8443",
    "chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn",
];
const FOREIGN: [&str; 5] = [
    "https://evil.example",
    "http://localhost.evil.example",
    "http://192.168.0.9:8547",
    "null",
    "http://evil.example:8547",
];

fn spending() -> String {
    let request = json!({"from": account(0), "to": STRANGER, "value": "0x1"});
    json!({"jsonrpc": "2.0", "id": 1, "method": "eth_sendTransaction", "params": [request]})
        .to_string()
}

async fn spent(scene: &Scene) -> u128 {
    scene
        .http
        .quantity("eth_getBalance", json!([STRANGER, "latest"]))
        .await
}

#[tokio::test]
async fn pages_of_this_machine_call_and_see_the_answer() {
    let scene = Scene::new().await;
    for (index, origin) in LOCAL.into_iter().enumerate() {
        let response = scene
            .http
            .post(spending())
            .header("origin", origin)
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 200, "{origin}");
        assert_eq!(response.headers()["access-control-allow-origin"], origin);
        assert_eq!(spent(&scene).await, 1 + index as u128);
    }
}

#[tokio::test]
async fn pages_of_other_origins_can_not_spend() {
    let scene = Scene::new().await;
    for origin in FOREIGN {
        // What a page may send without asking first has one of these types.
        for kind in [
            "application/json",
            "text/plain",
            "application/x-www-form-urlencoded",
        ] {
            let request = scene
                .http
                .post(spending())
                .header("content-type", kind)
                .header("origin", origin);
            let response = request.send().await.expect("an answer");
            assert_eq!(response.status(), 403, "{origin} with {kind}");
            assert!(
                !response
                    .headers()
                    .contains_key("access-control-allow-origin"),
                "{origin}"
            );
            let text = response.text().await.expect("text");
            assert!(text.contains("--allow-origin"), "{text}");
        }
    }
    assert_eq!(spent(&scene).await, 0);
}

#[tokio::test]
async fn nothing_but_json_is_taken() {
    let scene = Scene::new().await;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
    ] {
        let request = scene
            .http
            .request(reqwest::Method::POST)
            .header("content-type", kind)
            .body(spending());
        assert_eq!(
            request.send().await.expect("an answer").status(),
            415,
            "{kind}"
        );
    }
    for method in [
        reqwest::Method::GET,
        reqwest::Method::PUT,
        reqwest::Method::DELETE,
    ] {
        let request = scene
            .http
            .request(method.clone())
            .header("content-type", "application/json")
            .body(spending());
        assert_eq!(
            request.send().await.expect("an answer").status(),
            405,
            "{method}"
        );
    }
    assert_eq!(spent(&scene).await, 0);
}

#[tokio::test]
async fn browsers_that_ask_first_get_to_know() {
    let scene = Scene::new().await;
    let ask = async |origin: &'static str| {
        let request = scene
            .http
            .request(reqwest::Method::OPTIONS)
            .header("origin", origin);
        let request = request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        request.send().await.expect("an answer").headers().clone()
    };
    for origin in LOCAL {
        let headers = ask(origin).await;
        assert_eq!(headers["access-control-allow-origin"], origin);
        assert_eq!(headers["access-control-allow-methods"], "*");
        assert_eq!(headers["access-control-allow-headers"], "*");
    }
    for origin in FOREIGN {
        assert!(
            !ask(origin)
                .await
                .contains_key("access-control-allow-origin"),
            "{origin}"
        );
    }
}

/// No browser asks before it opens one, and none keeps a page from reading it.
#[tokio::test]
async fn pages_of_other_origins_get_no_web_socket() {
    let scene = Scene::new().await;
    for origin in FOREIGN {
        let refused = Socket::connect_with(scene.address(), &[("origin", origin)]).await;
        assert!(refused.is_err(), "{origin}");
    }
    for origin in LOCAL {
        let mut socket = Socket::connect_with(scene.address(), &[("origin", origin)])
            .await
            .expect("a connection");
        assert_eq!(socket.ok("eth_chainId", json!([])).await, "0x64aba");
    }
}

/// A page may let its own name point here: to its browser this then is the page's own origin.
#[tokio::test]
async fn a_name_that_was_rebound_to_this_machine_is_refused() {
    let scene = Scene::new().await;
    let port = scene.address().port();
    for host in [
        format!("evil.example:{port}"),
        "evil.example".into(),
        "127.0.0.1.evil.example".into(),
    ] {
        let origin = format!("http://{host}");
        for origin in [None, Some(origin.as_str()), Some("http://localhost")] {
            let mut request = scene.http.post(spending()).header("host", &host);
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            let response = request.send().await.expect("an answer");
            assert_eq!(response.status(), 403, "{host}, {origin:?}");
            let text = response.text().await.expect("text");
            assert!(text.contains("--allow-host"), "{text}");
        }
        let refused = Socket::connect_with(scene.address(), &[("host", &host)]).await;
        assert!(refused.is_err(), "{host}");
    }
    assert_eq!(spent(&scene).await, 0);
    for host in [
        format!("localhost:{port}"),
        "127.0.0.1".into(),
        "[::1]:80".into(),
        "10.1.2.3".into(),
    ] {
        let response = scene
            .http
            .post(spending())
            .header("host", &host)
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 200, "{host}");
    }
}

/// The target of a request may name the host as well, and a request may come without.
#[tokio::test]
async fn the_host_is_looked_for_wherever_it_may_stand() {
    let scene = Scene::new().await;
    let body = spending();
    let rest = format!(
        "content-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    for head in [
        "POST http://evil.example/ HTTP/1.1\r\nhost: localhost\r\n",
        "POST http://evil.example/ HTTP/1.1\r\n",
        "POST / HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\n",
        "POST / HTTP/1.1\r\nhost: evil.example\r\nhost: localhost\r\n",
        "POST / HTTP/1.1\r\nHOST: evil.example\r\n",
    ] {
        let answer = raw(scene.address(), format!("{head}{rest}").as_bytes()).await;
        assert!(
            answer.starts_with("HTTP/1.1 403") || answer.starts_with("HTTP/1.1 400"),
            "{head}{answer}"
        );
    }
    assert_eq!(spent(&scene).await, 0);
    let answer = raw(
        scene.address(),
        format!("POST / HTTP/1.0\r\n{rest}").as_bytes(),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
    assert_eq!(spent(&scene).await, 1, "no browser leaves the host out");
}

#[tokio::test]
async fn others_may_call_if_they_were_named() {
    let named = NodeConfig {
        allowed_origins: vec!["https://app.example".into()],
        allowed_hosts: vec!["node.example".into()],
        ..config()
    };
    let scene = Scene::with(named).await;
    let status = async |host: &str, origin: &str| {
        let request = scene
            .http
            .post(spending())
            .header("host", host)
            .header("origin", origin);
        request.send().await.expect("an answer").status().as_u16()
    };
    assert_eq!(
        status("node.example:8547", "https://app.example").await,
        200
    );
    assert_eq!(status("node.example:8547", "http://localhost").await, 200);
    assert_eq!(status("node.example", "https://other.example").await, 403);
    assert_eq!(status("other.example", "https://app.example").await, 403);
    let all = NodeConfig {
        allowed_origins: vec!["*".into()],
        allowed_hosts: vec!["*".into()],
        ..config()
    };
    let open = Scene::with(all).await;
    let request = open
        .http
        .post(spending())
        .header("host", "other.example")
        .header("origin", "https://other.example");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["access-control-allow-origin"],
        "https://other.example"
    );
    let answer: Value = serde_json::from_str(&response.text().await.expect("text")).expect("JSON");
    assert!(answer["result"].is_string());
}
