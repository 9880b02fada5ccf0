// The node that tests/clients starts and deploys the suite on, and clients for it.
import { afterEach, beforeEach, expect } from "vitest";
import { type Address, type Hex, createPublicClient, createTestClient, createWalletClient, getAddress, getContract, http, parseEther } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type UsageReceipt, creditsAbi, developmentChain, diemAbi, stakingAbi, vvvAbi } from "../src/index.js";

interface Scene {
  http: string;
  ws: string;
  keys: [Hex, Hex, Hex, Hex];
  vvv: Address;
  staking: Address;
  diem: Address;
  credits: Address;
  /** Receipts, and what the Rust crate makes of them. */
  receipts: { receipts: Record<keyof UsageReceipt, Hex>[]; root: Hex; proofs: Hex[][] };
}

export const scene: Scene = read();
export const chain = developmentChain({ http: scene.http, webSocket: scene.ws });

const transport = http();
export const reader = createPublicClient({ chain, transport, pollingInterval: 20 });
export const control = createTestClient({ chain, transport, mode: "anvil" });

const wallet = (key: Hex) => createWalletClient({ chain, transport, account: privateKeyToAccount(key) });
const [, aliceKey, bobKey, helperKey] = scene.keys;

/** An owner of DIEM; an agent or gateway; somebody who sends what others signed. */
export const alice = wallet(aliceKey);
export const bob = wallet(bobKey);
export const helper = wallet(helperKey);
export type Wallet = typeof alice;

export const vvv = (by: Wallet) => getContract({ abi: vvvAbi, address: scene.vvv, client: { public: reader, wallet: by } });
export const staking = (by: Wallet) => getContract({ abi: stakingAbi, address: scene.staking, client: { public: reader, wallet: by } });
export const diem = (by: Wallet) => getContract({ abi: diemAbi, address: scene.diem, client: { public: reader, wallet: by } });
export const credits = (by: Wallet) => getContract({ abi: creditsAbi, address: scene.credits, client: { public: reader, wallet: by } });

export const ether = (amount: number) => parseEther(String(amount));
export const forever = 2n ** 256n - 1n;

/** Waits for a transaction, which has to succeed. */
export async function mined(hash: Hex) {
  const receipt = await reader.waitForTransactionReceipt({ hash });
  expect(receipt.status).toBe("success");
  return receipt;
}

/** Alice stakes 5,000 VVV and mints 50 DIEM. */
export async function aliceMints() {
  await mined(await vvv(alice).write.drip([alice.account.address]));
  await mined(await vvv(alice).write.approve([scene.staking, forever]));
  return mined(await staking(alice).write.stakeAndMint([ether(5000), alice.account.address]));
}

/** Undoes on the chain what each test of a file does. */
export function undoing() {
  let id: Hex;
  beforeEach(async () => {
    id = await control.snapshot();
  });
  afterEach(() => control.revert({ id }));
}

function read(): Scene {
  const json = process.env["DIEM_SCENE"];
  if (!json) throw new Error("these tests need a node with the suite: run `cargo test -p diem-tests --test clients typescript`, which starts one");
  const { vvv, staking, diem, credits, ...rest } = JSON.parse(json);
  return { ...rest, vvv: getAddress(vvv), staking: getAddress(staking), diem: getAddress(diem), credits: getAddress(credits) };
}
