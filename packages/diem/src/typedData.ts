import { type Address, type TypedDataDomain, maxUint32, maxUint96 } from "viem";

/** A daily limit that is none but the owner's credits. */
export const noLimit = maxUint96;

/** An expiry that never comes. */
export const noExpiry = Number(maxUint32);

/** What an ERC-2612 permit says: `owner` lets `spender` move `value` wei of a token. */
export interface PermitMessage {
  owner: Address;
  spender: Address;
  value: bigint;
  /** `nonces(owner)` of the token. */
  nonce: bigint;
  /** The last second (unix) at which the permit is valid. */
  deadline: bigint;
}

/** What an owner signs over a budget, whoever it is for. */
interface BudgetMessage {
  owner: Address;
  /** Credits per day in wei, below 2^96; {@link noLimit} for no limit, 0 to revoke. */
  dailyLimit: bigint;
  /** The budget is valid before this second (unix); {@link noExpiry} for ever. */
  expiry: number;
  /** The budget's present nonce: `allowanceOf` or `meterOf`. */
  nonce: number;
  /** The last second (unix) at which the signature is valid. */
  deadline: bigint;
}

/** `owner` lets `spender` draw up to `dailyLimit` credits per day by `transferFrom`. */
export interface AllowanceMessage extends BudgetMessage {
  spender: Address;
}

/** `owner` lets `gateway` meter up to `dailyLimit` credits per day. */
export interface MeterMessage extends BudgetMessage {
  gateway: Address;
}

const permitTypes = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

const budgetFields = [
  { name: "dailyLimit", type: "uint96" },
  { name: "expiry", type: "uint32" },
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
] as const;

const allowanceTypes = {
  Allowance: [{ name: "owner", type: "address" }, { name: "spender", type: "address" }, ...budgetFields],
} as const;

const meterTypes = {
  Meter: [{ name: "owner", type: "address" }, { name: "gateway", type: "address" }, ...budgetFields],
} as const;

/** The EIP-712 domain of Test VVV. The real VVV's is in its `eip712Domain()`. */
export function vvvDomain(chainId: number, vvv: Address) {
  return domain("Test VVV", chainId, vvv);
}

/** The EIP-712 domain of Diem. */
export function diemDomain(chainId: number, diem: Address) {
  return domain("Diem", chainId, diem);
}

/** The EIP-712 domain of ComputeCredits. */
export function creditsDomain(chainId: number, credits: Address) {
  return domain("ComputeCredits", chainId, credits);
}

/** An ERC-2612 permit of VVV or DIEM, as `signTypedData` takes it. Its signature goes to `permit`, for DIEM also as bytes. */
export function permitTypedData(domain: TypedDataDomain, message: PermitMessage) {
  return { domain, types: permitTypes, primaryType: "Permit", message } as const;
}

/** An allowance of ComputeCredits, as `signTypedData` takes it. Its signature goes to `setAllowanceBySig`. */
export function allowanceTypedData(domain: TypedDataDomain, message: AllowanceMessage) {
  return { domain, types: allowanceTypes, primaryType: "Allowance", message: withWideNonce(message) } as const;
}

/** A meter of ComputeCredits, as `signTypedData` takes it. Its signature goes to `setMeterBySig`. */
export function meterTypedData(domain: TypedDataDomain, message: MeterMessage) {
  return { domain, types: meterTypes, primaryType: "Meter", message: withWideNonce(message) } as const;
}

// Budgets keep their nonce in 16 bits, which viem reads as a number; what is signed has 256.
function withWideNonce<Message extends BudgetMessage>(message: Message) {
  return { ...message, nonce: BigInt(message.nonce) };
}

function domain(name: string, chainId: number, verifyingContract: Address) {
  return { name, version: "1", chainId, verifyingContract } as const;
}
