//! The suite's events, read by their declarations in the interfaces: names and arguments, for people and for programs.

use std::sync::LazyLock;

use alloy::{
    dyn_abi::{DynSolValue, EventExt as _},
    json_abi::Event,
    primitives::{LogData, hex},
};
use diem_sdk::{amount, typed_data::FOREVER};

use crate::parse::{self, date_of};

/// One interface.
#[derive(Debug)]
pub(crate) struct Interface {
    /// The contract's name, such as `staking`.
    pub(crate) contract: &'static str,
    pub(crate) events: Vec<Event>,
}

/// The interfaces of the suite.
pub(crate) static INTERFACES: LazyLock<[Interface; 4]> = LazyLock::new(|| {
    [
        Interface::parse("vvv", include_str!("../../../interfaces/IVvv.sol")),
        Interface::parse("diem", include_str!("../../../interfaces/IDiem.sol")),
        Interface::parse(
            "staking",
            include_str!("../../../interfaces/IVvvStaking.sol"),
        ),
        Interface::parse(
            "credits",
            include_str!("../../../interfaces/IComputeCredits.sol"),
        ),
    ]
});

/// A named value of an event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) value: DynSolValue,
}

impl Interface {
    fn parse(contract: &'static str, text: &str) -> Self {
        let lines = text.lines().map(|line| line.trim().trim_end_matches(';'));
        let declarations = lines.filter(|line| line.starts_with("event "));
        let events = declarations.map(|line| Event::parse(line).expect("the tests have read it"));
        Self {
            contract,
            events: events.collect(),
        }
    }

    /// The event that a log of this contract is, with its arguments in order.
    pub(crate) fn event(&self, log: &LogData) -> Option<(&str, Vec<Argument>)> {
        let topic = log.topics().first()?;
        let event = self
            .events
            .iter()
            .find(|event| event.selector() == *topic)?;
        let decoded = event.decode_log(log).ok()?;
        let (mut indexed, mut body) = (decoded.indexed.into_iter(), decoded.body.into_iter());
        let arguments = event.inputs.iter().map(|input| {
            let value = if input.indexed {
                indexed.next()
            } else {
                body.next()
            };
            Some(Argument {
                name: input.name.clone(),
                value: value?,
            })
        });
        Some((&event.name, arguments.collect::<Option<_>>()?))
    }
}

impl Argument {
    /// For people: amounts in units, days as dates, seconds as moments.
    pub(crate) fn text(&self) -> String {
        let DynSolValue::Uint(number, _) = &self.value else {
            return self.exact();
        };
        let small = u64::try_from(*number).ok();
        match (self.name.as_str(), small) {
            ("day", Some(day)) => format!("{} ({day})", date_of(day)),
            ("readyAt", Some(second)) => parse::moment(second),
            ("expiry", Some(second)) if second == u64::from(FOREVER) => "never".to_owned(),
            ("expiry", Some(second)) => parse::moment(second),
            (name, _) if is_amount(name) => amount::in_units(*number),
            _ => amount::group(number),
        }
    }

    /// For programs: addresses with checksum, numbers in decimal, bytes in hexadecimal.
    pub(crate) fn exact(&self) -> String {
        match &self.value {
            DynSolValue::Address(address) => address.to_string(),
            DynSolValue::Uint(number, _) => number.to_string(),
            DynSolValue::Int(number, _) => number.to_string(),
            DynSolValue::FixedBytes(word, size) => hex::encode_prefixed(&word[..*size]),
            DynSolValue::Bytes(bytes) => hex::encode_prefixed(bytes),
            DynSolValue::Bool(flag) => flag.to_string(),
            DynSolValue::String(text) => text.clone(),
            other => format!("{other:?}"),
        }
    }
}

/// The names that amounts have in the events.
fn is_amount(name: &str) -> bool {
    const AMOUNTS: [&str; 9] = [
        "amount",
        "cap",
        "dailyLimit",
        "diemAmount",
        "requested",
        "total",
        "unstreamed",
        "value",
        "vvvPerDiem",
    ];
    AMOUNTS.contains(&name)
}

#[cfg(test)]
mod tests {
    use alloy::{
        primitives::{Address, U256, address},
        sol_types::SolEvent,
    };
    use diem_sdk::abi::{IComputeCredits, IDiem, IVvv, IVvvStaking};

    use super::*;

    const ACCOUNT: Address = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

    #[test]
    fn every_event_of_the_bindings_is_known() {
        let bindings: [&[[u8; 32]]; 4] = [
            IVvv::IVvvEvents::SELECTORS,
            IDiem::IDiemEvents::SELECTORS,
            IVvvStaking::IVvvStakingEvents::SELECTORS,
            IComputeCredits::IComputeCreditsEvents::SELECTORS,
        ];
        for (interface, selectors) in INTERFACES.iter().zip(bindings) {
            let mut known: Vec<[u8; 32]> = interface
                .events
                .iter()
                .map(|event| event.selector().0)
                .collect();
            known.sort_unstable();
            assert_eq!(known, selectors, "{}", interface.contract);
        }
    }

    #[test]
    fn events_are_read_in_the_order_of_their_arguments() {
        let spent = IComputeCredits::Spent {
            owner: ACCOUNT,
            payee: Address::repeat_byte(1),
            day: U256::from(20_454),
            amount: amount::units(2),
            r#ref: [7; 32].into(),
        };
        let credits = &INTERFACES[3];
        let (name, arguments) = credits.event(&spent.encode_log_data()).unwrap();
        assert_eq!(name, "Spent");
        let read: Vec<_> = arguments
            .iter()
            .map(|a| (a.name.as_str(), a.text()))
            .collect();
        assert_eq!(
            read,
            [
                ("owner", ACCOUNT.to_string()),
                ("payee", Address::repeat_byte(1).to_string()),
                ("day", "2026-01-01 (20454)".to_owned()),
                ("amount", "2".to_owned()),
                ("ref", format!("0x{}", "07".repeat(32))),
            ]
        );
        assert_eq!(arguments[3].exact(), "2000000000000000000");
    }

    #[test]
    fn what_is_of_others_is_left_alone() {
        assert_eq!(
            INTERFACES[0].event(&LogData::new_unchecked(
                vec![[9; 32].into()],
                Default::default()
            )),
            None
        );
    }
}
