//! Events: one host call each, from a buffer on the stack.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolEvent, SolType};
use stylus_sdk::hostio;

use crate::word::{bytes_of, Word, Words};

/// Four topics and as many words of data: none of our events has more.
const MAX_WORDS: usize = 8;

/// Emits an event of an interface.
pub fn emit<E: SolEvent>(event: &E)
where
    <E::TopicList as SolType>::RustType: Topics,
    for<'a> E::DataToken<'a>: Words,
{
    event
        .tokenize_body()
        .with_words(|data| event.topics().with_topics(|topics| log(topics, data)));
}

#[inline(never)]
fn log(topics: &[B256], data: &[B256]) {
    let mut log = [B256::ZERO; MAX_WORDS];
    let words = topics.iter().chain(data);
    log.iter_mut()
        .zip(words)
        .for_each(|(slot, word)| *slot = *word);
    let length = 32 * (topics.len() + data.len()).min(MAX_WORDS);
    // SAFETY: the host reads `length` bytes at the pointer, at most as many as the buffer has.
    unsafe { hostio::emit_log(bytes_of(&log).as_ptr(), length, topics.len()) };
}

/// The topics of an event: its signature's hash and its indexed fields, none of which is dynamic.
pub trait Topics {
    /// Lends the topics, in order.
    fn with_topics<R>(&self, use_topics: impl FnOnce(&[B256]) -> R) -> R;
}

/// An indexed field.
pub trait Topic {
    /// Its word.
    fn topic(&self) -> B256;
}

impl Topic for Address {
    fn topic(&self) -> B256 {
        self.into_word()
    }
}

impl Topic for U256 {
    fn topic(&self) -> B256 {
        self.to_word()
    }
}

impl Topic for B256 {
    fn topic(&self) -> B256 {
        *self
    }
}

macro_rules! topic_tuples {
    ($(($($index:tt $topic:ident),*)),*) => {$(
        impl<$($topic: Topic),*> Topics for ($($topic,)*) {
            #[inline(always)]
            fn with_topics<R>(&self, use_topics: impl FnOnce(&[B256]) -> R) -> R {
                use_topics(&[$(self.$index.topic()),*])
            }
        }
    )*};
}
topic_tuples!((0 A), (0 A, 1 B), (0 A, 1 B, 2 C), (0 A, 1 B, 2 C, 3 D));
