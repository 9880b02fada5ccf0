//! The chains that the suite runs on, or that people try it on: `deployments/networks.toml`, of which this crate carries a copy.
//!
//! ```
//! use diem_sdk::network::{Networks, Selection, Stylus};
//!
//! let networks = Networks::builtin();
//! let Selection::Known(base) = networks.select("base-sepolia")? else { unreachable!() };
//! assert_eq!((base.chain_id, base.stylus), (84_532, Stylus::No));
//! for instead in networks.instead_of(base) {
//!     println!("{} ({}) settles on {}", instead.title, instead.rpc, base.title);
//! }
//! # Ok::<(), diem_sdk::network::NetworkError>(())
//! ```

use core::fmt;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use serde::{Deserialize, Serialize};
use url::Url;

/// Whether Stylus programs run on a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stylus {
    /// They do.
    Yes,
    /// Nobody says: ask the chain before sending anything.
    Probe,
    /// They do not.
    No,
}

/// A chain, and where it is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Network {
    /// The name in commands: lower-case letters, digits and hyphens.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// Its chain id.
    pub chain_id: u64,
    /// Its JSON-RPC endpoint.
    pub rpc: Url,
    /// The chain it settles on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// The symbol of the token that gas is paid in.
    pub gas_token: String,
    /// Its block explorer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explorer: Option<Url>,
    /// Whether Stylus programs run there.
    pub stylus: Stylus,
    /// Whether nothing there is of value.
    pub testnet: bool,
    /// What else to know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// The chain that another settles on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Parent {
    /// Its chain id.
    pub chain_id: u64,
    /// Its name for people.
    pub name: String,
}

/// What a user named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection<'a> {
    /// A network of the list.
    Known(&'a Network),
    /// An endpoint that is not in the list; its chain says the rest.
    Custom(Url),
}

impl Selection<'_> {
    /// The endpoint.
    pub const fn rpc(&self) -> &Url {
        match self {
            Self::Known(network) => &network.rpc,
            Self::Custom(url) => url,
        }
    }
}

/// Why there are no networks, or not the one wanted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// The file could not be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The text has not the form of a list of networks.
    #[error("not a list of networks: {0}")]
    Form(#[from] toml::de::Error),
    /// A network says what cannot be.
    #[error("network `{name}`: {what}")]
    Invalid {
        /// Its name.
        name: String,
        /// What is wrong.
        what: String,
    },
    /// The file is wrong.
    #[error("{}: {source}", path.display())]
    In {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: Box<NetworkError>,
    },
    /// There is no such network.
    #[error(
        "there is no network `{wanted}`: name one of {known}, a chain id of theirs, or a URL (http, https, ws or wss)"
    )]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// The names there are.
        known: String,
    },
    /// A chain id is of several networks.
    #[error("chain id {chain_id} is of several networks: name one of {names}")]
    Ambiguous {
        /// The chain id.
        chain_id: u64,
        /// Their names.
        names: String,
    },
}

/// A list of networks, each of another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Networks(Vec<Network>);

