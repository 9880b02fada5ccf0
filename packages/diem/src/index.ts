/**
 * DIEM in TypeScript, for viem: what a wallet, an agent, an app or an API gateway needs beside viem itself.
 *
 * Amounts are wei (1e18 is one DIEM, one VVV, one credit), times are unix seconds, days are counted from 1970-01-01 UTC.
 */
export { creditsAbi, diemAbi, stakingAbi, vvvAbi } from "./generated/abi.js";
export { errorTable } from "./generated/errors.js";
export * from "./chain.js";
export * from "./day.js";
export * from "./deployments.js";
export * from "./errors.js";
export * from "./readings.js";
export * from "./receipts.js";
export * from "./typedData.js";
export * from "./wallet.js";
