import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect, test } from "vitest";
import { hexToBigInt, keccak256, numberToHex, padHex, zeroHash } from "viem";
import { ReceiptTree, type UsageReceipt, noExpiry, noLimit, packReadings, receiptLeaf, receiptTypes, verifyReceipt } from "../src/index.js";
import { alice, aliceMints, bob, credits, ether, mined, scene, undoing } from "./scene.js";

undoing();

const receipts = (count: number): UsageReceipt[] =>
  Array.from({ length: count }, (_, index) => ({
    owner: padHex(numberToHex(index + 1), { size: 20 }),
    day: 20_454n,
    index: BigInt(index % 3),
    amount: BigInt(index + 1) * 10n ** 15n,
    requestHash: keccak256(numberToHex(index)),
  }));

const values = ({ owner, day, index, amount, requestHash }: UsageReceipt) => [owner, day, index, amount, requestHash];

test.each([1, 2, 3, 5, 8, 17, 100])("root, leaves and proofs of %i receipts are those of OpenZeppelin's package", (count) => {
  const all = receipts(count);
  const ours = new ReceiptTree(all);
  const theirs = StandardMerkleTree.of(all.map(values), [...receiptTypes]);
  expect(ours.root).toBe(theirs.root);
  for (const receipt of all) {
    expect(receiptLeaf(receipt)).toBe(theirs.leafHash(values(receipt)));
    const proof = ours.proof(receipt)!;
    expect(proof).toEqual(theirs.getProof(values(receipt)));
    expect(StandardMerkleTree.verify(ours.root, [...receiptTypes], values(receipt), proof)).toBe(true);
    expect(verifyReceipt(ours.root, receipt, proof)).toBe(true);
  }
});

test("root and proofs are those of the Rust crate", () => {
  const { receipts, root, proofs } = scene.receipts;
  const ours = receipts.map(({ owner, day, index, amount, requestHash }) =>
    ({ owner, day: hexToBigInt(day), index: hexToBigInt(index), amount: hexToBigInt(amount), requestHash }));
  const tree = new ReceiptTree(ours);
  expect(tree.root).toBe(root);
  expect(ours.map((receipt) => tree.proof(receipt))).toEqual(proofs);
  expect(ours.length).toBeGreaterThan(4);
});

test("a proof proves nothing else", () => {
  const all = receipts(7);
  const tree = new ReceiptTree(all);
  for (const receipt of all) {
    const dearer = { ...receipt, amount: receipt.amount + 1n };
    expect(tree.proof(dearer)).toBeUndefined();
    expect(verifyReceipt(tree.root, dearer, tree.proof(receipt)!)).toBe(false);
  }
});

test("the order of receipts does not matter, and none have the root zero", () => {
  expect(new ReceiptTree(receipts(6).reverse()).root).toBe(new ReceiptTree(receipts(6)).root);
  expect(new ReceiptTree([]).root).toBe(zeroHash);
});

test("an owner checks its bill against the root on chain", async () => {
  await aliceMints();
  const [owner, gateway] = [alice.account.address, bob.account.address];
  const day = await credits(alice).read.currentDay();
  const billed = [ether(1), ether(2)].map((amount, index) =>
    ({ owner, day, index: BigInt(index), amount, requestHash: keccak256(numberToHex(index)) }));
  const tree = new ReceiptTree([...billed, ...receipts(9)]);
  await mined(await credits(alice).write.setMeter([gateway, noLimit, noExpiry]));
  await mined(await credits(bob).write.meter([day, packReadings([{ owner, total: ether(3) }]), tree.root]));

  const [posted] = await credits(alice).getEvents.MeterPosted({ gateway, day }, { fromBlock: "latest" });
  const [metered] = await credits(alice).getEvents.Metered({ owner, gateway }, { fromBlock: "latest" });
  expect(billed.every((receipt) => verifyReceipt(posted!.args.receiptsRoot!, receipt, tree.proof(receipt)!))).toBe(true);
  expect(billed.reduce((sum, { amount }) => sum + amount, 0n)).toBe(metered!.args.total);
});
