//! Actions: what a generated sequence consists of. Data only; `resolve` turns them into calls.

use crate::{
    cast::Who,
    choice::{Amount, Day, Deadline, Duration, Expiry, Limit, Nonce, Pick, TicketChoice, Wait},
};

/// One step: time passes, then someone acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) wait: Wait,
    pub(crate) action: Action,
}

/// Which of the two kinds of budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Allowance,
    Meter,
}

/// A signature, good or bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signing {
    /// Whose key it is made with.
    pub(crate) signer: Signer,
    pub(crate) nonce: Nonce,
    pub(crate) deadline: Deadline,
}

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signer {
    /// The owner, as should be.
    Owner,
    Other(Who),
}

/// What someone does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    // VVV
    VvvTransfer {
        from: Who,
        to: Who,
        amount: Amount,
    },
    VvvApprove {
        owner: Who,
        amount: Amount,
    },
    Drip {
        to: Who,
    },

    // Diem
    Transfer {
        from: Pick,
        to: Who,
        amount: Amount,
    },
    TransferFrom {
        spender: Who,
        from: Pick,
        to: Who,
        amount: Amount,
    },
    Approve {
        owner: Who,
        spender: Who,
        amount: Amount,
    },
    Permit {
        owner: Who,
        spender: Who,
        amount: Amount,
        signing: Signing,
        bytes: bool,
    },
    MintUnasked {
        caller: Who,
        to: Who,
        amount: Amount,
    },
    BurnUnasked {
        caller: Who,
        from: Who,
        amount: Amount,
    },

    // VvvStaking
    Stake {
        who: Who,
        amount: Amount,
    },
    StakeFor {
        payer: Who,
        account: Who,
        amount: Amount,
    },
    StakeWithPermit {
        who: Who,
        amount: Amount,
        signing: Signing,
    },
    MintDiem {
        who: Pick,
        to: Who,
        amount: Amount,
    },
    StakeAndMint {
        who: Who,
        to: Who,
        amount: Amount,
    },
    BurnDiem {
        who: Pick,
        amount: Amount,
    },
    RequestUnstake {
        who: Pick,
        amount: Amount,
    },
    CancelUnstake {
        who: Pick,
        ticket: TicketChoice,
    },
    Withdraw {
        who: Pick,
        ticket: TicketChoice,
        to: Who,
    },
    Claim {
        who: Pick,
        to: Who,
    },
    ClaimAndStake {
        who: Pick,
    },
    FundRewards {
        who: Who,
        amount: Amount,
        duration: Duration,
    },
    FundFromSurplus {
        who: Who,
        duration: Duration,
    },
    Pause {
        who: Who,
    },
    Unpause {
        who: Who,
    },

    // ComputeCredits
    Give {
        from: Pick,
        to: Who,
        day: Day,
        amount: Amount,
    },
    Draw {
        agent: Pick,
        owner: Pick,
        to: Who,
        day: Day,
        amount: Amount,
    },
    Spend {
        owner: Pick,
        payee: Who,
        day: Day,
        amount: Amount,
    },
    Meter {
        gateway: Pick,
        day: Day,
        entries: Vec<(Pick, Amount)>,
    },
    SetBudget {
        kind: Kind,
        owner: Who,
        spender: Who,
        limit: Limit,
        expiry: Expiry,
    },
    SetBudgetBySig {
        kind: Kind,
        owner: Who,
        spender: Who,
        limit: Limit,
        expiry: Expiry,
        signing: Signing,
    },
}
