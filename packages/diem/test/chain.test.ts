import { expect, test } from "vitest";
import { createPublicClient, webSocket } from "viem";
import { diemAsset, stylusNode, vvvAsset } from "../src/index.js";
import { alice, chain, control, diem, reader, scene, vvv } from "./scene.js";

test("the chain is the node's, over HTTP and WebSocket", async () => {
  expect(await reader.getChainId()).toBe(chain.id);
  expect(stylusNode.id).toBe(chain.id);
  expect(stylusNode.rpcUrls.default.http).toEqual(["http://127.0.0.1:8547"]); // the node's default port
  const socket = createPublicClient({ chain, transport: webSocket() });
  const heard = new Promise((resolve, reject) => {
    const stop = socket.watchBlockNumber({ onBlockNumber: (block) => (stop(), resolve(block)), onError: reject, emitOnBegin: false });
  });
  // A call over the same connection comes back after the subscription does.
  const before = await socket.getBlockNumber();
  await socket.getChainId();
  await control.mine({ blocks: 1 });
  expect(await heard).toBe(before + 1n);
  (await socket.transport.getRpcClient()).close();
});

test("a wallet is told what the tokens say of themselves", async () => {
  const [diemOptions, vvvOptions] = [diemAsset(scene.diem).options, vvvAsset(scene.vvv).options];
  expect([diemOptions.symbol, diemOptions.decimals]).toEqual([await diem(alice).read.symbol(), await diem(alice).read.decimals()]);
  expect([vvvOptions.symbol, vvvOptions.decimals]).toEqual([await vvv(alice).read.symbol(), await vvv(alice).read.decimals()]);
});

test("viem sends them to the wallet as EIP-747 has it", async () => {
  const sent: unknown[] = [];
  const asset = diemAsset(scene.diem);
  const wallet = { ...alice, request: async (request: unknown) => (sent.push(request), true) };
  const { watchAsset } = await import("viem/actions");
  expect(await watchAsset(wallet as never, asset)).toBe(true);
  expect(sent).toMatchObject([{ method: "wallet_watchAsset", params: asset }]);
});
