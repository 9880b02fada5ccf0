//! The contracts: executes calls on them.

use alloy_primitives::{B256, Bytes, U256};
use alloy_sol_types::{SolCall, SolStruct};
use diem_suite::{
    Params, Reverted, Suite,
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
    typed_data::{self, Eip712Domain},
};

use crate::{
    action::Kind,
    call::{Call, Signature, Terms},
    cast::{Cast, Who},
};

/// The deployed suite and its cast.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) suite: Suite,
    pub(crate) cast: Cast,
}

/// A return value as a number: true is 1, nothing is 0.
trait Number {
    fn number(self) -> U256;
}

impl Number for U256 {
    fn number(self) -> U256 {
        self
    }
}

impl Number for bool {
    fn number(self) -> U256 {
        U256::from(self)
    }
}

macro_rules! nothing_is_zero {
    ($($returned:ty),* $(,)?) => {
        $(impl Number for $returned {
            fn number(self) -> U256 {
                U256::ZERO
            }
        })*
    };
}

nothing_is_zero!(
    IVvv::dripReturn,
    IDiem::permit_0Return,
    IDiem::permit_1Return,
    IDiem::mintReturn,
    IDiem::burnReturn,
    IVvvStaking::stakeReturn,
    IVvvStaking::stakeForReturn,
    IVvvStaking::stakeWithPermitReturn,
    IVvvStaking::mintDiemReturn,
    IVvvStaking::burnDiemReturn,
    IVvvStaking::cancelUnstakeReturn,
    IVvvStaking::withdrawReturn,
    IVvvStaking::fundRewardsReturn,
    IVvvStaking::pauseReturn,
    IVvvStaking::unpauseReturn,
    IComputeCredits::spendReturn,
    IComputeCredits::setAllowanceReturn,
    IComputeCredits::setMeterReturn,
    IComputeCredits::setAllowanceBySigReturn,
    IComputeCredits::setMeterBySigReturn,
);

type Ran = Result<U256, Reverted>;

impl World {
    pub(crate) fn new(params: Params) -> Self {
        let suite = Suite::with(params);
        let cast = Cast::of(&suite);
        Self { suite, cast }
    }

    /// Executes `call` and tells what it returned.
    pub(crate) fn run(&mut self, call: &Call) -> Ran {
        match *call {
            Call::VvvTransfer { .. } | Call::VvvApprove { .. } | Call::Drip { .. } => {
                self.run_vvv(call)
            }
            Call::Transfer { .. }
            | Call::TransferFrom { .. }
            | Call::Approve { .. }
            | Call::Permit { .. }
            | Call::MintUnasked { .. }
            | Call::BurnUnasked { .. } => self.run_diem(call),
            Call::Give { .. }
            | Call::Draw { .. }
            | Call::Spend { .. }
            | Call::Meter { .. }
            | Call::SetBudget { .. }
            | Call::SetBudgetBySig { .. } => self.run_credits(call),
            _ => self.run_staking(call),
        }
    }

    fn send<C: SolCall>(&mut self, from: Who, to: Who, call: C) -> Ran
    where
        C::Return: Number,
    {
        let (from, to) = (self.cast.address(from), self.cast.address(to));
        self.suite
            .send(from, to, call)
            .map(|sent| sent.value.number())
    }

    fn run_vvv(&mut self, call: &Call) -> Ran {
        let at = |who: Who| self.cast.address(who);
        match *call {
            Call::VvvTransfer { from, to, value } => {
                let call = IVvv::transferCall { to: at(to), value };
                self.send(from, Who::Vvv, call)
            }
            Call::VvvApprove { owner, value } => {
                let call = IVvv::approveCall {
                    spender: at(Who::Staking),
                    value,
                };
                self.send(owner, Who::Vvv, call)
            }
            Call::Drip { to } => {
                let call = IVvv::dripCall { to: at(to) };
                self.send(Who::Owner, Who::Vvv, call)
            }
            _ => unreachable!("not a call of VVV"),
        }
    }

    fn run_diem(&mut self, call: &Call) -> Ran {
        let at = |who: Who| self.cast.address(who);
        match *call {
            Call::Transfer { from, to, value } => {
                let call = IDiem::transferCall { to: at(to), value };
                self.send(from, Who::Diem, call)
            }
            Call::TransferFrom {
                spender,
                from,
                to,
                value,
            } => {
                let call = IDiem::transferFromCall {
                    from: at(from),
                    to: at(to),
                    value,
                };
                self.send(spender, Who::Diem, call)
            }
            Call::Approve {
                owner,
                spender,
                value,
            } => {
                let call = IDiem::approveCall {
                    spender: at(spender),
                    value,
                };
                self.send(owner, Who::Diem, call)
            }
            Call::Permit {
                owner,
                spender,
                value,
                signature,
                bytes,
            } => self.run_permit(owner, spender, value, signature, bytes),
            Call::MintUnasked { caller, to, value } => {
                let call = IDiem::mintCall { to: at(to), value };
                self.send(caller, Who::Diem, call)
            }
            Call::BurnUnasked {
                caller,
                from,
                value,
            } => {
                let call = IDiem::burnCall {
                    from: at(from),
                    value,
                };
                self.send(caller, Who::Diem, call)
            }
            _ => unreachable!("not a call of Diem"),
        }
    }

