//! Reasons for which a call must be refused, and the revert data that says so.

use alloy_primitives::U256;
use alloy_sol_types::SolError;
use diem_suite::abi::{IComputeCredits, IDiem, IVvv, IVvvStaking};

use crate::cast::{Cast, Who};

/// A reason to refuse a call. Where several apply, the specification leaves open which one is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    // The tokens, whose common errors are the same.
    InsufficientBalance {
        sender: Who,
        balance: U256,
        needed: U256,
    },
    InsufficientAllowance {
        spender: Who,
        allowance: U256,
        needed: U256,
    },
    TokenSender(Who),
    TokenReceiver(Who),
    TokenSpender(Who),
    PermitExpired {
        deadline: U256,
    },
    /// The signer is given where it follows from the signature: it does not if the signature is over something else.
    PermitSigner {
        signer: Option<Who>,
        owner: Who,
    },
    DripTaken {
        to: Who,
        day: u64,
    },
    UnauthorizedMinter(Who),
    CapExceeded {
        supply: U256,
        cap: U256,
    },
    CapacityCapExceeded {
        capacity: U256,
        cap: U256,
    },

    // All three of ours.
    ZeroAmount,
    InvalidReceiver(Who),

    // VvvStaking
    AmountTooLarge {
        amount: U256,
        max: U256,
    },
    InsufficientStake {
        needed: U256,
        staked: U256,
    },
    InsufficientFree {
        amount: U256,
        free: U256,
    },
    BurnExceedsMinted {
        amount: U256,
        minted: U256,
    },
    UnknownTicket {
        account: Who,
        id: u64,
    },
    CooldownNotOver {
        id: u64,
        ready_at: u64,
    },
    InvalidDuration(u64),
    /// `unstreamed` is known but for its rounding.
    RateWouldFall {
        least: U256,
        most: U256,
        seconds_left: u64,
    },
    NotOwner(Who),
    WhilePaused,
    NotPaused,

    // ComputeCredits
    WrongDay {
        given: U256,
        today: u64,
    },
    InsufficientCredits {
        owner: Who,
        available: U256,
        needed: U256,
    },
    InsufficientDraw {
        owner: Who,
        spender: Who,
        remaining: U256,
        needed: U256,
    },
    InvalidPayee(Who),
    InvalidSpender(Who),
    SignatureExpired {
        deadline: U256,
    },
    /// As `PermitSigner`.
    BudgetSigner {
        signer: Option<Who>,
        owner: Who,
    },
    NonceExhausted {
        owner: Who,
        spender: Who,
    },
}

impl Refusal {
    /// Whether `data` is the revert data of this reason, arguments included.
    pub(crate) fn matches(&self, data: &[u8], cast: &Cast) -> bool {
        let at = |who: Who| cast.address(who);
        match *self {
            Self::RateWouldFall {
                least,
                most,
                seconds_left,
            } => {
                let decoded = IVvvStaking::RewardRateWouldFall::abi_decode_validate(data);
                decoded.is_ok_and(|error| {
                    (least..=most).contains(&error.unstreamed)
                        && error.secondsLeft == U256::from(seconds_left)
                })
            }
            Self::PermitSigner {
                signer: None,
                owner,
            } => {
                let decoded = IDiem::ERC2612InvalidSigner::abi_decode_validate(data);
                decoded.is_ok_and(|error| error.owner == at(owner) && error.signer != error.owner)
            }
            Self::BudgetSigner {
                signer: None,
                owner,
            } => {
                let decoded = IComputeCredits::InvalidSigner::abi_decode_validate(data);
                decoded.is_ok_and(|error| error.owner == at(owner) && error.signer != error.owner)
            }
            _ => self.encode(cast).is_some_and(|exact| exact == data),
        }
    }

    /// The revert data, for reasons that have all their arguments.
    fn encode(&self, cast: &Cast) -> Option<Vec<u8>> {
        self.encode_token(cast)
            .or_else(|| self.encode_staking(cast))
            .or_else(|| self.encode_credits(cast))
    }

