import { parseArgs } from 'node:util';
import { serveUntilStopped } from './serve.ts';
import { StartError } from './start-error.ts';

/** `npm start`: the same as `drillbook serve`. */
try {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, host: { type: 'string' }, data: { type: 'string' } },
  });
  await serveUntilStopped(values);
} catch (error) {
  if (error instanceof StartError) console.error(error.message);
  else if (String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS'))
    console.error(`${(error as Error).message}. There are --port, --host and --data, each with a value.`);
  else throw error;
  process.exitCode = 2;
}
