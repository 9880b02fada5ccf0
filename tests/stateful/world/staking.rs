//! Calls of the staking contract.

use alloy_primitives::U256;
use diem_suite::abi::IVvvStaking;

use super::{Ran, World};
use crate::{call::Call, cast::Who};

impl World {
    pub(super) fn run_staking(&mut self, call: &Call) -> Ran {
        let at = |who: Who| self.cast.address(who);
        match *call {
            Call::Stake { who, amount } => {
                self.send(who, Who::Staking, IVvvStaking::stakeCall { amount })
            }
            Call::StakeFor {
                payer,
                account,
                amount,
            } => {
                let call = IVvvStaking::stakeForCall {
                    account: at(account),
                    amount,
                };
                self.send(payer, Who::Staking, call)
            }
            Call::StakeWithPermit {
                who,
                amount,
                signature,
            } => {
                let domain = self.suite.vvv_domain();
                let hash = self.permit_hash(&domain, who, Who::Staking, amount, signature);
                let (v, r, s) = self.cast.account(signature.by).sign_hash_vrs(hash);
                let deadline = signature.deadline;
                let call = IVvvStaking::stakeWithPermitCall {
                    amount,
                    deadline,
                    v,
                    r,
                    s,
                };
                self.send(who, Who::Staking, call)
            }
            Call::MintDiem { who, to, diem } => {
                let call = IVvvStaking::mintDiemCall {
                    diemAmount: diem,
                    to: at(to),
                };
                self.send(who, Who::Staking, call)
            }
            Call::StakeAndMint { who, to, vvv } => {
                let call = IVvvStaking::stakeAndMintCall {
                    vvvAmount: vvv,
                    to: at(to),
                };
                self.send(who, Who::Staking, call)
            }
            Call::BurnDiem { who, diem } => self.send(
                who,
                Who::Staking,
                IVvvStaking::burnDiemCall { diemAmount: diem },
            ),
            Call::RequestUnstake { who, amount } => self.send(
                who,
                Who::Staking,
                IVvvStaking::requestUnstakeCall { amount },
            ),
            Call::CancelUnstake { who, id } => self.send(
                who,
                Who::Staking,
                IVvvStaking::cancelUnstakeCall { id: U256::from(id) },
            ),
            Call::Withdraw { who, id, to } => {
                let call = IVvvStaking::withdrawCall {
                    id: U256::from(id),
                    to: at(to),
                };
                self.send(who, Who::Staking, call)
            }
            _ => self.run_rewards(call),
        }
    }

    fn run_rewards(&mut self, call: &Call) -> Ran {
        match *call {
            Call::Claim { who, to } => {
                let to = self.cast.address(to);
                self.send(who, Who::Staking, IVvvStaking::claimCall { to })
            }
            Call::ClaimAndStake { who } => {
                self.send(who, Who::Staking, IVvvStaking::claimAndStakeCall {})
            }
            Call::FundRewards {
                who,
                amount,
                duration,
            } => self.send(
                who,
                Who::Staking,
                IVvvStaking::fundRewardsCall { amount, duration },
            ),
            Call::FundFromSurplus { who, duration } => self.send(
                who,
                Who::Staking,
                IVvvStaking::fundRewardsFromSurplusCall { duration },
            ),
            Call::Pause { who } => self.send(who, Who::Staking, IVvvStaking::pauseCall {}),
            Call::Unpause { who } => self.send(who, Who::Staking, IVvvStaking::unpauseCall {}),
            _ => unreachable!("not a call of the staking contract"),
        }
    }
}
