//! Events: one host call each, from a buffer on the stack.

use alloy_primitives::B256;
use alloy_sol_types::{abi::token::WordToken, SolEvent, TopicList};
use stylus_sdk::hostio;

use crate::word::Words;

/// Four topics and as many words of data: none of our events has more.
const MAX_WORDS: usize = 8;

/// Emits an event of an interface.
#[inline(always)]
pub fn emit<E: SolEvent>(event: &E)
where
    for<'a> E::DataToken<'a>: Words,
{
    let mut topics = [WordToken(B256::ZERO); 4];
    // Fails only for a buffer shorter than the topics, and four is the most there are.
    let _ = event.encode_topics_raw(&mut topics);
    event.tokenize_body().with_words(|data| log(&topics[..E::TopicList::COUNT], data));
}

#[inline(never)]
fn log(topics: &[WordToken], data: &[B256]) {
    let mut log = [0; 32 * MAX_WORDS];
    let words = topics.iter().map(|topic| &topic.0).chain(data);
    for (bytes, word) in log.chunks_exact_mut(32).zip(words) {
        bytes.copy_from_slice(word.as_slice());
    }
    let length = 32 * (topics.len() + data.len());
    // SAFETY: the host reads `length` bytes, at most the buffer's; no event has more than MAX_WORDS words.
    unsafe { hostio::emit_log(log.as_ptr(), length.min(log.len()), topics.len()) };
}
