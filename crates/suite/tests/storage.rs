//! docs/storage.md against the contracts: a word written where the document says shows in the views as the document says.

use alloy_primitives::keccak256;
use diem_suite::{
    Account, Address, I256, Suite, U256,
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
};

/// 00:00 UTC of the day after the suite's first, on which all words are read.
const DAY: u64 = 1;

fn alice() -> Address {
    Account::named("alice").address
}

fn bob() -> Address {
    Account::named("bob").address
}

fn uint(value: u128) -> U256 {
    U256::from(value)
}

fn word_of(account: Address) -> U256 {
    U256::from_be_bytes(account.into_word().0)
}

/// Fields and the bits at which they begin.
fn packed<const N: usize>(fields: [(U256, usize); N]) -> U256 {
    let words = fields.into_iter().map(|(value, bit)| value << bit);
    words.fold(U256::ZERO, |all, word| all | word)
}

/// The slot of `key`'s value in the mapping at `slot`.
fn value_of(key: U256, slot: U256) -> U256 {
    keccak256([key.to_be_bytes::<32>(), slot.to_be_bytes()].concat()).into()
}

/// The slot of a value of a mapping at the root.
fn mapped(slot: u128, key: Address) -> U256 {
    value_of(word_of(key), uint(slot))
}

/// The slot of a value of a mapping of mappings at the root.
fn mapped_twice(slot: u128, key: Address, second: U256) -> U256 {
    value_of(second, mapped(slot, key))
}

fn suite() -> Suite {
    let mut suite = Suite::new();
    suite.at(DAY, 0);
    suite
}

/// The result of a view.
macro_rules! view {
    ($suite:ident, $contract:ident, $call:expr) => {
        $suite
            .read($suite.$contract, $call)
            .expect("views answer for all words")
    };
}

#[test]
fn diem() {
    let mut suite = suite();
    let (diem, today) = (suite.diem, U256::from(suite.today()));
    let record =
        |balance, capacity| packed([(uint(balance), 0), (uint(capacity), 112), (today, 224)]);
    let words = [
        (uint(0), record(7, 8)),
        (mapped(1, alice()), record(5, 6)),
        (mapped_twice(2, alice(), word_of(bob())), uint(9)),
        (mapped(3, alice()), uint(3)),
        (
            uint(4),
            packed([(word_of(alice()), 0), (uint(1 << 90), 160)]),
        ),
    ];
    for (slot, word) in words {
        suite.chain.set_storage(diem, slot, word);
    }

    assert_eq!(view!(suite, diem, IDiem::totalSupplyCall {}), uint(7));
    assert_eq!(view!(suite, diem, IDiem::totalCapacityCall {}), uint(8));
    assert_eq!(suite.diem_of(alice()), uint(5));
    assert_eq!(suite.capacity_of(alice()), uint(6));
    let allowance = IDiem::allowanceCall {
        owner: alice(),
        spender: bob(),
    };
    assert_eq!(view!(suite, diem, allowance), uint(9));
    let nonces = IDiem::noncesCall { owner: alice() };
    assert_eq!(view!(suite, diem, nonces), uint(3));
    assert_eq!(view!(suite, diem, IDiem::minterCall {}), alice());
    assert_eq!(view!(suite, diem, IDiem::capCall {}), uint(1 << 90));
}

#[test]
fn diem_closes_two_records() {
    let suite = suite();
    let closed = U256::from(u32::MAX) << 224;
    for account in [suite.staking, suite.diem] {
        let word = suite.chain.storage(suite.diem, mapped(1, account));
        assert_eq!(word, closed);
    }
}

