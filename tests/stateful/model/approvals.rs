//! Allowances and permits of an ERC-20 token.

use std::collections::BTreeMap;

use alloy_primitives::U256;

use super::refusal::Refusal;
use crate::{call::Signature, cast::Who};

/// What owners let others move, and their next permits' nonces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Approvals {
    granted: BTreeMap<(Who, Who), U256>,
    permits: BTreeMap<Who, u64>,
}

impl Approvals {
    pub(crate) fn allowance(&self, owner: Who, spender: Who) -> U256 {
        self.granted
            .get(&(owner, spender))
            .copied()
            .unwrap_or_default()
    }

    /// Every pair that ever had an allowance.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (Who, Who)> {
        self.granted.keys().copied()
    }

    pub(crate) fn nonce(&self, owner: Who) -> u64 {
        self.permits.get(&owner).copied().unwrap_or_default()
    }

    pub(crate) fn refuse_approve(spender: Who) -> Vec<Refusal> {
        Vec::from_iter((spender == Who::Zero).then_some(Refusal::TokenSpender(spender)))
    }

    pub(crate) fn approve(&mut self, owner: Who, spender: Who, value: U256) {
        self.granted.insert((owner, spender), value);
    }

    pub(crate) fn refuse_use(&self, owner: Who, spender: Who, needed: U256) -> Option<Refusal> {
        let allowance = self.allowance(owner, spender);
        (allowance < needed).then_some(Refusal::InsufficientAllowance {
            spender,
            allowance,
            needed,
        })
    }

    /// Uses up `value`; the largest allowance never runs out.
    pub(crate) fn use_up(&mut self, owner: Who, spender: Who, value: U256) {
        let allowance = self.allowance(owner, spender);
        if allowance != U256::MAX {
            self.granted.insert((owner, spender), allowance - value);
        }
    }

    pub(crate) fn refuse_permit(
        &self,
        owner: Who,
        spender: Who,
        by: Signature,
        now: u64,
    ) -> Vec<Refusal> {
        let mut reasons = Self::refuse_approve(spender);
        if U256::from(now) > by.deadline {
            reasons.push(Refusal::PermitExpired {
                deadline: by.deadline,
            });
        }
        let digest_agrees = by.nonce == self.nonce(owner);
        if by.by != owner || !digest_agrees {
            let signer = digest_agrees.then_some(by.by);
            reasons.push(Refusal::PermitSigner { signer, owner });
        }
        reasons
    }

    pub(crate) fn permit(&mut self, owner: Who, spender: Who, value: U256) {
        *self.permits.entry(owner).or_default() += 1;
        self.approve(owner, spender, value);
    }
}
