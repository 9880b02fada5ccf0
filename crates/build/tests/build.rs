//! The build from end to end, over a repository of its own.

mod fixture;

use std::fs;

use diem_build::{
    ArtifactError, Artifacts, BuildError, Manifest, Report, ReproduceError, build, check_snapshot,
    reproduce, sizes, write_snapshot,
};
use fixture::{Fixture, solidity};
use sha2::{Digest as _, Sha256};

fn run(fixture: &Fixture) -> Result<Report, BuildError> {
    build(&fixture.layout, &[], &mut |_| {})
}

fn written(fixture: &Fixture) -> Vec<String> {
    run(fixture).expect("the fixture builds").written
}

/// One story, since each chapter needs the standard library compiled and cargo builds of one folder wait for each other.
#[test]
fn makes_what_is_out_of_date_and_nothing_else() {
    let fixture = Fixture::new("build");
    let missing = Artifacts::load(&fixture.layout).expect_err("nothing is built");
    assert!(matches!(missing, ArtifactError::Missing(_)));
    assert!(
        missing.to_string().ends_with("run scripts/build"),
        "{missing}"
    );

    // A first build makes everything, a second one nothing.
    fixture.write(
        "tests/solidity/Probe.sol",
        &solidity("contract Probe { uint256 public a = 7; }\ninterface INone {}"),
    );
    let all = [
        "diem.wasm",
        "diem.code",
        "vvv.wasm",
        "vvv.code",
        "examples/app.wasm",
        "examples/app.code",
        "diem.abi.json",
        "vvv.abi.json",
        "solidity/Probe.json",
    ];
    assert_eq!(written(&fixture), all);
    assert_eq!(written(&fixture), [""; 0]);
    let artifacts = Artifacts::load(&fixture.layout).expect("all is built");
    let diem = artifacts.contract("diem").expect("the fixture has it");
    assert_eq!(
        stylus_program::decompress(&diem.code, 1 << 20).expect("a program"),
        diem.wasm
    );
    assert!(diem.abi.contains("\"f\""));
    assert!(
        artifacts
            .solidity("Probe")
            .expect("the fixture has it")
            .bytecode
            .len()
            > 10
    );

    the_same_source_gives_the_same_bytes(&fixture);
    an_example_is_no_contract(&fixture);
    a_change_remakes_what_depends_on_it(&fixture);
    damage_is_noticed_and_mended(&fixture);
    errors_name_their_cause(&fixture);
    a_build_can_be_confined_to_one_contract(&fixture);
    what_is_gone_leaves(&fixture);
}

fn the_same_source_gives_the_same_bytes(fixture: &Fixture) {
    let again = || reproduce(&fixture.layout, &mut |_| {});
    assert_eq!(again().expect("both builds succeed"), ["diem", "vvv"]);

    // A module that the sources do not give, as if this machine had made it.
    let (module, manifest) = (
        fixture.path("target/artifacts/vvv.wasm"),
        fixture.layout.manifest(),
    );
    let (made, recorded) = (
        fs::read(&module).expect("built"),
        fs::read_to_string(&manifest).expect("built"),
    );
    let mut other = made.clone();
    other[100] ^= 1;
    let digest = |bytes: &[u8]| const_hex::encode(Sha256::digest(bytes));
    fs::write(&module, &other).expect("writable");
    // Both contracts of the fixture are the same module: the digest of the second, `vvv`, is the last one.
    let (before, after) = recorded
        .rsplit_once(&format!("\"sha256\": \"{}\"", digest(&made)))
        .expect("recorded");
    fs::write(
        &manifest,
        format!("{before}\"sha256\": \"{}\"{after}", digest(&other)),
    )
    .expect("writable");
    match again() {
        Err(ReproduceError::Differs {
            contract,
            difference,
            ..
        }) => {
            assert_eq!((contract.as_str(), difference.offset), ("vvv", 100));
        }
        result => panic!("not noticed: {result:?}"),
    }
    fs::write(&module, made).expect("writable");
    fs::write(&manifest, recorded).expect("writable");
}

/// It has code to deploy, and no part in what the contracts are.
fn an_example_is_no_contract(fixture: &Fixture) {
    let before = run(fixture).expect("nothing changed").manifest;
    let artifacts = Artifacts::load(&fixture.layout).expect("all is built");
    let app = artifacts.example("app").expect("the fixture has it");
    assert_eq!(
        stylus_program::decompress(&app.code, 1 << 20).expect("a program"),
        app.wasm
    );
    assert!(artifacts.contract("app").is_err() && artifacts.example("diem").is_err());

    fixture.append(
        "contracts/examples/app/src/lib.rs",
        "#[unsafe(no_mangle)]\npub extern \"C\" fn seven() -> i32 { 7 }\n",
    );
    let stale = Artifacts::load(&fixture.layout).expect_err("the source is newer");
    assert!(
        matches!(stale, ArtifactError::Stale("contracts/examples/")),
        "{stale}"
    );
    let after = run(fixture).expect("it compiles");
    assert_eq!(after.written, ["examples/app.wasm", "examples/app.code"]);
    assert_eq!(sizes(&after.manifest), sizes(&before));
    assert_eq!(after.manifest.contracts, before.contracts);

    fs::remove_file(fixture.path("target/artifacts/examples/app.code")).expect("it exists");
    let corrupt = Artifacts::load(&fixture.layout).expect_err("a file is gone");
    assert!(matches!(corrupt, ArtifactError::Corrupt(_)), "{corrupt}");
    assert_eq!(written(fixture), ["examples/app.code"]);
}

