//! Calls of credits.

use alloy_primitives::{B256, Bytes, U256};
use alloy_sol_types::SolStruct;
use diem_suite::{abi::IComputeCredits, typed_data};

use super::{Ran, World};
use crate::{
    action::Kind,
    call::{Call, Signature, Terms},
    cast::Who,
};

impl World {
    pub(super) fn run_credits(&mut self, call: &Call) -> Ran {
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
