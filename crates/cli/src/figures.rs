//! Figures that a command shows: read from the chain, before and after.

use alloy::{
    primitives::{Address, Bytes, I256, U256},
    sol_types::SolCall,
};
use diem_sdk::{
    amount,
    typed_data::{FOREVER, NO_LIMIT},
};
use serde_json::{Value as Json, json};

use crate::{
    batch::Outcome,
    failure::Failure,
    parse::{date_of, moment},
    session::nothing_there,
};

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Vvv,
    Diem,
    Credits,
}

/// A value that the chain says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// An amount in wei.
    Amount(Unit, U256),
    /// A balance that can be negative, in wei.
    Balance(Unit, I256),
    /// A daily limit in wei of credits; 2^96 - 1 is none.
    Limit(U256),
    /// The second (Unix) at which something ends.
    Expiry(u32),
    /// A second (Unix).
    Time(u64),
    /// A UTC day, counted from 1970-01-01.
    Day(u64),
    /// A number of things.
    Number(u64),
    /// Whether something is so.
    Flag(bool),
    /// Who.
    Account(Address),
}

impl Unit {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Vvv => "VVV",
            Self::Diem => "DIEM",
            Self::Credits => "credits",
        }
    }
}

impl Value {
    /// For people. Amounts are cut to six digits after the point.
    pub(crate) fn text(&self) -> String {
        self.text_with(short_text)
    }

    /// For people, to the last wei.
    pub(crate) fn exact_text(&self) -> String {
        self.text_with(amount_text)
    }

    fn text_with(&self, amount_text: fn(Unit, U256) -> String) -> String {
        match self {
            Self::Amount(unit, wei) => amount_text(*unit, *wei),
            Self::Balance(unit, wei) => {
                let sign = if wei.is_negative() { "-" } else { "" };
                format!("{sign}{}", amount_text(*unit, wei.unsigned_abs()))
            }
            Self::Limit(wei) if *wei == NO_LIMIT => "unlimited".to_owned(),
            Self::Limit(wei) => amount_text(Unit::Credits, *wei),
            Self::Expiry(FOREVER) => "never".to_owned(),
            Self::Expiry(0) => "-".to_owned(),
            Self::Expiry(second) => moment((*second).into()),
            Self::Time(second) => moment(*second),
            Self::Day(day) => format!("{} ({day})", date_of(*day)),
            Self::Number(n) => amount::group(n),
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
            Self::Account(address) => address.to_string(),
        }
    }

    /// For programs: amounts in wei as decimal strings, times in seconds.
    pub(crate) fn json(&self) -> Json {
        match self {
            Self::Amount(_, wei) | Self::Limit(wei) => json!(wei.to_string()),
            Self::Balance(_, wei) => json!(wei.to_string()),
            Self::Expiry(second) => json!(second),
            Self::Time(n) | Self::Day(n) | Self::Number(n) => json!(n),
            Self::Flag(flag) => json!(flag),
            Self::Account(address) => json!(address.to_string()),
        }
    }

    /// What it counts, for programs.
    pub(crate) const fn unit(&self) -> Option<&'static str> {
        match self {
            Self::Amount(unit, _) | Self::Balance(unit, _) => Some(unit.name()),
            Self::Limit(_) => Some(Unit::Credits.name()),
            Self::Expiry(_) | Self::Time(_) => Some("unix seconds"),
            Self::Day(_) | Self::Number(_) | Self::Flag(_) | Self::Account(_) => None,
        }
    }
}

/// An amount with its unit, to the last wei.
pub(crate) fn amount_text(unit: Unit, wei: U256) -> String {
    format!("{} {}", amount::exact(wei), unit.name())
}

/// An amount with its unit, cut to six digits after the point.
fn short_text(unit: Unit, wei: U256) -> String {
    format!("{} {}", amount::in_units(wei), unit.name())
}

type Decode = Box<dyn Fn(&[u8]) -> Option<Value> + Send + Sync>;

/// A figure: what it is called, and how it is read.
pub(crate) struct Figure {
    /// Its name, the same in text and JSON, such as `staked`.
    pub(crate) name: String,
    pub(crate) to: Address,
    pub(crate) data: Bytes,
    decode: Decode,
}

impl Figure {
    /// The figure that `pick` takes out of the answer of `call` at `to`.
    pub(crate) fn new<C: SolCall>(
        name: impl Into<String>,
        to: Address,
        call: C,
        pick: impl Fn(C::Return) -> Value + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            to,
            data: call.abi_encode().into(),
            decode: Box::new(move |output| C::abi_decode_returns(output).ok().map(&pick)),
        }
    }

    /// The value in an answer.
    pub(crate) fn read(&self, outcome: &Outcome) -> Result<Value, Failure> {
        if !outcome.success {
            return Err(Failure::reverted(&outcome.output)
                .during(format!("reading `{}` at {}", self.name, self.to)));
        }
        (self.decode)(&outcome.output).ok_or_else(|| nothing_there(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_see_units_and_programs_wei() {
        let half = Value::Amount(Unit::Vvv, amount::milli(500));
        assert_eq!(half.text(), "0.5 VVV");
        assert_eq!(half.json(), json!("500000000000000000"));
        let given = Value::Balance(Unit::Credits, -I256::from_raw(amount::units(2)));
        assert_eq!(given.text(), "-2 credits");
        assert_eq!(given.json(), json!("-2000000000000000000"));
    }

    #[test]
    fn what_has_no_end_says_so() {
        assert_eq!(Value::Expiry(FOREVER).text(), "never");
        assert_eq!(
            Value::Expiry(1_767_225_600).text(),
            "2026-01-01 00:00:00 UTC"
        );
        assert_eq!(Value::Limit(NO_LIMIT).text(), "unlimited");
    }
}
