//! Events: one host call each, from a buffer on the stack.

use alloy_primitives::B256;
use stylus_sdk::hostio;

use crate::word::bytes_of;

/// An event as the words of its log. Implemented by [`events!`](crate::events).
pub trait Event {
    /// How many of the words are topics.
    const TOPICS: usize;

    /// Lends the words: the signature's hash, the indexed fields, the others.
    fn with_words<R>(&self, use_words: impl FnOnce(&[B256]) -> R) -> R;
}

/// Emits an event of an interface.
pub fn emit<E: Event>(event: &E) {
    event.with_words(|words| log(words, E::TOPICS));
}

#[inline(never)]
fn log(words: &[B256], topics: usize) {
    let bytes = bytes_of(words);
    // SAFETY: the host reads `len` bytes at the pointer, a live buffer.
    unsafe { hostio::emit_log(bytes.as_ptr(), bytes.len(), topics) };
}

/// Says which fields of an interface's events are topics and which are data: `Transfer(from, to; value)`.
///
/// The compiler sees to it that no field is missing; the order is held against alloy's encoding by tests.
/// (alloy's own encoder turns every integer around byte by byte, in line: half a kilobyte an event.)
#[macro_export]
macro_rules! events {
    ($($event:path { $($topic:ident),*; $($data:ident),* })*) => {$(
        impl $crate::event::Event for $event {
            const TOPICS: usize = 1 + <[&str]>::len(&[$(stringify!($topic)),*]);

            fn with_words<R>(&self, use_words: impl FnOnce(&[::alloy_primitives::B256]) -> R) -> R {
                use $crate::word::Static;
                let Self { $($topic,)* $($data,)* } = self;
                use_words(&[
                    <Self as ::alloy_sol_types::SolEvent>::SIGNATURE_HASH,
                    $($topic.word(),)*
                    $($data.word(),)*
                ])
            }
        }
    )*};
}

events! {
    openzeppelin_stylus::token::erc20::Approval { owner, spender; value }
}
