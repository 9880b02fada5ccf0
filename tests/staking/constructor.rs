//! The constructor.

use alloy_primitives::{Address, Bytes, U256, keccak256};
use diem_suite::{
    Account,
    abi::IVvvStaking::{
        self, CalldataTooShort, Initialized, InvalidParameter, OwnableInvalidOwner,
        OwnershipTransferred, TokenCallFailed,
    },
    assert_reverts, emitted,
};
use diem_tests::Stage;

use crate::{
    amounts::{DAY, MAX_U96, wei},
    deployment::{Terms, construct, create},
};

/// A stage with the program, not constructed, and sound terms for it.
fn stage() -> (Stage, Terms) {
    let mut stage = Stage::deploy("staking", None);
    let vvv = create(&mut stage.chain, "HostileVvv");
    (stage, Terms::sound(vvv))
}

#[track_caller]
fn refuses(change: impl FnOnce(&mut Terms), index: u64) {
    let (mut stage, mut terms) = stage();
    change(&mut terms);
    let expected = InvalidParameter {
        index: U256::from(index),
    };
    assert_reverts(construct(&mut stage, &terms.encode()), expected);
}

#[track_caller]
fn accepts(change: impl FnOnce(&mut Terms)) -> (Stage, Terms) {
    let (mut stage, mut terms) = stage();
    change(&mut terms);
    construct(&mut stage, &terms.encode()).expect("the terms are sound");
    (stage, terms)
}

#[test]
fn the_parameters_are_kept_and_announced() {
    let (mut stage, terms) = stage();
    let receipt = construct(&mut stage, &terms.encode()).unwrap();
    let initialized = Initialized {
        vvv: terms.vvv,
        vvvPerDiem: terms.vvv_per_diem,
        cooldown: 7 * DAY,
        lockedRewardBps: 8_000,
    };
    let owned = OwnershipTransferred {
        previousOwner: Address::ZERO,
        newOwner: terms.owner,
    };
    let expected = [
        emitted(stage.contract, &owned),
        emitted(stage.contract, &initialized),
    ];
    for log in &expected {
        assert!(receipt.logs.contains(log), "{log:?} is missing");
    }
    assert_eq!(receipt.logs.len(), expected.len());
    assert_eq!(stage.read(IVvvStaking::ownerCall {}), terms.owner);
    assert_eq!(stage.read(IVvvStaking::pendingOwnerCall {}), Address::ZERO);
    assert_eq!(stage.read(IVvvStaking::vvvCall {}), terms.vvv);
    assert_eq!(stage.read(IVvvStaking::diemCall {}), Address::ZERO);
    assert_eq!(
        stage.read(IVvvStaking::vvvPerDiemCall {}),
        terms.vvv_per_diem
    );
    assert_eq!(stage.read(IVvvStaking::cooldownCall {}), 7 * DAY);
    assert_eq!(stage.read(IVvvStaking::lockedRewardBpsCall {}), 8_000);
    assert!(!stage.read(IVvvStaking::pausedCall {}));
    let totals = stage.read(IVvvStaking::totalsCall {});
    assert_eq!(totals.owed, U256::ZERO);
}

#[test]
fn the_owner_is_not_zero() {
    let (mut stage, mut terms) = stage();
    terms.owner = Address::ZERO;
    let expected = OwnableInvalidOwner {
        owner: Address::ZERO,
    };
    assert_reverts(construct(&mut stage, &terms.encode()), expected);
}

#[test]
fn vvv_has_code() {
    refuses(|terms| terms.vvv = Address::ZERO, 1);
    refuses(|terms| terms.vvv = Account::named("nobody").address, 1);
}

/// An account with a history but without code has the hash of nothing as its code hash, not zero.
#[test]
fn an_account_that_exists_without_code_is_no_vvv() {
    let (mut stage, mut terms) = stage();
    let rich = Account::named("rich").address;
    stage.chain.fund(rich, wei(1));
    terms.vvv = rich;
    let expected = InvalidParameter { index: U256::ONE };
    assert_reverts(construct(&mut stage, &terms.encode()), expected);
}

