//! What lives as long as one transaction.

use alloy_primitives::{Address, map::HashMap};
use revm::{
    handler::EthFrame,
    interpreter::{CallScheme, FrameInput, interpreter::EthInterpreter},
};
use stylus_program::Rules;

use crate::{
    arbos::l1_price::Poster, outcome::HaltReason, profile::Profile, program::Pages, trace::Tracer,
};

/// The transaction's scope.
#[derive(Clone, Debug, Default)]
pub(crate) struct TxScope {
    pub(crate) arbos_version: u64,
    /// Whether ArbDebug answers.
    pub(crate) debug_precompiles: bool,
    /// What posting the transaction to the parent chain costs.
    pub(crate) poster: Poster,
    /// Gas charged before execution.
    pub(crate) intrinsic_gas: u64,
    /// WASM memory in use.
    pub(crate) pages: Pages,
    /// Why the outermost frame failed, where revm has no name for it.
    pub(crate) halt: Option<HaltReason>,
    /// Records the frames, if somebody wants to know them.
    pub(crate) tracer: Option<Tracer>,
    /// Records what gas goes into, if somebody wants to know it.
    pub(crate) profile: Option<Profile>,
    pub(crate) frames: Vec<Span>,
    /// Open frames by the address they act for.
    pub(crate) spans: HashMap<Address, u32>,
}

/// A frame, as far as others need to know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    address: Address,
    caller: Address,
    /// Delegated frames act for an address that has a frame already; they do not count as another.
    counts: bool,
}

impl Span {
    pub(crate) fn of(frame: &EthFrame<EthInterpreter>) -> Self {
        let counts = match &frame.input {
            FrameInput::Call(inputs) => !matches!(
                inputs.scheme,
                CallScheme::DelegateCall | CallScheme::CallCode
            ),
            _ => true,
        };
        Self {
            address: frame.interpreter.input.target_address,
            caller: frame.interpreter.input.caller_address,
            counts,
        }
    }
}

impl TxScope {
    pub(crate) const fn rules(&self) -> Rules {
        Rules::arbos(self.arbos_version)
    }

    pub(crate) fn enter(&mut self, span: Span) {
        self.frames.push(span);
        if span.counts {
            *self.spans.entry(span.address).or_default() += 1;
        }
    }

    pub(crate) fn leave(&mut self) {
        if let Some(span) = self.frames.pop()
            && span.counts
            && let Some(count) = self.spans.get_mut(&span.address)
        {
            *count -= 1;
        }
    }

    /// Frames that run or wait.
    pub(crate) const fn depth(&self) -> usize {
        self.frames.len()
    }

    /// Whether more than one frame acts for this address.
    pub(crate) fn is_reentrant(&self, address: Address) -> bool {
        self.spans.get(&address).is_some_and(|count| *count > 1)
    }

    /// Who called the frame that called the innermost one; zero at the top.
    pub(crate) fn callers_caller(&self) -> Address {
        match self.frames.len() {
            0 | 1 => Address::ZERO,
            len => self.frames[len - 2].caller,
        }
    }
}
