//! The four interfaces, and what is in them.

/// The interfaces as alloy's types.
#[allow(missing_docs, unreachable_pub)]
pub(crate) mod abi {
    alloy_sol_types::sol!("../../interfaces/IVvv.sol");
    alloy_sol_types::sol!("../../interfaces/IDiem.sol");
    alloy_sol_types::sol!("../../interfaces/IVvvStaking.sol");
    alloy_sol_types::sol!("../../interfaces/IComputeCredits.sol");

    alloy_sol_types::sol! {
        /// Shapes that no function has: several dynamic arguments, whose tails can overlap, and every width at once.
        interface IShapes {
            function tails(address[] accounts, bytes data, uint256[] amounts) external;
            function mixed(bytes first, uint96 limit, bytes second, address account, uint256[] amounts) external;
            function widths(uint8 a, uint16 b, uint32 c, uint64 d, uint96 e, bytes32 f, address g) external;
        }
    }
}

/// `$each!(interface, enum of its calls; call types)`.
macro_rules! vvv_calls {
    ($each:ident) => {
        $each!(IVvv, IVvvCalls;
            transferCall transferFromCall approveCall balanceOfCall allowanceCall totalSupplyCall dripCall dripAmountCall canDripCall permitCall
            noncesCall DOMAIN_SEPARATORCall eip712DomainCall nameCall symbolCall decimalsCall)
    };
}

macro_rules! diem_calls {
    ($each:ident) => {
        $each!(IDiem, IDiemCalls;
            transferCall transferFromCall approveCall balanceOfCall capacityOfCall capacityOfBatchCall capacityAtCall totalCapacityCall
            totalSupplyCall allowanceCall mintCall burnCall permit_0Call permit_1Call noncesCall DOMAIN_SEPARATORCall eip712DomainCall
            currentDayCall minterCall capCall nameCall symbolCall decimalsCall)
    };
}

macro_rules! staking_calls {
    ($each:ident) => {
        $each!(IVvvStaking, IVvvStakingCalls;
            stakeCall stakeForCall stakeWithPermitCall mintDiemCall stakeAndMintCall burnDiemCall requestUnstakeCall cancelUnstakeCall
            withdrawCall claimCall claimAndStakeCall fundRewardsCall fundRewardsFromSurplusCall positionOfCall ticketsOfCall quoteMintCall
            quoteLockCall totalsCall rewardStreamCall vvvCall diemCall vvvPerDiemCall cooldownCall lockedRewardBpsCall currentDayCall
            bindDiemCall recoverCall pauseCall unpauseCall pausedCall ownerCall pendingOwnerCall transferOwnershipCall acceptOwnershipCall
            renounceOwnershipCall)
    };
}

macro_rules! credits_calls {
    ($each:ident) => {
        $each!(IComputeCredits, IComputeCreditsCalls;
            meterCall spendCall transferCall transferFromCall balanceOfCall balanceOfBatchCall accountOfCall allowanceOfCall meterOfCall
            allowanceOfBatchCall meterOfBatchCall setAllowanceCall setMeterCall setAllowanceBySigCall setMeterBySigCall totalUsedCall
            diemCall currentDayCall nextResetCall DOMAIN_SEPARATORCall eip712DomainCall)
    };
}

macro_rules! shapes_calls {
    ($each:ident) => {
        $each!(IShapes, IShapesCalls; tailsCall mixedCall widthsCall)
    };
}

pub(crate) use {credits_calls, diem_calls, shapes_calls, staking_calls, vvv_calls};

/// Holds the selectors (or topics) that a test went through against all that the interface has.
pub(crate) fn assert_complete<T: Ord + Copy + std::fmt::Debug>(mut tested: Vec<T>, all: &[T]) {
    let mut all = all.to_vec();
    all.sort();
    tested.sort();
    tested.dedup();
    assert_eq!(tested, all, "the test's list is not the interface's");
}
