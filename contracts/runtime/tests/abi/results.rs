//! Results: the return data are alloy's, from the Rust types that the contracts answer with.

use alloy_primitives::{Address, B256, I256, U256};
use alloy_sol_types::{sol_data, SolCall};
use proptest::{collection::vec, prelude::*, sample::select};
use runtime::reply::reply;

use crate::{
    check,
    interfaces::{
        abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
        assert_complete,
    },
    sample::{integers, Sample},
};

/// Amounts as the contracts compute with them.
fn amounts() -> impl Strategy<Value = u128> {
    integers(128).prop_map(|value| value.to())
}

fn signed() -> impl Strategy<Value = i128> {
    amounts().prop_map(|value| value as i128)
}

fn days() -> impl Strategy<Value = u32> {
    sol_data::Uint::<32>::values()
}

fn seconds() -> impl Strategy<Value = u64> {
    sol_data::Uint::<64>::values()
}

/// Strings of each length up to three words, some of them not of ASCII.
fn strings() -> impl Strategy<Value = &'static str> {
    const TEXT: &str =
        "Compute credits: the day's capacity, metered · Διεμ: μία μέρα, μία μονάδα · 日々の計算";
    let boundaries: Vec<usize> = (0..=TEXT.len())
        .filter(|at| TEXT.is_char_boundary(*at))
        .collect();
    (select(boundaries.clone()), select(boundaries))
        .prop_map(|(one, other)| &TEXT[one.min(other)..one.max(other)])
}

/// `results_are_alloys!(interface, its calls, elsewhere: calls that are tested there; ours => alloys; calls; ...)`, where `ours` are values and
/// `alloys` makes alloy's of one.
macro_rules! results_are_alloys {
    ($interface:ident, $calls:ident, elsewhere: $($elsewhere:ident)*; $($ours:expr => $alloys:expr; $($call:ident)*;)*) => {{
        $($(
            check($interface::$call::SIGNATURE, $ours, |ours| {
                let alloys = ($alloys)(ours.clone());
                prop_assert_eq!(
                    reply::<$interface::$call>(ours),
                    $interface::$call::abi_encode_returns(&alloys)
                );
                Ok(())
            });
        )*)*
        let tested = vec![$($($interface::$call::SELECTOR,)*)* $($interface::$elsewhere::SELECTOR),*];
        assert_complete(tested, $interface::$calls::SELECTORS);
    }};
}

#[test]
fn the_results_of_vvv() {
    // The domain asks the host, which native code does not have: the tests of the deployed contracts read it.
    results_are_alloys!(IVvv, IVvvCalls, elsewhere: eip712DomainCall;
        Just(()) => |()| (); dripCall permitCall;
        any::<bool>() => |ours| (ours,); transferCall transferFromCall approveCall canDripCall;
        integers(256) => |ours| (ours,); balanceOfCall allowanceCall totalSupplyCall dripAmountCall noncesCall;
        <sol_data::FixedBytes<32>>::values() => |ours| (ours,); DOMAIN_SEPARATORCall;
        strings() => |ours: &str| (ours.to_owned(),); nameCall symbolCall;
        any::<u8>() => |ours| (ours,); decimalsCall;
    );
}

#[test]
fn the_results_of_diem() {
    results_are_alloys!(IDiem, IDiemCalls, elsewhere: eip712DomainCall;
        Just(()) => |()| (); mintCall burnCall permit_0Call permit_1Call;
        any::<bool>() => |ours| (ours,); transferCall transferFromCall approveCall;
        amounts() => |ours| (U256::from(ours),); balanceOfCall capacityOfCall capacityAtCall totalCapacityCall totalSupplyCall capCall;
        integers(256) => |ours| (ours,); allowanceCall noncesCall;
        days() => |ours| (U256::from(ours),); currentDayCall;
        vec(amounts(), 0..6) => |ours: Vec<u128>| (ours.into_iter().map(U256::from).collect::<Vec<_>>(),); capacityOfBatchCall;
        sol_data::Address::values() => |ours: Address| (ours,); minterCall;
        <sol_data::FixedBytes<32>>::values() => |ours: B256| (ours,); DOMAIN_SEPARATORCall;
        strings() => |ours: &str| (ours.to_owned(),); nameCall symbolCall;
        any::<u8>() => |ours| (ours,); decimalsCall;
    );
}

