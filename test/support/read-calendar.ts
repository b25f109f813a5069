/**
 * The one event of a calendar file, read as RFC 5545 says: lines end with CR LF, a line that begins with a space goes on
 * the one before, and texts are unescaped. Throws for a file that a strict reader would refuse.
 */
export function readCalendar(file: string): Record<string, string> {
  if (!file.endsWith('\r\n') || /[^\r]\n/.test(file)) throw new Error('lines must end with CR LF');
  for (const line of file.split('\r\n'))
    if (new TextEncoder().encode(line).length > 75) throw new Error(`a line is longer than 75 octets: ${line}`);
  const lines = file.replaceAll('\r\n ', '').trimEnd().split('\r\n');
  const [begin, version, , from] = lines;
  const ends = lines.slice(-2).join();
  if (
    `${begin},${version},${from}` !== 'BEGIN:VCALENDAR,VERSION:2.0,BEGIN:VEVENT' ||
    ends !== 'END:VEVENT,END:VCALENDAR'
  )
    throw new Error('this is no calendar with one event');
  return Object.fromEntries(
    lines.slice(4, -2).map((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) throw new Error(`a line without a name: ${line}`);
      return [line.slice(0, colon), unescaped(line.slice(colon + 1))];
    }),
  );
}

function unescaped(text: string): string {
  if (/(?<!\\)(?:\\\\)*[;,]/.test(text.replace(/^https?:.*$/, ''))) throw new Error(`not escaped: ${text}`);
  return text.replace(/\\([\\;,nN])/g, (_whole, letter: string) => (letter.toLowerCase() === 'n' ? '\n' : letter));
}
