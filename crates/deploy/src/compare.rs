//! What is on the chain against what belongs there.

use core::fmt;

use alloy::{
    eips::BlockId,
    primitives::{Address, B256},
    sol_types::SolCall,
};
use diem_sdk::{
    abi::{IComputeCredits, IDiem, IVvvStaking},
    manifest::Addresses,
};
use serde::Serialize;

use crate::{
    arbos::{ARB_WASM, ArbWasm},
    contract::Contract,
    error::DeployError,
    link::Link,
    parameters::Parameters,
};

/// One difference between the chain and what was expected of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum Mismatch {
    /// There is no code at the address.
    NoCode,
    /// The code has other bytes.
    Code {
        /// Offset of the first byte that differs.
        first: usize,
        /// The expected byte there, if the expected code is that long.
        expected: Option<u8>,
        /// The chain's byte there, if its code is that long.
        found: Option<u8>,
        /// Bytes that differ; those that one has beyond the other's end included.
        count: usize,
        /// Bytes of the expected code.
        expected_len: usize,
        /// Bytes of the chain's code.
        found_len: usize,
    },
    /// The code's hash is another than when the token was chosen.
    CodeHash {
        /// What was expected.
        expected: B256,
        /// The chain's.
        found: B256,
    },
    /// Code, constructor arguments and salt belong to another address.
    Address {
        /// That address.
        belongs_to: Address,
    },
    /// The program is asleep: not activated, expired, or of an older Stylus version.
    Asleep {
        /// What the chain says.
        reason: String,
    },
    /// A value that a constructor or the binding has set is another.
    Value {
        /// The view, such as `minter`.
        name: &'static str,
        /// What was expected.
        expected: String,
        /// What the chain answers.
        found: String,
    },
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let byte = |byte: &Option<u8>| match byte {
            Some(byte) => format!("0x{byte:02x}"),
            None => "its end".to_owned(),
        };
        match self {
            Self::NoCode => f.write_str("there is no code"),
            Self::Code {
                first,
                expected,
                found,
                count,
                expected_len,
                found_len,
            } => write!(
                f,
                "the code differs in {count} bytes, first at offset {first}: {} expected, {} found ({expected_len} and {found_len} bytes long)",
                byte(expected),
                byte(found)
            ),
            Self::CodeHash { expected, found } => {
                write!(f, "the code's hash is {found}, not {expected}")
            }
            Self::Address { belongs_to } => {
                write!(
                    f,
                    "code, constructor arguments and salt belong to {belongs_to}"
                )
            }
            Self::Asleep { reason } => write!(f, "the program sleeps ({reason})"),
            Self::Value {
                name,
                expected,
                found,
            } => write!(f, "{name} is {found}, not {expected}"),
        }
    }
}

/// How one code differs from another.
pub(crate) fn code(expected: &[u8], found: &[u8]) -> Option<Mismatch> {
    if found.is_empty() {
        return Some(Mismatch::NoCode);
    }
    let pairs = expected.iter().zip(found);
    let common = pairs.clone().filter(|(a, b)| a != b).count();
    let count = common + expected.len().abs_diff(found.len());
    let first = pairs.take_while(|(a, b)| a == b).count();
    (count > 0).then(|| Mismatch::Code {
        first,
        expected: expected.get(first).copied(),
        found: found.get(first).copied(),
        count,
        expected_len: expected.len(),
        found_len: found.len(),
    })
}

/// Seconds until a program falls asleep, or why it sleeps.
pub(crate) async fn seconds_awake(
    link: &Link<'_>,
    block: BlockId,
    program: Address,
) -> Result<Result<u64, Mismatch>, DeployError> {
    let call = ArbWasm::programTimeLeftCall { program };
    let answer = link.view_at(block, ARB_WASM, call).await?;
    Ok(answer.map_err(|refusal| Mismatch::Asleep {
        reason: refusal.to_string(),
    }))
}

