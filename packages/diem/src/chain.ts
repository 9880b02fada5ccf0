import { type Chain, defineChain } from "viem";

/** Where a node answers. */
export interface Endpoints {
  /** Such as `http://127.0.0.1:8547`. */
  http: string;
  /** Such as `ws://127.0.0.1:8547`. */
  webSocket: string;
}

/** The development chain at these endpoints: chain id 412346, as Nitro's development nodes have it. */
export function developmentChain({ http, webSocket }: Endpoints): Chain {
  return defineChain({
    id: 412_346,
    name: "Stylus development chain",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [http], webSocket: [webSocket] } },
    testnet: true,
  });
}

/** The development chain where `stylus-node` serves it unless told otherwise. */
export const stylusNode: Chain = developmentChain({ http: "http://127.0.0.1:8547", webSocket: "ws://127.0.0.1:8547" });
