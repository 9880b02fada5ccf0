import { type Address, getAddress, isAddress, maxUint256, maxUint96, numberToHex, zeroAddress } from "viem";

const totalBits = 96n;

/** What a gateway has metered of one owner's credits today. */
export interface Reading {
  /** Whose credits. */
  owner: Address;
  /** The running total of the day in wei of a credit (1e18 is one credit), below 2^96. */
  total: bigint;
}

/**
 * A reading as an entry of `meter`: the owner in the high 160 bits, the total in the low 96.
 *
 * @throws RangeError if the owner is no address or zero, or the total is negative or not below 2^96.
 */
export function packReading({ owner, total }: Reading): bigint {
  if (!isAddress(owner, { strict: false })) throw new RangeError(`the owner of a reading is an address, not ${owner}`);
  if (owner === zeroAddress) throw new RangeError("a reading names the zero address as the owner, which has no credits");
  if (total < 0n || total > maxUint96) throw new RangeError(`the total of a reading is from 0 to 2^96 - 1 wei of credits, not ${total}`);
  return (BigInt(owner) << totalBits) | total;
}

/**
 * The entries of one call of `meter`, in the order of `readings`.
 *
 * @throws RangeError as {@link packReading}, or if two readings are of one owner: the later would replace the earlier.
 */
export function packReadings(readings: readonly Reading[]): bigint[] {
  const owners = new Set<string>();
  return readings.map((reading) => {
    const owner = reading.owner.toLowerCase();
    if (owners.has(owner)) throw new RangeError(`two readings are of ${reading.owner}: post one per owner, with the day's total`);
    owners.add(owner);
    return packReading(reading);
  });
}

/**
 * The reading that an entry of `meter` says.
 *
 * @throws RangeError if the entry has not 256 bits, or its owner is zero, as in a total that was not packed.
 */
export function unpackReading(entry: bigint): Reading {
  if (entry < 0n || entry > maxUint256) throw new RangeError(`an entry is from 0 to 2^256 - 1, not ${entry}`);
  const owner = getAddress(numberToHex(entry >> totalBits, { size: 20 }));
  if (owner === zeroAddress) throw new RangeError(`${entry} names no owner: entries are made by packReading`);
  return { owner, total: entry & maxUint96 };
}
