//! The command line: each option does what it says, and what is wrong gets one clear error.

use std::{fs, net::SocketAddr, time::Duration};

use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use crate::{
    child::{Process, failure, says},
    client::{Socket, quantity},
    scene::account,
};

const OTHER_MNEMONIC: &str =
    "legal winner thank year wave sausage worth useful legal winner thank yellow";
/// The first account of [`OTHER_MNEMONIC`].
const OTHER_ACCOUNT: &str = "0x58a57ed9d8d624cbd12e2c467d34787555bb1b25";

#[tokio::test]
async fn it_says_who_it_is_and_where_it_listens() {
    let node = Process::start(&[]);
    let said = node.said.join("\n");
    assert!(said.contains("10000 ether each"), "{said}");
    assert!(said.contains(&format!("  0  {}", account(0))), "{said}");
    assert!(said.contains("everybody has them"), "{said}");
    assert!(
        said.ends_with(&format!(
            "Listening on http://{0} and ws://{0}",
            node.address
        )),
        "{said}"
    );
    assert_eq!(node.http.ok("eth_chainId", json!([])).await, "0x64aba");
    let mut socket = Socket::connect(node.address).await;
    assert_eq!(socket.ok("eth_chainId", json!([])).await, "0x64aba");
    let quiet = Process::start(&["--quiet"]);
    assert_eq!(quiet.said.len(), 1, "{:?}", quiet.said);
}

#[tokio::test]
async fn the_chain_is_as_asked_for() {
    let node = Process::start(&[
        "--chain-id",
        "31337",
        "--arbos-version",
        "32",
        "--base-fee",
        "7",
        "--accounts",
        "3",
        "--balance",
        "5",
    ]);
    assert_eq!(node.http.ok("eth_chainId", json!([])).await, "0x7a69");
    assert_eq!(node.http.ok("net_version", json!([])).await, "31337");
    assert_eq!(node.http.ok("eth_gasPrice", json!([])).await, "0x7");
    assert_eq!(
        node.http
            .ok("eth_accounts", json!([]))
            .await
            .as_array()
            .expect("a list")
            .len(),
        3
    );
    let balance = node
        .http
        .quantity("eth_getBalance", json!([account(2), "latest"]))
        .await;
    assert_eq!(balance, 5 * 10_u128.pow(18));
    // ArbSys.arbOSVersion() answers 55 more.
    let version =
        json!([{"to": "0x0000000000000000000000000000000000000064", "input": "0x051038f2"}]);
    assert_eq!(quantity(&node.http.ok("eth_call", version).await), 55 + 32);
    assert_eq!(
        Process::start(&["--accounts", "0"])
            .http
            .ok("eth_accounts", json!([]))
            .await,
        json!([])
    );
}

#[tokio::test]
async fn posting_costs_what_was_asked_for() {
    let request =
        json!([{"from": account(0), "to": account(1), "input": format!("0x{}", "5a".repeat(500))}]);
    let (free, priced) = (
        Process::start(&[]),
        Process::start(&["--l1-price", "1000000000"]),
    );
    let free = free.http.quantity("eth_estimateGas", request.clone()).await;
    let priced = priced.http.quantity("eth_estimateGas", request).await;
    assert!(priced > free + 1_000, "{priced} and {free}");
}

#[tokio::test]
async fn blocks_come_by_themselves_if_asked_for() {
    let node = Process::start(&["--block-time", "1"]);
    let mut socket = Socket::connect(node.address).await;
    let heads = socket.ok("eth_subscribe", json!(["newHeads"])).await;
    socket.news(&heads).await;
}

#[tokio::test]
async fn a_mnemonic_comes_from_a_file_or_the_environment_and_goes_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mnemonic");
    fs::write(&file, format!("{OTHER_MNEMONIC}\n")).expect("written");
    let file = file.to_str().expect("text");
    for node in [
        Process::start(&["--mnemonic-file", file]),
        Process::start_in(&[], &[("STYLUS_NODE_MNEMONIC", OTHER_MNEMONIC)]),
    ] {
        assert_eq!(
            node.http.ok("eth_accounts", json!([])).await[0],
            OTHER_ACCOUNT
        );
        let said = node.said.join("\n");
        assert!(
            !said.contains("legal winner") && !said.contains("everybody"),
            "{said}"
        );
    }
    fs::write(folder.path().join("bad"), "legal winner secret").expect("written");
    let bad = folder.path().join("bad");
    let said = failure(&[
        "--port",
        "0",
        "--mnemonic-file",
        bad.to_str().expect("text"),
    ]);
    assert!(
        said.contains("the mnemonic is not valid") && said.contains("BIP-39"),
        "{said}"
    );
    assert!(
        !said.contains("winner") && !said.contains("secret"),
        "{said}"
    );
    assert!(
        failure(&["--port", "0", "--mnemonic-file", "nowhere"])
            .contains("cannot read the mnemonic from nowhere")
    );
}

