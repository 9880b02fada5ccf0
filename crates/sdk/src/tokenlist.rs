//! The suite's tokens for wallets and exchanges: a list in the form of Uniswap's token lists, and `wallet_watchAsset` (EIP-747).
//!
//! ```
//! # let manifest = diem_sdk::manifest::Manifest::from_json(include_str!("../tests/data/412346.json"))?;
//! # let later = 1_767_225_600;
//! use diem_sdk::tokenlist::{Token, TokenList};
//!
//! let list = TokenList::new(&[manifest.clone()], 1_767_225_600); // of `manifest::load_all("deployments")`
//! assert_eq!(list.tokens[0].symbol, "DIEM");
//! let next = list.next(&[manifest.clone()], later); // the same tokens: the same version
//! assert_eq!(next, list);
//!
//! let parameters = Token::diem(&manifest).watch_asset(); // for `wallet_watchAsset`
//! assert_eq!(parameters["options"]["decimals"], 18);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    amount, day,
    manifest::{Manifest, Vvv},
};

/// A list of tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenList {
    /// The list's name.
    pub name: String,
    /// When this version was made, in UTC, as RFC 3339 writes it.
    pub timestamp: String,
    /// Its version.
    pub version: Version,
    /// The tokens.
    pub tokens: Vec<Token>,
}

/// A list's version: the major number rises when a token goes or moves, the minor one when a token comes, the patch when one is described
/// otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// The major number.
    pub major: u32,
    /// The minor number.
    pub minor: u32,
    /// The patch.
    pub patch: u32,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Token {
    /// The chain it is on.
    pub chain_id: u64,
    /// Its address there.
    pub address: Address,
    /// Its name.
    pub name: String,
    /// Its symbol.
    pub symbol: String,
    /// Its decimals.
    pub decimals: u8,
}

impl Token {
    /// DIEM of a deployment.
    pub fn diem(manifest: &Manifest) -> Self {
        Self::of(manifest, manifest.contracts.diem.address, "Diem", "DIEM")
    }

    /// Test VVV of a deployment; `None` if the deployment stands on a VVV that was there before, which is for its own issuer to list.
    pub fn test_vvv(manifest: &Manifest) -> Option<Self> {
        match &manifest.contracts.vvv {
            Vvv::Test(vvv) => Some(Self::of(manifest, vvv.address, "Test VVV", "VVV")),
            Vvv::Given(_) => None,
        }
    }

    fn of(manifest: &Manifest, address: Address, name: &str, symbol: &str) -> Self {
        Self {
            chain_id: manifest.chain.id,
            address,
            name: name.to_owned(),
            symbol: symbol.to_owned(),
            decimals: amount::DECIMALS as u8,
        }
    }

    /// The parameters of `wallet_watchAsset`. The wallet has to be on the token's chain.
    pub fn watch_asset(&self) -> Value {
        json!({
            "type": "ERC20",
            "options": {
                "address": self.address,
                "symbol": self.symbol,
                "decimals": self.decimals,
            },
        })
    }

    fn place(&self) -> (u64, Address) {
        (self.chain_id, self.address)
    }
}

impl TokenList {
    /// The tokens of `manifests`, as version 1.0.0, made at `timestamp` (Unix seconds).
    ///
    /// # Panics
    ///
    /// If `timestamp` is beyond the year 9999.
    pub fn new(manifests: &[Manifest], timestamp: u64) -> Self {
        let tokens = manifests
            .iter()
            .flat_map(|manifest| [Some(Token::diem(manifest)), Token::test_vvv(manifest)]);
        let mut tokens: Vec<Token> = tokens.flatten().collect();
        tokens.sort_by_key(|token| (token.chain_id, token.symbol.clone()));
        Self {
            name: "DIEM".to_owned(),
            timestamp: day::rfc3339(timestamp).expect("a moment before the year 10000"),
            version: Version {
                major: 1,
                minor: 0,
                patch: 0,
            },
            tokens,
        }
    }

    /// The version after this one: the tokens of `manifests` at `timestamp`. With the same tokens it is this one.
    ///
    /// # Panics
    ///
    /// As [`TokenList::new`].
    #[must_use]
    pub fn next(&self, manifests: &[Manifest], timestamp: u64) -> Self {
        let mut next = Self::new(manifests, timestamp);
        if next.tokens == self.tokens {
            return self.clone();
        }
        let has =
            |list: &Self, token: &Token| list.tokens.iter().any(|t| t.place() == token.place());
        let Version {
            major,
            minor,
            patch,
        } = self.version;
        let (major, minor, patch) = if self.tokens.iter().any(|token| !has(&next, token)) {
            (major + 1, 0, 0)
        } else if next.tokens.iter().any(|token| !has(self, token)) {
            (major, minor + 1, 0)
        } else {
            (major, minor, patch + 1)
        };
        next.version = Version {
            major,
            minor,
            patch,
        };
        next
    }

    /// The list as it is written: indented, in a fixed order.
    pub fn to_json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a list has only strings and numbers");
        text.push('\n');
        text
    }
}