impl Networks {
    /// The networks of this crate's copy of `deployments/networks.toml`.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Networks> = LazyLock::new(|| {
            Networks::parse(include_str!("../deployments/networks.toml"))
                .expect("the tests have read it")
        });
        &BUILTIN
    }

    /// Reads a list in the form of `deployments/networks.toml`.
    ///
    /// # Errors
    ///
    /// [`NetworkError::Form`] with line and column, or [`NetworkError::Invalid`].
    pub fn parse(text: &str) -> Result<Self, NetworkError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct List {
            #[serde(default)]
            network: Vec<Network>,
        }
        let networks = toml::from_str::<List>(text)?.network;
        for (i, network) in networks.iter().enumerate() {
            let doubled = networks[..i].iter().any(|other| other.name == network.name);
            if let Some(what) = network.problem(doubled) {
                let name = network.name.clone();
                return Err(NetworkError::Invalid { name, what });
            }
        }
        Ok(Self(networks))
    }

    /// Reads a file in the form of `deployments/networks.toml`.
    ///
    /// # Errors
    ///
    /// A [`NetworkError`] that names the file.
    pub fn load(path: &Path) -> Result<Self, NetworkError> {
        let text = fs::read_to_string(path).map_err(|source| NetworkError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text).map_err(|source| NetworkError::In {
            path: path.to_owned(),
            source: Box::new(source),
        })
    }

    /// The networks, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Network> {
        self.0.iter()
    }

    /// The network called `name`.
    pub fn by_name(&self, name: &str) -> Option<&Network> {
        self.iter().find(|network| network.name == name)
    }

    /// The networks whose chain id is `chain_id`. Development chains share one.
    pub fn by_chain_id(&self, chain_id: u64) -> impl Iterator<Item = &Network> {
        self.iter()
            .filter(move |network| network.chain_id == chain_id)
    }

    /// The networks that are reached at `url`. Development chains share one.
    pub fn by_url(&self, url: &Url) -> impl Iterator<Item = &Network> {
        self.iter().filter(move |network| network.rpc == *url)
    }

    /// The network that a user names, by name, chain id or URL. A URL that is not that of exactly one network is
    /// [`Selection::Custom`].
    ///
    /// # Errors
    ///
    /// [`NetworkError::Unknown`], or [`NetworkError::Ambiguous`] for a chain id that several have.
    pub fn select(&self, wanted: &str) -> Result<Selection<'_>, NetworkError> {
        if let Some(network) = self.by_name(wanted) {
            return Ok(Selection::Known(network));
        }
        if let Ok(chain_id) = wanted.parse::<u64>() {
            return match self.by_chain_id(chain_id).collect::<Vec<_>>()[..] {
                [] => Err(self.unknown(wanted)),
                [network] => Ok(Selection::Known(network)),
                ref several => Err(NetworkError::Ambiguous {
                    chain_id,
                    names: names(several.iter().copied()),
                }),
            };
        }
        match Url::parse(wanted) {
            Ok(url) if is_endpoint(&url) => Ok(match self.by_url(&url).collect::<Vec<_>>()[..] {
                [network] => Selection::Known(network),
                _ => Selection::Custom(url),
            }),
            _ => Err(self.unknown(wanted)),
        }
    }

    /// Where programs can run in place of `network`: the chains that settle on it and may have Stylus.
    pub fn instead_of(&self, network: &Network) -> impl Iterator<Item = &Network> {
        let id = network.chain_id;
        self.iter().filter(move |other| {
            other.stylus != Stylus::No
                && other
                    .parent
                    .as_ref()
                    .is_some_and(|parent| parent.chain_id == id)
        })
    }

    fn unknown(&self, wanted: &str) -> NetworkError {
        NetworkError::Unknown {
            wanted: wanted.to_owned(),
            known: names(self.iter()),
        }
    }
}

impl Network {
    /// What is wrong with it.
    fn problem(&self, doubled: bool) -> Option<String> {
        let named = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let is_number = self.name.bytes().all(|b| b.is_ascii_digit());
        if is_number || !self.name.bytes().all(named) {
            return Some(
                "a name has lower-case letters, digits and hyphens, and is no number".to_owned(),
            );
        }
        if doubled {
            return Some("the name is there twice".to_owned());
        }
        if self.chain_id == 0
            || self
                .parent
                .as_ref()
                .is_some_and(|parent| parent.chain_id == 0)
        {
            return Some("no chain has the id 0".to_owned());
        }
        if !is_endpoint(&self.rpc) {
            return Some(format!(
                "rpc is {}, not an http, https, ws or wss URL",
                self.rpc
            ));
        }
        None
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (chain id {})", self.title, self.chain_id)
    }
}

fn is_endpoint(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https" | "ws" | "wss") && url.has_host()
}

fn names<'a>(networks: impl Iterator<Item = &'a Network>) -> String {
    let names: Vec<&str> = networks.map(|network| network.name.as_str()).collect();
    names.join(", ")
}