/// 127.0.0.2 is this machine too: who listens on all its addresses listens there.
#[tokio::test]
async fn it_listens_on_loopback_unless_told() {
    let node = Process::start(&[]);
    let beside = SocketAddr::from(([127, 0, 0, 2], node.address.port()));
    assert!(node.address.ip().is_loopback());
    assert!(TcpStream::connect(beside).await.is_err());
    let open = Process::start(&["--host", "0.0.0.0"]);
    let beside = SocketAddr::from(([127, 0, 0, 2], open.address.port()));
    assert!(TcpStream::connect(beside).await.is_ok());
}

#[tokio::test]
async fn pages_and_names_are_allowed_as_asked_for() {
    let node = Process::start(&[
        "--allow-origin",
        "https://app.example",
        "--allow-origin",
        "https://b.example",
        "--allow-host",
        "node",
    ]);
    let status = async |host: &str, origin: &str| {
        let request = node
            .http
            .post(r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}"#);
        let response = request
            .header("host", host)
            .header("origin", origin)
            .send()
            .await;
        response.expect("an answer").status().as_u16()
    };
    assert_eq!(status("node:8547", "https://app.example").await, 200);
    assert_eq!(status("node:8547", "https://b.example").await, 200);
    assert_eq!(status("node:8547", "https://c.example").await, 403);
    assert_eq!(status("nodes:8547", "https://app.example").await, 403);
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let said = failure(&["--port", &port]);
    assert!(
        said.contains(&format!("cannot listen on 127.0.0.1:{port}")) && said.contains("--port"),
        "{said}"
    );
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
}

#[test]
fn options_that_are_wrong_are_named() {
    for (arguments, name) in [
        (&["--chain-id", "0"][..], "--chain-id"),
        (&["--chain-id", "x"], "--chain-id"),
        (&["--arbos-version", "31"], "--arbos-version"),
        (&["--arbos-version", "61"], "--arbos-version"),
        (&["--block-time", "0"], "--block-time"),
        (&["--save-interval", "0"], "--save-interval"),
        (&["--accounts", "1001"], "--accounts"),
        (&["--port", "65536"], "--port"),
        (&["--host", "example.com"], "--host"),
        (&["--mnemonic", "words"], "--mnemonic"),
        (&["--colour"], "--colour"),
    ] {
        assert!(failure(arguments).contains(name), "{arguments:?}");
    }
}

#[test]
fn it_explains_itself() {
    let help = says(&["--help"]);
    for option in [
        "--port",
        "--host",
        "--chain-id",
        "--arbos-version",
        "--base-fee",
        "--l1-price",
        "--accounts",
        "--balance",
        "--mnemonic-file",
        "--block-time",
        "--state",
        "--save-interval",
        "--allow-origin",
        "--allow-host",
        "--quiet",
    ] {
        assert!(help.contains(option), "{option}");
        let documented =
            option == "--quiet" || include_str!("../../README.md").contains(&format!("`{option}`"));
        assert!(documented, "{option} is not in the README");
    }
    assert!(says(&["--version"]).starts_with("stylus-node "));
}

#[tokio::test]
async fn it_ends_when_asked_to_even_with_connections() {
    for signal in ["TERM", "INT"] {
        let node = Process::start(&[]);
        let mut socket = Socket::connect(node.address).await;
        socket.ok("eth_subscribe", json!(["newHeads"])).await;
        let idle = TcpStream::connect(node.address)
            .await
            .expect("a connection");
        let ended = tokio::task::spawn_blocking(move || node.stop(signal));
        let status = tokio::time::timeout(Duration::from_secs(20), ended)
            .await
            .expect("it ends")
            .expect("it ended");
        assert!(status.success(), "{signal}: {status}");
        drop((socket, idle));
    }
}
