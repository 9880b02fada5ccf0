//! The contract's events are logged as alloy encodes them: topics, then data, in the interface's order.

#[path = "../../runtime/tests/abi/cases.rs"]
mod cases;
#[path = "../../runtime/tests/abi/event.rs"]
mod event;
#[path = "../../runtime/tests/abi/sample.rs"]
mod sample;

use std::collections::BTreeSet;

use alloy_sol_types::SolEvent;
use vvv::abi::IVvv::{self, IVvvEvents};

/// `events!(tested; emitted by OpenZeppelin or with its type)`: together all of the interface.
macro_rules! events {
    ($($event:ident)*; $($elsewhere:ident)*) => {{
        $(event::is_alloys::<IVvv::$event>();)*
        let listed = [
            $(IVvv::$event::SIGNATURE_HASH.0,)*
            $(IVvv::$elsewhere::SIGNATURE_HASH.0,)*
        ];
        let all = BTreeSet::from_iter(IVvvEvents::SELECTORS.iter().copied());
        assert_eq!(BTreeSet::from(listed), all);
    }};
}

#[test]
fn the_events_are_alloys() {
    events!(Dripped; Transfer Approval);
}
