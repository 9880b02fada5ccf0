//! A deployed suite on a chain.

use std::fs;

use alloy::{primitives::Address, sol_types::SolCall};
use diem_sdk::manifest::{Addresses, Manifest};

use crate::{
    args::Global,
    batch::{Batch, READER},
    connection::Connection,
    engine::engine_failure,
    failure::Failure,
    running,
};

/// A deployed suite on a chain.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) chain: Connection,
    pub(crate) suite: Addresses,
}

impl Session {
    /// Connects to the network that the options name, and finds the suite there.
    pub(crate) async fn open(global: &Global) -> Result<Self, Failure> {
        let chain = Connection::open(global).await?;
        let manifest = manifest(global, &chain).await?;
        Ok(Self {
            suite: manifest.addresses(),
            chain,
        })
    }

    /// Reads a view of a contract.
    pub(crate) async fn read<C: SolCall>(
        &self,
        to: Address,
        call: C,
    ) -> Result<C::Return, Failure> {
        let mut batch = Batch::default();
        batch.push(to, &call.abi_encode());
        let outcomes = batch.run(&self.chain, READER, None).await?;
        let outcome = &outcomes.calls[0];
        if !outcome.success {
            return Err(Failure::reverted(&outcome.output).during(C::SIGNATURE));
        }
        C::abi_decode_returns(&outcome.output).map_err(|_| nothing_there(to))
    }
}

/// The failure of an address that has no such contract.
pub(crate) fn nothing_there(address: Address) -> Failure {
    Failure::failed(format!(
        "there is no contract of the suite at {address}: the manifest is of another chain, or the chain was reset since"
    ))
}

/// The manifest of the suite on this chain.
pub(crate) async fn manifest(global: &Global, chain: &Connection) -> Result<Manifest, Failure> {
    let path = match &global.manifest {
        Some(path) => path.clone(),
        None => {
            let of_node = running::node()
                .ok()
                .filter(|node| chain.endpoint.is_at(&node.rpc));
            match (&global.deployments, of_node) {
                (None, Some(node)) => node.manifest,
                _ => global
                    .deployments()
                    .join(format!("{}.json", chain.chain_id)),
            }
        }
    };
    if !path.exists() {
        // A chain that cannot carry the suite has no manifest for that reason.
        diem_deploy::preflight(&chain.provider, Some(chain.chain_id))
            .await
            .map_err(engine_failure)?;
        return Err(Failure::failed(format!(
            "there is no manifest {}, so no suite is known on {chain}: deploy one with `diem deploy`, or name its manifest with --manifest FILE",
            path.display()
        )));
    }
    let text = fs::read_to_string(&path)
        .map_err(|error| Failure::failed(format!("{} cannot be read: {error}", path.display())))?;
    let manifest = Manifest::from_json(&text)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    if manifest.chain.id != chain.chain_id {
        return Err(Failure::refused(format!(
            "{} is of chain {} ({}), but {} is on chain {}: choose the network or the manifest that belongs to the other",
            path.display(),
            manifest.chain.id,
            manifest.chain.network,
            chain.endpoint,
            chain.chain_id
        )));
    }
    Ok(manifest)
}
