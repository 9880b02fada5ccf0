//! The EIP-712 messages that the contracts accept, and their digests.

use alloy_primitives::{Address, B256};
pub use alloy_sol_types::{Eip712Domain, SolStruct};
use alloy_sol_types::{eip712_domain, sol};

sol! {
    /// ERC-2612: `owner` lets `spender` move `value` wei of a token.
    #[derive(Debug, PartialEq, Eq)]
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    /// ComputeCredits: `owner` lets `spender` draw `dailyLimit` credits per day.
    #[derive(Debug, PartialEq, Eq)]
    struct Allowance {
        address owner;
        address spender;
        uint96 dailyLimit;
        uint32 expiry;
        uint256 nonce;
        uint256 deadline;
    }

    /// ComputeCredits: `owner` lets `gateway` meter `dailyLimit` credits per day.
    #[derive(Debug, PartialEq, Eq)]
    struct Meter {
        address owner;
        address gateway;
        uint96 dailyLimit;
        uint32 expiry;
        uint256 nonce;
        uint256 deadline;
    }
}

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

fn domain(name: &'static str, chain_id: u64, contract: Address) -> Eip712Domain {
    eip712_domain! {
        name: name,
        version: "1",
        chain_id: chain_id,
        verifying_contract: contract,
    }
}
