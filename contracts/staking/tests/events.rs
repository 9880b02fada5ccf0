//! The contract's events are logged as alloy encodes them: topics, then data, in the interface's order.

#[path = "../../runtime/tests/abi/cases.rs"]
mod cases;
#[path = "../../runtime/tests/abi/event.rs"]
mod event;
#[path = "../../runtime/tests/abi/sample.rs"]
mod sample;

use std::collections::BTreeSet;

use alloy_sol_types::SolEvent;
use staking::abi::IVvvStaking::{self, IVvvStakingEvents};

/// `events!(tested; emitted by OpenZeppelin or with its type)`: together all of the interface.
macro_rules! events {
    ($($event:ident)*; $($elsewhere:ident)*) => {{
        $(event::is_alloys::<IVvvStaking::$event>();)*
        let listed = [
            $(IVvvStaking::$event::SIGNATURE_HASH.0,)*
            $(IVvvStaking::$elsewhere::SIGNATURE_HASH.0,)*
        ];
        let all = BTreeSet::from_iter(IVvvStakingEvents::SELECTORS.iter().copied());
        assert_eq!(BTreeSet::from(listed), all);
    }};
}

#[test]
fn the_events_are_alloys() {
    events!(
        Initialized DiemBound Staked DiemMinted DiemBurned UnstakeRequested UnstakeCancelled Withdrawn RewardsFunded RewardsClaimed Recovered; Paused Unpaused OwnershipTransferStarted OwnershipTransferred);
}
