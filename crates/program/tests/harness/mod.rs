//! Running a module, bare or instrumented, on the engine that the embedded chain uses.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use stylus_program::{
    ENTRYPOINT, INK_LEFT, INK_STATUS, MEMORY, Module, Rules, STACK_LEFT, instrument,
};
use wasmi::{Caller, Config, Engine, Instance, Linker, Store, Val};

/// Rules that allow everything some chain allowed.
pub const RULES: Rules = Rules::arbos(40);
/// Ink that is enough for every test that does not run out on purpose.
pub const PLENTY: u64 = 1 << 40;

/// What the host functions saw.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// Arguments of `pay_for_memory_grow`.
    pub grown: Vec<i32>,
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ending {
    /// The entry point returned this status.
    Status(i32),
    /// Ink ran out.
    OutOfInk,
    /// Stack words ran out.
    StackOverflow,
    /// Another trap.
    Trap,
}

/// A run's outcome.
#[derive(Debug)]
pub struct Run {
    pub ending: Ending,
    /// Ink used.
    pub ink: u64,
    /// Words of stack left.
    pub stack: u32,
    /// The final memory.
    pub memory: Vec<u8>,
    pub host: Host,
}

/// Parses WAT under [`RULES`].
pub fn module(wat: &str) -> Module {
    parse(
        &wat::parse_str(wat).expect("the test's WAT is valid"),
        &RULES,
    )
}

/// Parses a module that is known to be good.
pub fn parse(wasm: &[u8], rules: &Rules) -> Module {
    Module::parse(wasm, rules).unwrap_or_else(|error| panic!("refused: {error}"))
}

/// A program whose entry point has this body, with one fixed page of memory.
pub fn program(body: &str) -> Module {
    module(&program_wat(body))
}

/// The text of [`program`].
pub fn program_wat(body: &str) -> String {
    format!(
        r#"(module
            (memory (export "memory") 1 1)
            (func (export "user_entrypoint") (param i32) (result i32) {body}))"#
    )
}

/// Runs an instrumented module with plenty of ink and stack.
pub fn run(module: &Module, argument: i32) -> Run {
    run_with(module, argument, PLENTY, RULES.max_stack_depth)
}

/// Runs an instrumented module.
pub fn run_with(module: &Module, argument: i32, ink: u64, stack: u32) -> Run {
    let (mut store, instance) = instantiate(&instrument(module));
    set(&mut store, instance, INK_LEFT, Val::I64(ink.cast_signed()));
    set(
        &mut store,
        instance,
        STACK_LEFT,
        Val::I32(stack.cast_signed()),
    );
    let result = call(&mut store, instance, argument);
    let Val::I64(left) = get(&store, instance, INK_LEFT) else {
        panic!("ink is an i64")
    };
    let Val::I32(status) = get(&store, instance, INK_STATUS) else {
        panic!("the status is an i32")
    };
    let Val::I32(stack) = get(&store, instance, STACK_LEFT) else {
        panic!("the stack is an i32")
    };
    let ending = match result {
        Some(value) => Ending::Status(value),
        None if status != 0 => Ending::OutOfInk,
        None if stack == 0 => Ending::StackOverflow,
        None => Ending::Trap,
    };
    let memory = memory(&store, instance);
    Run {
        ending,
        ink: ink.wrapping_sub(left.cast_unsigned()),
        stack: stack.cast_unsigned(),
        memory,
        host: store.into_data(),
    }
}

/// Runs a module as it is; `None` stands for a trap.
pub fn run_bare(wasm: &[u8], argument: i32) -> (Option<i32>, Vec<u8>) {
    let (mut store, instance) = instantiate(wasm);
    let result = call(&mut store, instance, argument);
    (result, memory(&store, instance))
}

fn instantiate(wasm: &[u8]) -> (Store<Host>, Instance) {
    let mut config = Config::default();
    // The module's own count of stack words has to be what ends a recursion: no frame has fewer than six.
    config
        .set_max_recursion_depth(RULES.max_stack_depth as usize / 6 + 1)
        .set_max_stack_height(1 << 26);
    let engine = Engine::new(&config);
    let module =
        wasmi::Module::new(&engine, wasm).expect("the engine takes what passed validation");
    let mut linker = Linker::new(&engine);
    linker
        .func_wrap(
            "vm_hooks",
            "pay_for_memory_grow",
            |mut caller: Caller<'_, Host>, pages: i32| {
                caller.data_mut().grown.push(pages);
            },
        )
        .expect("defined once");
    linker
        .func_wrap("vm_hooks", "block_number", || 7_i64)
        .expect("defined once");
    let mut store = Store::new(&engine, Host::default());
    let instance = linker
        .instantiate_and_start(&mut store, &module)
        .expect("all imports are defined");
    (store, instance)
}

fn call(store: &mut Store<Host>, instance: Instance, argument: i32) -> Option<i32> {
    let entrypoint = instance
        .get_typed_func::<i32, i32>(&*store, ENTRYPOINT)
        .expect("validated");
    entrypoint.call(store, argument).ok()
}

fn set(store: &mut Store<Host>, instance: Instance, name: &str, value: Val) {
    instance
        .get_global(&*store, name)
        .expect("exported")
        .set(store, value)
        .expect("mutable");
}

fn get(store: &Store<Host>, instance: Instance, name: &str) -> Val {
    instance
        .get_global(store, name)
        .expect("exported")
        .get(store)
}

fn memory(store: &Store<Host>, instance: Instance) -> Vec<u8> {
    instance
        .get_memory(store, MEMORY)
        .expect("exported")
        .data(store)
        .to_vec()
}
