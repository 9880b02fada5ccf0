import type { Address } from "viem";

/** DIEM for a wallet's list of tokens: the parameters of `wallet_watchAsset` (EIP-747), and of viem's `watchAsset`. */
export function diemAsset(diem: Address) {
  return erc20(diem, "DIEM");
}

/** VVV for a wallet's list of tokens, likewise. */
export function vvvAsset(vvv: Address) {
  return erc20(vvv, "VVV");
}

function erc20(address: Address, symbol: string) {
  return { type: "ERC20", options: { address, symbol, decimals: 18 } } as const;
}
