//! A user that is a contract: its signature is what it answers for one, by ERC-1271, and has a length of its own.

use alloy_primitives::{Address, U256, aliases::U96, keccak256};
use alloy_sol_types::{SolCall, SolValue, sol};
use diem_suite::{
    Account,
    abi::IComputeCredits::{self, InvalidSigner},
};

use super::{
    app::{FOREVER, IIntegrator, Language, Stage},
    test_both,
};
use crate::{amounts::tokens, world::someone};

sol! {
    #![sol(all_derives)]
    /// tests/solidity/CreditsWallet.sol
    interface IWallet {
        struct Call { address to; bytes data; }
        struct Result { bool success; bytes data; }
        function execute(Call[] calldata calls) external returns (Result[] memory results);
    }
}

/// An app, and a wallet that holds 100 DIEM.
fn stage_and_wallet(language: Language) -> (Stage, Account, Address) {
    let mut stage = Stage::new(language);
    let key_holder = Account::named("key holder");
    let arguments = (key_holder.address, stage.ledger).abi_encode_params();
    let wallet = stage.world.create_solidity("CreditsWallet", &arguments);
    let benefactor = someone("benefactor");
    stage
        .world
        .suite
        .stake_and_mint(benefactor, tokens(10_000), wallet);
    (stage, key_holder, wallet)
}

/// The wallet asks with this signature; returns what became of it.
fn ask(stage: &mut Stage, wallet: Address, signature: Vec<u8>) -> IWallet::Result {
    let question = IIntegrator::askWithSignatureCall {
        question: keccak256("why"),
        amount: tokens(15),
        dailyLimit: U96::from(tokens(20)),
        expiry: FOREVER,
        deadline: U256::MAX,
        signature: signature.into(),
    };
    let call = IWallet::Call {
        to: stage.app,
        data: question.abi_encode().into(),
    };
    let calls = vec![call];
    let sent = stage
        .world
        .send(someone("relay"), wallet, IWallet::executeCall { calls });
    let [result] = &sent.value[..] else {
        panic!("one call has one result");
    };
    result.clone()
}

/// `key_holder`'s signature for `wallet`, in the wallet's format: a zero byte in front.
fn sign(stage: &Stage, key_holder: &Account, wallet: Address) -> Vec<u8> {
    let owner = Account {
        address: wallet,
        signer: key_holder.signer.clone(),
    };
    let signature = stage.sign(&owner, tokens(20), 0, U256::MAX);
    [&[0], &signature[..]].concat()
}

fn a_wallet_asks_with_its_own_kind_of_signature(language: Language) {
    let (mut stage, key_holder, wallet) = stage_and_wallet(language);
    let signature = sign(&stage, &key_holder, wallet);
    let answer = ask(&mut stage, wallet, signature);
    let reference = stage.reference(0, wallet, keccak256("why"));
    assert!(answer.success);
    assert_eq!(answer.data, reference.abi_encode());
    assert_eq!(stage.world.credits(wallet), tokens(85));
    let query = IComputeCredits::allowanceOfCall {
        owner: wallet,
        spender: stage.app,
    };
    let budget = stage.world.read(stage.ledger, query);
    assert_eq!(U256::from(budget.used), tokens(15));
}

fn a_wallet_that_does_not_accept_a_signature_is_not_charged(language: Language) {
    let (mut stage, _, wallet) = stage_and_wallet(language);
    let signature = sign(&stage, &Account::named("mallory"), wallet);
    let answer = ask(&mut stage, wallet, signature);
    assert!(!answer.success);
    let refusal = InvalidSigner {
        signer: Address::ZERO,
        owner: wallet,
    };
    assert_eq!(answer.data, diem_suite::SolError::abi_encode(&refusal));
    assert_eq!(stage.world.credits(wallet), tokens(100));
}

test_both! {
    a_wallet_asks_with_its_own_kind_of_signature,
    a_wallet_that_does_not_accept_a_signature_is_not_charged,
}
