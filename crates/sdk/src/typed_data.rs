//! The EIP-712 messages that the contracts accept, their digests, and the JSON that wallets sign (`eth_signTypedData_v4`).
//!
//! ```
//! use alloy_primitives::{U256, address};
//! use diem_sdk::{amount, typed_data::{Allowance, credits_domain, digest, to_json}};
//!
//! let owner = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
//! let agent = address!("70997970C51812dc3A010C7d01b50e0d17dc79C8");
//! let credits = address!("5FbDB2315678afecb367f032d93F642f64180aa3"); // from the manifest
//!
//! // 5 credits a day; the signature can be used until 2026-01-02 00:00:00 UTC.
//! let message = Allowance::new(owner, agent, amount::units(5), 1_767_312_000)?
//!     .nonce(3)               // what `allowanceOf(owner, agent)` says; the default is 0
//!     .expiry(1_798_761_600); // when the allowance ends; the default is never
//!
//! let domain = credits_domain(421_614, credits);
//! let hash = digest(&message, &domain);   // for a key that this program has
//! let request = to_json(&message, &domain); // for a wallet
//! assert_eq!(request["message"]["dailyLimit"], "5000000000000000000");
//! # let parsed: alloy_dyn_abi::TypedData = serde_json::from_value(request)?;
//! # assert_eq!(parsed.eip712_signing_hash()?, hash);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, B256, U256, aliases::U96};
pub use alloy_sol_types::{Eip712Domain, SolStruct};
use alloy_sol_types::{eip712_domain, sol};
use serde::{Serialize, Serializer};
use serde_json::Value;

sol! {
    /// ERC-2612: `owner` lets `spender` move `value` wei of a token.
    #[derive(Debug, PartialEq, Eq, serde::Serialize)]
    struct Permit {
        address owner;
        address spender;
        #[serde(serialize_with = "decimal")]
        uint256 value;
        #[serde(serialize_with = "decimal")]
        uint256 nonce;
        #[serde(serialize_with = "decimal")]
        uint256 deadline;
    }

    /// ComputeCredits: `owner` lets `spender` draw `dailyLimit` credits per day.
    #[derive(Debug, PartialEq, Eq, serde::Serialize)]
    struct Allowance {
        address owner;
        address spender;
        #[serde(serialize_with = "decimal")]
        uint96 dailyLimit;
        uint32 expiry;
        #[serde(serialize_with = "decimal")]
        uint256 nonce;
        #[serde(serialize_with = "decimal")]
        uint256 deadline;
    }

    /// ComputeCredits: `owner` lets `gateway` meter `dailyLimit` credits per day.
    #[derive(Debug, PartialEq, Eq, serde::Serialize)]
    struct Meter {
        address owner;
        address gateway;
        #[serde(serialize_with = "decimal")]
        uint96 dailyLimit;
        uint32 expiry;
        #[serde(serialize_with = "decimal")]
        uint256 nonce;
        #[serde(serialize_with = "decimal")]
        uint256 deadline;
    }
}

/// The expiry of a budget that never expires.
pub const FOREVER: u32 = u32::MAX;

/// The daily limit of a budget that has none but the owner's credits.
pub const NO_LIMIT: U256 = U256::from_limbs([u64::MAX, 0xffff_ffff, 0, 0]);

/// A daily limit does not fit its 96 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a daily limit of {0} wei exceeds 2^96 - 1: check that it is in wei of credits; 2^96 - 1 is no limit"
)]
pub struct LimitTooLarge(pub U256);

impl Permit {
    /// A permit of `owner` for `spender` over `value` wei, with nonce 0. It can be used up to the second `deadline` (Unix); what it
    /// approves stays until it is spent or replaced.
    pub fn new(owner: Address, spender: Address, value: U256, deadline: u64) -> Self {
        Self {
            owner,
            spender,
            value,
            nonce: U256::ZERO,
            deadline: U256::from(deadline),
        }
    }

    /// With the nonce that the token's `nonces(owner)` says.
    #[must_use]
    pub const fn nonce(mut self, nonce: U256) -> Self {
        self.nonce = nonce;
        self
    }
}

/// What a budget's message has, whatever its spender is called.
macro_rules! budget {
    ($message:ident, $spender:ident, $what:literal, $view:literal) => {
        impl $message {
            #[doc = concat!("A budget of `owner` for ", $what, ": `daily_limit` wei of credits per day ([`NO_LIMIT`] for none, 0 to revoke), for ever, with nonce 0.")]
            /// The signature can be used up to the second `deadline` (Unix).
            ///
            /// # Errors
            ///
            /// [`LimitTooLarge`] if the limit has more than 96 bits.
            pub fn new(
                owner: Address,
                $spender: Address,
                daily_limit: U256,
                deadline: u64,
            ) -> Result<Self, LimitTooLarge> {
                Ok(Self {
                    owner,
                    $spender,
                    dailyLimit: U96::checked_from_limbs_slice(daily_limit.as_limbs())
                        .ok_or(LimitTooLarge(daily_limit))?,
                    expiry: FOREVER,
                    nonce: U256::ZERO,
                    deadline: U256::from(deadline),
                })
            }

            #[doc = concat!("With the nonce that `", $view, "` says.")]
            #[must_use]
            pub fn nonce(mut self, nonce: u16) -> Self {
                self.nonce = U256::from(nonce);
                self
            }

            /// Valid before this second (Unix) only.
            #[must_use]
            pub const fn expiry(mut self, timestamp: u32) -> Self {
                self.expiry = timestamp;
                self
            }
        }
    };
}

budget!(
    Allowance,
    spender,
    "an agent",
    "allowanceOf(owner, spender)"
);
budget!(Meter, gateway, "a gateway", "meterOf(owner, gateway)");

/// The domain of Test VVV.
pub fn vvv_domain(chain_id: u64, vvv: Address) -> Eip712Domain {
    domain("Test VVV", chain_id, vvv)
}

/// The domain of Diem.
pub fn diem_domain(chain_id: u64, diem: Address) -> Eip712Domain {
    domain("Diem", chain_id, diem)
}

/// The domain of ComputeCredits.
pub fn credits_domain(chain_id: u64, credits: Address) -> Eip712Domain {
    domain("ComputeCredits", chain_id, credits)
}

/// The digest that a signer of `message` in `domain` signs.
pub fn digest<T: SolStruct>(message: &T, domain: &Eip712Domain) -> B256 {
    message.eip712_signing_hash(domain)
}

/// The second parameter of `eth_signTypedData_v4`: types, domain and message. Numbers beyond 32 bits are decimal strings, which every
/// wallet reads and shows as they are.
pub fn to_json<T: SolStruct + Serialize>(message: &T, domain: &Eip712Domain) -> Value {
    let typed = TypedData::from_struct(message, Some(domain.clone()));
    serde_json::to_value(typed).expect("typed data has only strings, numbers and lists")
}

fn domain(name: &'static str, chain_id: u64, contract: Address) -> Eip712Domain {
    eip712_domain! {
        name: name,
        version: "1",
        chain_id: chain_id,
        verifying_contract: contract,
    }
}

fn decimal<T: ToString, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&number.to_string())
}
