//! Random programs: instrumented they do what they did before, and pay what an independent count says.

mod harness;
mod tracer;

use std::collections::HashSet;

use harness::{Ending, PLENTY, Run, parse, run_bare, run_with};
use stylus_program::{InvalidModule, Module, Rules};
use tracer::Tracer;
use wasm_smith::{Config, InstructionKind, InstructionKinds};

/// Enough that generated programs never overflow: they are bounded by their own fuel.
const STACK: u32 = u32::MAX;
/// Jumps back and calls that a generated program may make before it traps.
const FUEL: u32 = 300;

#[test]
fn random_programs_are_unchanged_and_pay_exactly() {
    let mut tally = Tally::default();
    for seed in 0..600 {
        let Some(wasm) = generate(seed, true) else {
            continue;
        };
        let module = parse(&wasm, &harness::RULES);
        for argument in [0, 1, -7] {
            compare(&module, argument, seed, &mut tally);
        }
    }
    tally.check();
}

#[test]
fn random_programs_without_multi_value() {
    let mut tally = Tally::default();
    for seed in 10_000..10_200 {
        let Some(wasm) = generate(seed, false) else {
            continue;
        };
        compare(&parse(&wasm, &Rules::strict()), 3, seed, &mut tally);
    }
    assert!(
        tally.returned > 20,
        "only {} programs returned",
        tally.returned
    );
}

/// Generated programs rarely have three suitable operands at hand: these consist of little else.
#[test]
fn random_copies_fills_and_growth() {
    let mut tally = Tally::default();
    for seed in 20_000..20_200 {
        let module = harness::module(&memory_program(&random_bytes(seed, 256)));
        compare(&module, 2, seed, &mut tally);
    }
    for name in ["MemoryCopy", "MemoryFill"] {
        assert!(tally.opcodes.contains(name), "{name} never ran");
    }
    assert!(
        tally.returned > 50,
        "only {} programs returned",
        tally.returned
    );
    assert!(
        tally.trapped > 20,
        "only {} programs trapped",
        tally.trapped
    );
    assert!(
        tally.grew > 50,
        "only {} programs grew their memory",
        tally.grew
    );
}

/// A program that moves memory about, mostly inside its bounds and often right at them.
fn memory_program(random: &[u8]) -> String {
    let mut random = random.iter().map(|byte| u32::from(*byte));
    let mut next = || random.next().expect("enough for every program");
    let mut body = String::new();
    for _ in 0..2 + next() % 8 {
        let size = next() % 7 * next();
        let mut place = || match next() % 8 {
            0 => 65_536 - size,
            1 => 65_536 - size + next() % 2,
            _ => next() * 200,
        };
        let (one, other) = (place(), place());
        body += &match next() % 4 {
            0 => format!("(memory.fill (i32.const {one}) (local.get 0) (i32.const {size}))"),
            1 => format!(
                "(i32.store8 (i32.const {one}) (i32.load16_u (i32.const {})))",
                other.min(65_534)
            ),
            2 => format!("(drop (memory.grow (i32.const {})))", next() % 3),
            _ => format!("(memory.copy (i32.const {one}) (i32.const {other}) (i32.const {size}))"),
        };
    }
    format!(
        r#"(module (import "vm_hooks" "pay_for_memory_grow" (func (param i32))) (memory (export "memory") 1 4)
            (func (export "user_entrypoint") (param i32) (result i32) {body} (i32.load8_u (i32.const 65535)))
            (data (i32.const 100) "some text to move about"))"#
    )
}

/// What was seen, so that the test cannot pass by generating nothing of interest.
#[derive(Default)]
struct Tally {
    returned: u32,
    trapped: u32,
    grew: u32,
    jumped_out: u32,
    exhausted: u32,
    opcodes: HashSet<&'static str>,
}

impl Tally {
    fn check(&self) {
        assert!(self.returned > 100, "only {} runs returned", self.returned);
        assert!(self.trapped > 100, "only {} runs trapped", self.trapped);
        assert!(
            self.exhausted > 100,
            "only {} runs were cut short",
            self.exhausted
        );
        assert!(self.grew > 5, "only {} runs grew their memory", self.grew);
        assert!(
            self.jumped_out > 5,
            "only {} runs jumped to an outermost label",
            self.jumped_out
        );
        for name in [
            "BrTable",
            "BrIf",
            "Br",
            "If",
            "Else",
            "Loop",
            "Call",
            "CallIndirect",
            "Return",
        ] {
            assert!(self.opcodes.contains(name), "{name} never ran");
        }
    }
}

