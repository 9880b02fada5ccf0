//! Arguments: read like alloy's where alloy's validating decoder accepts them, and like Solidity's in any case.

use std::{collections::BTreeSet, fmt::Debug};

use alloy_primitives::{aliases::U96, Address, Bytes, B256, U256};
use alloy_sol_types::{sol_data, SolCall, SolError, SolType};
use proptest::{prelude::*, test_runner::TestCaseResult};
use runtime::{
    calldata::{Argument, Parameters},
    read_arguments,
};

use crate::{
    check,
    decoder::{decode, Kind, Refusal},
    differences::{differences, Difference},
    interfaces::{
        abi::{IComputeCredits, IDiem, IShapes, IVvv, IVvvStaking},
        assert_complete, credits_calls, diem_calls, shapes_calls, staking_calls, vvv_calls,
    },
    mutation::mutations,
    outcome::{outcome, unless_panic},
    sample::Sample,
};

// ------------------------------------------------------------------- Types

/// A Solidity type of an argument.
trait Readable: Sample {
    /// What the contracts read it as.
    type Ours<'a>: Argument<'a, Self>;

    /// What the decoder sees.
    const KIND: Kind;

    /// Ours as alloy has it.
    fn value(ours: Self::Ours<'_>) -> Self::RustType;
}

macro_rules! readable {
    ($($sol:ty, $ours:ty, $kind:expr, $value:expr;)*) => {$(
        impl Readable for $sol {
            type Ours<'a> = $ours;
            const KIND: Kind = $kind;

            fn value(ours: $ours) -> Self::RustType {
                ($value)(ours)
            }
        }
    )*};
}
readable! {
    sol_data::Uint<256>, U256, Kind::Word(256), |ours| ours;
    sol_data::Uint<96>, u128, Kind::Word(96), U96::from;
    sol_data::Uint<64>, u64, Kind::Word(64), |ours| ours;
    sol_data::Uint<32>, u32, Kind::Word(32), |ours| ours;
    sol_data::Uint<16>, u16, Kind::Word(16), |ours| ours;
    sol_data::Uint<8>, u8, Kind::Word(8), |ours| ours;
    sol_data::Address, Address, Kind::Word(160), |ours| ours;
    sol_data::FixedBytes<32>, B256, Kind::Word(256), |ours| ours;
    sol_data::Array<sol_data::Address>, Vec<Address>, Kind::Array(160), |ours| ours;
    sol_data::Array<sol_data::Uint<256>>, Vec<U256>, Kind::Array(256), |ours| ours;
}

impl Readable for sol_data::Bytes {
    type Ours<'a> = &'a [u8];
    const KIND: Kind = Kind::Bytes;

    fn value(ours: &[u8]) -> Bytes {
        Bytes::copy_from_slice(ours)
    }
}

/// A function's arguments.
trait Arguments: Sample + Parameters {
    /// What the decoder sees.
    const KINDS: &'static [Kind];

    /// Reads them, or reverts.
    fn read(arguments: &[u8]) -> Self::RustType;
}

impl Arguments for () {
    const KINDS: &'static [Kind] = &[];

    fn read(arguments: &[u8]) {
        read_arguments!((), arguments;);
    }
}

macro_rules! arguments {
    ($(($($member:ident $name:ident),*))*) => {$(
        impl<$($member: Readable<RustType: 'static>),*> Arguments for ($($member,)*) {
            const KINDS: &'static [Kind] = &[$($member::KIND),*];

            fn read(arguments: &[u8]) -> Self::RustType {
                read_arguments!(($($member,)*), arguments; $($name),*);
                ($($member::value($name),)*)
            }
        }
    )*};
}
arguments! {
    (A a)
    (A a, B b)
    (A a, B b, C c)
    (A a, B b, C c, D d)
    (A a, B b, C c, D d, E e)
    (A a, B b, C c, D d, E e, F f)
    (A a, B b, C c, D d, E e, F f, G g)
}

// ------------------------------------------------------------------ Checks

type Types<C> = <C as SolCall>::Parameters<'static>;
type Values<C> = <Types<C> as SolType>::RustType;

/// A call whose arguments the contracts read.
trait Call: SolCall<Parameters<'static>: Arguments> {
    /// Its arguments' values.
    fn values(self) -> Values<Self>;

    /// The call with these values.
    fn with(values: Values<Self>) -> Self {
        Self::new(values)
    }
}

