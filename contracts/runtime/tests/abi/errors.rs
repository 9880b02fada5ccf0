//! Errors and outgoing calls: alloy's bytes.

use std::fmt::Debug;

use alloy_sol_types::{SolCall, SolError, SolEvent, SolType};
use openzeppelin_stylus::{token::erc20, utils::cryptography::ecdsa};
use proptest::prelude::*;
use runtime::{call::calldata, revert::revert, word::Statics};

use crate::{
    check, event,
    interfaces::{
        abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
        assert_complete,
    },
    outcome::outcome,
    sample::Sample,
};

fn error_is_alloys<E>()
where
    E: SolError<Parameters<'static>: Sample<RustType: Debug + Statics>>
        + Into<<E::Parameters<'static> as SolType>::RustType>,
{
    check(E::SIGNATURE, E::Parameters::<'static>::values(), |values| {
        let error = E::new(values);
        let expected = error.abi_encode();
        prop_assert_eq!(outcome(|| revert(error)), Err::<(), _>(expected));
        Ok(())
    });
}

fn call_is_alloys<C>()
where
    C: SolCall<Parameters<'static>: Sample<RustType: Debug + Statics>>
        + Into<<C::Parameters<'static> as SolType>::RustType>,
{
    check(C::SIGNATURE, C::Parameters::<'static>::values(), |values| {
        let call = C::new(values);
        let expected = call.abi_encode();
        prop_assert_eq!(calldata(call), expected);
        Ok(())
    });
}

macro_rules! errors_of {
    ($interface:ident, $errors:ident; $($error:ident)*) => {{
        $(error_is_alloys::<$interface::$error>();)*
        assert_complete(vec![$($interface::$error::SELECTOR),*], $interface::$errors::SELECTORS);
    }};
}

#[test]
fn the_errors() {
    errors_of!(IVvv, IVvvErrors;
        ERC20InsufficientBalance ERC20InvalidSender ERC20InvalidReceiver ERC20InsufficientAllowance ERC20InvalidSpender
        ERC2612ExpiredSignature ERC2612InvalidSigner ECDSAInvalidSignature ECDSAInvalidSignatureS DripAlreadyTaken
        UnknownSelector CalldataTooShort ArgumentOutOfRange NotPayable);
    errors_of!(IDiem, IDiemErrors;
        ERC20InsufficientBalance ERC20InvalidSender ERC20InvalidReceiver ERC20InsufficientAllowance ERC20InvalidSpender
        ERC2612ExpiredSignature ERC2612InvalidSigner ECDSAInvalidSignature ECDSAInvalidSignatureS InvalidMinter InvalidCap UnauthorizedMinter
        ZeroAmount CapExceeded CapacityCapExceeded DayInThePast UnknownSelector CalldataTooShort ArgumentOutOfRange NotPayable);
    errors_of!(IVvvStaking, IVvvStakingErrors;
        InvalidParameter ZeroAmount AmountTooLarge InvalidReceiver DiemNotBound DiemAlreadyBound InvalidDiem InsufficientStake InsufficientFree
        BurnExceedsMinted UnknownTicket CooldownNotOver InvalidDuration RewardRateWouldFall CannotRecover TokenShortfall TokenCallFailed
        OwnableUnauthorizedAccount OwnableInvalidOwner EnforcedPause ExpectedPause UnknownSelector CalldataTooShort ArgumentOutOfRange
        NotPayable);
    errors_of!(IComputeCredits, IComputeCreditsErrors;
        InvalidDiem WrongDay ZeroAmount InsufficientCredits InsufficientAllowance InvalidReceiver InvalidPayee InvalidSpender ExpiredSignature
        InvalidSigner NonceExhausted ECDSAInvalidSignature ECDSAInvalidSignatureS UnknownSelector CalldataTooShort ArgumentOutOfRange
        NotPayable);
}

/// Static calls of the shapes that the contracts send: to VVV, to Diem and to foreign tokens.
#[test]
fn outgoing_calls() {
    call_is_alloys::<IVvv::totalSupplyCall>();
    call_is_alloys::<IVvv::balanceOfCall>();
    call_is_alloys::<IVvv::transferCall>();
    call_is_alloys::<IVvv::transferFromCall>();
    call_is_alloys::<IVvv::permitCall>();
    call_is_alloys::<IDiem::mintCall>();
    call_is_alloys::<IDiem::burnCall>();
    call_is_alloys::<IDiem::capacityAtCall>();
}

/// What the contracts take from OpenZeppelin is what the interfaces say.
#[test]
fn openzeppelins_are_the_interfaces() {
    assert_eq!(
        erc20::Approval::SIGNATURE_HASH,
        IDiem::Approval::SIGNATURE_HASH
    );
    assert_eq!(
        erc20::Transfer::SIGNATURE_HASH,
        IVvv::Transfer::SIGNATURE_HASH
    );
    event::is_alloys::<erc20::Approval>();
    assert_eq!(
        erc20::ERC20InvalidSpender::SELECTOR,
        IDiem::ERC20InvalidSpender::SELECTOR
    );
    assert_eq!(
        erc20::ERC20InsufficientAllowance::SELECTOR,
        IDiem::ERC20InsufficientAllowance::SELECTOR
    );
    assert_eq!(
        ecdsa::ECDSAInvalidSignature::SELECTOR,
        IDiem::ECDSAInvalidSignature::SELECTOR
    );
    assert_eq!(
        ecdsa::ECDSAInvalidSignatureS::SELECTOR,
        IComputeCredits::ECDSAInvalidSignatureS::SELECTOR
    );
}
