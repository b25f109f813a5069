/** An `inet`: address bytes and the length of its network prefix. */
export interface NetworkAddress {
  readonly bytes: readonly number[];
  readonly prefix: number;
}

export function isNetworkAddress(value: unknown): value is NetworkAddress {
  return typeof value === 'object' && value !== null && 'bytes' in value;
}

/** Reads `10.0.3.2`, `10.0.0.0/8` and full or `::`-shortened IPv6; else undefined. */
export function parseNetworkAddress(text: string): NetworkAddress | undefined {
  const [address = '', prefixText, ...more] = text.trim().split('/');
  const bytes = address.includes(':') ? parseV6(address) : parseV4(address);
  if (!bytes || more.length > 0) return undefined;
  const longest = bytes.length * 8;
  const prefix = prefixText === undefined ? longest : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1;
  return prefix >= 0 && prefix <= longest ? { bytes, prefix } : undefined;
}

function parseV4(text: string): number[] | undefined {
  const parts = text.split('.');
  const valid = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return valid ? parts.map(Number) : undefined;
}

function parseV6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]);
}

export function networkAddressText({ bytes, prefix }: NetworkAddress): string {
  const address = bytes.length === 4 ? bytes.join('.') : v6Text(bytes);
  return prefix === bytes.length * 8 ? address : `${address}/${prefix}`;
}

/** Lower case, the longest run of two or more zero groups shortened to `::`. */
function v6Text(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[at * 2]! << 8) | bytes[at * 2 + 1]!).toString(16));
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}

/** By family, then network bits, then prefix, then host bits: `10.0.3.2` before `10.0.3.10`. */
export function compareNetworkAddresses(a: NetworkAddress, b: NetworkAddress): number {
  if (a.bytes.length !== b.bytes.length) return a.bytes.length - b.bytes.length;
  const shared = Math.min(a.prefix, b.prefix);
  return compareBits(a, b, shared) || a.prefix - b.prefix || compareBits(a, b, a.bytes.length * 8);
}

/** `inner <<= outer`: every address of the inner network is in the outer one. */
export function isWithin(inner: NetworkAddress, outer: NetworkAddress): boolean {
  return (
    inner.bytes.length === outer.bytes.length &&
    inner.prefix >= outer.prefix &&
    compareBits(inner, outer, outer.prefix) === 0
  );
}

function compareBits(a: NetworkAddress, b: NetworkAddress, bits: number): number {
  for (let at = 0; at * 8 < bits; at++) {
    const mask = (0xff << Math.max(0, 8 - (bits - at * 8))) & 0xff;
    const difference = (a.bytes[at]! & mask) - (b.bytes[at]! & mask);
    if (difference !== 0) return difference;
  }
  return 0;
}
