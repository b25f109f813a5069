/** One thing psql does while it reads a script: send a statement, or obey a backslash command. */
export type InputPart =
  /** Without the final `;`. `expanded` when it was sent by `\gx`; `watchS` when `\watch` repeats it. */
  { kind: 'sql'; text: string; expanded?: true; watchS?: number } | { kind: 'meta'; name: string; argument: string };

/** Cuts a script as psql's scanner does: at `;` outside quotes, comments and parentheses, and at backslash commands. */
export function splitInput(script: string): InputPart[] {
  const parts: InputPart[] = [];
  let buffer = '';
  let depth = 0;
  let at = 0;
  const send = (expanded: boolean) => {
    if (buffer.trim() !== '')
      parts.push({ kind: 'sql', text: buffer.trimStart(), ...(expanded ? { expanded: true as const } : {}) });
    buffer = '';
    depth = 0;
  };
  while (at < script.length) {
    const rest = script.slice(at);
    const opaque = OPAQUE.exec(rest);
    if (opaque) {
      // A comment alone does not start a statement.
      if (!(opaque[0].startsWith('--') && buffer.trim() === '')) buffer += opaque[0];
      at += opaque[0].length;
      continue;
    }
    const meta = /^\\([a-zA-Z!?]+\+?|\\)?[ \t]*([^\n\\]*)/.exec(rest);
    if (meta) {
      const name = meta[1] ?? '';
      const sends = name === 'g' || name === 'gx';
      const argument = (meta[2] ?? '').trim();
      if (name === 'watch' && buffer.trim() !== '') {
        parts.push({ kind: 'sql', text: buffer.trimStart(), watchS: Number(argument) || 2 });
        buffer = '';
      } else if (sends) send(name === 'gx');
      else if (name !== '\\') parts.push({ kind: 'meta', name, argument });
      at += meta[0].length;
      continue;
    }
    const character = rest[0]!;
    at++;
    if (character === ';' && depth === 0) {
      send(false);
      continue;
    }
    if (character === '(') depth++;
    if (character === ')') depth = Math.max(0, depth - 1);
    buffer += character;
  }
  send(false);
  return parts;
}

/** Quoted text, quoted names, dollar quotes, comments: nothing inside counts. An open one runs to the end. */
const OPAQUE =
  /^(?:'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(\$[A-Za-z_]*\$)[\s\S]*?(?:\1|$))/;
