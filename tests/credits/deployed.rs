//! The Solidity contracts that play along.

use std::sync::OnceLock;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolValue, sol};
use diem_build::Artifacts;
use diem_suite::Suite;

use crate::budget::Sending;

/// The selector of a program's constructor: `stylus_constructor()`.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

sol! {
    /// tests/solidity/CreditsApp.sol
    #[sol(all_derives)]
    interface CreditsApp {
        event Asked(bytes32 indexed ref, address indexed user, bytes32 question);
        function ask(bytes32 question, uint256 price) external returns (bytes32 ref);
        function askAtOwnExpense(bytes32 question, uint256 price) external returns (bytes32 ref);
    }

    /// tests/solidity/CreditsWallet.sol
    #[sol(all_derives)]
    interface CreditsWallet {
        enum Answer {
            OfKeyHolder,
            Accept,
            AcceptAtLength,
            Refuse,
            RevertWithReason,
            RevertSilently,
            Dirty,
            Short,
            Nothing,
            AcceptIfReadingBackFails,
            WriteBack,
            Spin
        }
        struct Call { address to; bytes data; }
        struct Result { bool success; bytes data; }
        function setAnswer(Answer answer) external;
        function execute(Call[] calldata calls) external returns (Result[] memory results);
    }

    /// tests/solidity/HostileDiem.sol
    #[sol(all_derives)]
    interface HostileDiem {
        enum Manner {
            Sound,
            RevertWithReason,
            RevertSilently,
            Nothing,
            Truncated,
            Overlong,
            AllOnes,
            AllZeros,
            ElementMissing,
            ElementTooMany,
            ReadBack
        }
        error NotNow(bytes4 selector);
        function setManner(Manner manner) external;
        function setCredits(address credits) external;
        function say(address account, uint256 capacity) external;
    }
}

/// What was built.
fn artifacts() -> &'static Artifacts {
    static ARTIFACTS: OnceLock<Artifacts> = OnceLock::new();
    ARTIFACTS.get_or_init(|| match diem_build::artifacts() {
        Ok(artifacts) => artifacts,
        Err(error) => panic!("{error}"),
    })
}

/// Deploys and activates a ComputeCredits that is not constructed yet.
#[track_caller]
pub(crate) fn blank_credits(suite: &mut Suite) -> Address {
    let credits = artifacts().contract("credits").expect("credits are built");
    let deployed = suite.chain.deploy_program(suite.owner, &credits.wasm, None);
    deployed.expect("the program is sound").address
}

/// Calls the constructor of ComputeCredits at `credits` for `diem`.
#[track_caller]
pub(crate) fn construct(suite: &mut Suite, credits: Address, diem: Address) -> Sending {
    let calldata = [&CONSTRUCTOR[..], &diem.abi_encode()].concat();
    suite.send_raw_calldata(suite.owner, credits, calldata.into())
}

/// Creates the Solidity contract `name`; `arguments` are its constructor's, encoded.
#[track_caller]
pub(crate) fn create(suite: &mut Suite, name: &str, arguments: &[u8]) -> Address {
    match suite.deploy_solidity(suite.owner, name, arguments) {
        Ok(address) => address,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// Creates a [`CreditsWallet`] of `key_holder`.
#[track_caller]
pub(crate) fn wallet(suite: &mut Suite, key_holder: Address) -> Address {
    let credits = suite.credits;
    create(
        suite,
        "CreditsWallet",
        &(key_holder, credits).abi_encode_params(),
    )
}

/// Creates a [`HostileDiem`].
#[track_caller]
pub(crate) fn hostile_diem(suite: &mut Suite, manner: HostileDiem::Manner) -> Address {
    create(suite, "HostileDiem", &manner.abi_encode())
}

/// A call for [`CreditsWallet::executeCall`].
pub(crate) fn step<C: SolCall>(to: Address, call: C) -> CreditsWallet::Call {
    CreditsWallet::Call {
        to,
        data: call.abi_encode().into(),
    }
}