    fn encode_token(&self, cast: &Cast) -> Option<Vec<u8>> {
        let at = |who: Who| cast.address(who);
        let data = match *self {
            Self::InsufficientBalance {
                sender,
                balance,
                needed,
            } => {
                let sender = at(sender);
                IDiem::ERC20InsufficientBalance {
                    sender,
                    balance,
                    needed,
                }
                .abi_encode()
            }
            Self::InsufficientAllowance {
                spender,
                allowance,
                needed,
            } => {
                let spender = at(spender);
                IDiem::ERC20InsufficientAllowance {
                    spender,
                    allowance,
                    needed,
                }
                .abi_encode()
            }
            Self::TokenSender(sender) => {
                IDiem::ERC20InvalidSender { sender: at(sender) }.abi_encode()
            }
            Self::TokenReceiver(to) => {
                IDiem::ERC20InvalidReceiver { receiver: at(to) }.abi_encode()
            }
            Self::TokenSpender(spender) => IDiem::ERC20InvalidSpender {
                spender: at(spender),
            }
            .abi_encode(),
            Self::PermitExpired { deadline } => {
                IDiem::ERC2612ExpiredSignature { deadline }.abi_encode()
            }
            Self::PermitSigner {
                signer: Some(signer),
                owner,
            } => {
                let (signer, owner) = (at(signer), at(owner));
                IDiem::ERC2612InvalidSigner { signer, owner }.abi_encode()
            }
            Self::DripTaken { to, day } => {
                let (to, day) = (at(to), U256::from(day));
                IVvv::DripAlreadyTaken { to, day }.abi_encode()
            }
            Self::UnauthorizedMinter(caller) => {
                IDiem::UnauthorizedMinter { caller: at(caller) }.abi_encode()
            }
            Self::CapExceeded { supply, cap } => IDiem::CapExceeded { supply, cap }.abi_encode(),
            Self::CapacityCapExceeded { capacity, cap } => {
                IDiem::CapacityCapExceeded { capacity, cap }.abi_encode()
            }
            _ => return None,
        };
        Some(data)
    }

    fn encode_staking(&self, cast: &Cast) -> Option<Vec<u8>> {
        let at = |who: Who| cast.address(who);
        let data = match *self {
            Self::ZeroAmount => IVvvStaking::ZeroAmount {}.abi_encode(),
            Self::InvalidReceiver(to) => IVvvStaking::InvalidReceiver { to: at(to) }.abi_encode(),
            Self::AmountTooLarge { amount, max } => {
                IVvvStaking::AmountTooLarge { amount, max }.abi_encode()
            }
            Self::InsufficientStake { needed, staked } => {
                IVvvStaking::InsufficientStake { needed, staked }.abi_encode()
            }
            Self::InsufficientFree { amount, free } => {
                IVvvStaking::InsufficientFree { amount, free }.abi_encode()
            }
            Self::BurnExceedsMinted { amount, minted } => {
                IVvvStaking::BurnExceedsMinted { amount, minted }.abi_encode()
            }
            Self::UnknownTicket { account, id } => {
                let (account, id) = (at(account), U256::from(id));
                IVvvStaking::UnknownTicket { account, id }.abi_encode()
            }
            Self::CooldownNotOver { id, ready_at } => {
                let (id, ready_at) = (U256::from(id), U256::from(ready_at));
                IVvvStaking::CooldownNotOver {
                    id,
                    readyAt: ready_at,
                }
                .abi_encode()
            }
            Self::InvalidDuration(duration) => {
                IVvvStaking::InvalidDuration { duration }.abi_encode()
            }
            Self::NotOwner(account) => IVvvStaking::OwnableUnauthorizedAccount {
                account: at(account),
            }
            .abi_encode(),
            Self::WhilePaused => IVvvStaking::EnforcedPause {}.abi_encode(),
            Self::NotPaused => IVvvStaking::ExpectedPause {}.abi_encode(),
            _ => return None,
        };
        Some(data)
    }

    fn encode_credits(&self, cast: &Cast) -> Option<Vec<u8>> {
        let at = |who: Who| cast.address(who);
        let data = match *self {
            Self::WrongDay { given, today } => {
                let today = U256::from(today);
                IComputeCredits::WrongDay { given, today }.abi_encode()
            }
            Self::InsufficientCredits {
                owner,
                available,
                needed,
            } => {
                let owner = at(owner);
                IComputeCredits::InsufficientCredits {
                    owner,
                    available,
                    needed,
                }
                .abi_encode()
            }
            Self::InsufficientDraw {
                owner,
                spender,
                remaining,
                needed,
            } => {
                let (owner, spender) = (at(owner), at(spender));
                IComputeCredits::InsufficientAllowance {
                    owner,
                    spender,
                    remaining,
                    needed,
                }
                .abi_encode()
            }
            Self::InvalidPayee(payee) => {
                IComputeCredits::InvalidPayee { payee: at(payee) }.abi_encode()
            }
            Self::InvalidSpender(spender) => IComputeCredits::InvalidSpender {
                spender: at(spender),
            }
            .abi_encode(),
            Self::SignatureExpired { deadline } => {
                IComputeCredits::ExpiredSignature { deadline }.abi_encode()
            }
            Self::BudgetSigner {
                signer: Some(signer),
                owner,
            } => {
                let (signer, owner) = (at(signer), at(owner));
                IComputeCredits::InvalidSigner { signer, owner }.abi_encode()
            }
            Self::NonceExhausted { owner, spender } => {
                let (owner, spender) = (at(owner), at(spender));
                IComputeCredits::NonceExhausted { owner, spender }.abi_encode()
            }
            _ => return None,
        };
        Some(data)
    }
}
