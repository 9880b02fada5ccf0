// ethers' scenario.
import assert from "node:assert/strict";
import { Contract, JsonRpcProvider, Signature, Wallet, WebSocketProvider, isError } from "ethers";
import { abi, domain, ether, expiry, forever, root, scene, step, types } from "./shared.mjs";

// Without caching: a node that mines at once is faster than the cache is stale.
const provider = new JsonRpcProvider(scene.http, scene.chainId, { staticNetwork: true, cacheTimeout: -1, pollingInterval: 50 });
const [, alice, agent, helper] = scene.keys.map((key) => new Wallet(key, provider));
const contract = (name, signer) => new Contract(scene[name], abi(name), signer);
const mined = async (sent) => {
  const receipt = await (await sent).wait();
  assert.equal(receipt.status, 1);
  return receipt;
};
const [vvv, staking, diem, credits] = ["vvv", "staking", "diem", "credits"].map((name) => contract(name, alice));
const [a, b] = [alice.address, agent.address];

assert.equal((await provider.getNetwork()).chainId, BigInt(scene.chainId));
assert.match(await provider.send("web3_clientVersion", []), /^stylus-node\//);
assert.ok((await provider.getBlockNumber()) > 0);
step("connect");

assert.equal(await diem.name(), "Diem");
assert.equal(await diem.decimals(), 18n);
assert.equal(await diem.capacityOf(a), 0n);
step("read");

await mined(vvv.drip(a));
await mined(vvv.approve(scene.staking, forever));
await mined(staking.stakeAndMint(ether(5000), a));
assert.equal(await diem.balanceOf(a), ether(50));
const day = await diem.currentDay();
const capacity = await credits.balanceOf(a, day);
assert.ok(capacity > ether(24) && capacity <= ether(25), `${capacity}`);
step("send");

const legacy = await mined(diem.transfer(b, ether(1), { type: 0 }));
assert.equal((await legacy.getTransaction()).type, 0);
assert.equal(await diem.balanceOf(b), ether(1));
step("legacy");

const only = (name) => ({ [name]: types[name] });
const permit = { owner: a, spender: b, value: ether(2), nonce: await diem.nonces(a), deadline: forever };
const { v, r, s } = Signature.from(await alice.signTypedData(domain("Diem", scene.diem), only("Permit"), permit));
const permitSplit = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)";
await mined(contract("diem", helper)[permitSplit](a, b, permit.value, forever, v, r, s));
await mined(contract("diem", agent).transferFrom(a, b, ether(2)));
assert.equal(await diem.balanceOf(b), ether(3));
step("permit");

const budget = (name, peer, nonce) =>
  alice.signTypedData(domain("ComputeCredits", scene.credits), only(name), {
    owner: a, [peer]: b, dailyLimit: ether(5), expiry, nonce, deadline: forever,
  });
const allowance = await budget("Allowance", "spender", (await credits.allowanceOf(a, b)).nonce);
await mined(contract("credits", helper).setAllowanceBySig(a, b, ether(5), expiry, forever, allowance));
await mined(contract("credits", agent).transferFrom(a, b, day, ether(1)));
assert.ok((await credits.balanceOf(b, day)) >= ether(1));
step("allowance");

const meter = await budget("Meter", "gateway", (await credits.meterOf(a, b)).nonce);
await mined(contract("credits", helper).setMeterBySig(a, b, ether(5), expiry, forever, meter));
await mined(contract("credits", agent).meter(day, [(BigInt(a) << 96n) | ether(2)], root));
step("meter");

const posted = await credits.queryFilter(credits.filters.MeterPosted(b));
assert.deepEqual(posted.map((event) => event.args.receiptsRoot), [root]);
assert.equal((await diem.queryFilter(diem.filters.Transfer(a))).length, 2);
step("events");

const socket = new WebSocketProvider(scene.ws);
const watched = new Contract(scene.diem, abi("diem"), socket);
const heard = new Promise((resolve) => watched.once("Transfer", (...event) => resolve(event)).then(() => ready()));
let subscribed;
const isSubscribed = new Promise((resolve) => { subscribed = resolve; });
const ready = () => subscribed();
const head = new Promise((resolve) => socket.once("block", resolve));
await isSubscribed;
// A subscription is not answered for by the client: calls over the same connection tell that it is there.
await socket.getBlockNumber();
await socket.send("eth_chainId", []);
await mined(diem.transfer(b, 1n));
assert.equal((await heard)[2], 1n);
assert.ok((await head) > 0);
await socket.destroy();
step("subscribe");

const reverted = (error) => {
  assert.ok(isError(error, "CALL_EXCEPTION"), `${error}`);
  assert.equal(error.revert?.name ?? credits.interface.parseError(error.data)?.name, "InsufficientCredits");
  return true;
};
const poor = [day, b, ether(1000), root];
await assert.rejects(credits.spend.staticCall(...poor), reverted);
await assert.rejects(credits.spend.estimateGas(...poor), reverted);
step("revert");

const before = await diem.balanceOf(a);
const snapshot = await provider.send("evm_snapshot", []);
await mined(diem.transfer(b, 1n));
await provider.send("evm_increaseTime", [86_400]);
await provider.send("evm_mine", []);
assert.equal(await diem.capacityOf(a), before - 1n);
assert.equal(await provider.send("evm_revert", [snapshot]), true);
assert.equal(await diem.balanceOf(a), before);
// An account that the node signs for: it needs no key here.
const unlocked = await provider.getSigner(4);
await mined(unlocked.sendTransaction({ to: b, value: 1n }));
assert.ok((await unlocked.signMessage("hello")).length === 132);
provider.destroy();
step("control");
