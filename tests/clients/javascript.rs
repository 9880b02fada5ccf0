//! viem and ethers, run by Node.js.

use std::process::Command;

use crate::{STEPS, matrix, scene::Scene};

/// Runs a script of this folder against the scene; it has to go through all steps.
pub(crate) fn run(script: &str, scene: &Scene) {
    matrix::check_installed();
    let output = Command::new("node")
        .arg(matrix::folder().join(script))
        .env("DIEM_SCENE", scene.json().to_string())
        .output()
        .expect("Node.js runs: scripts/setup says how to install it");
    let (told, complaints) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success(),
        "{script} failed after {told}{complaints}"
    );
    assert_eq!(told.lines().collect::<Vec<_>>(), STEPS);
}
