/**
 * What anybody types into a POSIX shell to compute the hash of a sealed plan again: it prints the SHA-256 of the salt, a
 * line break and the text. One line, whatever the text holds.
 */
export function sealLine(salt: string, text: string): string {
  return `printf '%b' '${quoted(`${salt}\n${text}`)}' | sha256sum`;
}

/** Inside single quotes, with the escapes that `printf %b` reads back. */
function quoted(raw: string): string {
  return raw
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replace(/\p{Cc}/gu, octal)
    .replaceAll("'", `'\\''`);
}

/** Each byte with three digits: of fewer a digit that follows would be read as one more. */
function octal(control: string): string {
  return [...Buffer.from(control)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
}
