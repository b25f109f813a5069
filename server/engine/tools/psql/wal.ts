import type { World } from '../../world.ts';

/** Write-ahead log that one transaction leaves behind, bytes; of a small OLTP update with its index entries. */
const BYTES_PER_TRANSACTION = 900;
/** Where the log stood when the simulation began. */
const BASE = 0x1a * 4_294_967_296 + 0x3c00_0000;

/** Bytes from the log's beginning to its end on the primary. */
export function walPosition(world: World, db: string): number {
  const committed = world.databases.find(({ id }) => id === db)?.committed ?? 0;
  return BASE + Math.floor(committed * BYTES_PER_TRANSACTION);
}

/** `1A/3C0000D8`, as pg_lsn prints. */
export function lsnText(position: number): string {
  const high = Math.floor(position / 4_294_967_296);
  return `${high.toString(16).toUpperCase()}/${(position - high * 4_294_967_296).toString(16).toUpperCase()}`;
}