/// Runs a program bare, instrumented and traced.
fn compare(module: &Module, argument: i32, seed: u64, tally: &mut Tally) {
    let (bare, bare_memory) = run_bare(module.wasm(), argument);
    let run = run_with(module, argument, PLENTY, STACK);
    let mut tracer = Tracer::load(module.wasm());
    let traced = tracer.run(argument).ok();

    assert_eq!(
        traced, bare,
        "seed {seed}: the tracer disagrees with the engine"
    );
    assert!(
        tracer.memory == bare_memory,
        "seed {seed}: the tracer's memory differs from the engine's"
    );
    let expected = bare.map_or(Ending::Trap, Ending::Status);
    assert_eq!(run.ending, expected, "seed {seed}");
    assert!(run.memory == bare_memory, "seed {seed}: memory differs");
    assert_eq!(run.ink, tracer.ink, "seed {seed}: ink differs");
    assert_eq!(
        run.host.grown, tracer.grown,
        "seed {seed}: other growth was announced"
    );
    if bare.is_some() {
        let words: Vec<u32> = module.frame_words().collect();
        let lost: u32 = tracer
            .jumped_out
            .iter()
            .map(|(function, times)| words[*function] * times)
            .sum();
        assert_eq!(run.stack, STACK - lost, "seed {seed}: stack words");
    }
    exhaust(module, argument, seed, &run);
    note(&tracer, bare.is_some(), &run, tally);
}

/// One unit less than needed is not enough, and exactly as much is.
fn exhaust(module: &Module, argument: i32, seed: u64, run: &Run) {
    let exact = run_with(module, argument, run.ink, STACK);
    assert_eq!(
        (&exact.ending, exact.ink),
        (&run.ending, run.ink),
        "seed {seed}: exact ink"
    );
    let short = run_with(module, argument, run.ink - 1, STACK);
    assert_eq!(
        short.ending,
        Ending::OutOfInk,
        "seed {seed}: one unit short"
    );
    let half = run_with(module, argument, run.ink / 2, STACK);
    assert_eq!(half.ending, Ending::OutOfInk, "seed {seed}: half the ink");
    assert!(
        half.ink <= run.ink / 2,
        "seed {seed}: more spent than there was"
    );
}

fn note(tracer: &Tracer<'_>, returned: bool, run: &Run, tally: &mut Tally) {
    *(if returned {
        &mut tally.returned
    } else {
        &mut tally.trapped
    }) += 1;
    tally.exhausted += 1;
    tally.grew += u32::from(run.memory.len() > 65_536);
    tally.jumped_out += u32::from(!tracer.jumped_out.is_empty());
    tally.opcodes.extend(&tracer.seen);
}

/// A valid program made of random bytes, or nothing if they ran out too early.
fn generate(seed: u64, multi_value: bool) -> Option<Vec<u8>> {
    let shape = r#"(module
        (import "vm_hooks" "pay_for_memory_grow" (func (param i32))) (import "vm_hooks" "block_number" (func (result i64)))
        (memory (export "memory") 1 3) (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#;
    let kinds = [
        InstructionKind::Numeric,
        InstructionKind::Parametric,
        InstructionKind::Variable,
        InstructionKind::Memory,
        InstructionKind::Control,
    ];
    let config = Config {
        module_shape: Some(wat::parse_str(shape).unwrap()),
        allowed_instructions: InstructionKinds::new(&kinds),
        allow_floats: false,
        allow_start_export: false,
        bulk_memory_enabled: true,
        exceptions_enabled: false,
        extended_const_enabled: false,
        compact_imports_enabled: false,
        gc_enabled: false,
        max_data_segments: 0,
        max_elements: 10,
        max_instructions: 200,
        max_memories: 1,
        max_tables: 1,
        min_tables: 1,
        max_table_elements: 20,
        memory64_enabled: false,
        multi_value_enabled: multi_value,
        reference_types_enabled: false,
        relaxed_simd_enabled: false,
        saturating_float_to_int_enabled: false,
        simd_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        ..Config::default()
    };
    let bytes = random_bytes(seed, 4096);
    let mut module =
        wasm_smith::Module::new(config, &mut arbitrary::Unstructured::new(&bytes)).ok()?;
    module.ensure_termination(FUEL).ok()?;
    let wasm = module.to_bytes();
    // Its table segments may lie anywhere: these would trap at the start.
    let outside = matches!(
        Module::parse(&wasm, &harness::RULES),
        Err(InvalidModule::ElementSegment(_))
    );
    (!outside).then_some(wasm)
}

/// SplitMix64.
fn random_bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut next = move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    };
    (0..length / 8).flat_map(|_| next().to_le_bytes()).collect()
}
