// The addresses of public deployments, out of the manifests deployments/<chain id>.json.
import { existsSync, readFileSync, readdirSync } from "node:fs";

/** The manifests of a folder, in order of their chain ids. */
export function readManifests(folder) {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+\.json$/.test(name)) : [];
  const manifests = files.map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")));
  return manifests.sort((a, b) => a.chain.id - b.chain.id);
}

/** src/generated/deployments.ts. */
export function deploymentsModule(manifests, banner) {
  const rows = manifests.map(({ chain, contracts }) => {
    const address = (name) => contracts[name].address;
    const addresses = Object.fromEntries(["vvv", "staking", "diem", "credits"].map((name) => [name, address(name)]));
    return `  ${JSON.stringify({ chainId: chain.id, network: chain.network, ...addresses })},\n`;
  });
  return `${banner}
import type { Deployment } from "../deployments.js";

/** Where the suite is deployed on public chains. */
export const deployments: readonly Deployment[] = [
${rows.join("")}];
`;
}
