//! Calls one after the other in a single `eth_call`, as an account would make them: each sees what those before it changed, and nothing
//! remains. So a plan of several transactions is tried as a whole, and what it changes is read back before anything is sent.
//!
//! The call runs a few bytes of EVM code in the account's place (a state override), which make the calls and hand back their results.

use alloy::{
    eips::BlockId,
    primitives::{Address, Bytes, U256, address, bytes},
    providers::Provider as _,
    rpc::types::{
        TransactionRequest,
        state::{StateOverride, StateOverridesBuilder},
    },
};

use crate::{
    connection::{Connection, Moment},
    failure::Failure,
};

/// Who reads where nobody acts: an address that is nobody's.
pub(crate) const READER: Address = address!("00000000000000000000000000000000d1e3d1e3");

/// The code that makes the calls. Its input is a row of `receiver: 20 bytes | length: 4 bytes | calldata`; its output the block's time
/// and a row of `success: 32 bytes | length: 32 bytes | return data`. `i` goes through the input, `o` through the output.
///
/// ```text
/// 00  TIMESTAMP PUSH0 MSTORE                                 the time
/// 03  PUSH1 32 PUSH0                                         i = 0, o = 32
/// 06  JUMPDEST DUP1 CALLDATASIZE GT ISZERO PUSH1 0x53 JUMPI  while i < calldatasize
/// 0e  DUP1 CALLDATALOAD DUP1 PUSH1 96 SHR SWAP1              to = the word at i >> 96
/// 15  PUSH1 64 SHR PUSH4 0xffffffff AND SWAP2 PUSH1 24 ADD   length = the word at i >> 64, 32 bits; i += 24
/// 22  DUP3 DUP2 DUP6 PUSH1 64 ADD CALLDATACOPY               memory[o + 64 ..] = the calldata
/// 29  DUP3 ADD SWAP2                                         i += length
/// 2c  PUSH0 PUSH0 DUP3 DUP7 PUSH1 64 ADD PUSH0 DUP7 GAS CALL call it, with no value
/// 37  DUP5 MSTORE POP POP                                    memory[o] = success
/// 3b  RETURNDATASIZE DUP1 DUP4 PUSH1 32 ADD MSTORE           memory[o + 32] = length of the return data
/// 42  DUP1 PUSH0 DUP5 PUSH1 64 ADD RETURNDATACOPY            memory[o + 64 ..] = the return data
/// 49  DUP3 ADD PUSH1 64 ADD SWAP2 POP PUSH1 0x06 JUMP        o += 64 + its length
/// 53  JUMPDEST POP PUSH0 RETURN                              return memory[0 .. o]
/// ```
const CODE: Bytes = bytes!(
    "425f52"
    "60205f"
    "5b80361115605357"
    "80358060601c90"
    "60401c63ffffffff16916018"
    "01"
    "828185604001"
    "37"
    "820191"
    "5f5f82866040015f865af1"
    "84525050"
    "3d8083602001"
    "52"
    "805f84604001"
    "3e"
    "82016040019150600656"
    "5b505ff3"
);

/// Calls to make one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    input: Vec<u8>,
    calls: usize,
}

/// What came of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) success: bool,
    /// What it returned, or the revert data.
    pub(crate) output: Bytes,
}

/// What came of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Outcomes {
    /// The time of the block that the calls were made in.
    pub(crate) timestamp: u64,
    /// One per call, in order.
    pub(crate) calls: Vec<Outcome>,
}

impl Batch {
    /// Appends a call.
    pub(crate) fn push(&mut self, to: Address, data: &[u8]) {
        let length = u32::try_from(data.len()).expect("calldata is far below 4 GiB");
        self.input.extend_from_slice(to.as_slice());
        self.input.extend_from_slice(&length.to_be_bytes());
        self.input.extend_from_slice(data);
        self.calls += 1;
    }

    /// Makes the calls as `from`, at `moment`, or, if none is given, in the block that comes next.
    pub(crate) async fn run(
        &self,
        chain: &Connection,
        from: Address,
        moment: Option<Moment>,
    ) -> Result<Outcomes, Failure> {
        let output = chain
            .provider
            .call(self.request(from))
            .block(BlockId::pending())
            .overrides(overrides(from))
            .with_block_overrides_opt(moment.and_then(Moment::of_calls))
            .await
            .map_err(|error| chain.failure(error))?;
        parse(&output)
            .filter(|outcomes| outcomes.calls.len() == self.calls)
            .ok_or_else(|| {
                Failure::failed(format!(
                    "{} ignores state overrides in eth_call, which a trial run needs: use another endpoint of this chain",
                    chain.endpoint
                ))
            })
    }

    /// The gas that one transaction would need that makes all the calls, as `from`.
    pub(crate) async fn gas(
        &self,
        chain: &Connection,
        from: Address,
        moment: Moment,
    ) -> Result<u64, Failure> {
        chain
            .provider
            .estimate_gas(self.request(from))
            .overrides(overrides(from))
            .with_block_overrides_opt(moment.of_estimates())
            .await
            .map_err(|error| chain.failure(error))
    }

    fn request(&self, from: Address) -> TransactionRequest {
        TransactionRequest::default()
            .to(from)
            .input(Bytes::from(self.input.clone()).into())
    }
}

fn overrides(account: Address) -> StateOverride {
    StateOverridesBuilder::default()
        .with_code(account, CODE)
        .build()
}

/// Reads the code's output; `None` if it is none.
fn parse(mut output: &[u8]) -> Option<Outcomes> {
    let timestamp = word(&mut output)?;
    let mut calls = Vec::new();
    while !output.is_empty() {
        let success = word(&mut output)? == 1;
        let length = usize::try_from(word(&mut output)?).ok()?;
        let (data, rest) = output.split_at_checked(length)?;
        calls.push(Outcome {
            success,
            output: Bytes::copy_from_slice(data),
        });
        output = rest;
    }
    Some(Outcomes { timestamp, calls })
}

/// Takes a word off the front, if it fits 64 bits.
fn word(from: &mut &[u8]) -> Option<u64> {
    let (word, rest) = from.split_first_chunk::<32>()?;
    *from = rest;
    U256::from_be_bytes(*word).try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_read_to_the_last_byte() {
        let mut output = vec![0; 32];
        output[31] = 9;
        for (success, data) in [(1_u8, &b"abc"[..]), (0, b""), (1, &[7; 40])] {
            output.extend_from_slice(&U256::from(success).to_be_bytes::<32>());
            output.extend_from_slice(&U256::from(data.len()).to_be_bytes::<32>());
            output.extend_from_slice(data);
        }
        let outcomes = parse(&output).unwrap();
        assert_eq!(outcomes.timestamp, 9);
        let read: Vec<_> = outcomes
            .calls
            .iter()
            .map(|call| (call.success, call.output.len()))
            .collect();
        assert_eq!(read, [(true, 3), (false, 0), (true, 40)]);
        assert!(parse(&output[..output.len() - 1]).is_none());
        assert!(parse(&[]).is_none());
    }

    #[test]
    fn jumps_land_on_their_marks() {
        assert_eq!(CODE.len(), 0x57);
        assert_eq!((CODE[0x06], CODE[0x53]), (0x5b, 0x5b));
        assert_eq!((CODE[0x0c], CODE[0x51]), (0x53, 0x06));
    }
}
