/** Why a file cannot be taken for a page, in words that say what to do. */
export interface PageProblem {
  line: number;
  message: string;
  hint: string;
}

type PageText = { ok: true; text: string } | { ok: false; problem: PageProblem };

/** Largest file that is looked into at all; the reader itself takes less and says where. */
export const MOST_BYTES = 1024 * 1024;

/** The text of a file, byte order mark and line ends as they are: encoding it again gives the same bytes. */
export function readPage(bytes: Uint8Array): PageText {
  if (bytes.length > MOST_BYTES) {
    const size = `${(bytes.length / 1024 / 1024).toFixed(1)} MB`;
    return no(1, `The file has ${size}; a runbook of more than 1 MB is a book.`, 'Split it by symptom.');
  }
  if (isUtf16(bytes)) return no(1, 'The file is UTF-16.', 'Save it as UTF-8.');
  const zero = bytes.indexOf(0);
  if (zero >= 0) return no(lineAt(bytes, zero), 'The file holds zero bytes: it is no text.', NO_TEXT);
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const at = firstBadByte(bytes);
    const value = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
    return no(
      lineAt(bytes, at),
      `Byte 0x${value} is no UTF-8.`,
      'Save the file as UTF-8; it may be Latin-1 or Windows-1252.',
    );
  }
}

/** The same for a text that somebody else decoded; null when it may be read. */
export function refuseText(text: string): PageProblem | null {
  const zero = text.indexOf('\0');
  if (zero >= 0)
    return { line: lineIn(text, zero), message: 'The page holds zero bytes: it is no text.', hint: NO_TEXT };
  const lost = text.indexOf('\uFFFD');
  if (lost < 0) return null;
  const message = 'The page holds U+FFFD, which stands where bytes could not be read.';
  return { line: lineIn(text, lost), message, hint: 'Save the file as UTF-8 and import it again.' };
}

const NO_TEXT = 'Leave it out, or import the Markdown that it was made from.';

function no(line: number, message: string, hint: string): PageText {
  return { ok: false, problem: { line, message, hint } };
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function lineAt(bytes: Uint8Array, at: number): number {
  let line = 1;
  for (let i = 0; i < at; i++) if (bytes[i] === 10) line++;
  return line;
}

function lineIn(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

/** Bisection by what decodes: a cut inside a character is forgiven while streaming. */
function firstBadByte(bytes: Uint8Array): number {
  const readable = (end: number) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (readable(middle)) good = middle;
    else bad = middle;
  }
  return readable(bad) ? bytes.length - 1 : good;
}
