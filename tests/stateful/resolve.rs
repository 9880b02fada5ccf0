//! From actions to calls: choices get their values from where the model stands.

use alloy_primitives::U256;

use crate::{
    action::{Action, Kind, Signer, Signing},
    call::{Call, Signature, Terms},
    cast::Who,
    choice::{Amount, Duration, Expiry, Limit, Wait},
    model::{DAY, DIEM_MAX, FOR_EVER, LIMITLESS, Model, STAKE_MAX},
};

/// Time goes no further than this from the start: after 365 days programs sleep.
const LAST_DAY: u64 = 360;

/// The number from which a ticket choice means any id, open or not.
const ANY_TICKET: u8 = 192;

/// The moment at which the step after `wait` happens.
pub(crate) fn moment(model: &Model, start: u64, wait: Wait) -> u64 {
    let (now, today) = (model.now, model.today());
    let midnight = (today + 1) * DAY;
    let later = |times: Vec<u64>, nth: u8| {
        let mut times: Vec<u64> = times.into_iter().filter(|time| *time > now).collect();
        times.sort_unstable();
        (!times.is_empty()).then(|| times[usize::from(nth) % times.len()])
    };
    let target = match wait {
        Wait::No => now,
        Wait::Seconds(seconds) => now + u64::from(seconds),
        Wait::EndOfDay => midnight - 1,
        Wait::Midnight(seconds) => midnight + u64::from(seconds),
        Wait::Days { days, second } => (today + u64::from(days)) * DAY + u64::from(second),
        Wait::Ticket { nth, offset } => {
            let ready = later(model.staking.ready_times(), nth);
            ready.map_or(now, |time| time.saturating_add_signed(offset.into()))
        }
        Wait::Expiry { nth, offset } => {
            let expiry = later(model.credits.expiries().collect(), nth);
            expiry.map_or(now, |time| time.saturating_add_signed(offset.into()))
        }
        Wait::StreamEnd(offset) => model
            .staking
            .rewards
            .settled(now)
            .ends_at()
            .saturating_add_signed(offset.into()),
    };
    let last = (start / DAY + LAST_DAY) * DAY;
    if target > last { now } else { target.max(now) }
}

impl Model {
    /// The call that `action` is now.
    pub(crate) fn resolve(&self, action: &Action) -> Call {
        match *action {
            Action::VvvTransfer { .. } | Action::VvvApprove { .. } | Action::Drip { .. } => {
                self.resolve_vvv(action)
            }
            Action::Transfer { .. }
            | Action::TransferFrom { .. }
            | Action::Approve { .. }
            | Action::Permit { .. }
            | Action::MintUnasked { .. }
            | Action::BurnUnasked { .. } => self.resolve_diem(action),
            Action::Give { .. }
            | Action::Draw { .. }
            | Action::Spend { .. }
            | Action::Meter { .. }
            | Action::SetBudget { .. }
            | Action::SetBudgetBySig { .. } => self.resolve_credits(action),
            _ => self.resolve_staking(action),
        }
    }

    fn resolve_vvv(&self, action: &Action) -> Call {
        match *action {
            Action::VvvTransfer { from, to, amount } => {
                let value = amount.resolve(&[self.vvv.balance(from)]);
                Call::VvvTransfer { from, to, value }
            }
            Action::VvvApprove { owner, amount } => {
                let value = amount.resolve(&[self.vvv.balance(owner), U256::MAX]);
                Call::VvvApprove { owner, value }
            }
            Action::Drip { to } => Call::Drip { to },
            _ => unreachable!("not an action on VVV"),
        }
    }

    fn resolve_diem(&self, action: &Action) -> Call {
        let balance = |who: Who| self.diem.balance(who);
        match *action {
            Action::Transfer { from, to, amount } => {
                let value = amount.resolve(&[balance(from)]);
                Call::Transfer { from, to, value }
            }
            Action::TransferFrom {
                spender,
                from,
                to,
                amount,
            } => {
                let allowance = self.diem.approvals.allowance(from, spender);
                let limits = [allowance.min(balance(from)), allowance, balance(from)];
                Call::TransferFrom {
                    spender,
                    from,
                    to,
                    value: amount.resolve(&limits),
                }
            }
            Action::Approve {
                owner,
                spender,
                amount,
            } => {
                let value = amount.resolve(&[balance(owner), U256::MAX]);
                Call::Approve {
                    owner,
                    spender,
                    value,
                }
            }
            Action::Permit {
                owner,
                spender,
                amount,
                signing,
                bytes,
            } => {
                let value = amount.resolve(&[balance(owner), U256::MAX]);
                let signature = self.sign(owner, signing, self.diem.approvals.nonce(owner));
                Call::Permit {
                    owner,
                    spender,
                    value,
                    signature,
                    bytes,
                }
            }
            Action::MintUnasked { caller, to, amount } => {
                let value = amount.resolve(&[self.diem.cap]);
                Call::MintUnasked { caller, to, value }
            }
            Action::BurnUnasked {
                caller,
                from,
                amount,
            } => {
                let value = amount.resolve(&[balance(from)]);
                Call::BurnUnasked {
                    caller,
                    from,
                    value,
                }
            }
            _ => unreachable!("not an action on Diem"),
        }
    }

