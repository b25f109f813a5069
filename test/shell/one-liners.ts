import { readFileSync } from 'node:fs';

/** An everyday command line and what real bash and coreutils answer, byte for byte. */
export interface OneLiner {
  line: string;
  stdout: string;
  stderr: string;
  exitCode: number;
}

export const ONE_LINERS_FILE = new URL('./fixtures/one-liners.txt', import.meta.url);

/** Reads `$ line` (`+ ` continues it), `> ` stdout, `! ` stderr, `= ` exit code when not 0. `RECORD=1` writes the file anew. */
export function readOneLiners(): OneLiner[] {
  const blocks = readFileSync(ONE_LINERS_FILE, 'utf8').split(/^\$ /m).slice(1);
  return blocks.map((block) => {
    const lines = block.replace(/\n+$/, '').split('\n');
    const marked = (mark: string) =>
      lines
        .slice(1)
        .filter((line) => line.startsWith(mark))
        .map((line) => `${line.slice(2)}\n`)
        .join('');
    const line = [lines[0], ...marked('+ ').split('\n').slice(0, -1)].join('\n');
    return { line, stdout: marked('> '), stderr: marked('! '), exitCode: Number(marked('= ') || 0) };
  });
}

export function writeOneLiners(all: readonly OneLiner[]): string {
  const marked = (text: string, mark: string) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => `${mark}${line}\n`)
      .join('');
  return all
    .map(({ line, stdout, stderr, exitCode }) => {
      const [first, ...rest] = line.split('\n');
      return `$ ${first}\n${rest.map((more) => `+ ${more}\n`).join('')}${marked(stdout, '> ')}${marked(stderr, '! ')}${exitCode === 0 ? '' : `= ${exitCode}\n`}`;
    })
    .join('\n');
}

/** The working directory of every line. */
export const FILES: Readonly<Record<string, string>> = {
  'app.log': `2026-02-25T11:58:01Z INFO orders-api request_id=a1 GET /orders 200 12ms
2026-02-25T11:58:02Z WARN orders-api request_id=b2 pool 48/50 in use, 3 waiting
2026-02-25T11:58:03Z ERROR orders-api request_id=c3 timeout after 5000ms: acquire connection from pool
2026-02-25T11:58:03Z INFO stock-api request_id=d4 GET /stock/7 200 4ms
2026-02-25T11:58:04Z ERROR orders-api request_id=e5 timeout after 5000ms: acquire connection from pool
2026-02-25T11:58:05Z ERROR stock-api request_id=f6 upstream orders-api returned 503
`,
  'access.log': `10.0.3.2 - - [25/Feb/2026:11:58:01 +0000] "GET /orders HTTP/1.1" 200 512
10.0.3.9 - - [25/Feb/2026:11:58:02 +0000] "GET /orders HTTP/1.1" 503 21
10.0.3.2 - - [25/Feb/2026:11:58:02 +0000] "POST /checkout HTTP/1.1" 500 33
10.0.3.2 - - [25/Feb/2026:11:58:04 +0000] "GET /health HTTP/1.1" 200 2
`,
  'latency.csv': 'time,service,ms\n11:58,orders,120\n11:59,orders,950\n12:00,stock,14\n12:01,stock,17\n',
  'pods.json': JSON.stringify({
    items: [
      { metadata: { name: 'orders-api-1', node: 'n1' }, status: { phase: 'Running', restarts: 0 } },
      { metadata: { name: 'orders-api-2', node: 'n2' }, status: { phase: 'CrashLoopBackOff', restarts: 7 } },
      { metadata: { name: 'stock-api-1', node: 'n1' }, status: { phase: 'Running', restarts: 1 } },
    ],
  }),
  'a.txt': 'apple\nbanana\ncherry\n',
  'b.txt': 'banana\ncherry\ndate\n',
};
