/** What a command line left behind, as far as a refusal shows in it. */
interface CommandResult {
  line: string;
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A refused right is no stale step: the words are understood, the person may not. */
const NOT_ALLOWED =
  /permission denied|forbidden|not authori[sz]ed|must be (superuser|owner|member)|access denied|may not/i;

const UNKNOWN_WORD =
  /command not found|unknown (command|subcommand|option|flag|shorthand flag|resource type)|invalid (option|command|choice|flag)|unrecognized (option|argument|command|configuration parameter)|no such (command|subcommand|option)/i;

const UNKNOWN_NAME =
  /\bnot ?found\b|does ?n[o']t (exist|have a resource type)|\bno (service|flag|job|edge|certificate|cert|database|pod|such [a-z]+)\b|could not (translate|resolve) host|unknown (service|host|name|database|certificate|version)|never ran/i;

const USAGE = /\busage:|^try '.*--help'/im;

/**
 * GAP-1: true when the system did not know what a runbook's line said: no such tool (127), command, option or name. Where
 * the runbook leaves a `<placeholder>` to fill in, an unknown name is the typist's and only an unknown word counts.
 */
export function refusedAsUnknown({ exitCode, stdout, stderr }: CommandResult, written: string): boolean {
  if (exitCode === 127) return true;
  if (exitCode === 0) return false;
  const words = `${stderr}\n${stdout.slice(0, 2_000)}`;
  if (NOT_ALLOWED.test(stderr)) return false;
  if (UNKNOWN_WORD.test(words)) return true;
  if (/<[a-z][^>]*>/i.test(written)) return false;
  return UNKNOWN_NAME.test(stderr) || (exitCode === 2 && USAGE.test(stderr));
}

/** OUTCOME-4: true when the system understood the line and refused it for want of a right. */
export function refusedRight({ exitCode, stderr }: Pick<CommandResult, 'exitCode' | 'stderr'>): boolean {
  return exitCode !== 0 && exitCode !== 127 && NOT_ALLOWED.test(stderr);
}

/** Tools that answer a question with their exit status: an expired certificate, no match, no such record. */
const ANSWERS_BY_EXIT = /^\s*(?:curl|openssl|grep|dig|host|nslookup|ping|nc|diff|test|\[)\s/;

/** OUTCOME-4: true when the exit of a line is what one wanted to know, and not a refusal. */
export function answersByExit(line: string): boolean {
  return ANSWERS_BY_EXIT.test(line);
}

/** The first line of what was said, shortened, for a sentence. */
export function firstWords(stderr: string): string {
  const line =
    stderr
      .split('\n')
      .find((text) => text.trim() !== '')
      ?.trim() ?? 'no message';
  return line.length <= 140 ? line : `${line.slice(0, 139)}…`;
}
