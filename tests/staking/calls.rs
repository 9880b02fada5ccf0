//! The calls of the interface, short to write.

use alloy_primitives::{Address, B256, U256};
use diem_suite::abi::IVvvStaking::{
    acceptOwnershipCall, bindDiemCall, burnDiemCall, cancelUnstakeCall, claimAndStakeCall,
    claimCall, fundRewardsCall, fundRewardsFromSurplusCall, mintDiemCall, pauseCall,
    positionOfCall, quoteLockCall, quoteMintCall, recoverCall, renounceOwnershipCall,
    requestUnstakeCall, rewardStreamCall, stakeAndMintCall, stakeCall, stakeForCall,
    stakeWithPermitCall, ticketsOfCall, totalsCall, transferOwnershipCall, unpauseCall,
    withdrawCall,
};

pub(crate) const fn stake(amount: U256) -> stakeCall {
    stakeCall { amount }
}

pub(crate) const fn stake_for(account: Address, amount: U256) -> stakeForCall {
    stakeForCall { account, amount }
}

pub(crate) const fn stake_with_permit(
    amount: U256,
    deadline: U256,
    (v, r, s): (u8, B256, B256),
) -> stakeWithPermitCall {
    stakeWithPermitCall {
        amount,
        deadline,
        v,
        r,
        s,
    }
}

pub(crate) const fn mint_diem(diem_amount: U256, to: Address) -> mintDiemCall {
    mintDiemCall {
        diemAmount: diem_amount,
        to,
    }
}

pub(crate) const fn stake_and_mint(vvv_amount: U256, to: Address) -> stakeAndMintCall {
    stakeAndMintCall {
        vvvAmount: vvv_amount,
        to,
    }
}

pub(crate) const fn burn_diem(diem_amount: U256) -> burnDiemCall {
    burnDiemCall {
        diemAmount: diem_amount,
    }
}

pub(crate) const fn request_unstake(amount: U256) -> requestUnstakeCall {
    requestUnstakeCall { amount }
}

pub(crate) fn cancel_unstake(id: u64) -> cancelUnstakeCall {
    cancelUnstakeCall { id: U256::from(id) }
}

pub(crate) fn withdraw(id: u64, to: Address) -> withdrawCall {
    withdrawCall {
        id: U256::from(id),
        to,
    }
}

pub(crate) const fn claim(to: Address) -> claimCall {
    claimCall { to }
}

pub(crate) const fn claim_and_stake() -> claimAndStakeCall {
    claimAndStakeCall {}
}

pub(crate) const fn fund_rewards(amount: U256, duration: u64) -> fundRewardsCall {
    fundRewardsCall { amount, duration }
}

pub(crate) const fn fund_from_surplus(duration: u64) -> fundRewardsFromSurplusCall {
    fundRewardsFromSurplusCall { duration }
}

pub(crate) const fn bind_diem(diem: Address) -> bindDiemCall {
    bindDiemCall { diem }
}

pub(crate) const fn recover(token: Address, to: Address) -> recoverCall {
    recoverCall { token, to }
}

pub(crate) const fn pause() -> pauseCall {
    pauseCall {}
}

pub(crate) const fn unpause() -> unpauseCall {
    unpauseCall {}
}

pub(crate) const fn transfer_ownership(new_owner: Address) -> transferOwnershipCall {
    transferOwnershipCall {
        newOwner: new_owner,
    }
}

pub(crate) const fn accept_ownership() -> acceptOwnershipCall {
    acceptOwnershipCall {}
}

pub(crate) const fn renounce_ownership() -> renounceOwnershipCall {
    renounceOwnershipCall {}
}

pub(crate) const fn position_of(account: Address) -> positionOfCall {
    positionOfCall { account }
}

pub(crate) const fn tickets_of(account: Address, from: U256, count: U256) -> ticketsOfCall {
    ticketsOfCall {
        account,
        from,
        count,
    }
}

pub(crate) const fn quote_mint(vvv_amount: U256) -> quoteMintCall {
    quoteMintCall {
        vvvAmount: vvv_amount,
    }
}

pub(crate) const fn quote_lock(diem_amount: U256) -> quoteLockCall {
    quoteLockCall {
        diemAmount: diem_amount,
    }
}

pub(crate) const fn totals() -> totalsCall {
    totalsCall {}
}

pub(crate) const fn reward_stream() -> rewardStreamCall {
    rewardStreamCall {}
}
