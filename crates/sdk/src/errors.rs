//! Reverts, read: which error of which contract, with what arguments, what it means, and what to do.
//!
//! ```
//! use alloy_primitives::{address, U256};
//! use alloy_sol_types::SolError;
//! use diem_sdk::{abi::IComputeCredits, amount, errors::{ContractError, Revert}};
//!
//! let refusal = IComputeCredits::InsufficientCredits {
//!     owner: address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
//!     available: amount::milli(2_500),
//!     needed: amount::units(3),
//! };
//! let revert = Revert::decode(&refusal.abi_encode()); // what an RPC error carries as `data`
//! assert_eq!(revert, Revert::Contract(ContractError::InsufficientCredits(refusal)));
//! let explanation = revert.explain();
//! assert_eq!(explanation.arguments[1].text, "2.5 credits");
//! assert_eq!(explanation.remedy, "Use less, receive credits, or wait for `nextReset()`.");
//! ```

mod markdown;
mod table;
mod units;

use core::fmt;

use alloy_primitives::{Bytes, hex};
use alloy_sol_types::{Panic, Revert as Reason, SolError, sol};
use serde::{Serialize, Serializer};

pub use markdown::fill_tables;
pub use table::{ContractError, ERRORS};

sol! {
    /// What the StylusDeployer reverts with when a constructor does; `data` is the constructor's revert data.
    error ContractInitializationError(address newContract, bytes data);
}

/// A contract of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contract {
    /// VVV, if it is Test VVV.
    Vvv,
    /// Diem.
    Diem,
    /// VvvStaking.
    Staking,
    /// ComputeCredits.
    Credits,
}

impl Contract {
    /// Its name, as in `contracts/` and in manifests.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vvv => "vvv",
            Self::Diem => "diem",
            Self::Staking => "staking",
            Self::Credits => "credits",
        }
    }
}

/// What an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// How a call is encoded.
    AnyCall,
    /// Balances and approvals.
    Tokens,
    /// Permits and signed budgets.
    Signatures,
    /// DIEM's supply and its capacity.
    MintingAndCapacity,
    /// Stakes, tickets and rewards.
    Staking,
    /// The owner of the staking contract, and its constructor.
    Ownership,
    /// Credits and budgets.
    Credits,
}

/// What there is to know of an error before it happens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorInfo {
    /// Its name.
    pub name: &'static str,
    /// Its parameters, in order.
    pub parameters: &'static [Parameter],
    /// Its selector.
    pub selector: [u8; 4],
    /// The contracts that have it.
    pub contracts: &'static [Contract],
    /// What it is about.
    pub group: Group,
    /// What it means: sentences, with the parameters' names in backticks.
    pub meaning: &'static str,
    /// What to do about it: a sentence.
    pub remedy: &'static str,
}

/// A parameter of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its type in Solidity.
    pub ty: &'static str,
    /// Its name.
    pub name: &'static str,
}

impl ErrorInfo {
    /// The error as Solidity declares it: `WrongDay(uint256 given, uint256 today)`.
    pub fn declaration(&self) -> String {
        let parameters: Vec<String> = self
            .parameters
            .iter()
            .map(|parameter| format!("{} {}", parameter.ty, parameter.name))
            .collect();
        format!("{}({})", self.name, parameters.join(", "))
    }
}

impl ContractError {
    /// What there is to know of it.
    pub fn info(&self) -> &'static ErrorInfo {
        let selector = self.selector();
        ERRORS
            .iter()
            .find(|info| info.selector == selector)
            .expect("table and errors are made of the same rows")
    }
}

/// An argument of an error that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Argument {
    /// The parameter's name.
    pub name: &'static str,
    /// The value as the contract gave it: wei, seconds, days.
    pub value: String,
    /// The value for people: `2.5 credits`, `2026-01-01 12:00:00 UTC`.
    pub text: String,
}