#[test]
fn the_results_of_staking() {
    // The tickets are the contract's own type: see the tests of its views.
    results_are_alloys!(IVvvStaking, IVvvStakingCalls, elsewhere: ticketsOfCall;
        Just(()) => |()| ();
            stakeCall stakeForCall stakeWithPermitCall mintDiemCall burnDiemCall cancelUnstakeCall withdrawCall fundRewardsCall bindDiemCall
            pauseCall unpauseCall transferOwnershipCall acceptOwnershipCall renounceOwnershipCall;
        any::<bool>() => |ours| (ours,); pausedCall;
        integers(256) => |ours| (ours,); stakeAndMintCall requestUnstakeCall claimCall claimAndStakeCall fundRewardsFromSurplusCall recoverCall
            quoteMintCall quoteLockCall;
        amounts() => |ours| (U256::from(ours),); stakeAndMintCall requestUnstakeCall claimCall claimAndStakeCall
            fundRewardsFromSurplusCall vvvPerDiemCall;
        days() => |ours| (U256::from(ours),); currentDayCall;
        seconds() => |ours| (ours,); cooldownCall;
        any::<u16>() => |ours| (ours,); lockedRewardBpsCall;
        sol_data::Address::values() => |ours: Address| (ours,); ownerCall pendingOwnerCall vvvCall diemCall;
        (amounts(), amounts(), amounts(), amounts(), amounts()) =>
            |(a, b, c, d, e)| (U256::from(a), U256::from(b), U256::from(c), U256::from(d), U256::from(e)); totalsCall;
        (amounts(), seconds(), any::<bool>()) => |(a, b, c)| (U256::from(a), U256::from(b), c); rewardStreamCall;
        (amounts(), amounts(), amounts(), amounts(), amounts(), amounts(), amounts()) =>
            |(a, b, c, d, e, f, g)| {
                let [a, b, c, d, e, f, g] = [a, b, c, d, e, f, g].map(U256::from);
                (a, b, c, d, e, f, g)
            };
            positionOfCall;
    );
}

#[test]
fn the_results_of_credits() {
    // The budgets are the contract's own type: see the tests of its views.
    results_are_alloys!(IComputeCredits, IComputeCreditsCalls, elsewhere: allowanceOfCall meterOfCall allowanceOfBatchCall meterOfBatchCall eip712DomainCall;
        Just(()) => |()| (); spendCall setAllowanceCall setMeterCall setAllowanceBySigCall setMeterBySigCall;
        any::<bool>() => |ours| (ours,); transferCall transferFromCall;
        amounts() => |ours| (U256::from(ours),); meterCall balanceOfCall totalUsedCall;
        vec(amounts(), 0..6) => |ours: Vec<u128>| (ours.into_iter().map(U256::from).collect::<Vec<_>>(),); balanceOfBatchCall;
        (amounts(), signed(), amounts(), amounts()) =>
            |(a, b, c, d)| (U256::from(a), wide(b), U256::from(c), U256::from(d)); accountOfCall;
        days() => |ours| (U256::from(ours),); currentDayCall;
        seconds() => |ours| (U256::from(ours),); nextResetCall;
        sol_data::Address::values() => |ours: Address| (ours,); diemCall;
        <sol_data::FixedBytes<32>>::values() => |ours: B256| (ours,); DOMAIN_SEPARATORCall;
    );
}

/// The same number as Solidity's int256.
fn wide(value: i128) -> I256 {
    let magnitude = U256::from(value.unsigned_abs());
    let wide = I256::from_raw(magnitude);
    if value < 0 {
        -wide
    } else {
        wide
    }
}
