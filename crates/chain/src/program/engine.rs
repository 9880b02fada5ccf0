//! The WASM engine, wasmi, behind what a chain needs of it: a program runs until it calls a host function, hands that over, and is
//! resumed with the answer. So a host function sees the whole chain without the engine holding it, and nested calls need no
//! native stack.

use std::sync::{LazyLock, OnceLock};

use stylus_program::{HOOKS_MODULE, INK_LEFT, INK_STATUS, STACK_LEFT, VM_HOOKS, ValType};
use wasmi::{
    Config, Engine, Error, FuncType, Global, Linker, Memory, Module, Store, TrapCode,
    TypedResumableCall, TypedResumableCallHostTrap, Val,
};

/// Most parameters that a host function has.
const MAX_PARAMS: usize = 6;

/// More native frames than any program reaches before its own stack counter stops it: a frame takes at least four words.
const RECURSION: usize = 1 << 17;
/// Bytes of wasmi's value stack; a word of a program's stack takes at most a few of wasmi's cells.
const STACK_BYTES: usize = 64 << 20;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut config = Config::default();
    config.set_max_recursion_depth(RECURSION);
    config.set_max_stack_height(STACK_BYTES);
    config.set_max_cached_stacks(64);
    config
        .wasm_reference_types(false)
        .wasm_tail_call(false)
        .wasm_multi_memory(false);
    Engine::new(&config)
});

static LINKER: OnceLock<Linker<Pending>> = OnceLock::new();

/// A module made ready to run, shared by all instances.
#[derive(Clone, Debug)]
pub(crate) struct Compiled(Module);

impl Compiled {
    /// Translates an instrumented module. `None` if the engine refuses what the validation let pass.
    pub(crate) fn new(wasm: &[u8]) -> Option<Self> {
        Module::new(&ENGINE, wasm).ok().map(Self)
    }
}

/// The host function a program stopped at, and its arguments as the module passed them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Request {
    /// Index into [`VM_HOOKS`].
    pub(crate) hook: usize,
    args: [u64; MAX_PARAMS],
}

impl Request {
    /// An `i32` argument.
    pub(crate) const fn u32(&self, index: usize) -> u32 {
        self.args[index] as u32
    }

    /// An `i64` argument.
    pub(crate) const fn u64(&self, index: usize) -> u64 {
        self.args[index]
    }
}

/// The store's data: what the program waits for.
type Pending = Request;

/// Why a program stopped running.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It calls a host function.
    Hostio(Request),
    /// It returned this status.
    Returned(u32),
    /// It trapped, for whatever reason.
    Trapped,
}

/// One run of a program.
pub(crate) struct Machine {
    store: Store<Pending>,
    memory: Memory,
    ink_left: Global,
    ink_status: Global,
    stack_left: Global,
    state: State,
}

enum State {
    Ready(wasmi::TypedFunc<u32, u32>),
    Waiting(TypedResumableCallHostTrap<u32>),
    Over,
}

impl core::fmt::Debug for Machine {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Machine").finish_non_exhaustive()
    }
}

/// Carries nothing: it makes the engine stop and give the control back.
#[derive(Debug)]
struct Pause;

impl core::fmt::Display for Pause {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the program waits for its host")
    }
}

impl core::error::Error for Pause {}
impl wasmi::errors::HostError for Pause {}

impl Machine {
    /// Instantiates a module. `None` if that traps, which a validated module can do: a data segment may lie outside the memory.
    pub(crate) fn new(module: &Compiled, ink: u64, stack_words: u32) -> Option<Self> {
        let mut store = Store::new(&ENGINE, Pending::default());
        let instance = LINKER
            .get_or_init(linker)
            .instantiate_and_start(&mut store, &module.0)
            .ok()?;
        let global = |name| instance.get_global(&store, name);
        let machine = Self {
            memory: instance.get_memory(&store, "memory")?,
            ink_left: global(INK_LEFT)?,
            ink_status: global(INK_STATUS)?,
            stack_left: global(STACK_LEFT)?,
            state: State::Ready(instance.get_typed_func(&store, "user_entrypoint").ok()?),
            store,
        };
        Some(machine.with_budget(ink, stack_words))
    }

