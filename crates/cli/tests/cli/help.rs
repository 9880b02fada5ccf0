//! Help texts, completions, the version, and what needs no network.

use std::collections::BTreeSet;

use crate::scene::Place;

/// The commands below a command, as its help lists them.
fn commands_of(help: &str) -> Vec<String> {
    let mut lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let mut commands = Vec::new();
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        // Two spaces, the name, the text; the text's next lines are further right.
        if let Some(name) = line
            .strip_prefix("  ")
            .filter(|rest| !rest.starts_with(' '))
        {
            commands.extend(name.split_whitespace().next().map(str::to_owned));
        }
    }
    commands
}

/// All command lines there are.
fn all_commands(place: &Place) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    let mut to_ask = vec![String::new()];
    while let Some(command) = to_ask.pop() {
        let help = place.diem(&format!("{command} --help")).ok();
        for name in commands_of(&help) {
            to_ask.push(format!("{command} {name}").trim().to_owned());
        }
        known.insert(command);
    }
    known
}

#[test]
fn every_command_has_a_help_that_explains_it_and_each_of_its_options() {
    let place = Place::new();
    let commands = all_commands(&place);
    for expected in [
        "node",
        "demo",
        "deploy",
        "verify",
        "doctor",
        "keepalive",
        "cache",
        "drip",
        "stake",
        "mint",
        "burn",
        "unstake request",
        "unstake cancel",
        "unstake withdraw",
        "claim",
        "position",
        "capacity",
        "credits",
        "spend",
        "send",
        "allowance set",
        "allowance sign",
        "allowance submit",
        "allowance show",
        "meter set",
        "meter sign",
        "meter submit",
        "meter show",
        "meter post",
        "watch",
        "fund-rewards",
        "pause",
        "unpause",
        "receipts prove",
        "receipts verify",
        "networks",
        "key new",
        "key import",
        "key address",
        "completions",
    ] {
        assert!(commands.contains(expected), "{expected} in {commands:?}");
    }
    for command in &commands {
        let help = place.diem(&format!("{command} --help")).ok();
        let first = help.lines().next().unwrap_or_default();
        assert!(first.len() > 10, "{command}: {help}");
        assert!(help.contains("Usage: diem"), "{command}: {help}");
        assert!(help.contains("--json"), "{command}: {help}");
        // Options stand alone on their line only if their text follows, further right.
        let lines: Vec<&str> = help.lines().collect();
        for pair in lines.windows(2) {
            let is_option =
                pair[0].trim_start().starts_with("--") || pair[0].trim_start().starts_with('-');
            if is_option && !pair[0].trim().contains("  ") {
                assert!(
                    pair[1].starts_with("          "),
                    "{command}: no text for {}",
                    pair[0]
                );
            }
        }
        assert_eq!(place.diem(&format!("{command} -h")).code, Some(0));
    }
}

#[test]
fn the_exit_codes_are_in_the_help() {
    let help = Place::new().diem("--help").ok();
    for code in [
        "0  done",
        "1  failed",
        "2  the arguments",
        "3  refused",
        "4  not confirmed",
        "5  checked and not in order",
    ] {
        assert!(help.contains(code), "{code}: {help}");
    }
}

#[test]
fn completions_are_made_for_the_shells() {
    let place = Place::new();
    for (shell, mark) in [
        ("bash", "complete -F _diem"),
        ("zsh", "#compdef diem"),
        ("fish", "complete -c diem"),
    ] {
        let script = place.diem(&format!("completions {shell}")).ok();
        assert!(script.contains(mark), "{shell}");
        assert!(
            script.contains("fund-rewards") && script.contains("receipts"),
            "{shell}"
        );
    }
}

#[test]
fn the_version_is_the_package_s() {
    assert_eq!(
        Place::new().diem("--version").ok(),
        concat!("diem ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn the_networks_are_listed() {
    let place = Place::new();
    let text = place.diem("networks").ok();
    assert!(
        text.contains("arbitrum-sepolia") && text.contains("421614"),
        "{text}"
    );
    let document = place.diem("networks --json").document();
    let base = document["networks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|n| n["name"] == "base")
        .expect("Base");
    assert_eq!(base["stylus"], "no");
    place.write("networks.toml", "");
    std::fs::create_dir(place.path().join("own")).unwrap();
    place.write("own/networks.toml", "[[network]]\nname = \"mine\"\ntitle = \"Mine\"\nchain-id = 7\nrpc = \"http://127.0.0.1:1\"\ngas-token = \"ETH\"\nstylus = \"yes\"\ntestnet = true\n");
    let own = place.diem("networks --deployments own --json").document();
    assert_eq!(own["networks"][0]["name"], "mine");
}

#[test]
fn the_demo_plays() {
    let place = Place::new();
    let document = place.diem("demo --json").document();
    assert_eq!(document["failure"], serde_json::Value::Null);
    assert_eq!(document["steps"].as_array().unwrap().len(), 15);
}