const README: &str = "# Fixture\n\n<!-- sizes -->\n<!-- /sizes -->\n\nThe end.\n";

fn the_readme_shows_the_sizes(fixture: &Fixture, manifest: &Manifest) {
    let path = fixture.layout.readme();
    let readme = fs::read_to_string(&path).expect("it was written");
    let (head, tail) = readme.split_once("| `diem` | ").expect("a row for Diem");
    assert!(
        head.starts_with("# Fixture\n\n<!-- sizes -->\n|"),
        "{readme}"
    );
    assert!(
        tail.ends_with("% |\n<!-- /sizes -->\n\nThe end.\n"),
        "{readme}"
    );

    // Written again it is the same; another size in it is noticed.
    write_snapshot(&fixture.layout, manifest).expect("writable");
    assert_eq!(fs::read_to_string(&path).expect("still there"), readme);
    fixture.write("README.md", &readme.replace("| `diem` | ", "| `diem` | 1"));
    let differs = check_snapshot(&fixture.layout, manifest).expect_err("another size");
    assert!(differs.to_string().contains("README.md"), "{differs}");
    fs::remove_file(path).expect("it was written");
}

fn the_abis_are_committed(fixture: &Fixture, manifest: &Manifest) {
    let committed = fixture.layout.committed_abi("IDiem");
    let abi = fs::read_to_string(&committed).expect("it was written");
    let built = fs::read_to_string(fixture.path("target/artifacts/diem.abi.json"));
    assert_eq!(abi, built.expect("it was built"));
    fs::write(&committed, abi.replace("function", "event")).expect("writable");
    let differs = check_snapshot(&fixture.layout, manifest).expect_err("another ABI");
    assert!(
        differs.to_string().contains("interfaces/abi/IDiem.json"),
        "{differs}"
    );
    write_snapshot(&fixture.layout, manifest).expect("writable");
    assert!(check_snapshot(&fixture.layout, manifest).expect("equal again"));
}

fn a_change_remakes_what_depends_on_it(fixture: &Fixture) {
    let manifest = run(fixture).expect("nothing changed").manifest;
    assert!(
        !check_snapshot(&fixture.layout, &manifest).expect("readable"),
        "there is no snapshot yet"
    );
    fs::create_dir_all(fixture.path("snapshots")).expect("the fixture can be written");
    fixture.write("README.md", README);
    write_snapshot(&fixture.layout, &manifest).expect("writable");
    assert!(check_snapshot(&fixture.layout, &manifest).expect("equal"));
    the_readme_shows_the_sizes(fixture, &manifest);
    the_abis_are_committed(fixture, &manifest);

    // A comment makes the artifacts stale, but no new bytes.
    fixture.append("contracts/diem/src/lib.rs", "// a remark\n");
    let stale = Artifacts::load(&fixture.layout).expect_err("the source is newer");
    assert!(
        matches!(stale, ArtifactError::Stale("contracts/")),
        "{stale}"
    );
    assert_eq!(written(fixture), [""; 0]);
    Artifacts::load(&fixture.layout).expect("they are known to be right again");

    fixture.append(
        "contracts/diem/src/lib.rs",
        "#[unsafe(no_mangle)]\npub extern \"C\" fn seven() -> i32 { 7 }\n",
    );
    assert_eq!(written(fixture), ["diem.wasm", "diem.code"]);
    let manifest = run(fixture).expect("nothing changed").manifest;
    let differs = check_snapshot(&fixture.layout, &manifest)
        .expect_err("diem is another")
        .to_string();
    assert!(differs.contains("scripts/build snapshot"), "{differs}");
    fs::remove_file(fixture.layout.snapshot()).expect("it was written");

    fixture.write(
        "interfaces/IVvv.sol",
        &solidity("interface IVvv { function g() external; }"),
    );
    assert_eq!(written(fixture), ["vvv.abi.json"]);
    fixture.write(
        "tests/solidity/Probe.sol",
        &solidity("contract Probe { uint256 public a = 8; }"),
    );
    let stale = Artifacts::load(&fixture.layout).expect_err("the source is newer");
    assert!(
        matches!(stale, ArtifactError::Stale("tests/solidity/")),
        "{stale}"
    );
    assert_eq!(written(fixture), ["solidity/Probe.json"]);
    peers_are_made_once_for_each_setting(fixture);
}

