//! Small programs written as WAT, and the chain they run on.

use stylus_chain::{Address, Bytes, Chain, ChainConfig, Outcome, Status, Tx, U256};
use stylus_program::VM_HOOKS;

/// Sender of all transactions of a test, unless it says otherwise.
pub(crate) const ALICE: Address = Address::repeat_byte(0xA1);

/// WAT of a module with the named host functions imported, two pages of memory, an entrypoint with this body (parameter `$len`, one
/// `i32` result), and whatever else.
pub(crate) fn module(hooks: &[&str], body: &str, rest: &str) -> Vec<u8> {
    module_with_pages(2, hooks, body, rest)
}

/// The same with another size of memory.
pub(crate) fn module_with_pages(pages: u16, hooks: &[&str], body: &str, rest: &str) -> Vec<u8> {
    let imports: String = hooks.iter().map(|name| import(name)).collect();
    let text = format!(
        r#"(module {imports} (memory (export "memory") {pages} {pages})
            (func (export "user_entrypoint") (param $len i32) (result i32) (local $i i32) (local $j i64) {body}) {rest})"#
    );
    wat::parse_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn import(name: &str) -> String {
    let hook = VM_HOOKS
        .iter()
        .find(|hook| hook.name == name)
        .unwrap_or_else(|| panic!("no host function {name}"));
    let list = |types: &[stylus_program::ValType]| {
        types.iter().map(|t| format!(" {t}")).collect::<String>()
    };
    let (params, results) = (list(hook.params), list(hook.results));
    format!(r#"(import "vm_hooks" "{name}" (func ${name} (param{params}) (result{results})))"#)
}

/// A chain with a rich [`ALICE`].
pub(crate) fn chain() -> Chain {
    let mut chain = Chain::new(ChainConfig::default());
    chain.fund(ALICE, U256::from(10).pow(U256::from(24)));
    chain
}

/// Deploys a module without constructor.
pub(crate) fn deploy(chain: &mut Chain, wasm: &[u8]) -> Address {
    chain
        .deploy_program(ALICE, wasm, None)
        .unwrap_or_else(|e| panic!("{e}"))
        .address
}

/// Calls from [`ALICE`], committing nothing.
pub(crate) fn call(chain: &mut Chain, to: Address, data: impl Into<Bytes>) -> Outcome {
    chain
        .call(Tx::call(ALICE, to, data))
        .expect("the call is executed")
}

/// What a successful call returns.
pub(crate) fn returned(chain: &mut Chain, to: Address, data: impl Into<Bytes>) -> Bytes {
    let outcome = call(chain, to, data);
    assert_eq!(outcome.status, Status::Success, "{outcome:?}");
    outcome.output
}
