import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Deployment, deploymentOn, deployments, readManifest } from "../src/index.js";
import { chain, scene } from "./scene.js";

const manifest = {
  schema: 1,
  chain: { id: chain.id, network: "local" },
  contracts: Object.fromEntries((["vvv", "staking", "diem", "credits"] as const).map((name) => [name, { address: scene[name] }])),
};

test("a manifest tells where the contracts are", () => {
  const { vvv, staking, diem, credits } = scene;
  expect(readManifest(manifest)).toEqual({ chainId: chain.id, network: "local", vvv, staking, diem, credits } satisfies Deployment);
});

test("a manifest as the tools write it", () => {
  const written = JSON.parse(readFileSync(new URL("../../../crates/sdk/tests/data/412346.json", import.meta.url), "utf8"));
  const at = (digits: string) => `0x${digits.repeat(20)}`;
  const addresses = { vvv: at("a1"), staking: at("a2"), diem: at("a3"), credits: at("a4") };
  expect(readManifest(written)).toEqual({ chainId: 412_346, network: "local", ...addresses });
});

test("what is wrong in a manifest is named", () => {
  expect(() => readManifest({ ...manifest, schema: 2 })).toThrow("schema is 2");
  expect(() => readManifest({ ...manifest, chain: { id: "1", network: "x" } })).toThrow("chain.id");
  expect(() => readManifest({ ...manifest, chain: { id: 1 } })).toThrow("chain.network");
  expect(() => readManifest({ ...manifest, contracts: { ...manifest.contracts, diem: { address: "0x12" } } })).toThrow("contracts.diem.address");
  expect(() => readManifest(null)).toThrow("schema is undefined");
});

test("the deployments are one per chain", () => {
  expect(new Set(deployments.map(({ chainId }) => chainId)).size).toBe(deployments.length);
  for (const deployment of deployments) expect(deploymentOn(deployment.chainId)).toBe(deployment);
  expect(deploymentOn(1)).toBeUndefined();
});
