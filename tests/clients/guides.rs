//! The programs of docs/integrate-gateways.md and docs/base.md, extracted and run as they stand: a reader's project with the packed
//! package in it, against a node with the suite.
//!
//! `<!-- file: NAME -->` before a block names a file, `<!-- run: NAME -->` one that is run; a block of text after it is what it prints.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;

use crate::{
    cast, package,
    scene::{KEYS, Scene},
};

/// A file of a guide.
struct Program {
    name: String,
    text: String,
    /// Whether it is run.
    runs: bool,
    /// What it prints, if the guide says so.
    prints: Option<String>,
}

/// The files of a page, in its order.
fn programs(page: &str) -> Vec<Program> {
    let mut found: Vec<Program> = Vec::new();
    let mut lines = page.lines().peekable();
    let mut after_program = false;
    while let Some(line) = lines.next() {
        if let Some((runs, name)) = marker(line) {
            let fence = lines.next().unwrap_or_default();
            assert!(
                fence.starts_with("```"),
                "{name}: no block after the marker"
            );
            let text = block(&mut lines);
            found.push(Program {
                name: name.to_owned(),
                text,
                runs,
                prints: None,
            });
            after_program = runs;
        } else if line == "```text" && after_program {
            let printed = block(&mut lines);
            found.last_mut().expect("a program").prints = Some(printed);
            after_program = false;
        } else if !line.is_empty() {
            after_program = false;
        }
    }
    found
}

fn marker(line: &str) -> Option<(bool, &str)> {
    let inner = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    let (kind, name) = inner.split_once(": ")?;
    match kind {
        "run" => Some((true, name)),
        "file" => Some((false, name)),
        _ => None,
    }
}

/// The lines up to the end of a block.
fn block<'a>(lines: &mut impl Iterator<Item = &'a str>) -> String {
    let inside = lines.take_while(|line| *line != "```");
    inside.map(|line| format!("{line}\n")).collect()
}

/// Makes of a folder a project in which `viem` and our package, as npm packs it, are installed.
fn make_project(folder: &Path) {
    let modules = folder.join("node_modules");
    fs::create_dir_all(modules.join("@diem-protocol")).expect("the project's folder");
    package::npm("build", None);
    let packed = Command::new("npm")
        .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
        .arg(folder)
        .current_dir(package::folder())
        .output()
        .expect("npm runs");
    let archive = String::from_utf8_lossy(&packed.stdout).trim().to_owned();
    finish(
        Command::new("tar")
            .arg("xzf")
            .arg(&archive)
            .current_dir(folder),
    );
    fs::rename(folder.join("package"), modules.join("@diem-protocol/sdk")).expect("the package");
    for name in ["viem", "@types", "undici-types"] {
        let from = fs::canonicalize(package::folder().join("node_modules").join(name));
        std::os::unix::fs::symlink(from.expect("scripts/setup has run"), modules.join(name))
            .expect("a link");
    }
    fs::write(folder.join("package.json"), r#"{ "type": "module" }"#).expect("package.json");
    let compiler_options = json!({
        "target": "ES2022", "module": "NodeNext", "strict": true, "noUncheckedIndexedAccess": true, "skipLibCheck": true,
        "erasableSyntaxOnly": true, "rewriteRelativeImportExtensions": true, "noUnusedLocals": true, "types": ["node"],
    });
    let configuration = json!({ "compilerOptions": compiler_options });
    fs::write(folder.join("tsconfig.json"), configuration.to_string()).expect("tsconfig.json");
}

/// Runs a command, which has to succeed; what it prints.
fn finish(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{told}{complaints}");
    told
}

/// What a reader has set.
fn command(program: &str, folder: &Path, scene: &Scene) -> Command {
    let clients = cast::binary();
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", clients.parent().expect("a folder").display());
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env("ETH_RPC_URL", format!("http://{}", scene.node.address()))
        .env("DIEM_MANIFEST", folder.join("manifest.json"))
        .env("OWNER_KEY", KEYS[1])
        .env("GATEWAY_KEY", KEYS[2]);
    command
}

/// Extracts the programs of a guide, compiles them, and runs them in their order.
pub(crate) fn run(guide: &str, scene: &Scene) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs").join(guide)).expect("the guide");
    let programs = programs(&page);
    assert!(programs.iter().any(|p| p.runs), "{guide} has programs");
    let folder = root.join("target/guides").join(guide);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the guide's folder");
    fs::write(folder.join("manifest.json"), scene.manifest().to_string()).expect("the manifest");
    for program in &programs {
        fs::write(folder.join(&program.name), &program.text).expect("a program's file");
    }
    if programs.iter().any(|program| program.name.ends_with(".ts")) {
        make_project(&folder);
        finish(Command::new(package::folder().join("node_modules/.bin/tsc")).current_dir(&folder));
    }
    for program in programs.iter().filter(|program| program.runs) {
        let printed = match program.name.strip_suffix(".ts") {
            Some(stem) => finish(command("node", &folder, scene).arg(format!("{stem}.js"))),
            None => {
                finish(command("bash", &folder, scene).args(["-euo", "pipefail", &program.name]))
            }
        };
        if let Some(expected) = &program.prints {
            assert_eq!(&printed, expected, "{guide}: what {} prints", program.name);
        }
    }
}

#[test]
fn a_guides_programs_are_found_with_what_they_print() {
    let page = "\
        text\n<!-- file: a.ts -->\n```ts\none\n\ntwo\n```\n\n```text\nno output\n```\n\
        <!-- run: b.sh -->\n```sh\nthree\n```\n\n```text\nprinted\n```\nmore\n```text\nnone\n```\n";
    let programs = programs(page);
    let told: Vec<_> = programs
        .iter()
        .map(|p| {
            (
                p.name.as_str(),
                p.text.as_str(),
                p.runs,
                p.prints.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("a.ts", "one\n\ntwo\n", false, None),
            ("b.sh", "three\n", true, Some("printed\n")),
        ]
    );
}
