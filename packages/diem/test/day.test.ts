import { expect, test } from "vitest";
import { capacityOfMint, dayOf, formatDay, nextReset, secondsToMidnight, startOfDay } from "../src/index.js";
import { alice, control, credits, diem, ether, forever, mined, reader, scene, staking, undoing, vvv } from "./scene.js";

undoing();

const midnight = 1_767_225_600n; // 2026-01-01 00:00:00 UTC

test("a day begins at midnight and ends a second before the next", () => {
  const moments = [
    [midnight - 1n, 20_453n, 1n],
    [midnight, 20_454n, 86_400n],
    [midnight + 1n, 20_454n, 86_399n],
    [midnight + 86_399n, 20_454n, 1n],
  ] as const;
  for (const [moment, day, left] of moments) {
    expect(dayOf(moment)).toBe(day);
    expect(secondsToMidnight(moment)).toBe(left);
    expect(nextReset(moment)).toBe(startOfDay(day + 1n));
  }
});

test("a moment is seconds or a Date", () => {
  expect(dayOf(Number(midnight))).toBe(20_454n);
  expect(dayOf(new Date("2026-01-01T23:59:59.999Z"))).toBe(20_454n);
  expect(() => dayOf(-1)).toThrow("before 1970");
});

test("a day reads as a date", () => {
  expect(formatDay(20_454n)).toBe("2026-01-01");
  expect(dayOf(new Date(`${formatDay(20_454n)}T12:00:00Z`))).toBe(20_454n);
});

test("days and the next reset are the chain's, before and after midnight", async () => {
  const expectChains = async () => {
    const { timestamp } = await reader.getBlock();
    expect(await diem(alice).read.currentDay()).toBe(dayOf(timestamp));
    expect(await credits(alice).read.nextReset()).toBe(nextReset(timestamp));
    return timestamp;
  };
  const before = await expectChains();
  await control.setNextBlockTimestamp({ timestamp: nextReset(before) });
  await control.mine({ blocks: 1 });
  expect(dayOf(await expectChains())).toBe(dayOf(before) + 1n);
});

test("a mint adds the capacity that the chain adds", async () => {
  const owner = alice.account.address;
  await mined(await vvv(alice).write.drip([owner]));
  await mined(await vvv(alice).write.approve([scene.staking, forever]));
  await mined(await staking(alice).write.stake([ether(5000)]));
  const timestamp = nextReset((await reader.getBlock()).timestamp) - 12_345n;
  await control.setNextBlockTimestamp({ timestamp });
  const minted = 1_234_567_890_123_456_789n;
  // With gas of its own: an estimate is made at the last block's time, and minting costs more once a second has passed since the stake.
  await mined(await staking(alice).write.mintDiem([minted, owner], { gas: 500_000n }));
  expect(await diem(alice).read.capacityOf([owner])).toBe(capacityOfMint(minted, timestamp));
});
