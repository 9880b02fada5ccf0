import { expect, test } from "vitest";
import { domainSeparator, hexToNumber, parseSignature, slice } from "viem";
import {
  allowanceTypedData, creditsDomain, diemDomain, meterTypedData, noExpiry, noLimit, packReadings, permitTypedData, vvvDomain,
} from "../src/index.js";
import { alice, aliceMints, bob, chain, credits, diem, ether, forever, helper, mined, reader, scene, staking, undoing, vvv } from "./scene.js";

undoing();

const owner = alice.account.address;
const other = bob.account.address;
const root = `0x${"07".repeat(32)}` as const;

test("the domains are the contracts'", async () => {
  expect(domainSeparator({ domain: vvvDomain(chain.id, scene.vvv) })).toBe(await vvv(alice).read.DOMAIN_SEPARATOR());
  expect(domainSeparator({ domain: diemDomain(chain.id, scene.diem) })).toBe(await diem(alice).read.DOMAIN_SEPARATOR());
  expect(domainSeparator({ domain: creditsDomain(chain.id, scene.credits) })).toBe(await credits(alice).read.DOMAIN_SEPARATOR());
  const [, name, version, chainId, contract] = await diem(alice).read.eip712Domain();
  expect({ name, version, chainId: Number(chainId), verifyingContract: contract }).toEqual(diemDomain(chain.id, scene.diem));
});

test("a permit of VVV stakes without an approval", async () => {
  await mined(await vvv(alice).write.drip([owner]));
  const message = { owner, spender: scene.staking, value: ether(100), nonce: await vvv(alice).read.nonces([owner]), deadline: forever };
  const signature = await alice.signTypedData(permitTypedData(vvvDomain(chain.id, scene.vvv), message));
  const { r, s, yParity } = parseSignature(signature);
  await mined(await staking(alice).write.stakeWithPermit([ether(100), forever, yParity + 27, r, s]));
  expect((await staking(alice).read.positionOf([owner]))[0]).toBe(ether(100));
  expect(await vvv(alice).read.allowance([owner, scene.staking])).toBe(0n);
});

test("a permit of DIEM is accepted from somebody else, in both forms, and used", async () => {
  await aliceMints();
  const permit = async (value: bigint) => {
    const message = { owner, spender: other, value, nonce: await diem(alice).read.nonces([owner]), deadline: forever };
    return alice.signTypedData(permitTypedData(diemDomain(chain.id, scene.diem), message));
  };
  await mined(await diem(helper).write.permit([owner, other, ether(2), forever, await permit(ether(2))]));
  await mined(await diem(bob).write.transferFrom([owner, other, ether(2)]));
  const signature = await permit(ether(1));
  const parts = [hexToNumber(slice(signature, 64)), slice(signature, 0, 32), slice(signature, 32, 64)] as const;
  await mined(await diem(helper).write.permit([owner, other, ether(1), forever, ...parts]));
  await mined(await diem(bob).write.transferFrom([owner, other, ether(1)]));
  expect(await diem(alice).read.balanceOf([other])).toBe(ether(3));
});

test("an allowance given by signature is used, and revoked by the next one", async () => {
  await aliceMints();
  const day = await credits(alice).read.currentDay();
  const set = async (dailyLimit: bigint) => {
    const { nonce } = await credits(alice).read.allowanceOf([owner, other]);
    const message = { owner, spender: other, dailyLimit, expiry: noExpiry, nonce, deadline: forever };
    const signature = await alice.signTypedData(allowanceTypedData(creditsDomain(chain.id, scene.credits), message));
    await mined(await credits(helper).write.setAllowanceBySig([owner, other, dailyLimit, noExpiry, forever, signature]));
  };
  await set(ether(5));
  await mined(await credits(bob).write.transferFrom([owner, other, day, ether(2)]));
  expect(await credits(alice).read.balanceOf([other, day])).toBe(ether(2));
  await set(0n);
  expect(await credits(alice).read.allowanceOf([owner, other])).toEqual({ dailyLimit: 0n, used: ether(2), expiry: noExpiry, nonce: 2 });
});

test("a meter given by signature takes readings, higher and lower", async () => {
  await aliceMints();
  const day = await credits(alice).read.currentDay();
  const { nonce } = await credits(alice).read.meterOf([owner, other]);
  const message = { owner, gateway: other, dailyLimit: noLimit, expiry: noExpiry, nonce, deadline: forever };
  const signature = await alice.signTypedData(meterTypedData(creditsDomain(chain.id, scene.credits), message));
  await mined(await credits(helper).write.setMeterBySig([owner, other, noLimit, noExpiry, forever, signature]));
  for (const total of [ether(6), ether(4)]) {
    await mined(await credits(bob).write.meter([day, packReadings([{ owner, total }]), root]));
    expect((await credits(alice).read.meterOf([owner, other])).used).toBe(total);
  }
  const [event] = await credits(alice).getEvents.MeterPosted({ gateway: other }, { fromBlock: "latest" });
  expect(event?.args).toEqual({ gateway: other, day, receiptsRoot: root });
  expect((await reader.getTransactionReceipt({ hash: event!.transactionHash })).from).toBe(other.toLowerCase());
});
