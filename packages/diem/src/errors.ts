import { type Abi, type Hex, decodeErrorResult, isHex } from "viem";
import { creditsAbi, diemAbi, stakingAbi, vvvAbi } from "./generated/abi.js";
import { errorTable } from "./generated/errors.js";

/** A contract of the suite. */
export type ContractName = "vvv" | "diem" | "staking" | "credits";

/** Why a call was refused, in words. */
export interface Explanation {
  /** The error's name, such as `InsufficientCredits`; `Error` or `Panic` for Solidity's own; `EmptyRevert` if there is no data. */
  name: string;
  /** Its arguments, in order. */
  args: readonly unknown[];
  /** What it means. */
  meaning: string;
  /** What the caller can do. */
  remedy: string;
  /** All of it in one line, for logs and people. */
  message: string;
}

type AbiError = Extract<Abi[number], { type: "error" }>;

interface Words {
  meaning: string;
  remedy: string;
}

const abis = { vvv: vvvAbi, diem: diemAbi, staking: stakingAbi, credits: creditsAbi } satisfies Record<ContractName, Abi>;
const abiErrors: readonly AbiError[] = Object.values(abis).flatMap((abi) => (abi as Abi).filter((item) => item.type === "error"));

const emptyRevert: Words = {
  meaning: "The call failed without data: it called back into a contract that was being executed, called a constructor a second time, or ran out of gas.",
  remedy: "Check what the call calls back, and its gas limit. If every call of a contract fails, its program may sleep and need reactivation.",
};

/**
 * What a failed call came to, in words.
 *
 * @param failure What viem threw, or the revert data itself.
 * @returns `undefined` if there is no revert in it, or one that is none of the suite's.
 */
export function explainRevert(failure: unknown): Explanation | undefined {
  const data = revertData(failure);
  if (data === undefined) return undefined;
  if (data === "0x") return explanation("EmptyRevert", [], [], emptyRevert);
  const decoded = decode(data);
  if (decoded === undefined) return undefined;
  const { errorName, args = [], abiItem } = decoded;
  const names = abiItem.inputs.map(({ name }) => name ?? "");
  const words = errorTable.find(({ selector }) => selector === data.slice(0, 10)) ?? solidityWords(errorName, args);
  return explanation(errorName, args, names, words);
}

/** The revert data in what viem threw; data itself comes back as it is. `undefined` if there is none. */
export function revertData(failure: unknown): Hex | undefined {
  if (isHex(failure)) return failure;
  if (typeof failure !== "object" || failure === null) return undefined;
  // By shape rather than by class: a page may hold two copies of viem, and transports wrap errors in errors.
  const { raw, data, cause } = failure as { raw?: unknown; data?: unknown; cause?: unknown };
  return revertData(raw) ?? revertData(data) ?? revertData(cause);
}

function decode(data: Hex) {
  try {
    return decodeErrorResult({ abi: abiErrors, data }) as { errorName: string; args?: readonly unknown[]; abiItem: AbiError };
  } catch {
    return undefined;
  }
}

function solidityWords(name: string, args: readonly unknown[]): Words {
  const meaning = name === "Panic" ? `A contract panicked with code ${args[0]}.` : `A contract gave a reason: ${args[0]}`;
  return { meaning, remedy: "Look at the contract that was called; the suite's own do not fail so." };
}

function explanation(name: string, args: readonly unknown[], names: readonly string[], { meaning, remedy }: Words): Explanation {
  const list = args.map((value, index) => `${names[index]}: ${value}`).join(", ");
  return { name, args, meaning, remedy, message: `${name}(${list}): ${meaning} ${remedy}` };
}
