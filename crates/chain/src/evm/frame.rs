//! A frame that runs a program.

use alloy_primitives::Bytes;
use revm::{
    handler::{EthFrame, FrameResult},
    interpreter::{
        CallInputs, FrameInput, Gas, InstructionResult, InterpreterAction, InterpreterResult,
        interpreter::EthInterpreter,
    },
};
use stylus_program::figures::ink::PER_GAS;

use super::ChainContext;
use crate::{
    arbos::programs::{Inactive, Record},
    hostio::{self, Escape, Nested, Reply},
    outcome::HaltReason,
    prices::gas,
    profile::Item,
    program::{
        Call, Run,
        engine::{Answer, Machine, Stop},
        prepare,
    },
};

/// A program beside the frame of revm that it belongs to.
#[derive(Debug)]
pub(crate) struct ProgramFrame {
    /// Position of the frame.
    pub(crate) index: usize,
    /// How the frame that the program waited for ended.
    pub(crate) nested: Option<Nested>,
    /// Pages that were open before this program; `None` until it has opened its own.
    pub(crate) pages_open_before: Option<u16>,
    run: Option<Run>,
    starting_gas: u64,
}

/// How a program ended.
#[derive(Debug)]
enum Ending {
    /// It returned, or exited, with this status.
    Status(u32),
    /// It did what it must not.
    Failure,
    /// It could not pay.
    OutOfInk,
    /// It, or the frame, may not run at all or any further; all gas is gone.
    Halt(HaltReason),
}

/// Whether a frame is a call of a program. Init code is never one: it is EVM code whatever it starts with.
pub(crate) fn is_program(frame: &EthFrame<EthInterpreter>) -> bool {
    match &frame.input {
        FrameInput::Call(inputs) => {
            stylus_program::is_program(inputs.known_bytecode.1.original_byte_slice())
        }
        _ => false,
    }
}

/// What a program gets to know of a frame that it called.
pub(crate) fn nested(result: &FrameResult) -> Nested {
    let outcome = result.interpreter_result();
    let kept = outcome.result.is_ok_or_revert();
    let (output, address) = match result {
        FrameResult::Call(_) if kept => (outcome.output.clone(), None),
        FrameResult::Create(_) if outcome.result == InstructionResult::Revert => {
            (outcome.output.clone(), None)
        }
        FrameResult::Create(create) if outcome.result.is_ok() => (Bytes::new(), create.address),
        _ => (Bytes::new(), None),
    };
    Nested {
        success: outcome.result.is_ok(),
        output,
        address,
        gas_returned: if kept { outcome.gas.remaining() } else { 0 },
    }
}

impl ProgramFrame {
    pub(crate) const fn new(index: usize) -> Self {
        Self {
            index,
            nested: None,
            pages_open_before: None,
            run: None,
            starting_gas: 0,
        }
    }

    /// Runs the program until it ends or calls another contract.
    pub(crate) fn run(
        &mut self,
        ctx: &mut ChainContext,
        frame: &mut EthFrame<EthInterpreter>,
    ) -> InterpreterAction {
        let ending = match self.advance(ctx, frame) {
            Ok(input) => return InterpreterAction::NewFrame(input),
            Err(ending) => ending,
        };
        InterpreterAction::Return(self.finish(ctx, frame, ending))
    }

    fn advance(
        &mut self,
        ctx: &mut ChainContext,
        frame: &EthFrame<EthInterpreter>,
    ) -> Result<FrameInput, Ending> {
        let mut stop = match &mut self.run {
            None => self.start(ctx, frame)?,
            Some(run) => {
                let nested = self.nested.take().ok_or(Ending::Failure)?;
                let answer = hostio::finish_nested(ctx, run, nested)?;
                resume(ctx, run, answer)
            }
        };
        let run = self.run.as_mut().ok_or(Ending::Failure)?;
        loop {
            let request = match stop {
                Stop::Hostio(request) => request,
                Stop::Returned(status) => return Err(Ending::Status(status)),
                Stop::Trapped => return Err(trap(run)),
            };
            stop = match hostio::handle(ctx, run, &request)? {
                Reply::Answer(answer) => resume(ctx, run, answer),
                Reply::Frame(input) => return Ok(input),
            };
        }
    }

