//! What an account does with its position.

use alloy_primitives::{Address, B256, U256};
use runtime::{
    call::{call, calldata},
    event::emit,
    host::vm,
    revert::revert,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::IVvvStaking,
    ledger::{empty, fits, Touched},
    now,
    position::{backed_floor, locked_up, Ticket, U96_MAX},
    rewards::Deposits,
    token::{call_named, permitCall, send},
    Minting, VvvStaking,
};

#[allow(missing_docs)]
mod diem {
    alloy_sol_types::sol! {
        function mint(address to, uint256 value) external;
        function burn(address from, uint256 value) external;
    }
}

// ------------------------------------------------------------------- Stake

impl VvvStaking {
    pub(crate) fn stake(&mut self, amount: U256) {
        self.stake_for(vm().msg_sender(), amount)
    }

    pub(crate) fn stake_for(&mut self, account: Address, amount: U256) {
        self.when_not_paused();
        receiver(account);
        let mut touched = self.touch(account);
        let owed = add_stake(&mut touched, amount);
        self.commit(&mut touched);
        self.pay_in(account, amount, owed)
    }

    pub(crate) fn stake_with_permit(
        &mut self,
        amount: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) {
        self.when_not_paused();
        let permit = permitCall {
            owner: vm().msg_sender(),
            spender: vm().contract_address(),
            value: amount,
            deadline,
            v,
            r,
            s,
        };
        // A permit that someone else has used already has left its allowance; without one, the transfer fails and says so.
        let _ = call(self.vvv(), &calldata(permit));
        self.stake(amount)
    }

    /// Announces a stake and takes it.
    #[inline(never)]
    fn pay_in(&self, account: Address, amount: U256, owed: u128) {
        let payer = vm().msg_sender();
        emit(&IVvvStaking::Staked {
            payer,
            account,
            amount,
        });
        self.pull(payer, amount, owed)
    }
}

/// Adds `amount` to the account's stake; returns what is owed with it.
#[inline(never)]
fn add_stake(touched: &mut Touched, amount: U256) -> u128 {
    non_zero(amount);
    // All that is owed fits in 96 bits, so each of its parts does.
    let owed = &mut touched.sums.stream.owed;
    let added = fits(*owed, amount).unwrap_or_else(|| too_large(amount));
    *owed += added;
    touched.stake.staked += added;
    *owed
}

// ---------------------------------------------------------- Mint and burn

impl VvvStaking {
    pub(crate) fn mint_diem(&mut self, diem_amount: U256, to: Address) {
        self.when_not_paused();
        let account = vm().msg_sender();
        let mut touched = self.touch(account);
        let minting = self.minting();
        add_mint(&mut touched, minting, diem_amount);
        self.commit(&mut touched);
        mint(minting.diem, account, to, diem_amount)
    }

    pub(crate) fn stake_and_mint(&mut self, vvv_amount: U256, to: Address) -> U256 {
        self.when_not_paused();
        let account = vm().msg_sender();
        let mut touched = self.touch(account);
        let owed = add_stake(&mut touched, vvv_amount);
        let minting = self.minting();
        let diem_amount = backed_floor(vvv_amount.saturating_to(), minting.vvv_per_diem);
        add_mint(&mut touched, minting, diem_amount);
        self.commit(&mut touched);
        self.pay_in(account, vvv_amount, owed);
        mint(minting.diem, account, to, diem_amount);
        diem_amount
    }

    pub(crate) fn burn_diem(&mut self, diem_amount: U256) {
        let account = vm().msg_sender();
        non_zero(diem_amount);
        let mut touched = self.touch(account);
        let minted = touched.mint.minted;
        touched.mint = touched
            .mint
            .with_burned(diem_amount, touched.today)
            .unwrap_or_else(|| {
                revert(IVvvStaking::BurnExceedsMinted {
                    amount: diem_amount,
                    minted: U256::from(minted),
                })
            });
        let diem = touched.minting.diem;
        self.commit(&mut touched);
        emit(&IVvvStaking::DiemBurned {
            account,
            diemAmount: diem_amount,
        });
        call_diem(
            diem,
            &calldata(diem::burnCall {
                from: account,
                value: diem_amount,
            }),
        )
    }
}

/// Adds `diem_amount` to what the account minted, if its stake backs it.
fn add_mint(touched: &mut Touched, minting: Minting, diem_amount: U256) {
    if minting.diem.is_zero() {
        revert(IVvvStaking::DiemNotBound {});
    }
    non_zero(diem_amount);
    let mint = touched
        .mint
        .with_minted(diem_amount)
        .unwrap_or_else(|| too_large(diem_amount));
    let needed = locked_up(mint.backed(), minting.vvv_per_diem);
    let staked = U256::from(touched.stake.staked);
    if needed > staked {
        revert(IVvvStaking::InsufficientStake { needed, staked });
    }
    touched.mint = mint;
    touched.minting = minting;
}

