//! `net_`, `web3_` and `personal_`.

use alloy_primitives::{Bytes, keccak256};

use super::{Method, json};

/// Name and version, as `web3_clientVersion` tells them.
pub(crate) const CLIENT_VERSION: &str = concat!("stylus-node/v", env!("CARGO_PKG_VERSION"));

pub(super) const METHODS: &[(&str, Method)] = &[
    ("net_version", |node, args| {
        args.end()?;
        json(node.chain.chain_id().to_string())
    }),
    ("net_listening", |_, args| {
        args.end()?;
        json(true)
    }),
    ("net_peerCount", |_, args| {
        args.end()?;
        json("0x0")
    }),
    ("web3_clientVersion", |_, args| {
        args.end()?;
        json(CLIENT_VERSION)
    }),
    ("web3_sha3", |_, mut args| {
        let data: Bytes = args.next()?;
        args.end()?;
        json(keccak256(data))
    }),
    ("personal_sign", |node, mut args| {
        let (message, account): (Bytes, _) = (args.next()?, args.next()?);
        // Some clients send a password too.
        let _: Option<String> = args.optional()?;
        args.end()?;
        json(node.accounts.sign_message(account, &message)?)
    }),
];
