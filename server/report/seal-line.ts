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
    .replace(/\p{Cc}/gu, (control) => `\\0${control.codePointAt(0)!.toString(8)}`)
    .replaceAll("'", `'\\''`);
}
