/** What a server answers: RESP values. */
export type Reply =
  | { kind: 'status'; text: string }
  | { kind: 'error'; text: string }
  | { kind: 'integer'; value: number }
  | { kind: 'bulk'; text: string | null }
  /** Text that redis-cli prints as it is: INFO, CLIENT LIST. */
  | { kind: 'verbatim'; text: string }
  | { kind: 'array'; items: Reply[] };

/** As redis-cli prints on a terminal (`formatted`) or with --raw. */
export function printReply(reply: Reply, formatted: boolean): string {
  return `${print(reply, formatted, '')}\n`;
}

function print(reply: Reply, formatted: boolean, indent: string): string {
  switch (reply.kind) {
    case 'status':
      return reply.text;
    case 'error':
      return formatted ? `(error) ${reply.text}` : reply.text;
    case 'integer':
      return formatted ? `(integer) ${reply.value}` : String(reply.value);
    case 'bulk':
      if (reply.text === null) return formatted ? '(nil)' : '';
      return formatted ? JSON.stringify(reply.text) : reply.text;
    case 'verbatim':
      return reply.text.replace(/\n$/, '');
    case 'array': {
      if (reply.items.length === 0) return formatted ? '(empty array)' : '';
      if (!formatted) return reply.items.map((item) => print(item, false, '')).join('\n');
      const width = String(reply.items.length).length;
      return reply.items
        .map((item, at) => {
          const label = `${String(at + 1).padStart(width)}) `;
          return `${at === 0 ? '' : indent}${label}${print(item, true, indent + ' '.repeat(label.length))}`;
        })
        .join('\n');
    }
  }
}
