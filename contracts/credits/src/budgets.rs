//! Allowances and meters, set by call and by signature.

use alloy_primitives::{Address, U256};
use runtime::{
    event::emit,
    revert::revert,
    signature::{typed_data_digest, verify},
    storage::Slot,
    word::{pack, Word},
};
use stylus_sdk::keccak_const::Keccak256;

use crate::{abi::IComputeCredits, budget::Budget, now, today, ComputeCredits, Domain};

const ALLOWANCE_TYPE: &[u8] =
    b"Allowance(address owner,address spender,uint96 dailyLimit,uint32 expiry,uint256 nonce,uint256 deadline)";
const METER_TYPE: &[u8] =
    b"Meter(address owner,address gateway,uint96 dailyLimit,uint32 expiry,uint256 nonce,uint256 deadline)";

/// The two kinds of budget.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Covers `transferFrom`, one way.
    Allowance,
    /// Covers `meter`, both ways.
    Meter,
}

impl Kind {
    const fn type_hash(self) -> [u8; 32] {
        const ALLOWANCE: [u8; 32] = Keccak256::new().update(ALLOWANCE_TYPE).finalize();
        const METER: [u8; 32] = Keccak256::new().update(METER_TYPE).finalize();
        match self {
            Self::Allowance => ALLOWANCE,
            Self::Meter => METER,
        }
    }
}

/// A budget that an owner gives.
pub(crate) struct Grant {
    pub(crate) kind: Kind,
    pub(crate) owner: Address,
    pub(crate) spender: Address,
    /// Credits per day, below 2^96.
    pub(crate) limit: u128,
    /// Unix seconds.
    pub(crate) expiry: u32,
}

impl ComputeCredits {
    #[inline(never)]
    pub(crate) fn budget_slot(&self, kind: Kind, owner: Address, spender: Address) -> Slot {
        match kind {
            Kind::Allowance => self.allowances.mapping(owner).slot(spender),
            Kind::Meter => self.meters.mapping(spender).slot(owner),
        }
    }

    pub(crate) fn set_budget(&mut self, grant: Grant) {
        let Grant {
            kind,
            owner,
            spender,
            limit,
            expiry,
        } = grant;
        if spender.is_zero() || spender == owner {
            revert(IComputeCredits::InvalidSpender { spender });
        }
        let mut slot = self.budget_slot(kind, owner, spender);
        let budget = slot.read::<Budget>().on(today()).set(limit, expiry);
        slot.write(budget);
        announce(
            &Grant {
                kind,
                owner,
                spender,
                limit,
                expiry,
            },
            budget.nonce,
        );
    }

    pub(crate) fn set_budget_by_sig(&mut self, grant: Grant, deadline: U256, signature: &[u8]) {
        if U256::from(now()) > deadline {
            revert(IComputeCredits::ExpiredSignature { deadline });
        }
        let Grant {
            kind,
            owner,
            spender,
            limit,
            expiry,
        } = grant;
        let budget = self.budget_of(kind, owner, spender);
        if !budget.takes_signatures() {
            revert(IComputeCredits::NonceExhausted { owner, spender });
        }
        let digest = typed_data_digest::<Domain>(&[
            kind.type_hash().into(),
            owner.into_word(),
            spender.into_word(),
            pack(limit, 0),
            pack(expiry.into(), 0),
            pack(budget.nonce.into(), 0),
            deadline.to_word(),
        ]);
        // The owner's code, if it is asked, is asked by a static call, and this contract refuses to be re-entered: the nonce still stands.
        if let Err(refusal) = verify(owner, digest, signature) {
            revert(IComputeCredits::InvalidSigner {
                signer: refusal.signer(),
                owner,
            });
        }
        self.set_budget(grant);
    }
}

fn announce(grant: &Grant, nonce: u16) {
    use alloy_primitives::aliases::U96;
    let &Grant {
        kind,
        owner,
        spender,
        limit,
        expiry,
    } = grant;
    let limit = U96::from(limit);
    match kind {
        Kind::Allowance => emit(&IComputeCredits::AllowanceSet {
            owner,
            spender,
            dailyLimit: limit,
            expiry,
            nonce,
        }),
        Kind::Meter => emit(&IComputeCredits::MeterSet {
            owner,
            gateway: spender,
            dailyLimit: limit,
            expiry,
            nonce,
        }),
    }
}
