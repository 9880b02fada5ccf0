//! A program as it lies on chain: a prefix, then the compressed module.

use std::io;

use brotli::enc::BrotliEncoderParams;
use thiserror::Error;

/// The four bytes a program's code starts with: the discriminant `EFF000`, then the compression dictionary (none).
pub const CODE_PREFIX: [u8; 4] = [0xEF, 0xF0, 0x00, 0x00];

/// The first three bytes of [`CODE_PREFIX`]: what makes code a program rather than EVM code.
pub const CODE_DISCRIMINANT: [u8; 3] = [0xEF, 0xF0, 0x00];

/// Length of what [`init_code`] puts before the code, in bytes.
pub const PRELUDE_LEN: usize = 43;

/// Brotli's highest quality; what cargo-stylus uses.
const QUALITY: i32 = 11;
/// Log2 of Brotli's window; what cargo-stylus uses.
const WINDOW: i32 = 22;

/// Why code on chain is not a compressed module.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// The code does not start with [`CODE_DISCRIMINANT`].
    #[error("not a Stylus program: the code does not start with EFF000")]
    NotAProgram,
    /// The code ends before its compressed module.
    #[error("the program's code ends after its prefix")]
    Empty,
    /// The code asks for a compression dictionary other than none.
    #[error("compression dictionary {0} is not supported")]
    Dictionary(u8),
    /// The compressed data is not one complete Brotli stream.
    #[error("the program's code is not valid Brotli data")]
    Brotli,
    /// The module is longer than allowed.
    #[error("the program decompresses to more than {limit} bytes")]
    TooLong {
        /// Most bytes allowed.
        limit: usize,
    },
}

/// Whether code is a program's, by its first bytes. It need not be a valid program.
pub fn is_program(code: &[u8]) -> bool {
    code.starts_with(&CODE_DISCRIMINANT)
}

/// Compresses a module to the code that goes on chain, prefix included.
///
/// The result does not depend on the machine. It differs from what Google's C library makes of the same module, see the
/// crate documentation.
pub fn compress(wasm: &[u8]) -> Vec<u8> {
    let mut code = CODE_PREFIX.to_vec();
    brotli(wasm, QUALITY, &mut code);
    code
}

/// Bytes that `data` takes when compressed with this strength, 0 to 11: by how much of it chains charge for posting a transaction.
pub fn compressed_len(data: &[u8], level: u32) -> usize {
    let mut code = Vec::new();
    brotli(data, level.min(11) as i32, &mut code);
    code.len()
}

fn brotli(data: &[u8], quality: i32, output: &mut Vec<u8>) {
    let parameters = BrotliEncoderParams {
        quality,
        lgwin: WINDOW,
        size_hint: data.len(),
        ..BrotliEncoderParams::default()
    };
    let mut input = data;
    brotli::BrotliCompress(&mut input, output, &parameters)
        .expect("reading a slice and writing a vector cannot fail");
}

/// Reads the module out of code on chain.
///
/// Never holds more than `max_len` bytes and one buffer of output, whatever the code claims.
///
/// # Errors
/// [`CodeError`] names what is wrong with the code.
pub fn decompress(code: &[u8], max_len: usize) -> Result<Vec<u8>, CodeError> {
    let rest = code
        .strip_prefix(&CODE_DISCRIMINANT)
        .ok_or(CodeError::NotAProgram)?;
    let (dictionary, compressed) = rest.split_first().ok_or(CodeError::Empty)?;
    if *dictionary != CODE_PREFIX[3] {
        return Err(CodeError::Dictionary(*dictionary));
    }
    if compressed.is_empty() {
        return Err(CodeError::Empty);
    }
    let mut output = Bounded {
        bytes: Vec::new(),
        limit: max_len,
        full: false,
    };
    let mut input = compressed;
    // Bytes behind the end of the stream are ignored, as on Nitro.
    match brotli::BrotliDecompress(&mut input, &mut output) {
        Ok(()) => Ok(output.bytes),
        Err(_) if output.full => Err(CodeError::TooLong { limit: max_len }),
        Err(_) => Err(CodeError::Brotli),
    }
}

/// A sink that refuses what goes beyond its limit.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        if data.len() > self.limit - self.bytes.len() {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The init code that deploys `code`: EVM code that returns everything behind it.
pub fn init_code(code: &[u8]) -> Vec<u8> {
    let mut init = Vec::with_capacity(PRELUDE_LEN + code.len());
    init.push(0x7F); // PUSH32 length
    init.extend([0; 24]);
    init.extend((code.len() as u64).to_be_bytes());
    init.push(0x80); // DUP1
    init.extend([0x60, PRELUDE_LEN as u8]); // PUSH1 offset of the code
    init.extend([0x60, 0x00]); // PUSH1 0
    init.push(0x39); // CODECOPY
    init.extend([0x60, 0x00]); // PUSH1 0
    init.push(0xF3); // RETURN
    init.push(0x00); // padding, as cargo-stylus has it
    init.extend(code);
    init
}
