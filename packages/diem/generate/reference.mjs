// docs/reference.md: every function, event and error, out of the interfaces' documentation.

const head = `# Protocol reference

Every function, event, error and struct of the four contracts, from the documentation in [interfaces/](../interfaces), which are the specification. This page is generated
(\`npm run generate\` in [packages/diem](../packages/diem/README.md)) and a test holds it against them. What errors mean to a caller and what to do about them: [errors.md](errors.md). Why it is so:
[design.md](design.md).

Amounts are integers with 18 decimals ("wei"), times are unix seconds, days are \`block.timestamp / 86400\`. Functions that say \`view\` are free to call from outside the chain.
`;

/** The page. */
export function referencePage(interfaces) {
  const contents = interfaces.map(({ name, documentation }) => `- [\`${name}\`: ${documentation.title}](#${name})`);
  return [head, contents.join("\n"), ...interfaces.map(contractPart)].join("\n") + "\n";
}

function contractPart({ name, interfaceName, documentation, members }) {
  const sections = [...new Set(members.map(({ section }) => section))];
  const parts = sections.map((section) => sectionPart(section, members.filter((member) => member.section === section)));
  const source = `[\`interfaces/${interfaceName}.sol\`](../interfaces/${interfaceName}.sol)`;
  return [`\n## ${name}\n`, `**${documentation.title}.** Specification: ${source}.\n`, documentation.notice.trim(), "", documentation.dev.trim(), ...parts].join("\n");
}

function sectionPart(section, members) {
  const of = (kind) => members.filter((member) => member.kind === kind);
  return [
    `\n### ${section}`,
    ...of("struct").map(structPart),
    table(of("event"), "event", "topic"),
    table(of("error"), "error", "selector"),
    ...of("function").map(functionPart),
  ].filter(Boolean).join("\n");
}

function structPart({ name, documentation, fields }) {
  const rows = fields.map(({ name, type, notice }) => `| \`${name}\` | \`${type}\` | ${line(notice)} |`);
  return `\n#### ${name}\n\n${line(documentation.notice)}\n\n| field | type | meaning |\n|---|---|---|\n${rows.join("\n")}`;
}

function table(members, kind, key) {
  if (members.length === 0) return "";
  const rows = members.map(({ declaration, selector, documentation }) => {
    const signature = declaration.replace(`${kind} `, "");
    return `| \`${signature}\` | ${line(documentation.notice)} | \`${selector}\` |`;
  });
  return `\n| ${kind} | meaning | ${key} |\n|---|---|---|\n${rows.join("\n")}`;
}

function functionPart({ name, selector, declaration, documentation }) {
  const item = (heading, name, text) => `- ${name ? `${heading} \`${name}\`` : heading}: ${line(text)}`;
  const named = (heading, values) => Object.entries(values).map(([name, text]) => item(heading, name, text));
  const list = [...named("argument", documentation.params), ...named("returns", documentation.returns)];
  const text = [documentation.notice, documentation.dev].filter(Boolean).map((part) => part.trim()).join("\n\n");
  return [`\n#### ${name}\n`, `\`${declaration.replace("function ", "")}\` (selector \`${selector}\`)\n`, text, ...(list.length > 0 ? ["", ...list] : [])].join("\n");
}

function line(text) {
  return text.trim().replace(/\s+/g, " ");
}