#[test]
fn the_ratio_is_above_zero_and_below_two_to_the_96() {
    refuses(|terms| terms.vvv_per_diem = U256::ZERO, 2);
    refuses(|terms| terms.vvv_per_diem = MAX_U96 + wei(1), 2);
    refuses(|terms| terms.vvv_per_diem = U256::MAX, 2);
    for ratio in [wei(1), MAX_U96] {
        let (mut stage, _) = accepts(|terms| terms.vvv_per_diem = ratio);
        assert_eq!(stage.read(IVvvStaking::vvvPerDiemCall {}), ratio);
    }
}

#[test]
fn the_cooldown_is_one_to_365_days() {
    refuses(|terms| terms.cooldown = U256::ZERO, 3);
    refuses(|terms| terms.cooldown = U256::from(DAY - 1), 3);
    refuses(|terms| terms.cooldown = U256::from(365 * DAY + 1), 3);
    refuses(|terms| terms.cooldown = U256::from(u64::MAX), 3);
    for cooldown in [DAY, 365 * DAY] {
        let (mut stage, _) = accepts(|terms| terms.cooldown = U256::from(cooldown));
        assert_eq!(stage.read(IVvvStaking::cooldownCall {}), cooldown);
    }
}

#[test]
fn the_weight_of_locked_vvv_is_one_to_ten_thousand() {
    refuses(|terms| terms.locked_reward_bps = U256::ZERO, 4);
    refuses(|terms| terms.locked_reward_bps = U256::from(10_001), 4);
    refuses(|terms| terms.locked_reward_bps = U256::from(u16::MAX), 4);
    for bps in [1, 10_000] {
        let (mut stage, _) = accepts(|terms| terms.locked_reward_bps = U256::from(bps));
        assert_eq!(stage.read(IVvvStaking::lockedRewardBpsCall {}), bps);
    }
}

/// Arguments wider than their types are refused, not cut.
#[test]
fn arguments_with_dirty_upper_bits_are_refused() {
    for change in [
        (|terms: &mut Terms| terms.cooldown = (U256::ONE << 64) + U256::from(7 * DAY))
            as fn(&mut Terms),
        |terms| terms.locked_reward_bps = U256::from((1 << 16) + 8_000),
    ] {
        let (mut stage, mut terms) = stage();
        change(&mut terms);
        let reverted = construct(&mut stage, &terms.encode()).unwrap_err();
        assert!(
            reverted
                .decode::<IVvvStaking::ArgumentOutOfRange>()
                .is_some()
                || reverted.decode::<InvalidParameter>().is_some(),
            "{reverted}"
        );
    }
}

#[test]
fn missing_arguments_are_refused() {
    let (mut stage, terms) = stage();
    let encoded = terms.encode();
    let result = construct(&mut stage, &encoded[..encoded.len() - 1]);
    let expected = CalldataTooShort {
        length: U256::from(4 + 5 * 32 - 1),
        needed: U256::from(4 + 5 * 32),
    };
    assert_reverts(result, expected);
}

#[test]
fn the_constructor_runs_once() {
    let (mut stage, terms) = accepts(|_| {});
    let attacker = Account::named("attacker").address;
    let again = Terms {
        owner: attacker,
        ..terms
    };
    let reverted = construct(&mut stage, &again.encode()).unwrap_err();
    assert!(reverted.status.is_revert());
    assert_eq!(reverted.data, Bytes::new());
    assert_eq!(stage.read(IVvvStaking::ownerCall {}), terms.owner);
}

/// Before its constructor ran, the program takes no VVV: it has no token and no owner.
#[test]
fn nothing_can_be_staked_before_the_constructor_ran() {
    let (mut stage, _) = stage();
    let alice = Account::named("alice").address;
    let result = stage.send(alice, crate::calls::stake(wei(1)));
    let no_token = TokenCallFailed {
        token: Address::ZERO,
    };
    assert_reverts(result.map(|sent| sent.receipt), no_token);
}

/// The init event's topic is that of the interface's signature.
#[test]
fn the_event_has_the_interfaces_signature() {
    let (mut stage, terms) = stage();
    let receipt = construct(&mut stage, &terms.encode()).unwrap();
    let topic = keccak256("Initialized(address,uint256,uint64,uint16)");
    let topics: Vec<_> = receipt.logs.iter().map(|log| log.topics()[0]).collect();
    assert!(topics.contains(&topic));
}
