// viem's scenario.
import assert from "node:assert/strict";
import {
  BaseError, ContractFunctionRevertedError, createPublicClient, createTestClient, createWalletClient, defineChain,
  getContract, http, parseSignature, webSocket,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { abi, domain, ether, expiry, forever, root, scene, step, types } from "./shared.mjs";

const chain = defineChain({
  id: scene.chainId,
  name: "Stylus node",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [scene.http], webSocket: [scene.ws] } },
});
const transport = http();
const reader = createPublicClient({ chain, transport, pollingInterval: 50 });
const [, alice, agent, helper] = scene.keys.map((key) =>
  createWalletClient({ chain, transport, account: privateKeyToAccount(key) }));
const contract = (name, wallet) =>
  getContract({ abi: abi(name), address: scene[name], client: { public: reader, wallet } });
const mined = async (hash) => {
  const receipt = await reader.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, "success");
  return receipt;
};
const [a, b] = [alice.account.address, agent.account.address];
const [vvv, staking, diem, credits] = ["vvv", "staking", "diem", "credits"].map((name) => contract(name, alice));

assert.equal(await reader.getChainId(), scene.chainId);
assert.match(await reader.request({ method: "web3_clientVersion" }), /^stylus-node\//);
assert.ok((await reader.getBlockNumber()) > 0n);
step("connect");

assert.equal(await diem.read.name(), "Diem");
assert.equal(await diem.read.decimals(), 18);
assert.equal(await diem.read.capacityOf([a]), 0n);
step("read");

await mined(await vvv.write.drip([a]));
await mined(await vvv.write.approve([scene.staking, forever]));
await mined(await staking.write.stakeAndMint([ether(5000), a]));
assert.equal(await diem.read.balanceOf([a]), ether(50));
const day = await diem.read.currentDay();
const capacity = await credits.read.balanceOf([a, day]);
assert.ok(capacity > ether(24) && capacity <= ether(25), `${capacity}`);
step("send");

const legacy = await mined(await diem.write.transfer([b, ether(1)], { gasPrice: 200_000_000n, type: "legacy" }));
assert.equal(legacy.type, "legacy");
assert.equal(await diem.read.balanceOf([b]), ether(1));
step("legacy");

const permit = { owner: a, spender: b, value: ether(2), nonce: await diem.read.nonces([a]), deadline: forever };
const signed = await alice.signTypedData({ domain: domain("Diem", scene.diem), types, primaryType: "Permit", message: permit });
const { r, s, v } = parseSignature(signed);
await mined(await contract("diem", helper).write.permit([a, b, permit.value, forever, Number(v), r, s]));
await mined(await contract("diem", agent).write.transferFrom([a, b, ether(2)]));
assert.equal(await diem.read.balanceOf([b]), ether(3));
step("permit");

const budget = async (primaryType, peer, nonce) =>
  alice.signTypedData({
    domain: domain("ComputeCredits", scene.credits), types, primaryType,
    message: { owner: a, [peer]: b, dailyLimit: ether(5), expiry, nonce: BigInt(nonce), deadline: forever },
  });
const allowance = await budget("Allowance", "spender", (await credits.read.allowanceOf([a, b])).nonce);
await mined(await contract("credits", helper).write.setAllowanceBySig([a, b, ether(5), expiry, forever, allowance]));
await mined(await contract("credits", agent).write.transferFrom([a, b, day, ether(1)]));
assert.ok((await credits.read.balanceOf([b, day])) >= ether(1));
step("allowance");

const meter = await budget("Meter", "gateway", (await credits.read.meterOf([a, b])).nonce);
await mined(await contract("credits", helper).write.setMeterBySig([a, b, ether(5), expiry, forever, meter]));
await mined(await contract("credits", agent).write.meter([day, [(BigInt(a) << 96n) | ether(2)], root]));
step("meter");

const posted = await credits.getEvents.MeterPosted({ gateway: b }, { fromBlock: 0n });
assert.deepEqual(posted.map((event) => event.args.receiptsRoot), [root]);
assert.equal((await diem.getEvents.Transfer({ from: a }, { fromBlock: 0n })).length, 2);
step("events");

const socket = createPublicClient({ chain, transport: webSocket(scene.ws) });
const heard = new Promise((resolve, reject) => {
  const stop = socket.watchContractEvent({
    abi: abi("diem"), address: scene.diem, eventName: "Transfer", onError: reject,
    onLogs: ([log]) => { stop(); resolve(log); },
  });
});
const head = new Promise((resolve, reject) => {
  const stop = socket.watchBlocks({ onBlock: (block) => { stop(); resolve(block); }, onError: reject });
});
// A subscription is not answered for by the client: a call over the same connection tells that it is there.
await socket.getBlockNumber();
await socket.getBlockNumber();
await mined(await diem.write.transfer([b, 1n]));
assert.equal((await heard).args.value, 1n);
assert.ok((await head).number > 0n);
(await socket.transport.getRpcClient()).close();
step("subscribe");

const reverted = (name) => (error) => {
  const cause = error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
  assert.equal(cause?.data?.errorName, name);
  assert.equal(cause.data.args[2], ether(1000));
  return true;
};
const poor = [day, b, ether(1000), root];
await assert.rejects(credits.simulate.spend(poor), reverted("InsufficientCredits"));
await assert.rejects(credits.estimateGas.spend(poor), (error) => /InsufficientCredits|0x[0-9a-f]{8}/.test(error.message));
step("revert");

for (const mode of ["anvil", "hardhat"]) {
  const control = createTestClient({ chain, transport, mode });
  const before = await diem.read.balanceOf([a]);
  const id = await control.snapshot();
  await mined(await diem.write.transfer([b, 1n]));
  await control.increaseTime({ seconds: 86_400 });
  await control.mine({ blocks: 1 });
  assert.equal(await diem.read.capacityOf([a]), before - 1n);
  await control.revert({ id });
  assert.equal(await diem.read.balanceOf([a]), before);
  await control.setBalance({ address: b, value: ether(7) });
  assert.equal(await reader.getBalance({ address: b }), ether(7));
  await control.impersonateAccount({ address: scene.staking });
  await control.stopImpersonatingAccount({ address: scene.staking });
}
step("control");