    fn resolve_staking(&self, action: &Action) -> Call {
        match *action {
            Action::Stake { who, amount } => {
                let amount = amount.resolve(&self.stake_limits(who, who));
                Call::Stake { who, amount }
            }
            Action::StakeFor {
                payer,
                account,
                amount,
            } => {
                let amount = amount.resolve(&self.stake_limits(payer, account));
                Call::StakeFor {
                    payer,
                    account,
                    amount,
                }
            }
            Action::StakeWithPermit {
                who,
                amount,
                signing,
            } => {
                let amount = amount.resolve(&self.stake_limits(who, who));
                let signature = self.sign(who, signing, self.vvv.approvals.nonce(who));
                Call::StakeWithPermit {
                    who,
                    amount,
                    signature,
                }
            }
            Action::MintDiem { who, to, amount } => {
                let diem = amount.resolve(&self.mint_limits(who));
                Call::MintDiem { who, to, diem }
            }
            Action::StakeAndMint { who, to, amount } => {
                let vvv = amount.resolve(&self.stake_limits(who, who));
                Call::StakeAndMint { who, to, vvv }
            }
            Action::BurnDiem { who, amount } => {
                let (minted, balance) = (self.staking.minted(who), self.diem.balance(who));
                let diem = amount.resolve(&[minted.min(balance), minted, balance]);
                Call::BurnDiem { who, diem }
            }
            Action::RequestUnstake { who, amount } => {
                let limits = [
                    self.staking.free(who, self.today()),
                    self.staking.staked(who),
                ];
                Call::RequestUnstake {
                    who,
                    amount: amount.resolve(&limits),
                }
            }
            Action::CancelUnstake { who, ticket } => Call::CancelUnstake {
                who,
                id: self.ticket_id(who, ticket),
            },
            Action::Withdraw { who, ticket, to } => Call::Withdraw {
                who,
                id: self.ticket_id(who, ticket),
                to,
            },
            Action::Claim { who, to } => Call::Claim { who, to },
            Action::ClaimAndStake { who } => Call::ClaimAndStake { who },
            Action::FundRewards {
                who,
                amount,
                duration,
            } => {
                let duration = self.duration(duration);
                let top_up = self
                    .staking
                    .rewards
                    .settled(self.now)
                    .least_top_up(duration);
                let amount = amount.resolve(&[self.spendable_vvv(who), top_up]);
                Call::FundRewards {
                    who,
                    amount,
                    duration,
                }
            }
            Action::FundFromSurplus { who, duration } => Call::FundFromSurplus {
                who,
                duration: self.duration(duration),
            },
            Action::Pause { who } => Call::Pause { who },
            Action::Unpause { who } => Call::Unpause { who },
            _ => unreachable!("not an action on the staking contract"),
        }
    }

    fn resolve_credits(&self, action: &Action) -> Call {
        let today = self.today();
        match action {
            &Action::Give {
                from,
                to,
                day,
                amount,
            } => {
                let amount = amount.resolve(&[self.available(from)]);
                Call::Give {
                    from,
                    to,
                    day: day.resolve(today),
                    amount,
                }
            }
            &Action::Draw {
                agent,
                owner,
                to,
                day,
                amount,
            } => {
                let available = self.available(owner);
                let remaining = self
                    .credits
                    .remaining(owner, agent, self.now)
                    .unwrap_or(LIMITLESS);
                let amount = amount.resolve(&[available.min(remaining), remaining, available]);
                Call::Draw {
                    agent,
                    owner,
                    to,
                    day: day.resolve(today),
                    amount,
                }
            }
            &Action::Spend {
                owner,
                payee,
                day,
                amount,
            } => {
                let amount = amount.resolve(&[self.available(owner)]);
                Call::Spend {
                    owner,
                    payee,
                    day: day.resolve(today),
                    amount,
                }
            }
            Action::Meter {
                gateway,
                day,
                entries,
            } => {
                let entry = |&(owner, amount): &(Who, Amount)| {
                    (
                        owner,
                        amount
                            .resolve(&self.reading_limits(owner, *gateway))
                            .min(LIMITLESS),
                    )
                };
                let entries = entries.iter().map(entry).collect();
                Call::Meter {
                    gateway: *gateway,
                    day: day.resolve(today),
                    entries,
                }
            }
            &Action::SetBudget {
                kind,
                owner,
                spender,
                limit,
                expiry,
            } => {
                let terms = self.terms(kind, owner, spender, limit, expiry);
                Call::SetBudget {
                    kind,
                    owner,
                    spender,
                    terms,
                }
            }
            &Action::SetBudgetBySig {
                kind,
                owner,
                spender,
                limit,
                expiry,
                signing,
            } => {
                let terms = self.terms(kind, owner, spender, limit, expiry);
                let nonce = self.credits.budget(kind, owner, spender, today).nonce;
                let signature = self.sign(owner, signing, nonce);
                Call::SetBudgetBySig {
                    kind,
                    owner,
                    spender,
                    terms,
                    signature,
                }
            }
            _ => unreachable!("not an action on credits"),
        }
    }

