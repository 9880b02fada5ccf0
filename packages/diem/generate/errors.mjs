// The words for errors, out of the tables of docs/errors.md.

const declarationPattern = /^(\w+)\((.*)\)$/;

/** The rows of the tables: declaration, selector, contracts, meaning and remedy of each error. */
export function readErrors(markdown) {
  const rows = markdown.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((row) => {
    const cells = row.slice(1, -1).split(" | ").map((cell) => cell.trim());
    const [declaration, selector, contracts, meaning, remedy] = cells;
    if (cells.length !== 5 || !declarationPattern.test(code(declaration))) throw new Error(`docs/errors.md has a row of another form: ${row}`);
    return { declaration: code(declaration), selector: code(selector), contracts: contracts.split(", "), meaning, remedy };
  });
}

/** src/generated/errors.ts. */
export function errorsModule(errors, banner) {
  const rows = errors.map((error) => `  ${JSON.stringify(error)},`);
  return `${banner}
/** Every custom error of the contracts, in words: the tables of docs/errors.md. */
export const errorTable = [
${rows.join("\n")}
] as const;
`;
}

function code(cell) {
  return cell.replaceAll("`", "");
}
