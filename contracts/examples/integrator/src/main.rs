//! Prints the integrator's interface for `cargo stylus export-abi`.

fn main() {
    integrator::print_from_args();
}
