//! `permit(owner, spender, value, deadline, signature)` of contracts (ERC-1271).

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::SolValue;
use diem_suite::{
    Account, Tx, emitted, solidity,
    typed_data::{Permit, digest},
};
use diem_tests::{DEPLOYER, START};

use super::permit_bytes::submit;
use crate::{
    fixture::{Abi, PermitCall, transfer},
    tokens::token::{Token, account, alice, bob, carol, tokens},
};

/// What a `PermitWallet` answers; in the order of `tests/solidity/PermitWallet.sol`.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Accept,
    Refuse,
    Zero,
    Revert,
    RevertHuge,
    RevertMagic,
    Nothing,
    Short,
    ShortByOne,
    Dirty,
    Echo,
    Late,
    Long,
    Huge,
    HugeRefusal,
    Burn,
    Write,
    Reenter,
}

/// Every answer that is not ERC-1271's magic value alone in the first word.
const NOT_ACCEPTING: [Answer; 14] = [
    Answer::Refuse,
    Answer::Zero,
    Answer::Revert,
    Answer::RevertHuge,
    Answer::RevertMagic,
    Answer::Nothing,
    Answer::Short,
    Answer::ShortByOne,
    Answer::Dirty,
    Answer::Echo,
    Answer::Late,
    Answer::HugeRefusal,
    Answer::Burn,
    Answer::Write,
];

/// Deploys a wallet that gives `answer`.
#[track_caller]
fn wallet(token: &mut Token, answer: Answer) -> Address {
    wallet_expecting(token, answer, B256::ZERO)
}

#[track_caller]
fn wallet_expecting(token: &mut Token, answer: Answer, expected: B256) -> Address {
    let arguments = (U256::from(answer as u8), expected).abi_encode_params();
    let init_code = solidity("PermitWallet", &arguments).expect("the wallet's code");
    let created = token.chain.deploy(DEPLOYER, init_code).expect("execution");
    created.contract_address.expect("the wallet")
}

/// Deploys a wallet that accepts `signature` for its own first permit, and nothing else; and that permit.
#[track_caller]
fn wallet_accepting(token: &mut Token, signature: &[u8]) -> Permit {
    // The digest names the wallet, so its address must be known before its code is made.
    let owner = DEPLOYER.create(token.chain.nonce(DEPLOYER));
    let permit = token.permit_of(owner);
    let signature = Bytes::copy_from_slice(signature);
    let expected = (digest(&permit, &token.domain()), signature).abi_encode_params();
    let wallet = wallet_expecting(token, Answer::Accept, keccak256(expected));
    assert_eq!(wallet, owner);
    permit
}

/// Asserts that `permit` with `signature` works.
#[track_caller]
fn works(token: &mut Token, permit: &Permit, signature: &[u8]) {
    let call = submit(permit, signature.to_vec());
    let sent = token.send(bob(), call).expect("permit");
    let event = Abi::Approval {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.value,
    };
    assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
    assert_eq!(token.allowance(permit.owner, permit.spender), permit.value);
    assert_eq!(token.nonce(permit.owner), permit.nonce + U256::ONE);
}

#[test]
fn a_wallet_accepts_signatures_of_any_length() {
    for length in [0, 1, 31, 32, 33, 64, 65, 66, 130, 1_000] {
        let mut token = Token::deploy();
        let signature: Vec<u8> = (0..length).map(|i| i as u8 ^ 0x5a).collect();
        let permit = wallet_accepting(&mut token, &signature);
        works(&mut token, &permit, &signature);
    }
}

#[test]
fn a_wallet_sees_digest_and_signature_as_they_are() {
    // The wallet accepts only its own digest and signature: whatever differs, it refuses.
    let mut token = Token::deploy();
    let permit = wallet_accepting(&mut token, b"the one signature");
    let error = Abi::ERC2612InvalidSigner {
        signer: Address::ZERO,
        owner: permit.owner,
    };
    for other in [
        &b"the one signaturf"[..],
        b"the one signatur",
        b"the one signature\0",
        b"",
    ] {
        let call = submit(&permit, other.to_vec());
        token.refuses(bob(), call, error.clone());
    }
    let changed = Permit {
        value: permit.value + U256::ONE,
        ..permit.clone()
    };
    let call = submit(&changed, b"the one signature".to_vec());
    token.refuses(bob(), call, error.clone());
    works(&mut token, &permit, b"the one signature");
    // Used up: the digest of the next nonce is another.
    let call = submit(&permit, b"the one signature".to_vec());
    token.refuses(bob(), call, error);
}

#[test]
fn a_wallet_that_answers_anything_but_the_magic_value_has_not_signed() {
    for answer in NOT_ACCEPTING {
        let mut token = Token::deploy();
        let owner = wallet(&mut token, answer);
        let permit = token.permit_of(owner);
        // Not 65 bytes: no signer.
        let error = Abi::ERC2612InvalidSigner {
            signer: Address::ZERO,
            owner,
        };
        token.refuses(bob(), submit(&permit, b"signed".to_vec()), error);
        // 65 bytes of another's key: that is the signer.
        let signature = token.signed(&permit, "alice");
        let error = Abi::ERC2612InvalidSigner {
            signer: alice(),
            owner,
        };
        token.refuses(bob(), submit(&permit, signature), error);
    }
}

#[test]
fn what_follows_the_magic_value_does_not_matter() {
    for answer in [Answer::Long, Answer::Huge] {
        let mut token = Token::deploy();
        let owner = wallet(&mut token, answer);
        let permit = token.permit_of(owner);
        works(&mut token, &permit, b"signed");
    }
}

