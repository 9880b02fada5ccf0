// The interfaces as solc sees them, with their documentation: what the ABIs and the reference are made of.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The contracts in the order of the documents: the folder's name in contracts/, and the interface that specifies it. */
export const contracts = [
  { name: "vvv", interfaceName: "IVvv" },
  { name: "diem", interfaceName: "IDiem" },
  { name: "staking", interfaceName: "IVvvStaking" },
  { name: "credits", interfaceName: "IComputeCredits" },
];

const kinds = {
  StructDefinition: "struct",
  EventDefinition: "event",
  ErrorDefinition: "error",
  FunctionDefinition: "function",
};

/** Compiles interfaces/*.sol; each contract comes with its `abi`, its `documentation`, and its `members` in the order of the source. */
export function readInterfaces(root) {
  const file = ({ interfaceName }) => `interfaces/${interfaceName}.sol`;
  const texts = Object.fromEntries(contracts.map((contract) => [file(contract), readFileSync(new URL(file(contract), root))]));
  const output = compile(root, texts);
  return contracts.map((contract) => {
    const { interfaceName } = contract;
    const source = texts[file(contract)];
    const definition = output.sources[file(contract)].ast.nodes.find((node) => node.name === interfaceName);
    return {
      ...contract,
      abi: output.contracts[file(contract)][interfaceName].abi,
      documentation: documentation(source, definition),
      members: members(source, definition),
    };
  });
}

function compile(root, texts) {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { content: text.toString() }])),
    settings: { outputSelection: { "*": { "*": ["abi"], "": ["ast"] } } },
  };
  const solc = new URL("scripts/node/solc.cjs", root).pathname;
  const answer = execFileSync(process.execPath, [solc], { input: JSON.stringify(input), maxBuffer: 1 << 28 });
  const output = JSON.parse(answer);
  const complaints = (output.errors ?? []).filter(({ severity }) => severity !== "info");
  if (complaints.length > 0) throw new Error(complaints.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return output;
}

function members(source, definition) {
  return definition.nodes.map((node) => ({
    kind: kinds[node.nodeType],
    name: node.name,
    section: section(source, offset(node.src).start),
    selector: selector(node),
    declaration: declaration(source, node),
    fields: node.nodeType === "StructDefinition" ? fields(source, node) : [],
    documentation: documentation(source, node, results(node)),
  }));
}

// The names of a function's results; that of a result without one is empty.
function results({ returnParameters }) {
  return returnParameters?.parameters.map(({ name }) => name) ?? [];
}

function selector({ functionSelector, errorSelector, eventSelector }) {
  const digits = functionSelector ?? errorSelector ?? eventSelector;
  return digits && `0x${digits}`;
}

// Structs are told by their name in the ABI's sense: `struct IComputeCredits.Budget memory` is `Budget`.
function type({ typeDescriptions }) {
  return typeDescriptions.typeString.replace(/^struct \w+\.(\w+)/, "$1");
}

function fields(source, node) {
  return node.members.map((member) => ({
    name: member.name,
    type: type(member),
    notice: tags(commentBefore(source, offset(member.src).start)).dev,
  }));
}

function offset(src) {
  const [start, length] = src.split(":").map(Number);
  return { start, end: start + length };
}

// What is declared, in one line, as the source has it.
function declaration(source, { src }) {
  const { start, end } = offset(src);
  return source.subarray(start, end).toString().replace(/;$/, "").replace(/\s+/g, " ").replace(/\( /g, "(").replace(/ \)/g, ")");
}

// The banner comment above: `// ---- Events`.
function section(source, start) {
  const banners = [...source.subarray(0, start).toString().matchAll(/^ *\/\/ -{3,} *(.+)$/gm)];
  return banners.at(-1)?.[1] ?? "Types";
}

function documentation(source, node, results = []) {
  if (!node.documentation) throw new Error(`${node.name} has no documentation`);
  const { start, end } = offset(node.documentation.src);
  return tags(source.subarray(start, end).toString(), results);
}

function commentBefore(source, start) {
  const lines = source.subarray(0, start).toString().split("\n").slice(0, -1);
  const first = lines.findLastIndex((line) => !line.trim().startsWith("///")) + 1;
  return lines.slice(first).join("\n");
}

// NatSpec by tags, from the source: solc's own output loses the paragraphs. `params` and `returns` are by name; a result without one has
// the name "".
function tags(comment, results = []) {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\/\/\/ ?/, ""));
  const found = { params: {}, returns: {} };
  let append = () => {};
  for (const line of lines) {
    const [, tag, rest] = line.match(/^@(\w+) (.*)/) ?? [];
    if (!tag) {
      append(line);
      continue;
    }
    const named = { param: found.params, return: found.returns }[tag];
    const nameless = tag === "return" && results.includes("");
    const [, name, text] = nameless ? [null, "", rest] : named ? rest.match(/^(\w+) (.*)/) : [null, tag, rest];
    const owner = named ?? found;
    owner[name] = text;
    append = (more) => (owner[name] = `${owner[name]}\n${more}`);
  }
  return found;
}
