import { libraryAddress } from './place.ts';

/**
 * The address of what a gate found wanting: a page's file and line ("runbooks/RUN-001.md:14") with the page's id in front
 * of the sentence ("RUN-001: nobody owns it"). Null when it is no page, or nobody knows which.
 */
export function gateAddress({ what, where }: { what: string; where: string }): string | null {
  const line = /\.(?:md|markdown|mdx|mdown|mkd):(\d+)$/i.exec(where)?.[1];
  const id = /^([\p{L}\p{N}][\p{L}\p{N}-]*): /u.exec(what)?.[1];
  if (line === undefined || id === undefined) return null;
  return libraryAddress({ id, line: Number(line) > 1 ? Number(line) : null });
}
