//! Calls: actions with all their values. What the model judges and the contracts execute.

use core::fmt;

use alloy_primitives::U256;

use crate::{action::Kind, cast::Who};

/// A signature: whose key, over which nonce, until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) by: Who,
    pub(crate) nonce: u64,
    pub(crate) deadline: U256,
}

/// The terms of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) limit: U256,
    pub(crate) expiry: u64,
}

/// A call of one of the contracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    // VVV
    VvvTransfer {
        from: Who,
        to: Who,
        value: U256,
    },
    VvvApprove {
        owner: Who,
        value: U256,
    },
    Drip {
        to: Who,
    },

    // Diem
    Transfer {
        from: Who,
        to: Who,
        value: U256,
    },
    TransferFrom {
        spender: Who,
        from: Who,
        to: Who,
        value: U256,
    },
    Approve {
        owner: Who,
        spender: Who,
        value: U256,
    },
    Permit {
        owner: Who,
        spender: Who,
        value: U256,
        signature: Signature,
        bytes: bool,
    },
    MintUnasked {
        caller: Who,
        to: Who,
        value: U256,
    },
    BurnUnasked {
        caller: Who,
        from: Who,
        value: U256,
    },

    // VvvStaking
    Stake {
        who: Who,
        amount: U256,
    },
    StakeFor {
        payer: Who,
        account: Who,
        amount: U256,
    },
    StakeWithPermit {
        who: Who,
        amount: U256,
        signature: Signature,
    },
    MintDiem {
        who: Who,
        to: Who,
        diem: U256,
    },
    StakeAndMint {
        who: Who,
        to: Who,
        vvv: U256,
    },
    BurnDiem {
        who: Who,
        diem: U256,
    },
    RequestUnstake {
        who: Who,
        amount: U256,
    },
    CancelUnstake {
        who: Who,
        id: u64,
    },
    Withdraw {
        who: Who,
        id: u64,
        to: Who,
    },
    Claim {
        who: Who,
        to: Who,
    },
    ClaimAndStake {
        who: Who,
    },
    FundRewards {
        who: Who,
        amount: U256,
        duration: u64,
    },
    FundFromSurplus {
        who: Who,
        duration: u64,
    },
    Pause {
        who: Who,
    },
    Unpause {
        who: Who,
    },

    // ComputeCredits
    Give {
        from: Who,
        to: Who,
        day: U256,
        amount: U256,
    },
    Draw {
        agent: Who,
        owner: Who,
        to: Who,
        day: U256,
        amount: U256,
    },
    Spend {
        owner: Who,
        payee: Who,
        day: U256,
        amount: U256,
    },
    Meter {
        gateway: Who,
        day: U256,
        entries: Vec<(Who, U256)>,
    },
    SetBudget {
        kind: Kind,
        owner: Who,
        spender: Who,
        terms: Terms,
    },
    SetBudgetBySig {
        kind: Kind,
        owner: Who,
        spender: Who,
        terms: Terms,
        signature: Signature,
    },
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
