//! A plain interpreter that steps through a module opcode by opcode and adds up what it sees.
//!
//! It knows nothing of blocks: every executed opcode costs its price, and every executed opcode that ends a block costs
//! the block's head. That is the same as charging whole blocks up front, unless a trap cuts one short: then it adds what is left.

#![allow(unreachable_pub, reason = "a module of one test file")]

mod load;
mod numeric;
mod price;

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use wasmparser::{BlockType, FuncType, Operator};

const PAGE: usize = 65_536;
const HEAD: u64 = 2_450;

/// The program trapped.
#[derive(Debug)]
pub struct Trap;

/// One function, ready to be stepped through.
#[derive(Default)]
struct Body<'a> {
    type_index: u32,
    locals: usize,
    ops: Vec<Operator<'a>>,
    prices: Vec<u64>,
    /// Whether each opcode is the last of its block.
    last: Vec<bool>,
    /// For each `block`, `loop`, `if` and `else` the place of its `end`; for each `if` also that of its `else`.
    ends: HashMap<usize, usize>,
    elses: HashMap<usize, usize>,
}

/// A place to jump to.
struct Label {
    /// The opcode to go on with.
    target: usize,
    /// Values that a jump takes along.
    arity: usize,
    /// Values below the label's own.
    height: usize,
    is_loop: bool,
}

/// The interpreter and its state.
#[derive(Default)]
pub struct Tracer<'a> {
    types: Vec<FuncType>,
    imports: Vec<(&'a str, u32)>,
    functions: Vec<u32>,
    bodies: Vec<Rc<Body<'a>>>,
    globals: Vec<u64>,
    table: Vec<Option<u32>>,
    entrypoint: u32,
    max_pages: usize,
    /// Memory as it is now.
    pub memory: Vec<u8>,
    /// Arguments that the growth hook got, from the program and from the instrumentation.
    pub grown: Vec<i32>,
    /// Ink spent.
    pub ink: u64,
    /// How often each function was left by a jump to its outermost label.
    pub jumped_out: HashMap<usize, u32>,
    /// Names of the opcodes that ran.
    pub seen: HashSet<&'static str>,
}

impl<'a> Tracer<'a> {
    /// Runs the entry point.
    pub fn run(&mut self, argument: i32) -> Result<i32, Trap> {
        let mut stack = vec![u64::from(argument as u32)];
        self.call(self.entrypoint, &mut stack)?;
        Ok(stack[0] as u32 as i32)
    }

    fn type_of(&self, function: u32) -> u32 {
        let function = function as usize;
        self.imports.get(function).map_or_else(
            || self.functions[function - self.imports.len()],
            |import| import.1,
        )
    }

    /// Calls a function with its arguments on the stack, and leaves its results there.
    fn call(&mut self, function: u32, stack: &mut Vec<u64>) -> Result<(), Trap> {
        if let Some((name, _)) = self.imports.get(function as usize) {
            match *name {
                "pay_for_memory_grow" => self.grown.push(stack.pop().unwrap() as u32 as i32),
                "block_number" => stack.push(7),
                other => panic!("{other} is not expected"),
            }
            return Ok(());
        }
        let index = function as usize - self.imports.len();
        let body = Rc::clone(&self.bodies[index]);
        let ty = self.types[body.type_index as usize].clone();
        let base = stack.len() - ty.params().len();
        let mut locals = stack.split_off(base);
        locals.resize(locals.len() + body.locals, 0);
        let results = ty.results().len();
        let mut frame = Frame {
            index,
            pc: 0,
            locals,
            labels: Vec::new(),
        };
        frame.labels.push(Label {
            target: body.ops.len(),
            arity: results,
            height: base,
            is_loop: false,
        });
        while let Some(op) = body.ops.get(frame.pc) {
            let ends = body.last[frame.pc];
            self.seen.extend(control_name(op));
            self.ink += body.prices[frame.pc] + if ends { HEAD } else { 0 };
            if let Err(trap) = self.step(op, &body, &mut frame, stack) {
                if !ends {
                    self.ink += body.rest_of_block(frame.pc + 1);
                }
                return Err(trap);
            }
        }
        let results = stack.split_off(stack.len() - results);
        stack.truncate(base);
        stack.extend(results);
        Ok(())
    }

