import { expect, test } from "vitest";
import { type Abi, type Address, type Hex, concat, encodeErrorResult, toFunctionSelector } from "viem";
import { creditsAbi, diemAbi, errorTable, explainRevert, revertData, stakingAbi, vvvAbi } from "../src/index.js";
import { alice, aliceMints, bob, control, credits, diem, ether, helper, reader, scene, staking, undoing } from "./scene.js";

undoing();

const [owner, other] = [alice.account.address, bob.account.address];
const root = `0x${"07".repeat(32)}` as const;

const by = (account: Address) => ({ account });

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(() => expect.unreachable("the call has to fail"), (error: unknown) => error);
}

test("the table has a row for every error of every ABI, and none else", () => {
  const declared = Object.entries({ vvv: vvvAbi, diem: diemAbi, staking: stakingAbi, credits: creditsAbi })
    .flatMap(([contract, abi]) => (abi as Abi).flatMap((item) => (item.type === "error" ? [`${contract} ${toFunctionSelector(item as never)}`] : [])));
  const told = errorTable.flatMap(({ contracts, selector }) => contracts.map((contract) => `${contract} ${selector}`));
  expect(told.sort()).toEqual(declared.sort());
  for (const { declaration, selector } of errorTable) expect(toFunctionSelector(`function ${declaration}`)).toBe(selector);
});

test("a refused call is explained, whichever way it was made", async () => {
  await aliceMints();
  const day = await credits(alice).read.currentDay();
  const poor = [day, other, ether(1000), root] as const;
  const available = await credits(alice).read.balanceOf([owner, day]);
  const failures = [
    failure(credits(alice).simulate.spend(poor, by(owner))),
    failure(credits(alice).estimateGas.spend(poor, {})),
    failure(credits(alice).write.spend(poor)),
  ];
  for (const failed of failures) {
    const explained = explainRevert(await failed);
    expect(explained).toMatchObject({ name: "InsufficientCredits", args: [owner, available, ether(1000)] });
    expect(explained?.message).toBe(
      `InsufficientCredits(owner: ${owner}, available: ${available}, needed: ${ether(1000)}): ${explained?.meaning} ${explained?.remedy}`);
    expect(explained?.meaning).toContain("credits left today");
    expect(explained?.remedy).toContain("nextReset()");
  }
});

test("errors of each contract are explained", async () => {
  await aliceMints();
  const day = await credits(alice).read.currentDay();
  const explained = async (call: Promise<unknown>) => explainRevert(await failure(call));
  expect(await explained(credits(alice).simulate.transfer([other, day - 1n, 1n], by(owner)))).toMatchObject({ name: "WrongDay", args: [day - 1n, day] });
  expect(await explained(credits(bob).simulate.transferFrom([owner, other, day, 1n], by(other)))).toMatchObject({ name: "InsufficientAllowance" });
  expect(await explained(diem(alice).simulate.transfer([scene.staking, 1n], by(owner)))).toMatchObject({ name: "ERC20InvalidReceiver", args: [scene.staking] });
  expect(await explained(staking(alice).simulate.requestUnstake([ether(1)], by(owner)))).toMatchObject({ name: "InsufficientFree", args: [ether(1), 0n] });
  expect(await explained(staking(bob).simulate.pause(by(other)))).toMatchObject({ name: "OwnableUnauthorizedAccount", args: [other] });
  const expired = credits(helper).simulate.setAllowanceBySig([owner, other, 1n, 1, 1n, "0x"]);
  expect(await explained(expired)).toMatchObject({ name: "ExpiredSignature", args: [1n] });
});

test("a mined failure is explained by calling again", async () => {
  const day = await credits(alice).read.currentDay();
  const hash = await credits(alice).write.transfer([other, day, 1n], { gas: 300_000n });
  expect((await reader.getTransactionReceipt({ hash })).status).toBe("reverted");
  const again = failure(credits(alice).simulate.transfer([other, day, 1n], by(owner)));
  expect(explainRevert(await again)?.name).toBe("InsufficientCredits");
});

test("an empty revert is explained", async () => {
  const constructor = concat(["0x5585258d", `0x${"00".repeat(64)}`]);
  const failed = await failure(reader.call({ to: scene.diem, data: constructor }));
  expect(explainRevert(failed)).toMatchObject({ name: "EmptyRevert", args: [] });
  expect(explainRevert("0x")?.message).toContain("constructor a second time");
});

test("a selector has one meaning", () => {
  expect(new Set(errorTable.map(({ selector }) => selector)).size).toBe(errorTable.length);
});

test("Solidity's own errors and strangers'", () => {
  const reason = encodeErrorResult({ abi: [{ type: "error", name: "Error", inputs: [{ name: "reason", type: "string" }] }], args: ["no"] });
  expect(explainRevert(reason)).toMatchObject({ name: "Error", meaning: "A contract gave a reason: no" });
  const panic: Hex = `0x4e487b71${"11".padStart(64, "0")}`;
  expect(explainRevert(panic)).toMatchObject({ name: "Panic", args: [17n] });
  expect(explainRevert("0xdeadbeef")).toBeUndefined();
  expect(explainRevert(new Error("no network"))).toBeUndefined();
  expect(explainRevert(undefined)).toBeUndefined();
});

test("what is not a revert has no data", async () => {
  const failed = await failure(control.request({ method: "evm_nothing" as never }));
  expect(revertData(failed)).toBeUndefined();
});