#[test]
fn sums_and_stream_of_staking() {
    let mut suite = suite();
    let staking = suite.staking;
    let now = U256::from(suite.chain.timestamp());
    let weight = uint(20_000 * 10_u128.pow(18));
    let words = [
        (uint(0), packed([(uint(77), 0), (weight, 120)])),
        (
            uint(1),
            packed([
                (uint(1_000), 0),
                (uint(2_000), 96),
                (uint(100), 192),
                (now - uint(10), 224),
            ]),
        ),
        (uint(2), packed([(uint(5), 0), (uint(6), 96)])),
    ];
    for (slot, word) in words {
        suite.chain.set_storage(staking, slot, word);
    }

    let totals = view!(suite, staking, IVvvStaking::totalsCall {});
    assert_eq!((totals.staked, totals.ticketed), (uint(5), uint(6)));
    assert_eq!((totals.unstreamed, totals.owed), (uint(1_000), uint(2_000)));
    assert_eq!(totals.weight, weight);
    // Ten of the hundred seconds have run since.
    let stream = view!(suite, staking, IVvvStaking::rewardStreamCall {});
    assert_eq!(
        (stream.unstreamed, stream.secondsLeft, stream.running),
        (uint(900), uint(90), true)
    );
}

#[test]
fn parameters_of_staking() {
    let mut suite = suite();
    let staking = suite.staking;
    let words = [
        (
            uint(3),
            packed([(word_of(alice()), 0), (uint(1 << 40), 160)]),
        ),
        (uint(0), packed([(uint(9_999), 232), (uint(1), 248)])),
        (uint(4), packed([(word_of(bob()), 0), (uint(1 << 90), 160)])),
        (uint(7), word_of(alice())),
        (uint(8), word_of(bob())),
    ];
    for (slot, word) in words {
        suite.chain.set_storage(staking, slot, word);
    }

    assert_eq!(view!(suite, staking, IVvvStaking::vvvCall {}), alice());
    assert_eq!(view!(suite, staking, IVvvStaking::cooldownCall {}), 1 << 40);
    let bps = view!(suite, staking, IVvvStaking::lockedRewardBpsCall {});
    assert_eq!(bps, 9_999);
    assert_eq!(view!(suite, staking, IVvvStaking::diemCall {}), bob());
    let price = view!(suite, staking, IVvvStaking::vvvPerDiemCall {});
    assert_eq!(price, uint(1 << 90));
    assert_eq!(view!(suite, staking, IVvvStaking::ownerCall {}), alice());
    let pending = view!(suite, staking, IVvvStaking::pendingOwnerCall {});
    assert_eq!(pending, bob());
    assert!(view!(suite, staking, IVvvStaking::pausedCall {}));
}

#[test]
fn accounts_of_staking() {
    let mut suite = suite();
    let (staking, today) = (suite.staking, U256::from(suite.today()));
    let account = mapped(5, alice());
    let words = [
        // A reward of one wei for each eight of weight since the account's last touch, within which the accumulator wrapped.
        (uint(0), packed([(uint(1 << 76), 0), (uint(8_000), 232)])),
        (account, packed([(uint(3), 0), (uint(4), 96), (today, 192)])),
        (
            account + uint(1),
            packed([
                (uint(2_000), 0),
                (uint((1 << 120) - (1 << 76)), 96),
                (uint(1), 216),
            ]),
        ),
        (account + uint(2), packed([(uint(50), 0), (uint(7), 96)])),
        (
            mapped_twice(6, alice(), uint(6)),
            packed([(uint(11), 0), (uint(1 << 40), 96)]),
        ),
    ];
    for (slot, word) in words {
        suite.chain.set_storage(staking, slot, word);
    }

    let position = view!(
        suite,
        staking,
        IVvvStaking::positionOfCall { account: alice() }
    );
    assert_eq!((position.minted, position.burned), (uint(3), uint(4)));
    // 7 wei of DIEM at 100 VVV each.
    assert_eq!((position.staked, position.locked), (uint(2_000), uint(700)));
    let weight = 1_300 * 10_000 + 700 * 8_000;
    assert_eq!(position.claimable, uint(50 + weight / 8));
    let tickets = view!(
        suite,
        staking,
        IVvvStaking::ticketsOfCall {
            account: alice(),
            from: U256::ZERO,
            count: uint(100),
        }
    );
    assert_eq!(tickets.requested, uint(7));
    let ticket = IVvvStaking::Ticket {
        id: uint(6),
        amount: uint(11),
        readyAt: uint(1 << 40),
    };
    assert_eq!(tickets.tickets, [ticket]);

    // An account whose stake backs no DIEM has no mint record, whatever stands there.
    let unbacked = packed([(uint(2_000), 0)]);
    suite
        .chain
        .set_storage(staking, account + uint(1), unbacked);
    let position = view!(
        suite,
        staking,
        IVvvStaking::positionOfCall { account: alice() }
    );
    assert_eq!((position.minted, position.burned), (uint(0), uint(0)));
    assert_eq!((position.staked, position.locked), (uint(2_000), uint(0)));
}

