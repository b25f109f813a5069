/** One line that counts on a terminal; nothing in a pipe. */
export interface Progress {
  show: (text: string) => void;
  /** Takes the line away. */
  done: () => void;
}

export function progressLine(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { show: () => undefined, done: () => undefined };
  return {
    show: (text) => stream.write(`\r\x1b[K${text}`),
    done: () => stream.write('\r\x1b[K'),
  };
}
