/** The server cannot start as asked: one sentence for the person at the terminal, exit code 2, no stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