/// Announces a mint and has Diem do it.
fn mint(diem: Address, account: Address, to: Address, value: U256) {
    emit(&IVvvStaking::DiemMinted {
        account,
        to,
        diemAmount: value,
    });
    call_diem(diem, &calldata(diem::mintCall { to, value }))
}

fn call_diem(diem: Address, data: &[u8]) {
    call_named(diem, data);
}

// ----------------------------------------------------------------- Unstake

impl VvvStaking {
    pub(crate) fn request_unstake(&mut self, amount: U256) -> U256 {
        non_zero(amount);
        let account = vm().msg_sender();
        let mut touched = self.touch(account);
        let free = touched.free();
        let taken = fits(U96_MAX - free, amount).unwrap_or_else(|| {
            revert(IVvvStaking::InsufficientFree {
                amount,
                free: U256::from(free),
            })
        });
        let id = U256::from(touched.claims.tickets);
        touched.claims.tickets += 1;
        touched.stake.staked -= taken;
        self.commit(&mut touched);

        let ready_at = now() + self.cooldown();
        self.ticket_slot(account, id).write(Ticket {
            amount: taken,
            ready_at,
        });
        let mut deposits: Deposits = self.deposits.read();
        deposits.ticketed += taken;
        self.deposits.write(deposits);
        emit(&IVvvStaking::UnstakeRequested {
            account,
            id,
            amount,
            readyAt: U256::from(ready_at),
        });
        id
    }

    pub(crate) fn cancel_unstake(&mut self, id: U256) {
        let account = vm().msg_sender();
        let ticket = self.close_ticket(account, id, |_| true);
        let mut touched = self.touch(account);
        touched.stake.staked += ticket.amount;
        self.commit(&mut touched);
        emit(&IVvvStaking::UnstakeCancelled {
            account,
            id,
            amount: U256::from(ticket.amount),
        });
    }

    pub(crate) fn withdraw(&mut self, id: U256, to: Address) {
        receiver(to);
        let account = vm().msg_sender();
        let ticket = self.close_ticket(account, id, |ticket| now() >= ticket.ready_at);
        let mut stream = self.stream();
        stream.owed -= ticket.amount;
        self.set_stream(&stream);
        let amount = U256::from(ticket.amount);
        emit(&IVvvStaking::Withdrawn {
            account,
            id,
            to,
            amount,
        });
        send(self.vvv(), to, amount)
    }

    /// Takes an open ticket off the books, if it is ready.
    fn close_ticket(
        &mut self,
        account: Address,
        id: U256,
        ready: impl Fn(&Ticket) -> bool,
    ) -> Ticket {
        let mut slot = self.ticket_slot(account, id);
        let ticket: Ticket = slot.read();
        if ticket.amount == 0 {
            revert(IVvvStaking::UnknownTicket { account, id });
        }
        if !ready(&ticket) {
            revert(IVvvStaking::CooldownNotOver {
                id,
                readyAt: U256::from(ticket.ready_at),
            });
        }
        slot.store(&empty());
        let mut deposits: Deposits = self.deposits.read();
        deposits.ticketed -= ticket.amount;
        self.deposits.write(deposits);
        ticket
    }
}

// ----------------------------------------------------------------- Rewards

impl VvvStaking {
    pub(crate) fn claim(&mut self, to: Address) -> U256 {
        receiver(to);
        let account = vm().msg_sender();
        let mut touched = self.touch(account);
        let rewards = take_rewards(&mut touched);
        touched.sums.stream.owed -= rewards;
        self.commit(&mut touched);
        let amount = U256::from(rewards);
        emit(&IVvvStaking::RewardsClaimed {
            account,
            to,
            amount,
        });
        send(self.vvv(), to, amount);
        amount
    }

    pub(crate) fn claim_and_stake(&mut self) -> U256 {
        self.when_not_paused();
        let account = vm().msg_sender();
        let mut touched = self.touch(account);
        let rewards = take_rewards(&mut touched);
        touched.stake.staked += rewards;
        self.commit(&mut touched);
        let (amount, this) = (U256::from(rewards), vm().contract_address());
        emit(&IVvvStaking::RewardsClaimed {
            account,
            to: this,
            amount,
        });
        emit(&IVvvStaking::Staked {
            payer: this,
            account,
            amount,
        });
        amount
    }
}

/// Takes the rewards that the account has, if it has any.
fn take_rewards(touched: &mut Touched) -> u128 {
    let rewards = core::mem::take(&mut touched.claims.rewards);
    non_zero(U256::from(rewards));
    rewards
}

// ------------------------------------------------------------------ Checks

/// Refuses what VVV could not come back from.
#[inline(never)]
pub(crate) fn receiver(to: Address) {
    if to.is_zero() || to == vm().contract_address() {
        revert(IVvvStaking::InvalidReceiver { to });
    }
}

#[inline(never)]
pub(crate) fn non_zero(amount: U256) {
    if amount.is_zero() {
        revert(IVvvStaking::ZeroAmount {});
    }
}

pub(crate) fn too_large(amount: U256) -> ! {
    revert(IVvvStaking::AmountTooLarge {
        amount,
        max: U256::from(U96_MAX),
    })
}
