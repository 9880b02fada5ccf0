//! `setAllowanceBySig` and `setMeterBySig` of contract accounts: what the owner's `isValidSignature` (ERC-1271) says, asked by static
//! call. (Accounts without code: `set_budget_by_sig`.)

use alloy_primitives::{Address, U256, aliases::U96};
use diem_suite::{
    Account,
    abi::IComputeCredits::{
        Budget, ExpiredSignature, InvalidSigner, InvalidSpender, NonceExhausted,
    },
    assert_reverts,
};

use crate::{
    budget::{FOREVER, Kind, Terms, test_both_kinds},
    deployed::{
        self,
        CreditsWallet::{self, Answer},
    },
    scene::{Scene, limit, someone},
    signatures::{NO_DEADLINE, malleable_copy, relay, sign, terms},
    storage::set_nonce,
};

/// What no key has signed: not even of 65 bytes.
const WORDS: &[u8] = b"whatever the wallet takes for a signature";

/// A scene with a wallet of Alice's key that answers so, and 20 credits a day of it for a spender.
#[track_caller]
fn wallet_and_terms(answer: Answer) -> (Scene, Account, Terms) {
    let mut scene = Scene::new();
    let alice = Account::named("alice");
    let wallet = deployed::wallet(&mut scene.suite, alice.address);
    let call = CreditsWallet::setAnswerCall { answer };
    scene.send_to(wallet, alice.address, call).unwrap();
    (scene, alice, terms(wallet, someone("spender")))
}

#[track_caller]
fn assert_given(scene: &mut Scene, kind: Kind, terms: Terms, nonce: u16) {
    let expected = Budget {
        dailyLimit: limit(20),
        used: U96::ZERO,
        expiry: FOREVER,
        nonce,
    };
    assert_eq!(scene.budget(kind, terms.owner, terms.spender), expected);
}

/// The refusal of a wallet, where no key can be recovered.
fn no_signer(terms: Terms) -> InvalidSigner {
    InvalidSigner {
        signer: Address::ZERO,
        owner: terms.owner,
    }
}

fn a_wallet_accepts_its_own_kind_of_signature(kind: Kind) {
    let (mut scene, alice, terms) = wallet_and_terms(Answer::OfKeyHolder);
    let signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    let wrapped = [&[0], &signature[..]].concat();
    let receipt = relay(&mut scene, kind, terms, NO_DEADLINE, &wrapped).unwrap();
    assert_eq!(receipt.logs, [kind.set_log(scene.suite.credits, terms, 1)]);
    assert_given(&mut scene, kind, terms, 1);
    // Once: the digest holds the nonce.
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &wrapped),
        no_signer(terms),
    );
}

fn a_key_holders_bare_signature_is_the_wallets_to_judge(kind: Kind) {
    let (mut scene, alice, terms) = wallet_and_terms(Answer::OfKeyHolder);
    let signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    let refusal = InvalidSigner {
        signer: alice.address,
        owner: terms.owner,
    };
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &signature),
        refusal,
    );
}

fn a_malleable_copy_is_the_wallets_to_judge(kind: Kind) {
    let (mut scene, alice, terms) = wallet_and_terms(Answer::Refuse);
    let signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    let copy = malleable_copy(&signature);
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &copy),
        no_signer(terms),
    );
}

fn a_wallet_may_accept_any_bytes(kind: Kind) {
    let (mut scene, _, terms) = wallet_and_terms(Answer::Accept);
    for (nonce, signature) in (1..).zip([WORDS, &[], &[0; 65], &[7; 1_000]]) {
        relay(&mut scene, kind, terms, NO_DEADLINE, signature).unwrap();
        assert_given(&mut scene, kind, terms, nonce);
    }
}

fn a_wallet_that_refuses_is_no_signer(kind: Kind) {
    let manners = [
        Answer::Refuse,
        Answer::RevertWithReason,
        Answer::RevertSilently,
        Answer::Dirty,
        Answer::Short,
        Answer::Nothing,
    ];
    for answer in manners {
        let (mut scene, _, terms) = wallet_and_terms(answer);
        assert_reverts(
            relay(&mut scene, kind, terms, NO_DEADLINE, WORDS),
            no_signer(terms),
        );
    }
}

fn a_contract_without_erc_1271_is_no_signer(kind: Kind) {
    let mut scene = Scene::new();
    let mute = deployed::create(&mut scene.suite, "Mute", &[]);
    for owner in [mute, scene.suite.diem, scene.suite.staking] {
        let terms = terms(owner, someone("spender"));
        assert_reverts(
            relay(&mut scene, kind, terms, NO_DEADLINE, WORDS),
            no_signer(terms),
        );
    }
}