    fn sign(&self, owner: Who, signing: Signing, nonce: u64) -> Signature {
        Signature {
            by: match signing.signer {
                Signer::Owner => owner,
                Signer::Other(other) => other,
            },
            nonce: signing.nonce.resolve(nonce),
            deadline: signing.deadline.resolve(self.now),
        }
    }

    fn spendable_vvv(&self, who: Who) -> U256 {
        self.vvv
            .balance(who)
            .min(self.vvv.approvals.allowance(who, Who::Staking))
    }

    /// What can be paid, what would lock the DIEM that may still be minted, what makes the next wei of DIEM mintable, and what fits.
    fn stake_limits(&self, payer: Who, account: Who) -> [U256; 5] {
        let staked = self.staking.staked(account);
        let counted = self.staking.counted(account, self.today());
        let [_, room, headroom, _] = self.mint_limits(account);
        let lock = |more: U256| {
            self.staking
                .quote_lock(counted + more)
                .saturating_sub(staked)
        };
        [
            self.spendable_vvv(payer),
            lock(room),
            lock(headroom.min(DIEM_MAX)),
            lock(U256::ONE),
            STAKE_MAX.saturating_sub(staked),
        ]
    }

    /// What the stake allows, what Diem's two caps allow, and what fits.
    fn mint_limits(&self, who: Who) -> [U256; 4] {
        let today = self.today();
        let room = self.diem.cap - self.diem.supply();
        let capacity = self.diem.cap - self.diem.total_capacity(today);
        // The least value whose share of the day is more than the capacity left, less a wei.
        let (day, left) = (U256::from(DAY), U256::from(DAY - self.now % DAY));
        let headroom = ((capacity + U256::ONE) * day).div_ceil(left) - U256::ONE;
        [
            self.staking.mintable(who, today),
            room,
            headroom,
            DIEM_MAX.saturating_sub(self.staking.counted(who, today)),
        ]
    }

    fn ticket_id(&self, who: Who, choice: u8) -> u64 {
        let open = self.staking.tickets(who);
        if choice < ANY_TICKET && !open.is_empty() {
            return open[usize::from(choice) % open.len()].id;
        }
        u64::from(choice) % (self.staking.requested(who) + 1)
    }

    fn duration(&self, choice: Duration) -> u64 {
        match choice {
            Duration::Days { days, seconds } => {
                (u64::from(days) * DAY).saturating_add_signed(seconds.into())
            }
            Duration::AsRunning(offset) => {
                let left = self.staking.rewards.settled(self.now).seconds_left();
                left.saturating_add_signed(offset.into())
            }
        }
    }

    fn available(&self, who: Who) -> U256 {
        self.credits.available(&self.diem, who, self.today())
    }

    /// What the gateway can reach, what it has, its limit, and what it could have without a limit.
    fn reading_limits(&self, owner: Who, gateway: Who) -> [U256; 4] {
        let budget = self
            .credits
            .budget(Kind::Meter, owner, gateway, self.today());
        [
            self.credits.reachable(&self.diem, gateway, owner, self.now),
            budget.used,
            budget.limit,
            budget.used + self.available(owner),
        ]
    }

    fn terms(&self, kind: Kind, owner: Who, spender: Who, limit: Limit, expiry: Expiry) -> Terms {
        let limit = match limit {
            Limit::Zero => U256::ZERO,
            Limit::None => LIMITLESS,
            Limit::Of(amount) => {
                let used = self.credits.budget(kind, owner, spender, self.today()).used;
                let limits = [
                    self.diem.capacity(owner, self.today()),
                    self.available(owner),
                    used,
                ];
                amount.resolve(&limits).min(LIMITLESS - U256::ONE)
            }
        };
        let midnight = (self.today() + 1) * DAY;
        let expiry = match expiry {
            Expiry::Never => FOR_EVER,
            Expiry::In(seconds) => self.now + u64::from(seconds),
            Expiry::Midnight(offset) => midnight.saturating_add_signed(offset.into()),
            Expiry::Past => 1,
        };
        Terms { limit, expiry }
    }
}
