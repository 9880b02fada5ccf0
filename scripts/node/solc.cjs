// The Solidity compiler over pipes: standard JSON in, standard JSON out. `solc.cjs --version` prints the version.
// Sources come with the input; what they import beyond it comes from node_modules.
const fs = require("node:fs");
const path = require("node:path");
const solc = require("solc");

function readImport(name) {
  const file = path.join(__dirname, "node_modules", name);
  try {
    return { contents: fs.readFileSync(file, "utf8") };
  } catch {
    return { error: `${name} is neither a source of this build nor in an npm package of scripts/node` };
  }
}

if (process.argv[2] === "--version") {
  console.log(solc.version());
} else {
  process.stdout.write(solc.compile(fs.readFileSync(0, "utf8"), { import: readImport }));
}