/// What revert data says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Revert {
    /// Nothing.
    Empty,
    /// A custom error of one of the contracts.
    Contract(ContractError),
    /// A constructor refused, and the StylusDeployer passed on what it said.
    Constructor(Box<Self>),
    /// A reason, `Error(string)`, as Solidity's `require` gives it.
    Reason(String),
    /// A panic of Solidity's, `Panic(uint256)`, in words.
    Panic(String),
    /// Something else.
    Unknown(Bytes),
}

impl Revert {
    /// Reads revert data.
    pub fn decode(data: &[u8]) -> Self {
        if data.is_empty() {
            return Self::Empty;
        }
        if let Some(error) = ContractError::decode(data) {
            return Self::Contract(error);
        }
        if let Ok(wrapped) = ContractInitializationError::abi_decode_validate(data) {
            return Self::Constructor(Box::new(Self::decode(&wrapped.data)));
        }
        if let Ok(reason) = Reason::abi_decode(data) {
            return Self::Reason(reason.reason);
        }
        match Panic::abi_decode(data) {
            Ok(panic) => Self::Panic(panic.to_string()),
            Err(_) => Self::Unknown(Bytes::copy_from_slice(data)),
        }
    }

    /// The revert for people and for `--json`.
    pub fn explain(&self) -> Explanation {
        let (error, meaning, remedy) = match self {
            Self::Contract(error) => {
                let info = error.info();
                return Explanation {
                    error: info.name.to_owned(),
                    selector: Some(info.selector),
                    arguments: error.arguments(),
                    meaning: info.meaning.to_owned(),
                    remedy: info.remedy.to_owned(),
                };
            }
            Self::Constructor(inner) => {
                let inner = inner.explain();
                return Explanation {
                    meaning: format!("The constructor refuses its parameters. {}", inner.meaning),
                    ..inner
                };
            }
            Self::Empty => (
                "no revert data",
                "The contract gave no reason: the call ran out of gas, re-entered the contract, called a constructor again, or met a program that is not active.".to_owned(),
                "Raise the gas limit; if that changes nothing, check that the program is active (its activation ends after 365 days or with a new Stylus version, and anyone can renew it).",
            ),
            Self::Reason(reason) => (
                "Error(string)",
                format!("The contract says: {reason}"),
                "See the contract that was called: none of the suite gives such reasons.",
            ),
            Self::Panic(panic) => (
                "Panic(uint256)",
                format!("A contract written in Solidity panicked: {panic}."),
                "See the contract that was called: none of the suite panics so.",
            ),
            Self::Unknown(data) => (
                "unknown error",
                format!("The revert data is none of the suite's errors: {data}."),
                "Check the address; look the first four bytes up among the errors of the contract that was called.",
            ),
        };
        Explanation {
            error: error.to_owned(),
            selector: None,
            arguments: Vec::new(),
            meaning,
            remedy: remedy.to_owned(),
        }
    }
}

/// In one line, with the arguments as the contract gave them.
impl fmt::Display for Revert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty revert data"),
            Self::Contract(error) => write!(f, "{error:?}"),
            Self::Constructor(inner) => write!(f, "the constructor reverted: {inner}"),
            Self::Reason(text) | Self::Panic(text) => f.write_str(text),
            Self::Unknown(data) => write!(f, "unknown error {data}"),
        }
    }
}

/// A revert explained. `Display` has it over several lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The error's name.
    pub error: String,
    /// Its selector, if it is one of the contracts'.
    #[serde(serialize_with = "selector", skip_serializing_if = "Option::is_none")]
    pub selector: Option<[u8; 4]>,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// What it means.
    pub meaning: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.error)?;
        for Argument { name, text, .. } in &self.arguments {
            writeln!(f, "  {name}: {text}")?;
        }
        writeln!(f, "{}", self.meaning)?;
        write!(f, "What to do: {}", self.remedy)
    }
}

fn selector<S: Serializer>(selector: &Option<[u8; 4]>, serializer: S) -> Result<S::Ok, S::Error> {
    match selector {
        Some(selector) => serializer.serialize_str(&hex::encode_prefixed(selector)),
        None => serializer.serialize_none(),
    }
}

/// Revert data in one line: [`Revert::decode`], displayed.
pub fn describe_error(data: &[u8]) -> String {
    Revert::decode(data).to_string()
}
