//! Code on chain: prefix, compression, init code.

mod harness;

use stylus_program::{
    CODE_PREFIX, CodeError, code::PRELUDE_LEN, compress, decompress, init_code, is_program,
};

/// Bytes that do not compress to nothing.
fn sample(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn what_was_compressed_comes_back() {
    for wasm in [
        vec![],
        vec![7],
        sample(1),
        sample(100_000),
        vec![0; 100_000],
    ] {
        let code = compress(&wasm);
        assert!(code.starts_with(&CODE_PREFIX) && is_program(&code));
        assert_eq!(
            decompress(&code, wasm.len()),
            Ok(wasm.clone()),
            "exactly as long as allowed"
        );
        assert_eq!(code, compress(&wasm), "the same bytes each time");
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let code = compress(&vec![0; 64 << 20]);
    assert!(code.len() < 1_000, "64 MiB in {} bytes", code.len());
    for limit in [0, 1, 128 * 1024, (64 << 20) - 1] {
        assert_eq!(decompress(&code, limit), Err(CodeError::TooLong { limit }));
    }
}

#[test]
fn bad_prefixes() {
    for code in [
        &[][..],
        &[0xEF],
        &[0xEF, 0xF0],
        &[0xEF, 0xF0, 0x01, 0x00],
        &[0x60, 0x80, 0x60, 0x40],
    ] {
        assert_eq!(decompress(code, 1_000), Err(CodeError::NotAProgram));
        assert!(!is_program(code));
    }
    assert_eq!(
        decompress(&[0xEF, 0xF0, 0x00], 1_000),
        Err(CodeError::Empty)
    );
    assert_eq!(decompress(&CODE_PREFIX, 1_000), Err(CodeError::Empty));
    let mut other = compress(b"module");
    other[3] = 1;
    assert_eq!(decompress(&other, 1_000), Err(CodeError::Dictionary(1)));
}

#[test]
fn bad_compression() {
    let code = compress(&sample(5_000));
    for length in [5, code.len() / 2, code.len() - 1] {
        assert_eq!(
            decompress(&code[..length], 5_000),
            Err(CodeError::Brotli),
            "cut to {length}"
        );
    }
    assert_eq!(
        decompress(&[0xEF, 0xF0, 0x00, 0x00, 0xFF, 0xFF], 5_000),
        Err(CodeError::Brotli)
    );
    let longer = [&code[..], b"more"].concat();
    assert_eq!(
        decompress(&longer, 5_000),
        Ok(sample(5_000)),
        "what follows is ignored, as on Nitro"
    );
}

#[test]
fn any_damage_is_an_answer() {
    let code = compress(&wat::parse_str(harness::program_wat("i32.const 0")).unwrap());
    for index in 4..code.len() {
        for bit in 0..8 {
            let mut damaged = code.clone();
            damaged[index] ^= 1 << bit;
            // Not every flip can be noticed, but none may take the process down or exceed the limit.
            assert!(decompress(&damaged, 4_096).map_or(true, |wasm| wasm.len() <= 4_096));
        }
    }
}

#[test]
fn init_code_returns_the_code() {
    let code = compress(&sample(24_000));
    let init = init_code(&code);
    let length = code.len() as u16;
    let mut prelude = vec![0x7F];
    prelude.extend([0; 30]);
    prelude.extend(length.to_be_bytes());
    // dup1, push1 43, push1 0, codecopy, push1 0, return, and one byte of padding.
    prelude.extend([0x80, 0x60, 0x2B, 0x60, 0x00, 0x39, 0x60, 0x00, 0xF3, 0x00]);
    assert_eq!(prelude.len(), PRELUDE_LEN);
    assert_eq!(init, [prelude, code].concat());
}