    /// Executes one opcode and moves on to the next.
    fn step(
        &mut self,
        op: &Operator<'a>,
        body: &Body<'a>,
        frame: &mut Frame,
        stack: &mut Vec<u64>,
    ) -> Result<(), Trap> {
        use Operator::*;
        let here = frame.pc;
        frame.pc += 1;
        match op {
            Nop => {}
            Unreachable => return frame.trap_at(here),
            Block { blockty } => {
                frame.open(*blockty, body.ends[&here] + 1, false, &self.types, stack)
            }
            Loop { blockty } => frame.open(*blockty, here + 1, true, &self.types, stack),
            If { blockty } => {
                let end = body.ends[&here];
                let condition = stack.pop().unwrap() as u32;
                let otherwise = body.elses.get(&here);
                if condition == 0 && otherwise.is_none() {
                    frame.pc = end + 1;
                } else {
                    frame.open(*blockty, end + 1, false, &self.types, stack);
                    if condition == 0 {
                        frame.pc = otherwise.unwrap() + 1;
                    }
                }
            }
            Else => {
                // The first branch is done: on behind the end.
                frame.labels.pop();
                frame.pc = body.ends[&here] + 1;
            }
            End => _ = frame.labels.pop(),
            Br { relative_depth } => self.jump(*relative_depth, frame, stack),
            BrIf { relative_depth } => {
                if stack.pop().unwrap() as u32 != 0 {
                    self.jump(*relative_depth, frame, stack);
                }
            }
            BrTable { targets } => {
                let choice = stack.pop().unwrap() as u32 as usize;
                let depth = targets
                    .targets()
                    .nth(choice)
                    .map_or(targets.default(), Result::unwrap);
                self.jump(depth, frame, stack);
            }
            Return => frame.pc = body.ops.len(),
            Call { function_index } => return self.call(*function_index, stack),
            CallIndirect { type_index, .. } => {
                let entry = stack.pop().unwrap() as u32 as usize;
                let function = self.table.get(entry).copied().flatten().ok_or(Trap)?;
                if self.types[self.type_of(function) as usize] != self.types[*type_index as usize] {
                    return frame.trap_at(here);
                }
                return self.call(function, stack);
            }
            _ => {
                if self.compute(op, frame, stack).is_err() {
                    return frame.trap_at(here);
                }
            }
        }
        Ok(())
    }

    fn jump(&mut self, depth: u32, frame: &mut Frame, stack: &mut Vec<u64>) {
        let at = frame.labels.len() - 1 - depth as usize;
        let label = &frame.labels[at];
        let values = stack.split_off(stack.len() - label.arity);
        stack.truncate(label.height);
        stack.extend(values);
        frame.pc = label.target;
        let keep = at + usize::from(label.is_loop);
        frame.labels.truncate(keep);
        if at == 0 {
            *self.jumped_out.entry(frame.index).or_default() += 1;
        }
    }

    fn compute(
        &mut self,
        op: &Operator<'_>,
        frame: &mut Frame,
        stack: &mut Vec<u64>,
    ) -> Result<(), Trap> {
        use Operator::*;
        match op {
            I32Const { value } => stack.push((*value as u32).into()),
            I64Const { value } => stack.push(*value as u64),
            Drop => _ = stack.pop(),
            Select => {
                let (condition, b, a) = (
                    stack.pop().unwrap() as u32,
                    stack.pop().unwrap(),
                    stack.pop().unwrap(),
                );
                stack.push(if condition == 0 { b } else { a });
            }
            LocalGet { local_index } => stack.push(frame.locals[*local_index as usize]),
            LocalSet { local_index } => frame.locals[*local_index as usize] = stack.pop().unwrap(),
            LocalTee { local_index } => {
                frame.locals[*local_index as usize] = *stack.last().unwrap()
            }
            GlobalGet { global_index } => stack.push(self.globals[*global_index as usize]),
            GlobalSet { global_index } => {
                self.globals[*global_index as usize] = stack.pop().unwrap()
            }
            MemorySize { .. } => stack.push((self.memory.len() / PAGE) as u64),
            MemoryGrow { .. } => self.grow(stack),
            MemoryCopy { .. } => {
                let [to, from, size] = self.bulk_operands(stack);
                let (source, target) = (from..from + size, to..to + size);
                if source.end.max(target.end) > self.memory.len() {
                    return Err(Trap);
                }
                self.memory.copy_within(source, to);
            }
            MemoryFill { .. } => {
                let [to, value, size] = self.bulk_operands(stack);
                self.memory
                    .get_mut(to..to + size)
                    .ok_or(Trap)?
                    .fill(value as u8);
            }
            _ => return self.compute_number(op, stack),
        }
        Ok(())
    }

