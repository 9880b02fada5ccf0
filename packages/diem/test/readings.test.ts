import { expect, test } from "vitest";
import { zeroAddress } from "viem";
import { noLimit, packReading, packReadings, unpackReading } from "../src/index.js";

const owner = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

test("the owner is high and the total low", () => {
  const entry = packReading({ owner, total: 0x1234n });
  expect(entry.toString(16)).toBe("f39fd6e51aad88f6f4ce6ab8827279cfffb92266000000000000000000001234");
});

test("what is packed is unpacked", () => {
  for (const total of [0n, 1n, noLimit]) {
    expect(unpackReading(packReading({ owner, total }))).toEqual({ owner, total });
  }
});

test("a total does not spill into the owner", () => {
  for (const total of [-1n, noLimit + 1n]) expect(() => packReading({ owner, total })).toThrow("2^96 - 1");
});

test("no reading is of nobody", () => {
  expect(() => packReading({ owner: zeroAddress, total: 1n })).toThrow("zero address");
  expect(() => packReading({ owner: "0x12", total: 1n })).toThrow("an address");
  expect(() => unpackReading(5n)).toThrow("names no owner");
  expect(() => unpackReading(1n << 256n)).toThrow("2^256 - 1");
});

test("one call has one reading per owner", () => {
  const lower = owner.toLowerCase() as typeof owner;
  const other = { owner: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", total: 2n } as const;
  expect(packReadings([{ owner, total: 1n }, other])).toEqual([packReading({ owner, total: 1n }), packReading(other)]);
  expect(() => packReadings([{ owner, total: 1n }, { owner: lower, total: 2n }])).toThrow("two readings");
});
