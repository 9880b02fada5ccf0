//! A case, and the program that it becomes.

use stylus_chain::{Address, Bytes, Chain, ChainConfig, Outcome, Status, Tx, U256};
use stylus_program::{Hook, VM_HOOKS};

/// Who calls.
pub(crate) const ALICE: Address = Address::repeat_byte(0xA1);
/// An account with a balance and without code; cold in every transaction.
pub(crate) const BOB: Address = Address::repeat_byte(0xB0);
/// An account with 100 bytes of code, the first of which stops; cold in every transaction.
pub(crate) const CODE: Address = Address::repeat_byte(0xC0);
/// EVM code that uses up all the gas it gets.
pub(crate) const BURNER: Address = Address::repeat_byte(0xFE);
/// An account that does not exist.
pub(crate) const NOBODY: Address = Address::repeat_byte(0x90);

/// What the two readings cost themselves; see the head of `main.rs`.
const READINGS: u64 = 2_450 + 210 + 3_800 + 8_400;

/// Instructions, and their ink.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// Host functions they use.
    pub(crate) hooks: Vec<&'static str>,
    /// What happens before the first reading.
    pub(crate) setup: String,
    /// The instructions.
    pub(crate) body: String,
    /// Functions, globals, tables that they need.
    pub(crate) rest: String,
    /// Memory: pages at the start and at most.
    pub(crate) pages: Option<(u16, u16)>,
    pub(crate) calldata: Vec<u8>,
    /// Slots of the program's storage before, by their number.
    pub(crate) slots: Vec<(u64, u64)>,
    pub(crate) ink: u64,
}

impl Case {
    pub(crate) fn new(name: impl Into<String>, body: impl Into<String>, ink: u64) -> Self {
        Self {
            name: name.into(),
            body: body.into(),
            ink,
            ..Self::default()
        }
    }

    pub(crate) fn with(mut self, hooks: &[&'static str]) -> Self {
        self.hooks.extend_from_slice(hooks);
        self
    }

    pub(crate) fn after(mut self, setup: impl Into<String>) -> Self {
        self.setup = setup.into();
        self
    }

    pub(crate) fn beside(mut self, rest: impl Into<String>) -> Self {
        self.rest = rest.into();
        self
    }

    pub(crate) fn in_pages(mut self, start: u16, most: u16) -> Self {
        self.pages = Some((start, most));
        self
    }

    pub(crate) fn given(mut self, calldata: Vec<u8>) -> Self {
        self.calldata = calldata;
        self
    }

    pub(crate) fn on(mut self, slots: &[(u64, u64)]) -> Self {
        self.slots = slots.to_vec();
        self
    }

    /// Memory: an address at 0 (20 bytes), at 100 a word that is 1, at 200 a word with all bits set.
    fn wasm(&self) -> Vec<u8> {
        let mut hooks = self.hooks.clone();
        hooks.extend(["evm_ink_left", "write_result"]);
        hooks.sort_unstable();
        hooks.dedup();
        let (start, most) = self.pages.unwrap_or((2, 2));
        if start != most && !hooks.contains(&"pay_for_memory_grow") {
            hooks.push("pay_for_memory_grow");
        }
        let imports: String = hooks.iter().map(|name| import(name)).collect();
        let (setup, body, rest) = (&self.setup, &self.body, &self.rest);
        let ones = r"\ff".repeat(32);
        let text = format!(
            r#"(module {imports} (memory (export "memory") {start} {most})
            (data (i32.const 131) "\01") (data (i32.const 200) "{ones}")
            (func (export "user_entrypoint") (param $len i32) (result i32) (local $i i32) (local $j i64) (local $before i64) (local $after i64)
              {setup}
              (local.set $before (call $evm_ink_left))
              {body}
              (local.set $after (call $evm_ink_left))
              (i64.store (i32.const 0) (local.get $before)) (i64.store (i32.const 8) (local.get $after))
              (call $write_result (i32.const 0) (i32.const 16)) (i32.const 0)) {rest})"#
        );
        wat::parse_str(&text).unwrap_or_else(|e| panic!("{}: {e}\n{text}", self.name))
    }
}

fn import(name: &str) -> String {
    let hook: &Hook = VM_HOOKS
        .iter()
        .find(|hook| hook.name == name)
        .expect("a host function");
    let list = |types: &[stylus_program::ValType]| {
        types.iter().map(|t| format!(" {t}")).collect::<String>()
    };
    format!(
        r#"(import "vm_hooks" "{name}" (func ${name} (param{}) (result{})))"#,
        list(hook.params),
        list(hook.results)
    )
}

/// WAT that writes an address to memory at 0, byte by byte.
pub(crate) fn address_at_0(address: Address) -> String {
    bytes_at(0, address.as_slice())
}

pub(crate) fn bytes_at(place: usize, bytes: &[u8]) -> String {
    let bytes = bytes.iter().enumerate();
    bytes
        .map(|(i, b)| format!("(i32.store8 (i32.const {}) (i32.const {b}))", place + i))
        .collect()
}

/// A chain with the accounts above and a case's program.
pub(crate) struct Scene {
    pub(crate) chain: Chain,
    pub(crate) program: Address,
}

impl Scene {
    pub(crate) fn new(case: &Case) -> Self {
        Self::with(case, ChainConfig::default())
    }

    pub(crate) fn with(case: &Case, config: ChainConfig) -> Self {
        let mut chain = Chain::new(ChainConfig {
            tx_gas_limit: 1_000_000_000,
            ..config
        });
        let ether = U256::from(10).pow(U256::from(18));
        chain.fund(ALICE, ether);
        chain.fund(BOB, ether);
        chain.set_code(CODE, Bytes::from(vec![0; 100]));
        chain.set_code(BURNER, Bytes::from_static(&[0xfe]));
        let program = chain
            .deploy_program(ALICE, &case.wasm(), None)
            .unwrap_or_else(|e| panic!("{}: {e}", case.name))
            .address;
        chain.fund(program, ether);
        for (slot, value) in &case.slots {
            chain.set_storage(program, U256::from(*slot), U256::from(*value));
        }
        Self { chain, program }
    }

    pub(crate) fn run(&mut self, case: &Case) -> Outcome {
        let tx = Tx::call(ALICE, self.program, case.calldata.clone());
        self.chain.call(tx).expect("the call is executed")
    }

    /// The two readings.
    pub(crate) fn readings(&mut self, case: &Case) -> (u64, u64) {
        let outcome = self.run(case);
        assert_eq!(outcome.status, Status::Success, "{}", case.name);
        let word = |at: usize| {
            u64::from_le_bytes(outcome.output[at..at + 8].try_into().expect("eight bytes"))
        };
        (word(0), word(8))
    }

    /// Ink of the instructions.
    pub(crate) fn ink(&mut self, case: &Case) -> u64 {
        let (before, after) = self.readings(case);
        before - after - READINGS
    }
}
