// viem's ABIs: TypeScript infers argument and result types from `as const`.

/** src/generated/abi.ts. */
export function abiModule(interfaces, banner) {
  const parts = interfaces.map(({ name, interfaceName, documentation, abi }) => {
    const items = abi.map((item) => `  ${JSON.stringify(withoutInternalTypes(item))},`);
    return `/** ${documentation.title}: the ABI of \`${interfaceName}\`. */\nexport const ${name}Abi = [\n${items.join("\n")}\n] as const;\n`;
  });
  return `${banner}\n${parts.join("\n")}`;
}

// The Solidity names of types say nothing to viem.
function withoutInternalTypes(item) {
  return JSON.parse(JSON.stringify(item, (key, value) => (key === "internalType" ? undefined : value)));
}
