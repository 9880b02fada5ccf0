//! Calldata that goes on after its arguments: accepted, for wallets append attributions (ERC-8021).

use crate::{
    arguments::calldata,
    subject::{ask, deployed, in_words, refused_by_the_abi},
};

#[test]
fn trailing_calldata_changes_the_outcome_of_no_function() {
    let (mut suite, subjects) = deployed();
    for subject in &subjects {
        for function in &subject.functions {
            let data = calldata(function);
            let plain = ask(&mut suite, subject.address, data.clone());
            for (length, byte) in [(1, 0x00), (1, 0xff), (13, 0x80), (32, 0xff), (333, 0x21)] {
                let mut longer = data.clone();
                longer.resize(data.len() + length, byte);
                let outcome = ask(&mut suite, subject.address, longer);
                let name = function.signature();
                assert!(
                    !refused_by_the_abi(&outcome),
                    "{name}: {}",
                    in_words(&outcome)
                );
                assert_eq!(outcome.status, plain.status, "{name}");
                assert_eq!(outcome.output, plain.output, "{name}");
                assert_eq!(outcome.logs, plain.logs, "{name}");
            }
        }
    }
}
