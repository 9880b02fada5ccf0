//! What a call of the ABI layer comes to: natively, a revert is a panic with the revert data in its message.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

thread_local! {
    /// Whether this thread's panics are expected and stay unreported.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What `run` returns, or the message of its panic.
fn caught<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                report(panic);
            }
        }));
    });
    QUIET.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    QUIET.set(false);
    result.map_err(|payload| match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload
            .downcast_ref::<&str>()
            .map_or_else(String::new, |message| (*message).to_owned()),
    })
}

/// What `run` returns, or the data that it reverts with.
pub(crate) fn outcome<T>(run: impl FnOnce() -> T) -> Result<T, Vec<u8>> {
    caught(run).map_err(|message| {
        revert_data(&message).unwrap_or_else(|| panic!("no revert but a panic: {message}"))
    })
}

/// What `run` returns, `None` if it panics: alloy's decoder overflows on lengths near 2^64.
pub(crate) fn unless_panic<T>(run: impl FnOnce() -> T) -> Option<T> {
    caught(run).ok()
}

fn revert_data(message: &str) -> Option<Vec<u8>> {
    let bytes = message.strip_prefix("revert: [")?.strip_suffix(']')?;
    bytes
        .split(", ")
        .filter(|byte| !byte.is_empty())
        .map(|byte| u8::from_str_radix(byte, 16).ok())
        .collect()
}

#[test]
fn reverts_hand_their_data_out() {
    for data in [&[][..], &[0], &[0xff, 0x07, 0]] {
        assert_eq!(
            outcome(|| runtime::revert::revert_with(data)),
            Err::<(), _>(data.to_vec())
        );
    }
    assert_eq!(outcome(|| 7), Ok(7));
    assert_eq!(unless_panic(|| panic!("{}", 1)), None::<()>);
}

#[test]
#[should_panic(expected = "no revert but a panic: index out of bounds")]
fn other_panics_are_no_reverts() {
    let nothing: &[u8] = &[];
    let _ = outcome(|| nothing[nothing.len()]);
}
