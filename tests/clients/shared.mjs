// What the scenarios share: where the suite is, its ABIs, and how a step is told.
import { readFileSync } from "node:fs";

export const scene = JSON.parse(process.env.DIEM_SCENE);
export const ether = (count) => BigInt(count) * 10n ** 18n;
export const abi = (name) =>
  JSON.parse(readFileSync(new URL(`../../target/artifacts/${name}.abi.json`, import.meta.url)));
export const step = (name) => console.log(name);

const word = (name) => ({ name, type: "uint256" });
const address = (name) => ({ name, type: "address" });
const budget = [{ name: "dailyLimit", type: "uint96" }, { name: "expiry", type: "uint32" }, word("nonce"), word("deadline")];
// The messages that the contracts accept (EIP-712).
export const types = {
  Permit: [address("owner"), address("spender"), word("value"), word("nonce"), word("deadline")],
  Allowance: [address("owner"), address("spender"), ...budget],
  Meter: [address("owner"), address("gateway"), ...budget],
};
export const domain = (name, verifyingContract) => ({ name, version: "1", chainId: scene.chainId, verifyingContract });
export const forever = 2n ** 256n - 1n;
export const expiry = 2 ** 32 - 1;
export const root = `0x${"07".repeat(32)}`;