/// Compares what a contract's constructor has set for ever.
pub(crate) async fn values(
    link: &Link<'_>,
    contract: Contract,
    parameters: &Parameters,
    addresses: &Addresses,
) -> Result<Vec<Mismatch>, DeployError> {
    let mut found = Values::of(link, contract.address(addresses));
    match contract {
        Contract::Vvv => {}
        Contract::Staking => {
            use IVvvStaking::{cooldownCall, lockedRewardBpsCall, vvvCall, vvvPerDiemCall};
            found.check("vvv", vvvCall {}, addresses.vvv).await?;
            found
                .check("vvvPerDiem", vvvPerDiemCall {}, parameters.vvv_per_diem)
                .await?;
            found
                .check("cooldown", cooldownCall {}, parameters.cooldown)
                .await?;
            found
                .check(
                    "lockedRewardBps",
                    lockedRewardBpsCall {},
                    parameters.locked_reward_bps,
                )
                .await?;
        }
        Contract::Diem => {
            found
                .check("minter", IDiem::minterCall {}, addresses.staking)
                .await?;
            found
                .check("cap", IDiem::capCall {}, parameters.diem_cap)
                .await?;
            found.check("decimals", IDiem::decimalsCall {}, 18).await?;
        }
        Contract::Credits => {
            found
                .check("diem", IComputeCredits::diemCall {}, addresses.diem)
                .await?;
        }
    }
    Ok(found.mismatches)
}

/// Compares the owner that the staking contract began with. Later owners are as good.
pub(crate) async fn first_owner(
    link: &Link<'_>,
    parameters: &Parameters,
    addresses: &Addresses,
) -> Result<Option<Mismatch>, DeployError> {
    let mut found = Values::of(link, addresses.staking);
    found
        .check("owner", IVvvStaking::ownerCall {}, parameters.owner)
        .await?;
    Ok(found.mismatches.pop())
}

/// Compares the Diem that is bound to the staking contract.
pub(crate) async fn binding(
    link: &Link<'_>,
    addresses: &Addresses,
) -> Result<Option<Mismatch>, DeployError> {
    let mut found = Values::of(link, addresses.staking);
    found
        .check("diem", IVvvStaking::diemCall {}, addresses.diem)
        .await?;
    Ok(found.mismatches.pop())
}

/// Values of one contract, read one by one.
struct Values<'a> {
    link: &'a Link<'a>,
    at: Address,
    mismatches: Vec<Mismatch>,
}

impl<'a> Values<'a> {
    const fn of(link: &'a Link<'a>, at: Address) -> Self {
        Self {
            link,
            at,
            mismatches: Vec::new(),
        }
    }

    async fn check<C: SolCall>(
        &mut self,
        name: &'static str,
        view: C,
        expected: C::Return,
    ) -> Result<(), DeployError>
    where
        C::Return: PartialEq + fmt::Display,
    {
        let found = match self.link.view(self.at, view).await? {
            Ok(found) if found == expected => return Ok(()),
            Ok(found) => found.to_string(),
            Err(refusal) => refusal.to_string(),
        };
        self.mismatches.push(Mismatch::Value {
            name,
            expected: expected.to_string(),
            found,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(expected: &[u8], found: &[u8]) -> Option<String> {
        code(expected, found).map(|mismatch| mismatch.to_string())
    }

    #[test]
    fn the_first_byte_and_all_bytes_that_differ_are_counted() {
        assert_eq!(code(&[1, 2, 3], &[1, 2, 3]), None);
        assert_eq!(code(&[1], &[]), Some(Mismatch::NoCode));
        assert_eq!(
            difference(&[1, 2, 3, 4], &[1, 0, 3, 0]).unwrap(),
            "the code differs in 2 bytes, first at offset 1: 0x02 expected, 0x00 found (4 and 4 bytes long)"
        );
        assert_eq!(
            difference(&[1, 2], &[1, 2, 3, 4]).unwrap(),
            "the code differs in 2 bytes, first at offset 2: its end expected, 0x03 found (2 and 4 bytes long)"
        );
        assert_eq!(
            difference(&[1, 2, 3], &[9]).unwrap(),
            "the code differs in 3 bytes, first at offset 0: 0x01 expected, 0x09 found (3 and 1 bytes long)"
        );
    }
}
