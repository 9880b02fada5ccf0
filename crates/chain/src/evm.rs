//! The EVM: revm, extended through its traits. A call of a program gets an ordinary frame of revm, which keeps depth, checkpoint,
//! gas and return data; beside it lies the program's own run, and the frame is driven by that instead of by the interpreter.

mod frame;
mod handler;
mod scope;

use core::convert::Infallible;

use revm::{
    context::{BlockEnv, CfgEnv, Context, Evm, FrameStack, Journal, TxEnv},
    context_interface::{Cfg, context::ContextError},
    handler::{
        EthFrame, EvmTr, FrameInitOrResult, FrameResult, ItemOrResult, evm::FrameInitResult,
        instructions::EthInstructions,
    },
    interpreter::{
        FrameInput, InstructionResult, Interpreter, InterpreterAction,
        interpreter::EthInterpreter,
        interpreter_action::FrameInit,
        interpreter_types::{Jumps, LoopControl},
    },
};

pub(crate) use handler::{ExecutionError, StylusHandler};
pub(crate) use scope::TxScope;

use crate::{
    arbos::precompiles::ArbPrecompiles,
    profile::{Item, Profile},
    state::State,
};
use frame::ProgramFrame;
use stylus_program::figures::ink::PER_GAS;

/// The EVM's context over our state.
pub(crate) type ChainContext = Context<BlockEnv, TxEnv, CfgEnv, State, Journal<State>, TxScope>;

type Frame = EthFrame<EthInterpreter>;
type Instructions = EthInstructions<EthInterpreter, ChainContext>;
type Fatal = ContextError<Infallible>;

/// revm's EVM whose call frames may also run Stylus programs.
pub(crate) struct StylusEvm {
    pub(crate) inner: Evm<ChainContext, (), Instructions, ArbPrecompiles, Frame>,
    /// The programs among the frames, innermost last.
    programs: Vec<ProgramFrame>,
}

impl StylusEvm {
    pub(crate) fn new(ctx: ChainContext, arbos_version: u64) -> Self {
        let spec = *ctx.cfg.spec();
        Self {
            inner: Evm::new(
                ctx,
                EthInstructions::new_mainnet_with_spec(spec),
                ArbPrecompiles::new(spec, arbos_version),
            ),
            programs: Vec::new(),
        }
    }

    /// Forgets what a transaction left behind, and starts the scope of the next one.
    pub(crate) fn begin(&mut self, scope: TxScope) {
        self.programs.clear();
        self.inner.ctx.chain = scope;
    }

    /// The program that runs in the innermost frame, if it is one.
    fn top_program(&mut self) -> Option<&mut ProgramFrame> {
        let index = self.inner.frame_stack.index();
        self.programs
            .last_mut()
            .filter(|program| Some(program.index) == index)
    }

    fn run_program(&mut self) -> Option<InterpreterAction> {
        let index = self.inner.frame_stack.index();
        let program = self
            .programs
            .last_mut()
            .filter(|program| Some(program.index) == index)?;
        Some(program.run(&mut self.inner.ctx, self.inner.frame_stack.get()))
    }

    /// Notes what a creation paid for the code it leaves.
    fn note_deposit(&mut self, result: &FrameResult) {
        if let FrameResult::Create(created) = result
            && created.result.is_ok()
            && let Some(profile) = &mut self.inner.ctx.chain.profile
        {
            let params = self.inner.ctx.cfg.gas_params();
            let gas = params.code_deposit_cost(created.result.output.len());
            profile.spend(Item::Creation, gas.saturating_mul(PER_GAS));
        }
    }

    fn run_interpreter(&mut self) -> InterpreterAction {
        let frame = self.inner.frame_stack.get();
        let instructions = &self.inner.instruction;
        let ctx = &mut self.inner.ctx;
        let mut action = match ctx.chain.profile.take() {
            None => frame.interpreter.run_plain(
                instructions.instruction_table(),
                instructions.gas_table(),
                ctx,
            ),
            Some(mut profile) => {
                let action = run_profiled(&mut frame.interpreter, instructions, ctx, &mut profile);
                ctx.chain.profile = Some(profile);
                action
            }
        };
        if frame.data.is_create() {
            refuse_foreign_ef_code(&mut action);
        }
        action
    }
}

