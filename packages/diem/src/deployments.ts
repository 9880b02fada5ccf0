import { type Address, isAddress } from "viem";
import type { ContractName } from "./errors.js";
import { deployments } from "./generated/deployments.js";

/** Where the suite is on a chain. */
export interface Deployment extends Record<ContractName, Address> {
  /** The chain's id. */
  chainId: number;
  /** The chain's name. */
  network: string;
}

export { deployments };

/** The suite on a public chain; `undefined` where it is not deployed. */
export function deploymentOn(chainId: number): Deployment | undefined {
  return deployments.find((deployment) => deployment.chainId === chainId);
}

/**
 * The deployment that a manifest tells of: the JSON of a file `deployments/<chain id>.json`, as the tools write it.
 *
 * @throws TypeError naming what is not as it should be.
 */
export function readManifest(manifest: unknown): Deployment {
  const version = at(manifest, "schema");
  if (version !== 1) throw new TypeError(`the manifest's schema is ${version}; this version of the package reads 1`);
  const [chainId, network] = [at(manifest, "chain", "id"), at(manifest, "chain", "network")];
  if (typeof chainId !== "number") throw new TypeError("the manifest's chain.id is no number");
  if (typeof network !== "string") throw new TypeError("the manifest's chain.network is no text");
  const address = (name: ContractName): Address => {
    const value = at(manifest, "contracts", name, "address");
    if (typeof value !== "string" || !isAddress(value)) throw new TypeError(`the manifest's contracts.${name}.address is no address`);
    return value;
  };
  return { chainId, network, vvv: address("vvv"), staking: address("staking"), diem: address("diem"), credits: address("credits") };
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value);
}
