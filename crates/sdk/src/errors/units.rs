//! How people read an argument.

use core::fmt::Display;

use alloy_primitives::U256;

use crate::{amount, day};

/// Addresses, hashes and plain numbers: as they are.
pub(super) fn text(value: &impl Display) -> String {
    value.to_string()
}

pub(super) fn vvv(wei: &U256) -> String {
    format!("{} VVV", amount::exact(*wei))
}

pub(super) fn diem(wei: &U256) -> String {
    format!("{} DIEM", amount::exact(*wei))
}

pub(super) fn credits(wei: &U256) -> String {
    format!("{} credits", amount::exact(*wei))
}

/// VVV or DIEM, as the contract has it.
pub(super) fn tokens(wei: &U256) -> String {
    format!("{} tokens", amount::exact(*wei))
}

/// The chain's gas token.
pub(super) fn native(wei: &U256) -> String {
    format!("{} of the native currency", amount::exact(*wei))
}

/// A day, counted from 1970-01-01 UTC.
pub(super) fn date(number: &U256) -> String {
    let date = u64::try_from(number).ok().and_then(day::date);
    with_name(number, date)
}

/// Seconds since the Unix epoch.
pub(super) fn moment(timestamp: &U256) -> String {
    let moment = u64::try_from(timestamp).ok().and_then(day::moment);
    moment.unwrap_or_else(|| timestamp.to_string())
}

pub(super) fn duration(seconds: &impl Display) -> String {
    format!("{seconds} seconds")
}

fn with_name(number: &U256, name: Option<String>) -> String {
    match name {
        Some(name) => format!("{number} ({name})"),
        None => number.to_string(),
    }
}
