//! Which files are contracts, which are inputs, and where two modules differ.

mod fixture;

use diem_build::{
    Difference, DiscoverError, Inputs, Layout, Program, discover, discover_examples,
    first_difference,
};
use fixture::Fixture;

fn inputs(fixture: &Fixture) -> Inputs {
    Inputs::read(&fixture.layout).expect("the fixture can be read")
}

#[test]
fn contracts_are_found_by_their_mark() {
    let fixture = Fixture::new("discover");
    let names: Vec<(String, &str)> = discover(&fixture.layout)
        .expect("two contracts")
        .into_iter()
        .map(|contract| (contract.program.name, contract.interface))
        .collect();
    assert_eq!(
        names,
        [("diem".to_owned(), "IDiem"), ("vvv".to_owned(), "IVvv")]
    );

    let package = "[package]\nname = \"diem\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    fixture.write("contracts/diem/Cargo.toml", package);
    assert!(
        matches!(discover(&fixture.layout), Err(DiscoverError::NoModule(name)) if name == "diem")
    );

    std::fs::remove_file(fixture.path("contracts/diem/Stylus.toml")).expect("it exists");
    std::fs::remove_file(fixture.path("contracts/vvv/Stylus.toml")).expect("it exists");
    assert!(matches!(
        discover(&fixture.layout),
        Err(DiscoverError::None)
    ));

    fixture.write(
        "contracts/Cargo.toml",
        "[workspace]\nmembers = [\"other\"]\n",
    );
    fixture.contract("other", "IOther");
    assert!(
        matches!(discover(&fixture.layout), Err(DiscoverError::NoInterface(name)) if name == "other")
    );
    fixture.write("contracts/Cargo.toml", "no manifest");
    assert!(matches!(
        discover(&fixture.layout),
        Err(DiscoverError::Workspace(_))
    ));
}

#[test]
fn examples_are_a_list_of_their_own() {
    let fixture = Fixture::new("examples");
    let examples = discover_examples(&fixture.layout).expect("one example");
    assert_eq!(
        examples,
        [Program {
            name: "app".to_owned(),
            folder: "examples/app".to_owned(),
            package: "app".to_owned(),
            library: "app".to_owned(),
        }]
    );
    fixture.write(
        "contracts/Cargo.toml",
        "[workspace]\nmembers = [\"diem\", \"vvv\"]\nexclude = [\"examples\"]\n",
    );
    assert_eq!(discover_examples(&fixture.layout).expect("none"), []);
    assert_eq!(discover(&fixture.layout).expect("two contracts").len(), 2);
}

#[test]
fn the_digest_is_of_names_and_contents_wherever_they_are() {
    let (here, there) = (Fixture::new("digest"), Fixture::new("another-place/digest"));
    let original = inputs(&here);
    assert_eq!(original, inputs(&there));

    for ignored in [
        "contracts/diem/README.md",
        "contracts/diem/tests/a.rs",
        "contracts/target/x",
        "contracts/diem/.swap",
        "interfaces/package.json",
        "interfaces/abi/IDiem.json",
        "docs/a.sol",
    ] {
        here.write(ignored, "text");
        assert_eq!(original, inputs(&here), "{ignored} is no input");
    }
    here.append("contracts/.cargo/config.toml", "# flags\n");
    let changed = inputs(&here);
    assert_ne!(original.contracts, changed.contracts);
    assert_ne!(original.examples, changed.examples);
    assert_eq!(original.interfaces, changed.interfaces);

    // An example is made with the contracts' workspace, but no contract with an example.
    here.append("contracts/examples/app/src/lib.rs", "// a remark\n");
    let with_remark = inputs(&here);
    assert_ne!(changed.examples, with_remark.examples);
    assert_eq!(changed.contracts, with_remark.contracts);

    // What moves from one file to the next is a change, though the bytes in order are the same.
    there.write("interfaces/IDiem.sol", "a");
    there.write("interfaces/IVvv.sol", "bc");
    let first = inputs(&there);
    there.write("interfaces/IDiem.sol", "ab");
    there.write("interfaces/IVvv.sol", "c");
    assert_ne!(first.interfaces, inputs(&there).interfaces);

    let solidity = inputs(&there).solidity;
    there.write("tests/solidity/A.sol", "contract A {}");
    let with_test = inputs(&there);
    assert_ne!(solidity, with_test.solidity);
    assert_eq!(inputs(&there).contracts, with_test.contracts);
}

#[test]
fn a_missing_repository_has_inputs_of_its_own() {
    let nowhere = Layout::new("/no/repository/here");
    let fixture = Fixture::new("nowhere");
    assert_ne!(
        Inputs::read(&nowhere).expect("nothing to read"),
        inputs(&fixture)
    );
}

#[test]
fn the_first_difference_is_named() {
    assert_eq!(first_difference(b"", b""), None);
    assert_eq!(first_difference(b"abc", b"abc"), None);
    let difference = first_difference(b"abcd", b"abXd").expect("they differ");
    assert_eq!(
        difference,
        Difference {
            offset: 2,
            first: Some(b'c'),
            second: Some(b'X')
        }
    );
    assert_eq!(difference.to_string(), "at byte 2: 0x63 and 0x58");
    let longer = first_difference(b"ab", b"abc").expect("they differ");
    assert_eq!(longer.to_string(), "at byte 2: the end and 0x63");
}
