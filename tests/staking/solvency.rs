//! What must hold after every transaction: the contract holds what it owes, and DIEM is backed by locked VVV.

use alloy_primitives::{Address, U256, keccak256};
use alloy_sol_types::SolValue;
use diem_suite::{
    Params, Vvv,
    abi::{
        IDiem,
        IVvvStaking::{self, Ticket, positionOfReturn, rewardStreamReturn, totalsReturn},
    },
};

use crate::{
    amounts::{MAX_U96, ONE},
    deployment::init_code,
    scenario::Scenario,
};

/// All that a refused transaction must leave as it was.
#[derive(Debug, PartialEq)]
pub(crate) struct Picture {
    positions: Vec<positionOfReturn>,
    tickets: Vec<Vec<Ticket>>,
    vvv: Vec<U256>,
    diem: Vec<U256>,
    capacity: Vec<U256>,
    totals: totalsReturn,
    stream: rewardStreamReturn,
    paused: bool,
    owners: (Address, Address),
    bound: Address,
}

/// Sums over the known accounts.
#[derive(Default)]
struct Sums {
    staked: U256,
    locked: U256,
    minted: U256,
    claimable: U256,
    ticketed: U256,
}

impl Scenario {
    /// `ceil(diem * vvvPerDiem / 1e18)`: the formula of the specification.
    pub(crate) fn lock(&self, diem: U256) -> U256 {
        (diem * self.vvv_per_diem).div_ceil(ONE)
    }

    /// What everyone has, and the contract's state.
    #[track_caller]
    pub(crate) fn picture(&mut self) -> Picture {
        let accounts = self.accounts.clone();
        let each = accounts.iter().copied();
        Picture {
            positions: each.clone().map(|a| self.position(a)).collect(),
            tickets: each.clone().map(|a| self.tickets(a)).collect(),
            vvv: each.clone().map(|a| self.suite.vvv_of(a)).collect(),
            diem: each.clone().map(|a| self.suite.diem_of(a)).collect(),
            capacity: each.map(|a| self.suite.capacity_of(a)).collect(),
            totals: self.totals(),
            stream: self.reward_stream(),
            paused: self.read(IVvvStaking::pausedCall {}),
            owners: (
                self.read(IVvvStaking::ownerCall {}),
                self.read(IVvvStaking::pendingOwnerCall {}),
            ),
            bound: self.read(IVvvStaking::diemCall {}),
        }
    }

    /// The invariants: the contract holds what it owes, DIEM is backed, and every position follows its formulas.
    #[track_caller]
    pub(crate) fn assert_solvent(&mut self) {
        let totals = self.totals();
        let held = self.suite.vvv_of(self.staking);
        assert!(
            held >= totals.owed,
            "{held} wei of VVV held, but {} owed",
            totals.owed
        );
        let sums = self.sums();
        assert_eq!(
            totals.staked, sums.staked,
            "totals.staked is the sum of stakes"
        );
        assert_eq!(
            totals.ticketed, sums.ticketed,
            "totals.ticketed is the sum of tickets"
        );
        let unstreamed = self.reward_stream().unstreamed;
        let due = sums.staked + sums.ticketed + sums.claimable + unstreamed;
        assert!(
            due <= totals.owed,
            "{due} wei due, but {} in the books",
            totals.owed
        );
        self.assert_backed(&sums);
    }

    #[track_caller]
    fn assert_backed(&mut self, sums: &Sums) {
        let supply = self
            .suite
            .read(self.suite.diem, IDiem::totalSupplyCall {})
            .expect("totalSupply never reverts");
        assert_eq!(
            supply, sums.minted,
            "the supply of DIEM is the sum of minted"
        );
        let capacity = self.total_capacity();
        assert!(
            capacity * self.vvv_per_diem <= sums.locked * ONE,
            "{capacity} wei of capacity are not backed by {} wei of locked VVV",
            sums.locked
        );
        assert!(
            sums.locked <= sums.staked,
            "more VVV is locked than is staked"
        );
    }

    #[track_caller]
    fn sums(&mut self) -> Sums {
        let mut sums = Sums::default();
        for account in self.accounts.clone() {
            let position = self.position(account);
            self.assert_consistent(&position);
            sums.staked += position.staked;
            sums.locked += position.locked;
            sums.minted += position.minted;
            sums.claimable += position.claimable;
            let tickets = self.tickets(account);
            sums.ticketed += tickets.iter().map(|ticket| ticket.amount).sum::<U256>();
        }
        sums
    }

    /// `locked`, `free` and `mintable` follow from the other fields.
    #[track_caller]
    fn assert_consistent(&self, position: &positionOfReturn) {
        let behind = position.minted + position.burned;
        assert_eq!(
            position.locked,
            self.lock(behind),
            "locked = ceil((minted + burned) * vvvPerDiem / 1e18)"
        );
        assert_eq!(position.free, position.staked - position.locked);
        let backed = position.staked * ONE / self.vvv_per_diem;
        if backed <= MAX_U96 {
            assert_eq!(position.mintable, backed - behind);
        }
    }
}

// ------------------------------------------------- The checks do notice

#[test]
#[should_panic = "wei of VVV held, but"]
fn a_missing_wei_is_noticed() {
    let mut s = Scenario::with(Params {
        vvv: Vvv::Evm(init_code("HostileVvv")),
        ..Params::default()
    });
    let alice = s.account("alice");
    s.stake(alice, ONE);
    // The balances are the mapping at the token's slot 0.
    let key = (s.staking, U256::ZERO).abi_encode();
    let slot = keccak256(key).into();
    s.suite
        .chain
        .set_storage(s.suite.vvv, slot, ONE - U256::ONE);
    s.assert_solvent();
}

#[test]
#[should_panic = "totals.staked is the sum of stakes"]
fn a_stake_of_nobody_is_noticed() {
    let mut s = Scenario::new();
    s.suite.mint_diem_to(Address::repeat_byte(0xaa), ONE);
    s.assert_solvent();
}