fn peers_are_made_once_for_each_setting(fixture: &Fixture) {
    let source = "crates/bench/peers/Peer.sol";
    fixture.write(source, &solidity("contract Peer { function f(uint256 a) external pure returns (uint256) { return a * a; } }"));
    let stale = Artifacts::load(&fixture.layout).expect_err("the source is newer");
    assert!(
        matches!(stale, ArtifactError::Stale("crates/bench/peers/")),
        "{stale}"
    );
    let files = ["peers/Peer-200.json", "peers/Peer-1000000.json"];
    assert_eq!(written(fixture), files);
    let artifacts = Artifacts::load(&fixture.layout).expect("all is built");
    let few = artifacts.peer("Peer", 200).expect("it was built");
    let many = artifacts.peer("Peer", 1_000_000).expect("it was built");
    assert_ne!(few.bytecode, many.bytecode);
    assert!(artifacts.peer("Peer", 1).is_err());

    fs::remove_file(fixture.path(source)).expect("it was written");
    assert_eq!(written(fixture), [""; 0]);
    assert!(
        files
            .iter()
            .all(|file| !fixture.path("target/artifacts").join(file).exists())
    );
}

fn damage_is_noticed_and_mended(fixture: &Fixture) {
    fs::write(fixture.path("target/artifacts/vvv.code"), b"other bytes").expect("writable");
    fs::remove_file(fixture.path("target/artifacts/diem.abi.json")).expect("it exists");
    let corrupt = Artifacts::load(&fixture.layout).expect_err("a file was changed");
    assert!(matches!(corrupt, ArtifactError::Corrupt(_)), "{corrupt}");
    assert_eq!(written(fixture), ["vvv.code", "diem.abi.json"]);
    Artifacts::load(&fixture.layout).expect("it is mended");

    fs::write(fixture.layout.manifest(), "{}").expect("writable");
    let unreadable = Artifacts::load(&fixture.layout).expect_err("no manifest");
    assert!(
        matches!(unreadable, ArtifactError::Missing(_)),
        "{unreadable}"
    );
    run(fixture).expect("the manifest is made again");
    Artifacts::load(&fixture.layout).expect("it is mended");
}

fn errors_name_their_cause(fixture: &Fixture) {
    fixture.append("contracts/vvv/src/lib.rs", "fn broken(");
    let error = run(fixture).expect_err("the contract does not compile");
    assert_eq!(error.to_string(), "contracts/vvv does not compile");
    let stale = Artifacts::load(&fixture.layout).expect_err("the build failed");
    assert!(
        matches!(stale, ArtifactError::Stale("contracts/")),
        "{stale}"
    );
    fixture.contract("vvv", "IVvv");

    fixture.write("interfaces/IVvv.sol", &solidity("interface IOther {}"));
    let error = run(fixture).expect_err("the interface is gone");
    assert_eq!(error.to_string(), "interfaces/ does not define IVvv");
    fixture.write(
        "interfaces/IVvv.sol",
        &solidity("interface IVvv { function f( external; }"),
    );
    let error = run(fixture)
        .expect_err("the interface does not parse")
        .to_string();
    assert!(
        error.contains("ParserError") && error.contains("interfaces/IVvv.sol:4"),
        "{error}"
    );
    fixture.contract("vvv", "IVvv");
    run(fixture).expect("all is well again");
}

fn a_build_can_be_confined_to_one_contract(fixture: &Fixture) {
    fixture.append("contracts/vvv/src/lib.rs", "fn broken(");
    let only = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        build(&fixture.layout, &names, &mut |_| {})
    };
    only(&["diem"]).expect("this one compiles");
    let artifacts = Artifacts::load(&fixture.layout).expect("what was asked for is built");
    assert!(artifacts.contract("diem").is_ok() && artifacts.contract("vvv").is_err());
    assert!(artifacts.example("app").is_err());
    let error = only(&["other"]).expect_err("there is none").to_string();
    assert_eq!(error, "contracts/ has no contract other");
    run(fixture).expect_err("a full build needs all");
    fixture.contract("vvv", "IVvv");
    run(fixture).expect("all compile again");
    assert_eq!(
        Artifacts::load(&fixture.layout)
            .expect("all is built")
            .contracts()
            .count(),
        2
    );
}

fn what_is_gone_leaves(fixture: &Fixture) {
    fs::remove_file(fixture.path("contracts/vvv/Stylus.toml")).expect("it exists");
    fs::remove_file(fixture.path("contracts/examples/app/Stylus.toml")).expect("it exists");
    fs::remove_file(fixture.path("tests/solidity/Probe.sol")).expect("it exists");
    run(fixture).expect("one contract is left");
    let artifacts = Artifacts::load(&fixture.layout).expect("all is built");
    assert_eq!(artifacts.contracts().count(), 1);
    let unknown = artifacts.contract("vvv").expect_err("it is gone");
    assert_eq!(
        unknown.to_string(),
        "there is no contract vvv among the artifacts (diem)"
    );
    for file in [
        "vvv.wasm",
        "vvv.code",
        "vvv.abi.json",
        "examples/app.wasm",
        "examples/app.code",
        "solidity/Probe.json",
    ] {
        assert!(
            !fixture.path("target/artifacts").join(file).exists(),
            "{file} is still there"
        );
    }
}