/// As the interpreter's own loop, with a note of what each instruction cost.
fn run_profiled(
    interpreter: &mut Interpreter<EthInterpreter>,
    instructions: &Instructions,
    ctx: &mut ChainContext,
    profile: &mut Profile,
) -> InterpreterAction {
    let failure = loop {
        let opcode = interpreter.bytecode.opcode();
        let before = interpreter.gas.remaining();
        let step = interpreter.step(
            instructions.instruction_table(),
            instructions.gas_table(),
            ctx,
        );
        let given = match interpreter.bytecode.action() {
            Some(InterpreterAction::NewFrame(input)) => gas_given(input),
            _ => 0,
        };
        let spent = before.saturating_sub(interpreter.gas.remaining());
        profile.instruction(opcode, spent.saturating_sub(given));
        if let Err(failure) = step {
            break failure;
        }
    };
    if interpreter.bytecode.action().is_none() {
        interpreter.halt(failure);
    }
    interpreter.take_next_action()
}

/// Gas that a new frame starts with. A stipend is part of it, so what is left of the call's price is smaller by as much.
fn gas_given(input: &FrameInput) -> u64 {
    match input {
        FrameInput::Call(inputs) => inputs.gas_limit,
        FrameInput::Create(inputs) => inputs.gas_limit(),
        FrameInput::Empty => 0,
    }
}

/// EIP-3541, relaxed for programs: no other code may start 0xEF.
fn refuse_foreign_ef_code(action: &mut InterpreterAction) {
    if let InterpreterAction::Return(result) = action
        && result.result.is_ok()
        && result.output.first() == Some(&0xEF)
        && !stylus_program::is_program(&result.output)
    {
        result.result = InstructionResult::CreateContractStartingWithEF;
    }
}

impl EvmTr for StylusEvm {
    type Context = ChainContext;
    type Instructions = Instructions;
    type Precompiles = ArbPrecompiles;
    type Frame = Frame;

    fn all(
        &self,
    ) -> (
        &ChainContext,
        &Instructions,
        &ArbPrecompiles,
        &FrameStack<Frame>,
    ) {
        self.inner.all()
    }

    fn all_mut(
        &mut self,
    ) -> (
        &mut ChainContext,
        &mut Instructions,
        &mut ArbPrecompiles,
        &mut FrameStack<Frame>,
    ) {
        self.inner.all_mut()
    }

    fn frame_init(&mut self, input: FrameInit) -> Result<FrameInitResult<'_, Frame>, Fatal> {
        if let Some(tracer) = &mut self.inner.ctx.chain.tracer {
            tracer.open(&input.frame_input, &self.inner.ctx.local);
        }
        match self.inner.frame_init(input)? {
            ItemOrResult::Result(result) => {
                // A frame that ends before it runs is a precompile, costs nothing, or failed.
                if let Some(profile) = &mut self.inner.ctx.chain.profile {
                    let gas = result.interpreter_result().gas.total_gas_spent();
                    profile.spend(Item::Precompile, gas.saturating_mul(PER_GAS));
                }
                if let Some(tracer) = &mut self.inner.ctx.chain.tracer {
                    tracer.close(&result);
                }
                return Ok(ItemOrResult::Result(result));
            }
            ItemOrResult::Item(frame) => {
                let is_program = frame::is_program(frame);
                let span = scope::Span::of(frame);
                self.inner.ctx.chain.enter(span);
                if is_program && let Some(index) = self.inner.frame_stack.index() {
                    self.programs.push(ProgramFrame::new(index));
                }
            }
        }
        Ok(ItemOrResult::Item(self.inner.frame_stack.get()))
    }

    fn frame_run(&mut self) -> Result<FrameInitOrResult<Frame>, Fatal> {
        let action = match self.run_program() {
            Some(action) => action,
            None => self.run_interpreter(),
        };
        let frame = self.inner.frame_stack.get();
        frame
            .process_next_action(&mut self.inner.ctx, action)
            .inspect(|next| {
                if next.is_result() {
                    frame.set_finished(true);
                }
            })
    }

    fn frame_return_result(&mut self, result: FrameResult) -> Result<Option<FrameResult>, Fatal> {
        if self.inner.frame_stack.get().is_finished() {
            self.inner.ctx.chain.leave();
            self.note_deposit(&result);
            if let Some(tracer) = &mut self.inner.ctx.chain.tracer {
                tracer.close(&result);
            }
            if let Some(program) = self.top_program() {
                let pages = program.pages_open_before;
                self.inner.ctx.chain.pages.open = pages.unwrap_or(self.inner.ctx.chain.pages.open);
                self.programs.pop();
            }
        }
        let nested = (!self.programs.is_empty()).then(|| frame::nested(&result));
        let last = self.inner.frame_return_result(result)?;
        if last.is_none()
            && let Some(program) = self.top_program()
        {
            program.nested = nested;
            // revm left the call's result on the interpreter's stack, where nobody will read it.
            let _ = self.inner.frame_stack.get().interpreter.stack.pop();
        }
        Ok(last)
    }
}