#[test]
fn a_huge_answer_costs_the_wallets_gas_not_the_tokens() {
    let gas_of = |answer| {
        let mut token = Token::deploy();
        let owner = wallet(&mut token, answer);
        let permit = token.permit_of(owner);
        let call = submit(&permit, b"signed".to_vec());
        token.send(bob(), call).expect("permit").gas_used()
    };
    // 1 MiB of memory is 32,768 words: 3 * words + words^2 / 512 gas, paid by whoever expands it. Once, not twice.
    let expansion = 3 * 32_768 + 32_768 * 32_768 / 512;
    let difference = gas_of(Answer::Huge) - gas_of(Answer::Long);
    assert!(difference < expansion + expansion / 10, "{difference}");
}

#[test]
fn a_wallet_cannot_use_the_token_while_it_is_asked() {
    // A re-entrant call reverts with empty data: the wallet checks exactly that, then accepts.
    let mut token = Token::deploy();
    let owner = wallet(&mut token, Answer::Reenter);
    let permit = token.permit_of(owner);
    works(&mut token, &permit, b"signed");
}

#[test]
fn a_wallet_is_asked_where_a_key_would_not_do() {
    // 65 bytes without a signer, and the malleable copy: no matter, if the wallet accepts them.
    for signature in [[0; 65], [0xff; 65]] {
        let mut token = Token::deploy();
        let permit = wallet_accepting(&mut token, &signature);
        works(&mut token, &permit, &signature);
    }
}

#[test]
fn a_key_signs_for_its_account_even_if_that_has_code() {
    // An account that delegated to a contract (EIP-7702) still has its key; the key comes first.
    for answer in [Answer::Refuse, Answer::Revert, Answer::Burn] {
        let mut token = Token::deploy();
        let wallet = wallet(&mut token, answer);
        let code = token.chain.code(wallet);
        token.chain.set_code(alice(), code);
        let permit = token.permit_of(alice());
        let signature = token.signed(&permit, "alice");
        works(&mut token, &permit, &signature);
    }
}

#[test]
fn the_permit_of_parts_does_not_ask_wallets() {
    let mut token = Token::deploy();
    let signature = Account::named("carol").sign_hash(keccak256("anything"));
    let permit = wallet_accepting(&mut token, &signature);
    let call = PermitCall {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.value,
        deadline: permit.deadline,
        v: signature[64],
        r: B256::from_slice(&signature[..32]),
        s: B256::from_slice(&signature[32..64]),
    };
    let error = Abi::ERC2612InvalidSigner {
        signer: token.signer_of(&permit, &signature),
        owner: permit.owner,
    };
    token.refuses(bob(), call, error);
    works(&mut token, &permit, &signature);
}

#[test]
fn a_wallets_permit_expires_as_any() {
    let mut token = Token::deploy();
    token.at(0, 10);
    // It would say yes to anything.
    let owner = wallet(&mut token, Answer::Long);
    let deadline = U256::from(START + 9);
    let permit = Permit {
        deadline,
        ..token.permit_of(owner)
    };
    let error = Abi::ERC2612ExpiredSignature { deadline };
    token.refuses(bob(), submit(&permit, b"signed".to_vec()), error);
}

#[test]
fn a_wallet_permits_nothing_to_the_zero_address() {
    let mut token = Token::deploy();
    let owner = wallet(&mut token, Answer::Long);
    let permit = Permit {
        spender: Address::ZERO,
        ..token.permit_of(owner)
    };
    let error = Abi::ERC20InvalidSpender {
        spender: Address::ZERO,
    };
    token.refuses(bob(), submit(&permit, b"signed".to_vec()), error);
}

#[test]
fn a_wallets_tokens_move_by_its_permit() {
    let mut token = Token::with_alice(tokens(10));
    let permit = wallet_accepting(&mut token, b"signed");
    transfer(&mut token, alice(), permit.owner, tokens(10));
    works(&mut token, &permit, b"signed");
    let call = Abi::transferFromCall {
        from: permit.owner,
        to: account("dave"),
        value: tokens(5),
    };
    token.send(carol(), call).unwrap();
    assert_eq!(token.balance(permit.owner), tokens(5));
}

#[test]
fn contracts_without_erc_1271_sign_nothing() {
    // The token itself is one: asked during its own permit, it reverts as for any re-entrant call.
    let mut token = Token::deploy();
    let owner = token.contract;
    let permit = token.permit_of(owner);
    let error = Abi::ERC2612InvalidSigner {
        signer: Address::ZERO,
        owner,
    };
    token.refuses(bob(), submit(&permit, b"signed".to_vec()), error);
    // Code that only stops answers nothing.
    let stop = Address::repeat_byte(0x57);
    token.chain.set_code(stop, Bytes::from_static(&[0]));
    let permit = token.permit_of(stop);
    let error = Abi::ERC2612InvalidSigner {
        signer: Address::ZERO,
        owner: stop,
    };
    token.refuses(bob(), submit(&permit, b"signed".to_vec()), error);
    let balance = token.chain.balance(stop);
    assert_eq!(balance, U256::ZERO);
}

#[test]
fn a_wallet_that_burns_its_gas_leaves_enough_to_refuse() {
    let mut token = Token::deploy();
    let owner = wallet(&mut token, Answer::Burn);
    let permit = token.permit_of(owner);
    let data = alloy_sol_types::SolCall::abi_encode(&submit(&permit, b"signed".to_vec()));
    // One 64th of the gas stays with the token: of 3 million, some 46,000.
    let tx = Tx::call(bob(), token.contract, data).with_gas(3_000_000);
    let error = Abi::ERC2612InvalidSigner {
        signer: Address::ZERO,
        owner,
    };
    diem_suite::assert_reverts(token.send_tx(tx), error);
}