impl<C> Call for C
where
    C: SolCall<Parameters<'static>: Arguments> + Into<Values<C>>,
{
    fn values(self) -> Values<C> {
        self.into()
    }
}

/// The arguments of the call, as alloy encodes them.
fn encoded<C: Call>(values: &Values<C>) -> Vec<u8> {
    C::with(values.clone()).abi_encode()[4..].to_vec()
}

/// What alloy's decoder makes of the arguments.
fn alloys<C: Call>(arguments: &[u8], validate: bool) -> Option<Values<C>> {
    let calldata = [&C::SELECTOR, arguments].concat();
    let decoded = unless_panic(|| C::abi_decode(&calldata, validate).ok());
    decoded.flatten().map(C::values)
}

/// What alloy encodes is read back.
fn read_back<C: Call>(values: Values<C>) -> TestCaseResult {
    let arguments = encoded::<C>(&values);
    prop_assert_eq!(outcome(|| Types::<C>::read(&arguments)), Ok(values));
    Ok(())
}

/// Whatever the bytes: ours, Solidity's rules and alloy's decoder agree, but for the accepted differences to alloy's. They come back, unless
/// the arguments are refused.
fn agree<C: Call>(arguments: &[u8]) -> Result<Option<BTreeSet<Difference>>, TestCaseError> {
    let kinds = Types::<C>::KINDS;
    let expected = decode(kinds, arguments);
    let strict = alloys::<C>(arguments, true);
    match outcome(|| Types::<C>::read(arguments)) {
        Ok(values) => {
            let canonical = encoded::<C>(&values);
            // Reading the canonical form: the same values, so nothing but the form differs.
            prop_assert_eq!(&expected, &decode(kinds, &canonical));
            prop_assert!(expected.is_ok());
            prop_assert_eq!(alloys::<C>(arguments, false), Some(values.clone()));
            prop_assert_eq!(strict.is_some(), canonical == arguments);
            prop_assert!(strict.is_none_or(|strict| strict == values));
            let found = differences(kinds, arguments, &canonical).map_err(TestCaseError::fail)?;
            prop_assert_eq!(found.is_empty(), canonical == arguments);
            Ok(Some(found))
        }
        Err(data) => {
            prop_assert_eq!(strict, None);
            prop_assert_eq!(
                Err(data),
                expected.map_err(|refusal| error(refusal, arguments))
            );
            Ok(None)
        }
    }
}

/// The revert data of a refusal, by the interface's errors.
fn error(refusal: Refusal, arguments: &[u8]) -> Vec<u8> {
    match refusal {
        Refusal::TooShort { needed } => IDiem::CalldataTooShort {
            length: U256::from(4 + arguments.len()),
            needed,
        }
        .abi_encode(),
        Refusal::OutOfRange { index } => IDiem::ArgumentOutOfRange {
            index: U256::from(index),
        }
        .abi_encode(),
    }
}

fn reads_its_arguments<C: Call>()
where
    Values<C>: Debug,
{
    check(C::SIGNATURE, Types::<C>::values(), read_back::<C>);
    let mutated = (Types::<C>::values(), mutations());
    check(C::SIGNATURE, mutated, |(values, mutations)| {
        let mut arguments = encoded::<C>(&values);
        for mutation in mutations {
            mutation.apply(Types::<C>::KINDS, &mut arguments);
        }
        agree::<C>(&arguments).map(drop)
    });
}

macro_rules! read_arguments_of {
    ($interface:ident, $calls:ident; $($call:ident)*) => {{
        $(reads_its_arguments::<$interface::$call>();)*
        assert_complete(vec![$($interface::$call::SELECTOR),*], $interface::$calls::SELECTORS);
    }};
}

#[test]
fn the_arguments_of_vvv() {
    vvv_calls!(read_arguments_of);
}

#[test]
fn the_arguments_of_diem() {
    diem_calls!(read_arguments_of);
}

#[test]
fn the_arguments_of_staking() {
    staking_calls!(read_arguments_of);
}

#[test]
fn the_arguments_of_credits() {
    credits_calls!(read_arguments_of);
}

#[test]
fn the_arguments_of_further_shapes() {
    shapes_calls!(read_arguments_of);
}

// --------------------------------------------------------- Known differences

/// `permit` with a signature: bytes behind four words and an offset.
fn permit_arguments(signature: &[u8]) -> Vec<u8> {
    let call = IDiem::permit_1Call {
        owner: Address::repeat_byte(1),
        spender: Address::repeat_byte(2),
        value: U256::from(3),
        deadline: U256::from(4),
        signature: Bytes::copy_from_slice(signature),
    };
    call.abi_encode()[4..].to_vec()
}

