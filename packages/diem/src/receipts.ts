import { type Address, type Hex, concat, encodeAbiParameters, keccak256, zeroHash } from "viem";

/** One request that a gateway served. */
export interface UsageReceipt {
  /** Whose credits paid. */
  owner: Address;
  /** The UTC day, counted from 1970-01-01. */
  day: bigint;
  /** Counts the gateway's receipts for this owner on this day, from 0. */
  index: bigint;
  /** Credits taken, in wei (1e18 is one credit). */
  amount: bigint;
  /** Hash of the request, as agreed between gateway and account. */
  requestHash: Hex;
}

/** The types of a receipt's fields in the order of its leaf: the leaf encoding that `@openzeppelin/merkle-tree` asks for. */
export const receiptTypes = ["address", "uint256", "uint256", "uint256", "bytes32"] as const;

const receiptParameters = receiptTypes.map((type) => ({ type }));

/** The receipt's leaf: `keccak256(keccak256(abi.encode(owner, day, index, amount, requestHash)))`. */
export function receiptLeaf({ owner, day, index, amount, requestHash }: UsageReceipt): Hex {
  return keccak256(keccak256(encodeAbiParameters(receiptParameters, [owner, day, index, amount, requestHash])));
}

/**
 * The Merkle tree over a day's receipts, whose root a gateway posts with its readings. It is OpenZeppelin's standard one: leaves hashed
 * twice and sorted, pairs sorted.
 */
export class ReceiptTree {
  // A complete binary tree: node i has the children 2i + 1 and 2i + 2; the leaves stand last, in reverse order.
  readonly #nodes: Hex[];
  readonly #places: Map<Hex, number>;

  /** The tree over `receipts`, whose order does not matter. */
  constructor(receipts: readonly UsageReceipt[]) {
    const leaves = receipts.map(receiptLeaf).sort().reverse();
    const inner = Math.max(leaves.length - 1, 0);
    this.#nodes = [...new Array<Hex>(inner), ...leaves];
    for (let i = inner - 1; i >= 0; i--) this.#nodes[i] = hashPair(this.#node(2 * i + 1), this.#node(2 * i + 2));
    this.#places = new Map(leaves.map((leaf, i) => [leaf, inner + i]));
  }

  /** The root; zero for no receipts. */
  get root(): Hex {
    return this.#nodes[0] ?? zeroHash;
  }

  /** The siblings from `receipt`'s leaf up to the root; `undefined` if the tree does not hold the receipt. */
  proof(receipt: UsageReceipt): Hex[] | undefined {
    let at = this.#places.get(receiptLeaf(receipt));
    if (at === undefined) return undefined;
    const siblings: Hex[] = [];
    for (; at > 0; at = (at - 1) >> 1) siblings.push(this.#node(at % 2 === 1 ? at + 1 : at - 1));
    return siblings;
  }

  #node(index: number): Hex {
    const node = this.#nodes[index];
    if (node === undefined) throw new Error(`the tree has no node ${index}`);
    return node;
  }
}

/** Whether `proof` leads from `receipt` to `root`. */
export function verifyReceipt(root: Hex, receipt: UsageReceipt, proof: readonly Hex[]): boolean {
  return proof.reduce(hashPair, receiptLeaf(receipt)) === root.toLowerCase();
}

function hashPair(a: Hex, b: Hex): Hex {
  const [first, second] = [a.toLowerCase() as Hex, b.toLowerCase() as Hex];
  return keccak256(concat(first < second ? [first, second] : [second, first]));
}
