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
  const ours = error instanceof StartError || (error as { code?: unknown }).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
  if (!ours) throw error;
  console.error((error as Error).message);
  process.exitCode = 2;
}