    /// Charges for the start and starts the program (Nitro `arbos/programs/programs.go`, `CallProgram`).
    fn start(
        &mut self,
        ctx: &mut ChainContext,
        frame: &EthFrame<EthInterpreter>,
    ) -> Result<Stop, Ending> {
        let FrameInput::Call(inputs) = &frame.input else {
            return Err(Ending::Failure);
        };
        let rules = ctx.chain.rules();
        let (code_hash, code) = &inputs.known_bytecode;
        let now = ctx.block.timestamp.saturating_to();
        let record = Record::active(ctx, *code_hash, &rules, now)?;
        self.starting_gas = frame.interpreter.gas.remaining();
        let price = ctx
            .chain
            .pages
            .gas(record.footprint)
            .saturating_add(record.call_gas(&rules));
        let gas = self
            .starting_gas
            .checked_sub(price)
            .ok_or(Ending::OutOfInk)?;
        self.pages_open_before = Some(ctx.chain.pages.open);
        ctx.chain.pages.open(record.footprint);
        // An active program was valid when it was activated, and its code hash names its code.
        let prepared =
            prepare(*code_hash, code.original_byte_slice(), &rules).map_err(|_| Ending::Failure)?;
        let machine = Machine::new(
            &prepared.compiled,
            gas.saturating_mul(PER_GAS),
            rules.max_stack_depth,
        );
        let call = call(ctx, inputs);
        let len = call.calldata.len() as u32;
        let run = self
            .run
            .insert(Run::new(call, machine.ok_or(Ending::Failure)?));
        if let Some(profile) = &mut ctx.chain.profile {
            profile.start(price);
        }
        Ok(instructions(ctx, run, |machine| machine.start(len)))
    }

    fn finish(
        &self,
        ctx: &mut ChainContext,
        frame: &EthFrame<EthInterpreter>,
        ending: Ending,
    ) -> InterpreterResult {
        let (result, output) = match (ending, &self.run) {
            (Ending::Status(0), Some(run)) => (InstructionResult::Return, run.output.clone()),
            (Ending::Status(_), Some(run)) => (InstructionResult::Revert, run.output.clone()),
            (Ending::Status(_) | Ending::Failure, _) => (InstructionResult::Revert, Bytes::new()),
            (Ending::OutOfInk, _) => (InstructionResult::OutOfGas, Bytes::new()),
            (Ending::Halt(reason), _) => {
                if ctx.chain.depth() == 1 {
                    ctx.chain.halt = Some(reason);
                }
                (InstructionResult::NotActivated, Bytes::new())
            }
        };
        self.settle(frame, result, output)
    }

    /// Works out the gas left. Return data costs at least what it would cost in the EVM.
    fn settle(
        &self,
        frame: &EthFrame<EthInterpreter>,
        result: InstructionResult,
        output: Bytes,
    ) -> InterpreterResult {
        let mut gas: Gas = frame.interpreter.gas;
        let least = if output.is_empty() {
            0
        } else {
            gas::evm_memory(output.len() as u64)
        };
        let Some(most_left) = self.starting_gas.checked_sub(least) else {
            gas.set_remaining(0);
            return InterpreterResult {
                result: InstructionResult::OutOfGas,
                output: Bytes::new(),
                gas,
            };
        };
        let left = self
            .run
            .as_ref()
            .map_or(0, |run| run.machine.ink() / PER_GAS);
        gas.set_remaining(if result.is_ok_or_revert() {
            left.min(most_left)
        } else {
            0
        });
        gas.record_refund(self.run.as_ref().map_or(0, |run| run.refund));
        InterpreterResult {
            result,
            output,
            gas,
        }
    }
}

fn resume(ctx: &mut ChainContext, run: &mut Run, answer: Option<Answer>) -> Stop {
    instructions(ctx, run, |machine| machine.resume(answer))
}

/// Lets the program run until it stops, and notes the ink that its instructions took.
fn instructions(
    ctx: &mut ChainContext,
    run: &mut Run,
    go: impl FnOnce(&mut Machine) -> Stop,
) -> Stop {
    let Some(profile) = &mut ctx.chain.profile else {
        return go(&mut run.machine);
    };
    let before = run.machine.ink();
    let stop = go(&mut run.machine);
    profile.spend(Item::Opcode, before - run.machine.ink());
    stop
}

fn call(ctx: &ChainContext, inputs: &CallInputs) -> Call {
    Call {
        address: inputs.target_address,
        caller: inputs.caller,
        value: inputs.value.get(),
        calldata: inputs.input.bytes_local(&ctx.local),
        is_static: inputs.is_static,
        reentrant: ctx.chain.is_reentrant(inputs.target_address),
    }
}

/// What a trap means. The stack goes before the ink, as in Nitro `crates/stylus/src/run.rs`.
fn trap(run: &Run) -> Ending {
    if run.machine.out_of_stack() {
        Ending::Halt(HaltReason::TooDeep)
    } else if run.machine.out_of_ink() {
        Ending::OutOfInk
    } else {
        Ending::Failure
    }
}

impl From<Escape> for Ending {
    fn from(escape: Escape) -> Self {
        match escape {
            Escape::OutOfInk => Self::OutOfInk,
            Escape::Exit(status) => Self::Status(status),
            Escape::Failure => Self::Failure,
        }
    }
}

impl From<Inactive> for Ending {
    fn from(inactive: Inactive) -> Self {
        Self::Halt(match inactive {
            Inactive::NotActivated => HaltReason::ProgramNotActivated,
            Inactive::NeedsUpgrade { .. } => HaltReason::ProgramNeedsUpgrade,
            Inactive::Expired { .. } => HaltReason::ProgramExpired,
        })
    }
}
