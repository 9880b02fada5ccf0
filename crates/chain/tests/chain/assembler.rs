//! EVM bytecode from mnemonics, for contracts too small for a compiler.

use revm::bytecode::opcode::OpCode;
use stylus_chain::Bytes;

/// Assembles mnemonics separated by white space. `PUSH1 0x2a` takes its operand in hex; `@name` pushes the position of `name:`, which
/// also is a `JUMPDEST`; whatever follows `;` on a line is a comment.
pub(crate) fn assemble(text: &str) -> Vec<u8> {
    let mut code = Vec::new();
    let mut labels = Vec::new();
    let mut uses = Vec::new();
    let tokens = text.lines().flat_map(|line| {
        line.split(';')
            .next()
            .unwrap_or_default()
            .split_whitespace()
    });
    for token in tokens {
        if let Some(name) = token.strip_prefix('@') {
            code.push(op("PUSH2"));
            uses.push((name, code.len()));
            code.extend([0, 0]);
        } else if let Some(name) = token.strip_suffix(':') {
            labels.push((name, code.len() as u16));
            code.push(op("JUMPDEST"));
        } else if let Some(hex) = token.strip_prefix("0x") {
            code.extend(alloy_primitives::hex::decode(hex).expect("an operand is hex"));
        } else {
            code.push(op(token));
        }
    }
    for (name, at) in uses {
        let (_, target) = labels
            .iter()
            .find(|(label, _)| *label == name)
            .unwrap_or_else(|| panic!("no label {name}"));
        code[at..at + 2].copy_from_slice(&target.to_be_bytes());
    }
    code
}

fn op(name: &str) -> u8 {
    let byte = (0..=u8::MAX).find(|byte| OpCode::new(*byte).is_some_and(|op| op.as_str() == name));
    byte.unwrap_or_else(|| panic!("no opcode {name}"))
}

/// Init code that deploys `code`.
pub(crate) fn deploying(code: &[u8]) -> Bytes {
    let mut init = assemble("PUSH2 0x0000 DUP1 PUSH1 0x0c PUSH1 0x00 CODECOPY PUSH1 0x00 RETURN");
    init[1..3].copy_from_slice(&(code.len() as u16).to_be_bytes());
    assert_eq!(init.len(), 12, "the code follows its prelude");
    init.extend_from_slice(code);
    init.into()
}