#[test]
fn credits() {
    let mut suite = suite();
    let (credits, diem, today) = (suite.credits, suite.diem, U256::from(suite.today()));
    suite
        .chain
        .set_storage(diem, mapped(1, alice()), uint(1_000));
    let given = (uint(0).wrapping_sub(uint(30)) << 144) >> 144;
    let budget = |limit, nonce| {
        packed([
            (uint(limit), 0),
            (uint(4), 96),
            (uint(1 << 31), 192),
            (today & uint(0xffff), 224),
            (uint(nonce), 240),
        ])
    };
    let words = [
        (uint(0), packed([(uint(77), 0), (today, 224)])),
        (
            mapped(1, alice()),
            packed([(uint(5), 0), (given, 112), (today, 224)]),
        ),
        (mapped_twice(2, alice(), word_of(bob())), budget(10, 2)),
        (mapped_twice(3, bob(), word_of(alice())), budget(20, 3)),
    ];
    for (slot, word) in words {
        suite.chain.set_storage(credits, slot, word);
    }

    assert_eq!(
        view!(suite, credits, IComputeCredits::totalUsedCall {}),
        uint(77)
    );
    let account = view!(
        suite,
        credits,
        IComputeCredits::accountOfCall { account: alice() }
    );
    assert_eq!((account.capacity, account.used), (uint(1_000), uint(5)));
    assert_eq!(account.net, I256::try_from(-30).expect("it fits"));
    assert_eq!(account.available, uint(965));
    let (owner, spender) = (alice(), bob());
    let allowance = IComputeCredits::allowanceOfCall { owner, spender };
    let allowance = view!(suite, credits, allowance);
    let meter = IComputeCredits::meterOfCall {
        owner,
        gateway: spender,
    };
    let meter = view!(suite, credits, meter);
    for (budget, limit, nonce) in [(allowance, 10, 2), (meter, 20, 3)] {
        assert_eq!(U256::from(budget.dailyLimit), uint(limit));
        assert_eq!(U256::from(budget.used), uint(4));
        assert_eq!((budget.expiry, budget.nonce), (1 << 31, nonce));
    }
    assert_eq!(
        suite.chain.storage(credits, uint(4)),
        word_of(suite.diem),
        "Diem's address"
    );
}

#[test]
fn vvv() {
    let mut suite = suite();
    let (vvv, today) = (suite.vvv, U256::from(suite.today()));
    let words = [
        (mapped(0, alice()), uint(5)),
        (uint(2), uint(7)),
        (mapped_twice(3, alice(), word_of(bob())), uint(9)),
        (mapped(4, alice()), uint(3)),
        (mapped(5, alice()), today + uint(1)),
        (mapped(5, bob()), today),
    ];
    for (slot, word) in words {
        suite.chain.set_storage(vvv, slot, word);
    }

    assert_eq!(suite.vvv_of(alice()), uint(5));
    assert_eq!(view!(suite, vvv, IVvv::totalSupplyCall {}), uint(7));
    let allowance = IVvv::allowanceCall {
        owner: alice(),
        spender: bob(),
    };
    assert_eq!(view!(suite, vvv, allowance), uint(9));
    let nonces = IVvv::noncesCall { owner: alice() };
    assert_eq!(view!(suite, vvv, nonces), uint(3));
    assert!(!view!(suite, vvv, IVvv::canDripCall { to: alice() }));
    assert!(view!(suite, vvv, IVvv::canDripCall { to: bob() }));
}

#[test]
fn constructors_leave_their_mark() {
    let suite = suite();
    let slot = keccak256("stylus_constructor").into();
    let mark = |contract| suite.chain.storage(contract, slot);
    for contract in [suite.diem, suite.staking, suite.credits] {
        assert_eq!(mark(contract), uint(1));
    }
    assert_eq!(mark(suite.vvv), U256::ZERO, "Test VVV has no constructor");
}
