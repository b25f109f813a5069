import { libraryAddress } from './place.ts';

/** The address of what a gate found wanting: "RUN-001", "RUN-001:14", "RUN-001 line 14"; null when it names no page. */
export function gateAddress(where: string): string | null {
  const found = /^([\p{L}\p{N}][\p{L}\p{N}-]*)(?:(?::| line )(\d+))?$/u.exec(where.trim());
  if (!found) return null;
  return libraryAddress({ id: found[1] ?? '', line: found[2] === undefined ? null : Number(found[2]) });
}