fn permit_differs_by(arguments: &[u8], differences: &[Difference]) {
    let found = agree::<IDiem::permit_1Call>(arguments);
    let differences = differences.iter().copied().collect();
    assert_eq!(found.expect("the decoders agree"), Some(differences));
}

#[test]
fn the_canonical_form_has_no_difference() {
    permit_differs_by(&permit_arguments(&[7; 65]), &[]);
    permit_differs_by(&permit_arguments(&[]), &[]);
}

#[test]
fn bytes_may_follow() {
    let arguments = [permit_arguments(&[7; 65]), vec![0]].concat();
    permit_differs_by(&arguments, &[Difference::Trailing]);
    let found = agree::<IVvv::totalSupplyCall>(&[1, 2, 3]);
    let trailing = BTreeSet::from([Difference::Trailing]);
    assert_eq!(found.expect("the decoders agree"), Some(trailing));
}

#[test]
fn padding_may_be_missing_or_dirty() {
    let canonical = permit_arguments(&[7; 65]);
    for missing in 1..=31 {
        let arguments = &canonical[..canonical.len() - missing];
        permit_differs_by(arguments, &[Difference::Padding]);
    }
    let mut arguments = canonical.clone();
    *arguments.last_mut().unwrap() = 1;
    permit_differs_by(&arguments, &[Difference::Padding]);
    arguments.push(1);
    permit_differs_by(&arguments, &[Difference::Padding, Difference::Trailing]);

    let shorter = &canonical[..canonical.len() - 32];
    let data = outcome(|| Types::<IDiem::permit_1Call>::read(shorter)).unwrap_err();
    let needed = U256::from(4 + 6 * 32 + 65);
    let length = U256::from(4 + shorter.len());
    assert_eq!(
        data,
        IDiem::CalldataTooShort { length, needed }.abi_encode()
    );
}

#[test]
fn offsets_may_point_anywhere() {
    let mut arguments = permit_arguments(&[]);
    // The deadline's word, 4, is the length, and the offset is the content.
    arguments[5 * 32 - 1] = 3 * 32;
    permit_differs_by(&arguments, &[Difference::Offset]);
    let (.., signature) = Types::<IDiem::permit_1Call>::read(&arguments);
    assert_eq!(signature[..], [0; 4]);
}

#[test]
fn refusals_name_the_argument_and_the_length() {
    let refusal = |arguments: &[u8]| {
        outcome(|| Types::<IComputeCredits::setAllowanceBySigCall>::read(arguments)).unwrap_err()
    };
    let mut arguments = vec![0; 6 * 32];
    arguments[2 * 32 + 19] = 1;
    let index = U256::from(2);
    assert_eq!(
        refusal(&arguments),
        IComputeCredits::ArgumentOutOfRange { index }.abi_encode()
    );
    let length = U256::from(4 + 5 * 32);
    let needed = U256::from(4 + 6 * 32);
    assert_eq!(
        refusal(&arguments[..5 * 32]),
        IComputeCredits::CalldataTooShort { length, needed }.abi_encode()
    );
}

/// Where an offset, a length, or 32 times a length leaves the machine word, nothing wraps around.
#[test]
fn sizes_do_not_wrap_around() {
    fn sizes_of<C: Call>(call: C, offset: usize) {
        let arguments = call.abi_encode()[4..].to_vec();
        let length = 32 * Types::<C>::KINDS.len();
        for at in [32 * offset, length] {
            for (bit, by) in (5usize..256).flat_map(|bit| (0u64..70).map(move |by| (bit, by))) {
                let edge: U256 = U256::ONE << bit;
                for size in [edge.saturating_sub(U256::from(by)), edge + U256::from(by)] {
                    let mut arguments = arguments.clone();
                    arguments[at..at + 32].copy_from_slice(&size.to_be_bytes::<32>());
                    agree::<C>(&arguments).expect("the decoders agree");
                }
            }
        }
    }
    let entries = IComputeCredits::meterCall {
        day: U256::ZERO,
        entries: vec![U256::from(1), U256::from(2)],
        receiptsRoot: B256::ZERO,
    };
    sizes_of(entries, 1);
    let accounts = vec![Address::repeat_byte(1)];
    sizes_of(IDiem::capacityOfBatchCall { accounts }, 0);
}
