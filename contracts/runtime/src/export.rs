//! The answers that `cargo stylus` asks a contract's native binary for.

/// Prints the interface, or, for `constructor`, the constructor's signature, as the SDK's generated binaries do.
///
/// Ours prints the interface the contract is written from: the SDK's generator leaves out events, error arguments and trait functions.
pub fn print(interface: &str, constructor: &str) {
    match std::env::args().nth(1).as_deref() {
        None | Some("abi") => print!("{interface}"),
        Some("constructor") => print!("{constructor}"),
        Some(other) => {
            eprintln!("unknown command `{other}`: use `abi` (or nothing) for the interface, `constructor` for the constructor's signature");
            std::process::exit(2);
        }
    }
}
