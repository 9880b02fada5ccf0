//! What a transaction called, as debuggers show it.

use alloy_primitives::{Address, Bytes, U256};
use revm::{
    context::{CreateScheme, LocalContext},
    handler::FrameResult,
    interpreter::{CallScheme, FrameInput, InstructionResult},
};

/// How a frame came to be. The names are those of the EVM's opcodes, for programs' host functions too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// An ordinary call.
    Call,
    /// A call that may not change state.
    StaticCall,
    /// A call of another's code in the caller's name.
    DelegateCall,
    /// The forerunner of the delegated call.
    CallCode,
    /// A creation.
    Create,
    /// A creation at a salted address.
    Create2,
}

/// One call or creation, with those it made in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallTrace {
    /// How it came to be.
    pub kind: CallKind,
    /// Who called.
    pub from: Address,
    /// Whose code ran; for a creation the new contract, `None` if that failed.
    pub to: Option<Address>,
    /// Wei moved; for a delegated call, the value its caller was called with.
    pub value: U256,
    /// Gas it was given. For the outermost one: the transaction's gas limit.
    pub gas: u64,
    /// Gas it used. For the outermost one: what the transaction was charged for.
    pub gas_used: u64,
    /// Calldata, or init code.
    pub input: Bytes,
    /// Return data, revert data, or the created code.
    pub output: Bytes,
    /// Why it failed, in go-ethereum's words; `None` if it succeeded.
    pub error: Option<String>,
    /// The calls it made, in order.
    pub calls: Vec<CallTrace>,
}

/// Collects the frames of one transaction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tracer {
    open: Vec<CallTrace>,
    outermost: Option<CallTrace>,
}

impl Tracer {
    /// A frame is about to begin.
    pub(crate) fn open(&mut self, input: &FrameInput, local: &LocalContext) {
        let trace = match input {
            FrameInput::Call(inputs) => CallTrace {
                kind: match inputs.scheme {
                    CallScheme::Call => CallKind::Call,
                    CallScheme::CallCode => CallKind::CallCode,
                    CallScheme::DelegateCall => CallKind::DelegateCall,
                    CallScheme::StaticCall => CallKind::StaticCall,
                },
                from: match inputs.scheme {
                    CallScheme::DelegateCall => inputs.target_address,
                    _ => inputs.caller,
                },
                to: Some(inputs.bytecode_address),
                value: inputs.value.get(),
                gas: inputs.gas_limit,
                input: inputs.input.bytes_local(local),
                ..CallTrace::default()
            },
            FrameInput::Create(inputs) => CallTrace {
                kind: match inputs.scheme() {
                    CreateScheme::Create2 { .. } => CallKind::Create2,
                    _ => CallKind::Create,
                },
                from: inputs.caller(),
                value: inputs.value(),
                gas: inputs.gas_limit(),
                input: inputs.init_code().clone(),
                ..CallTrace::default()
            },
            FrameInput::Empty => CallTrace::default(),
        };
        self.open.push(trace);
    }

    /// The innermost frame ended.
    pub(crate) fn close(&mut self, result: &FrameResult) {
        let Some(mut trace) = self.open.pop() else {
            return;
        };
        let ended = result.interpreter_result();
        // What does not end by itself keeps all its gas; the frame's own account says how far it came.
        trace.gas_used = if ended.result.is_halt() {
            trace.gas
        } else {
            ended.gas.total_gas_spent().min(trace.gas)
        };
        trace.error = error(ended.result);
        trace.output = ended.output.clone();
        if let FrameResult::Create(created) = result
            && trace.error.is_none()
        {
            trace.to = created.address;
        }
        match self.open.last_mut() {
            Some(caller) => caller.calls.push(trace),
            None => self.outermost = Some(trace),
        }
    }

    /// The whole, once the transaction has ended.
    pub(crate) fn finish(self, gas_limit: u64, gas_used: u64) -> Option<CallTrace> {
        let mut trace = self.outermost?;
        trace.gas = gas_limit;
        trace.gas_used = gas_used;
        Some(trace)
    }
}

impl Default for CallTrace {
    fn default() -> Self {
        Self {
            kind: CallKind::Call,
            from: Address::ZERO,
            to: None,
            value: U256::ZERO,
            gas: 0,
            gas_used: 0,
            input: Bytes::new(),
            output: Bytes::new(),
            error: None,
            calls: Vec::new(),
        }
    }
}

/// The words of go-ethereum's `core/vm/errors.go`.
fn error(result: InstructionResult) -> Option<String> {
    use InstructionResult as R;
    let text = match result {
        result if result.is_ok() => return None,
        R::Revert => "execution reverted",
        R::OutOfGas
        | R::MemoryOOG
        | R::MemoryLimitOOG
        | R::PrecompileOOG
        | R::InvalidOperandOOG
        | R::ReentrancySentryOOG => "out of gas",
        R::CallTooDeep => "max call depth exceeded",
        R::OutOfFunds => "insufficient balance for transfer",
        R::CreateCollision => "contract address collision",
        R::CreateContractSizeLimit => "max code size exceeded",
        R::CreateInitCodeSizeLimit => "max initcode size exceeded",
        R::CreateContractStartingWithEF => "invalid code: must not begin with 0xef",
        R::InvalidJump => "invalid jump destination",
        R::StateChangeDuringStaticCall | R::CallNotAllowedInsideStatic => "write protection",
        R::NonceOverflow => "nonce uint64 overflow",
        R::OutOfOffset => "return data out of bounds",
        R::InvalidFEOpcode => "invalid opcode: INVALID",
        R::OpcodeNotFound => "invalid opcode",
        R::StackOverflow => "stack limit reached 1024",
        R::StackUnderflow => "stack underflow",
        // revm has no name for it; see `Ending::Halt`.
        R::NotActivated => "program cannot run",
        other => return Some(format!("{other:?}")),
    };
    Some(text.to_owned())
}
