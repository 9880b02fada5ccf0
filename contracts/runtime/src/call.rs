//! Calls to other contracts.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolType};
use stylus_sdk::{hostio, prelude::StorageAccess};

use crate::{
    host::vm,
    revert::{revert_with, selector_and_words},
    word::{Statics, Word},
};

/// What a contract answered, or the data that it reverted with.
pub type Answer = Result<Vec<u8>, Vec<u8>>;

/// The calldata of a call whose arguments are all static.
pub fn calldata<C>(call: C) -> Vec<u8>
where
    C: SolCall + Into<<C::Parameters<'static> as SolType>::RustType>,
    <C::Parameters<'static> as SolType>::RustType: Statics,
{
    call.into()
        .with_words(|words| selector_and_words(C::SELECTOR, words))
}

/// Calls `to` with all gas and no value. What is stored until here is flushed before, as the call may read it.
#[inline(never)]
pub fn call(to: Address, data: &[u8]) -> Answer {
    vm().flush_cache(true);
    let (value, mut length) = ([0; 32], 0);
    // SAFETY: the host reads 20, `len` and 32 bytes at the pointers and writes the answer's length; all are live.
    let status = unsafe {
        hostio::call_contract(
            to.as_ptr(),
            data.as_ptr(),
            data.len(),
            value.as_ptr(),
            u64::MAX,
            &mut length,
        )
    };
    answer(status, length)
}

/// Reads from `to` with all gas.
#[inline(never)]
pub fn static_call(to: Address, data: &[u8]) -> Answer {
    vm().flush_cache(false);
    let mut length = 0;
    // SAFETY: the host reads 20 and `len` bytes at the pointers and writes the answer's length; all are live.
    let status = unsafe {
        hostio::static_call_contract(
            to.as_ptr(),
            data.as_ptr(),
            data.len(),
            u64::MAX,
            &mut length,
        )
    };
    answer(status, length)
}

fn answer(status: u8, length: usize) -> Answer {
    let mut data = vec![0; length];
    // SAFETY: the host writes at most `length` bytes to the buffer, which is that long.
    unsafe { hostio::read_return_data(data.as_mut_ptr(), 0, length) };
    if status == 0 {
        Ok(data)
    } else {
        Err(data)
    }
}

/// The answer to a call. A revert with data is passed on as it is; one without is given a name.
pub fn answer_or(answer: Answer, without_data: impl FnOnce()) -> Vec<u8> {
    answer.unwrap_or_else(|data| {
        if data.is_empty() {
            without_data();
        }
        revert_with(&data)
    })
}

/// The answer of a function that returns one word, `None` if it is shorter.
pub fn first_word(answer: &[u8]) -> Option<U256> {
    answer
        .first_chunk::<32>()
        .and_then(|word| U256::from_word(word.into()))
}
