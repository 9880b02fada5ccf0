//! Events: the words that reach the host are alloy's log.

use std::fmt::Debug;

use alloy_sol_types::{SolEvent, SolType};
use proptest::prelude::*;
use runtime::{event::Event, word::bytes_of};

use crate::{cases::check, sample::Sample};

/// Checks that the words of random events are what alloy encodes: as many topics, and the data behind them.
pub(crate) fn is_alloys<E>()
where
    E: Event + SolEvent<DataTuple<'static>: Sample<RustType: Debug>, TopicList: Sample>,
    <E::TopicList as SolType>::RustType: Debug,
{
    let values = (E::TopicList::values(), E::DataTuple::<'static>::values());
    check(E::SIGNATURE, values, |(topics, data)| {
        let event = E::new(topics, data);
        let expected = event.encode_log_data();
        let words = event.with_words(<[_]>::to_vec);
        prop_assert_eq!(E::TOPICS, expected.topics().len());
        let (topics, data) = words.split_at(E::TOPICS);
        prop_assert_eq!(topics, expected.topics());
        prop_assert_eq!(bytes_of(data), &expected.data[..]);
        Ok(())
    });
}