    /// The spender sends it: whoever does makes no difference.
    fn run_permit(
        &mut self,
        owner: Who,
        spender: Who,
        value: U256,
        by: Signature,
        bytes: bool,
    ) -> Ran {
        let hash = self.permit_hash(&self.suite.diem_domain(), owner, spender, value, by);
        let (deadline, signer) = (by.deadline, self.cast.account(by.by));
        let (owner, to) = (self.cast.address(owner), self.cast.address(spender));
        if bytes {
            let signature = Bytes::from(signer.sign_hash(hash));
            let call = IDiem::permit_1Call {
                owner,
                spender: to,
                value,
                deadline,
                signature,
            };
            return self.send(spender, Who::Diem, call);
        }
        let (v, r, s) = signer.sign_hash_vrs(hash);
        let call = IDiem::permit_0Call {
            owner,
            spender: to,
            value,
            deadline,
            v,
            r,
            s,
        };
        self.send(spender, Who::Diem, call)
    }

    fn permit_hash(
        &self,
        domain: &Eip712Domain,
        owner: Who,
        spender: Who,
        value: U256,
        by: Signature,
    ) -> B256 {
        let permit = typed_data::Permit {
            owner: self.cast.address(owner),
            spender: self.cast.address(spender),
            value,
            nonce: U256::from(by.nonce),
            deadline: by.deadline,
        };
        permit.eip712_signing_hash(domain)
    }

    fn run_staking(&mut self, call: &Call) -> Ran {
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

    fn run_credits(&mut self, call: &Call) -> Ran {
        let at = |who: Who| self.cast.address(who);
        match call {
            &Call::Give {
                from,
                to,
                day,
                amount,
            } => {
                let call = IComputeCredits::transferCall {
                    to: at(to),
                    day,
                    amount,
                };
                self.send(from, Who::Credits, call)
            }
            &Call::Draw {
                agent,
                owner,
                to,
                day,
                amount,
            } => {
                let (owner, to) = (at(owner), at(to));
                let call = IComputeCredits::transferFromCall {
                    owner,
                    to,
                    day,
                    amount,
                };
                self.send(agent, Who::Credits, call)
            }
            &Call::Spend {
                owner,
                payee,
                day,
                amount,
            } => {
                let request = B256::repeat_byte(0x5e);
                let call = IComputeCredits::spendCall {
                    day,
                    payee: at(payee),
                    amount,
                    r#ref: request,
                };
                self.send(owner, Who::Credits, call)
            }
            Call::Meter {
                gateway,
                day,
                entries,
            } => {
                let entry = |&(owner, total): &(Who, U256)| {
                    (U256::from_be_slice(at(owner).as_slice()) << 96) | total
                };
                let entries = entries.iter().map(entry).collect();
                let root = B256::repeat_byte(0x7e);
                let call = IComputeCredits::meterCall {
                    day: *day,
                    entries,
                    receiptsRoot: root,
                };
                self.send(*gateway, Who::Credits, call)
            }
            &Call::SetBudget {
                kind,
                owner,
                spender,
                terms,
            } => self.set_budget(kind, owner, spender, terms),
            &Call::SetBudgetBySig {
                kind,
                owner,
                spender,
                terms,
                signature,
            } => self.set_budget_by_sig(kind, owner, spender, terms, signature),
            _ => unreachable!("not a call of credits"),
        }
    }

    fn set_budget(&mut self, kind: Kind, owner: Who, spender: Who, terms: Terms) -> Ran {
        let to = self.cast.address(spender);
        let (limit, expiry) = (terms.limit.to(), expiry_of(terms));
        match kind {
            Kind::Allowance => {
                let call = IComputeCredits::setAllowanceCall {
                    spender: to,
                    dailyLimit: limit,
                    expiry,
                };
                self.send(owner, Who::Credits, call)
            }
            Kind::Meter => {
                let call = IComputeCredits::setMeterCall {
                    gateway: to,
                    dailyLimit: limit,
                    expiry,
                };
                self.send(owner, Who::Credits, call)
            }
        }
    }

    /// The spender sends it, as agents and gateways do that were handed a signature.
    fn set_budget_by_sig(
        &mut self,
        kind: Kind,
        owner: Who,
        spender: Who,
        terms: Terms,
        by: Signature,
    ) -> Ran {
        let domain = self.suite.credits_domain();
        let (owner, to) = (self.cast.address(owner), self.cast.address(spender));
        let (limit, expiry) = (terms.limit.to(), expiry_of(terms));
        let (nonce, deadline) = (U256::from(by.nonce), by.deadline);
        let signer = self.cast.account(by.by);
        match kind {
            Kind::Allowance => {
                let message = typed_data::Allowance {
                    owner,
                    spender: to,
                    dailyLimit: limit,
                    expiry,
                    nonce,
                    deadline,
                };
                let signature = Bytes::from(signer.sign_hash(message.eip712_signing_hash(&domain)));
                let call = IComputeCredits::setAllowanceBySigCall {
                    owner,
                    spender: to,
                    dailyLimit: limit,
                    expiry,
                    deadline,
                    signature,
                };
                self.send(spender, Who::Credits, call)
            }
            Kind::Meter => {
                let message = typed_data::Meter {
                    owner,
                    gateway: to,
                    dailyLimit: limit,
                    expiry,
                    nonce,
                    deadline,
                };
                let signature = Bytes::from(signer.sign_hash(message.eip712_signing_hash(&domain)));
                let call = IComputeCredits::setMeterBySigCall {
                    owner,
                    gateway: to,
                    dailyLimit: limit,
                    expiry,
                    deadline,
                    signature,
                };
                self.send(spender, Who::Credits, call)
            }
        }
    }
}

/// The expiry as the argument that it is.
fn expiry_of(terms: Terms) -> u32 {
    u32::try_from(terms.expiry).expect("the test's clock stays within 32 bits")
}