    fn with_budget(mut self, ink: u64, stack_words: u32) -> Self {
        self.set_ink(ink);
        set(
            &mut self.store,
            self.stack_left,
            Val::I32(stack_words as i32),
        );
        self
    }

    /// Starts the program with the length of its calldata.
    pub(crate) fn start(&mut self, calldata_len: u32) -> Stop {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Ready(entry) => {
                let outcome = entry.call_resumable(&mut self.store, calldata_len);
                self.stopped(outcome)
            }
            _ => Stop::Trapped,
        }
    }

    /// Answers the host function that the program waits for.
    pub(crate) fn resume(&mut self, answer: Option<Answer>) -> Stop {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Waiting(call) => {
                let outcome = match answer {
                    Some(Answer::I32(value)) => {
                        call.resume(&mut self.store, &[Val::I32(value as i32)])
                    }
                    Some(Answer::I64(value)) => {
                        call.resume(&mut self.store, &[Val::I64(value as i64)])
                    }
                    None => call.resume(&mut self.store, &[]),
                };
                self.stopped(outcome)
            }
            _ => Stop::Trapped,
        }
    }

    fn stopped(&mut self, outcome: Result<TypedResumableCall<u32>, Error>) -> Stop {
        match outcome {
            Ok(TypedResumableCall::Finished(status)) => Stop::Returned(status),
            Ok(TypedResumableCall::HostTrap(call)) => {
                self.state = State::Waiting(call);
                Stop::Hostio(*self.store.data())
            }
            Ok(TypedResumableCall::OutOfFuel(_)) => Stop::Trapped,
            Err(error) => {
                if error.as_trap_code() == Some(TrapCode::StackOverflow) {
                    // The engine's own limit counts as the program's, should it ever come first.
                    set(&mut self.store, self.stack_left, Val::I32(0));
                }
                Stop::Trapped
            }
        }
    }

    /// The program's memory.
    pub(crate) fn memory(&self) -> &[u8] {
        self.memory.data(&self.store)
    }

    /// The program's memory, to write to.
    pub(crate) fn memory_mut(&mut self) -> &mut [u8] {
        self.memory.data_mut(&mut self.store)
    }

    /// Ink left; 0 if a charge could not be paid.
    pub(crate) fn ink(&self) -> u64 {
        match self.ink_left.get(&self.store) {
            Val::I64(ink) => ink as u64,
            _ => 0,
        }
    }

    /// Sets the ink left.
    pub(crate) fn set_ink(&mut self, ink: u64) {
        set(&mut self.store, self.ink_left, Val::I64(ink as i64));
    }

    /// Whether a charge of the instrumentation could not be paid.
    pub(crate) fn out_of_ink(&self) -> bool {
        matches!(self.ink_status.get(&self.store), Val::I32(status) if status != 0)
    }

    /// Whether the program overflowed its stack.
    pub(crate) fn out_of_stack(&self) -> bool {
        matches!(self.stack_left.get(&self.store), Val::I32(0))
    }
}

/// The result of a host function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    I32(u32),
    I64(u64),
}

fn set(store: &mut Store<Pending>, global: Global, value: Val) {
    // The globals are the instrumentation's own: mutable and of these types.
    global
        .set(store, value)
        .expect("an instrumented module has its meters");
}

/// Every host function stops the program; what it does is decided outside.
fn linker() -> Linker<Pending> {
    let mut linker = Linker::new(&ENGINE);
    for (hook, function) in VM_HOOKS.iter().enumerate() {
        let ty = FuncType::new(
            function.params.iter().map(value_type),
            function.results.iter().map(value_type),
        );
        linker
            .func_new(
                HOOKS_MODULE,
                function.name,
                ty,
                move |mut caller, params, _| {
                    let mut request = Request {
                        hook,
                        ..Request::default()
                    };
                    for (slot, param) in request.args.iter_mut().zip(params) {
                        *slot = match param {
                            Val::I32(value) => u64::from(*value as u32),
                            Val::I64(value) => *value as u64,
                            _ => 0,
                        };
                    }
                    *caller.data_mut() = request;
                    Err(Error::host(Pause))
                },
            )
            .expect("the names of host functions differ");
    }
    linker
}

fn value_type(ty: &ValType) -> wasmi::ValType {
    match ty {
        ValType::I64 => wasmi::ValType::I64,
        _ => wasmi::ValType::I32,
    }
}