    fn compute_number(&mut self, op: &Operator<'_>, stack: &mut Vec<u64>) -> Result<(), Trap> {
        if let Some((size, signed, wide, offset)) = numeric::access(op) {
            let store = format!("{op:?}")[3..].starts_with("Store");
            let value = if store { stack.pop().unwrap() } else { 0 };
            let at = (stack.pop().unwrap() as u32 as u64 + offset) as usize;
            let cell = self.memory.get_mut(at..at + size).ok_or(Trap)?;
            if store {
                cell.copy_from_slice(&value.to_le_bytes()[..size]);
                return Ok(());
            }
            let fill = if signed && cell[size - 1] >= 0x80 {
                0xFF
            } else {
                0
            };
            let mut bytes = [fill; 8];
            bytes[..size].copy_from_slice(cell);
            let value = u64::from_le_bytes(bytes);
            stack.push(if wide { value } else { u64::from(value as u32) });
            return Ok(());
        }
        let top = stack.pop().unwrap();
        let value = match numeric::unary(op, top) {
            Some(value) => value,
            None => {
                let below = stack.pop().unwrap();
                numeric::binary(op, below, top)
                    .unwrap_or_else(|| panic!("{op:?} is not expected"))
                    .map_err(|_| Trap)?
            }
        };
        stack.push(value);
        Ok(())
    }

    fn grow(&mut self, stack: &mut Vec<u64>) {
        let pages = stack.pop().unwrap() as u32;
        self.grown.push(pages as i32);
        let before = self.memory.len() / PAGE;
        let after = before + pages as usize;
        if after > self.max_pages {
            stack.push(u32::MAX.into());
        } else {
            self.memory.resize(after * PAGE, 0);
            stack.push(before as u64);
        }
    }

    /// The operands of a copy or fill, with its bytes paid for.
    fn bulk_operands(&mut self, stack: &mut Vec<u64>) -> [usize; 3] {
        let operands = stack.split_off(stack.len() - 3);
        self.ink += 100 * u64::from(operands[2] as u32);
        [0, 1, 2].map(|index| operands[index] as u32 as usize)
    }
}

/// One call in progress.
struct Frame {
    index: usize,
    pc: usize,
    locals: Vec<u64>,
    labels: Vec<Label>,
}

impl Frame {
    fn open(
        &mut self,
        ty: BlockType,
        target: usize,
        is_loop: bool,
        types: &[FuncType],
        stack: &[u64],
    ) {
        let (params, results) = match ty {
            BlockType::Empty => (0, 0),
            BlockType::Type(_) => (0, 1),
            BlockType::FuncType(index) => {
                let ty = &types[index as usize];
                (ty.params().len(), ty.results().len())
            }
        };
        let arity = if is_loop { params } else { results };
        self.labels.push(Label {
            target,
            arity,
            height: stack.len() - params,
            is_loop,
        });
    }

    /// Stays at the trapping opcode, so that the rest of its block can be found.
    fn trap_at(&mut self, pc: usize) -> Result<(), Trap> {
        self.pc = pc;
        Err(Trap)
    }
}

/// Names of the opcodes that a good sample has to run.
fn control_name(op: &Operator<'_>) -> Option<&'static str> {
    use Operator::*;
    Some(match op {
        Br { .. } => "Br",
        BrIf { .. } => "BrIf",
        BrTable { .. } => "BrTable",
        If { .. } => "If",
        Else => "Else",
        Loop { .. } => "Loop",
        Call { .. } => "Call",
        CallIndirect { .. } => "CallIndirect",
        Return => "Return",
        MemoryCopy { .. } => "MemoryCopy",
        MemoryFill { .. } => "MemoryFill",
        _ => return None,
    })
}
