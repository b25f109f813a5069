/** The one adapter to libpg-query: PostgreSQL's own grammar in WebAssembly. Nothing else here imports the package. */
import { hasSqlDetails, loadModule, parseSync } from 'libpg-query';
import type { Node, RawStmt } from 'libpg-query';
import { SqlFault } from './fault.ts';

/** Past this the parser's stack may overflow inside the WebAssembly module. */
const MAX_TEXT = 16 * 1024;

/** Loads the parser; about 30 ms, once per process. `parseSql` works after it. */
export async function initSql(): Promise<void> {
  await loadModule();
}

/**
 * The statements of a text, in order; none for blanks and comments. Throws `SqlFault` with PostgreSQL's wording and a
 * position counted in characters. Locations inside the tree count bytes of UTF-8 (see `characterAt`).
 */
export function parseSql(text: string): Node[] {
  if (text.length > MAX_TEXT)
    throw new SqlFault(`statement is too long: ${text.length} characters, at most ${MAX_TEXT} are read`);
  if (text.trim() === '') return [];
  try {
    return (parseSync(text).stmts ?? []).map((raw: RawStmt) => raw.stmt).filter((node) => node !== undefined);
  } catch (error) {
    if (!hasSqlDetails(error)) throw new SqlFault('stack depth limit exceeded');
    const details = error.sqlDetails!;
    throw new SqlFault(details.message, { position: details.cursorPosition });
  }
}

/** Converts a byte offset of the tree into a character offset of the text. */
export function characterAt(text: string, byteOffset: number): number {
  let bytes = 0;
  let characters = 0;
  for (const character of text) {
    if (bytes >= byteOffset) break;
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    characters += 1;
  }
  return characters;
}
