//! The list of networks, and how users name one.

use std::{collections::BTreeSet, fs, path::Path};

use diem_sdk::network::{Network, NetworkError, Networks, Selection, Stylus};
use url::Url;

const TWO: &str = r#"
[[network]]
name = "home"
title = "Home"
chain-id = 7
rpc = "http://127.0.0.1:1"
gas-token = "ETH"
stylus = "yes"
testnet = true

[[network]]
name = "away"
title = "Away"
chain-id = 8
rpc = "wss://away.example/rpc"
explorer = "https://away.example"
gas-token = "AWAY"
stylus = "probe"
testnet = false
notes = "Far."
parent = { chain-id = 9, name = "Farther" }
"#;

fn builtin(name: &str) -> &'static Network {
    Networks::builtin().by_name(name).expect("a known network")
}

#[track_caller]
fn wrong(text: &str) -> String {
    Networks::parse(text).expect_err("a wrong list").to_string()
}

#[test]
fn the_crate_carries_the_repositorys_list() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deployments/networks.toml");
    assert_eq!(&Networks::load(&path).unwrap(), Networks::builtin());
}

#[test]
fn chains_on_base_take_gas_in_their_own_token_and_are_probed() {
    let base_sepolia = builtin("base-sepolia");
    assert_eq!(
        (base_sepolia.chain_id, base_sepolia.stylus),
        (84_532, Stylus::No)
    );
    let instead: Vec<&Network> = Networks::builtin().instead_of(base_sepolia).collect();
    let ids: BTreeSet<u64> = instead.iter().map(|network| network.chain_id).collect();
    assert_eq!(ids, BTreeSet::from([888_991, 83_868, 323_432]));
    for network in instead {
        assert_eq!(network.stylus, Stylus::Probe);
        assert_ne!(network.gas_token, "ETH");
    }
    assert_eq!(builtin("base").stylus, Stylus::No);
}

#[test]
fn programs_run_on_the_development_chains_and_on_arbitrum_sepolia() {
    for (name, chain_id) in [
        ("local", 412_346),
        ("nitro-dev", 412_346),
        ("arbitrum-sepolia", 421_614),
    ] {
        let network = builtin(name);
        assert_eq!((network.chain_id, network.stylus), (chain_id, Stylus::Yes));
        assert!(network.testnet);
    }
}

#[test]
fn a_network_is_named_by_name_chain_id_or_url() {
    let networks = Networks::parse(TWO).unwrap();
    let away = networks.by_name("away").unwrap();
    for wanted in ["away", "8", "wss://away.example/rpc"] {
        assert_eq!(networks.select(wanted).unwrap(), Selection::Known(away));
    }
    let other = "https://other.example/";
    let Selection::Custom(url) = networks.select(other).unwrap() else {
        panic!("not in the list")
    };
    assert_eq!(url.as_str(), other);
    assert_eq!(networks.select(other).unwrap().rpc(), &url);
    assert_eq!(networks.select("home").unwrap().rpc().port(), Some(1));
}

#[test]
fn what_several_chains_share_names_none_of_them() {
    let networks = Networks::builtin();
    let message = networks.select("412346").unwrap_err().to_string();
    assert_eq!(
        message,
        "chain id 412346 is of several networks: name one of local, nitro-dev"
    );
    let url = "http://127.0.0.1:8547";
    assert!(matches!(
        networks.select(url).unwrap(),
        Selection::Custom(_)
    ));
    assert_eq!(networks.by_url(&Url::parse(url).unwrap()).count(), 2);
    assert_eq!(networks.by_chain_id(412_346).count(), 2);
}

#[test]
fn an_unknown_network_is_told_with_those_there_are() {
    let networks = Networks::parse(TWO).unwrap();
    for wanted in ["mars", "9", "", "ftp://away.example", "away.example:80/rpc"] {
        let message = networks.select(wanted).unwrap_err().to_string();
        assert!(
            message.starts_with(&format!(
                "there is no network `{wanted}`: name one of home, away,"
            )),
            "{message}"
        );
    }
}

#[test]
fn a_wrong_list_says_where() {
    assert!(wrong(&TWO.replace("chain-id = 7", "chain-id = \"7\"")).contains("line 5"));
    assert!(wrong(&TWO.replace("gas-token = \"ETH\"\n", "")).contains("gas-token"));
    assert!(wrong(&TWO.replace("notes", "note")).contains("unknown field `note`"));
    assert!(wrong(&TWO.replace("\"probe\"", "\"maybe\"")).contains("unknown variant `maybe`"));
    assert!(wrong(&TWO.replace("wss://away.example/rpc", "away")).contains("rpc"));
    for (from, to, what) in [
        (
            "\"away\"",
            "\"home\"",
            "network `home`: the name is there twice",
        ),
        ("\"away\"", "\"8\"", "network `8`: a name has"),
        ("\"away\"", "\"Away\"", "network `Away`: a name has"),
        ("\"away\"", "\"\"", "network ``: a name has"),
        (
            "chain-id = 8",
            "chain-id = 0",
            "network `away`: no chain has the id 0",
        ),
        (
            "chain-id = 9",
            "chain-id = 0",
            "network `away`: no chain has the id 0",
        ),
        (
            "wss://",
            "ftp://",
            "network `away`: rpc is ftp://away.example/rpc, not an http, https, ws or wss URL",
        ),
    ] {
        let message = wrong(&TWO.replace(from, to));
        assert!(message.starts_with(what), "{message}");
    }
}

#[test]
fn a_wrong_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("networks.toml");
    assert!(matches!(
        Networks::load(&path),
        Err(NetworkError::Read { .. })
    ));
    fs::write(&path, "network = 1").unwrap();
    let message = Networks::load(&path).unwrap_err().to_string();
    assert!(message.contains("networks.toml: "), "{message}");
    fs::write(&path, "").unwrap();
    assert_eq!(Networks::load(&path).unwrap().iter().count(), 0);
}

#[test]
fn a_network_reads_as_its_title_and_id() {
    let base = builtin("base").to_string();
    assert_eq!(base, "Base (chain id 8453)");
}