fn the_ledger_itself_signs_nothing(kind: Kind) {
    let mut scene = Scene::new();
    let terms = terms(scene.suite.credits, someone("spender"));
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, WORDS),
        no_signer(terms),
    );
}

fn a_precompile_signs_nothing(kind: Kind) {
    // The identity precompile answers with the question: it must not pass for the magic value, nor for a contract.
    let mut scene = Scene::new();
    let identity = Address::with_last_byte(4);
    let terms = terms(identity, someone("spender"));
    let refused = relay(&mut scene, kind, terms, NO_DEADLINE, WORDS).unwrap_err();
    assert!(refused.data.len() >= 4, "{refused}");
}

fn a_key_that_became_a_contract_still_signs(kind: Kind) {
    // As an account does by EIP-7702: its code refuses, its key is asked first.
    let (mut scene, alice, wallet_terms) = wallet_and_terms(Answer::Refuse);
    let code = scene.suite.chain.code(wallet_terms.owner);
    scene.suite.chain.set_code(alice.address, code);
    let terms = terms(alice.address, someone("spender"));
    let signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    relay(&mut scene, kind, terms, NO_DEADLINE, &signature).unwrap();
    assert_given(&mut scene, kind, terms, 1);
}

fn deadlines_spenders_and_nonces_bind_wallets_too(kind: Kind) {
    let (mut scene, _, terms) = wallet_and_terms(Answer::Accept);
    let deadline = U256::from(scene.suite.now() - 1);
    assert_reverts(
        relay(&mut scene, kind, terms, deadline, WORDS),
        ExpiredSignature { deadline },
    );
    for spender in [Address::ZERO, terms.owner] {
        let terms = Terms { spender, ..terms };
        assert_reverts(
            relay(&mut scene, kind, terms, NO_DEADLINE, WORDS),
            InvalidSpender { spender },
        );
    }
    relay(&mut scene, kind, terms, NO_DEADLINE, WORDS).unwrap();
    set_nonce(&mut scene, kind, terms, 65_535);
    let refusal = NonceExhausted {
        owner: terms.owner,
        spender: terms.spender,
    };
    assert_reverts(relay(&mut scene, kind, terms, NO_DEADLINE, WORDS), refusal);
}

fn a_wallet_cannot_read_the_credits_while_asked(kind: Kind) {
    // The wallet accepts if its call back failed, and with empty data: re-entry is refused.
    let (mut scene, _, terms) = wallet_and_terms(Answer::AcceptIfReadingBackFails);
    relay(&mut scene, kind, terms, NO_DEADLINE, WORDS).unwrap();
    assert_given(&mut scene, kind, terms, 1);
}

fn a_wallet_cannot_write_while_asked(kind: Kind) {
    let (mut scene, alice, terms) = wallet_and_terms(Answer::WriteBack);
    relay(&mut scene, kind, terms, NO_DEADLINE, WORDS).unwrap();
    assert_given(&mut scene, kind, terms, 1);
    for kind in [Kind::Allowance, Kind::Meter] {
        let stolen = scene.budget(kind, terms.owner, alice.address);
        assert_eq!((stolen.dailyLimit, stolen.nonce), (U96::ZERO, 0));
    }
}

fn a_wallet_that_never_answers_gives_nothing(kind: Kind) {
    let (mut scene, _, terms) = wallet_and_terms(Answer::Spin);
    let refused = relay(&mut scene, kind, terms, NO_DEADLINE, WORDS);
    refused.expect_err("no budget without an answer");
    let none = scene.budget(kind, terms.owner, terms.spender);
    assert_eq!((none.dailyLimit, none.nonce), (U96::ZERO, 0));
}

fn more_return_data_than_needed_is_accepted(kind: Kind) {
    let (mut scene, _, terms) = wallet_and_terms(Answer::AcceptAtLength);
    relay(&mut scene, kind, terms, NO_DEADLINE, WORDS).unwrap();
    assert_given(&mut scene, kind, terms, 1);
}

test_both_kinds!(
    a_wallet_accepts_its_own_kind_of_signature,
    a_key_holders_bare_signature_is_the_wallets_to_judge,
    a_malleable_copy_is_the_wallets_to_judge,
    a_wallet_may_accept_any_bytes,
    a_wallet_that_refuses_is_no_signer,
    a_contract_without_erc_1271_is_no_signer,
    the_ledger_itself_signs_nothing,
    a_precompile_signs_nothing,
    a_key_that_became_a_contract_still_signs,
    deadlines_spenders_and_nonces_bind_wallets_too,
    a_wallet_cannot_read_the_credits_while_asked,
    a_wallet_cannot_write_while_asked,
    a_wallet_that_never_answers_gives_nothing,
    more_return_data_than_needed_is_accepted,
);
