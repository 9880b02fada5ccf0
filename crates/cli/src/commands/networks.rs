//! The networks that are known by name.

use diem_sdk::network::Stylus;
use serde_json::json;

use crate::{
    args::Global,
    failure::Failure,
    show::{Output, print, render, table},
};

/// Lists them.
pub(crate) fn run(global: &Global, output: Output) -> Result<(), Failure> {
    let networks = global.networks()?;
    if output.json {
        let list: Vec<_> = networks.iter().map(|network| json!(network)).collect();
        output.document(&json!({ "command": "networks", "networks": list }));
        return Ok(());
    }
    let mut table = table();
    table.set_header(["name", "chain id", "network", "Stylus"]);
    for network in networks.iter() {
        let stylus = match network.stylus {
            Stylus::Yes => "yes",
            Stylus::Probe => "ask the chain",
            Stylus::No => "no",
        };
        table.add_row([
            &network.name,
            &network.chain_id.to_string(),
            &network.title,
            stylus,
        ]);
    }
    print(&render(&table));
    Ok(())
}
