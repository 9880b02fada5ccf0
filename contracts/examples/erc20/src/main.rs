//! Prints the token's interface for `cargo stylus export-abi`.

fn main() {
    erc20::print_from_args();
}
