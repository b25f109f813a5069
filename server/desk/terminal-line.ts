import type { ToolContext } from '../engine/tools/tool.ts';
import { answerOf } from '../drill/answer.ts';
import type { Admitted } from '../drill/decide/decide.ts';
import { draftAt } from '../drill/decide/decision.ts';
import type { AnyDraft, AnyEntry, EntryPayloads } from '../drill/entry.ts';
import type { Session } from '../drill/session.ts';
import { TERMINAL_HOST, TERMINAL_USER } from '../drill/terminal.ts';
import type { Reply } from '../protocol/wire.ts';
import type { ToolCall, ToolReply } from '../shell/protocol.ts';
import type { DeskShell } from './parts.ts';

type Ran = EntryPayloads['command.ran'];

/** Answered here and not by a tool: it reads the session, not the world. */
const HISTORY = 'history';

/** What a command line needs of a drill, be it live on a server or played by bots without one. */
export interface LineDrill {
  session: Session;
  parts: { shell: DeskShell };
  /** Stores inputs and lets them take effect. */
  input(drafts: readonly AnyDraft[]): Promise<AnyEntry[]>;
}

/**
 * Runs a command line in the seat's shell. The drill's queue is held meanwhile, so all tools of the line see the same
 * second; what a tool does to the world is logged and applied before the next tool runs.
 */
export async function runLine(
  drill: LineDrill,
  { seat, command }: Admitted<'terminal.run' | 'step.run'>,
  what: Pick<Ran, 'line' | 'terminal' | 'step'>,
): Promise<Reply<unknown>> {
  const { session, parts } = drill;
  const tools: string[] = [];
  // The first entry of a line carries its command: a line that acted is never run twice.
  let unused: string | null = command;
  const onTool = async ({ tool, argv, stdin }: ToolCall): Promise<ToolReply> => {
    if (tool === HISTORY) return historyOf(session, seat.id, what.terminal);
    tools.push(tool);
    const { actions, ...reply } = session.sim.runTool(context(session, seat.id), tool, argv, stdin);
    if (actions.length > 0) {
      const payload = { line: what.line, tool, actions };
      await drill.input([draftAt(session, 'tool.acted', payload, { seat: seat.id, command: unused })]);
      unused = null;
    }
    return reply;
  };
  const shell = await parts.shell.run(shellOf(session, seat.id, what.terminal), what.line, {
    ...setting(session),
    onTool,
  });
  const { stdout, stderr, exitCode, cwd } = shell;
  const ran: Ran = { ...what, stdout, stderr, exitCode, cwd, tools };
  const [entry] = await drill.input([draftAt(session, 'command.ran', ran, { seat: seat.id, command: unused })]);
  return answerOf(session, 'terminal.run', null, entry ?? null);
}

export async function completeLine(
  { session, parts }: LineDrill,
  { seat, payload }: Admitted<'terminal.complete'>,
): Promise<Reply<unknown>> {
  const { line, cursor, terminal } = payload;
  const complete = (tool: string, argv: readonly string[]) =>
    session.sim.completeTool(context(session, seat.id), tool, argv);
  const shell = shellOf(session, seat.id, terminal);
  const { from, candidates } = await parts.shell.complete(shell, line, cursor, { ...setting(session), complete });
  return { ok: true, result: { from, options: candidates } };
}

/** Gives back the shells of a drill that nobody can type in any more. */
export function forgetShells(session: Session, shell: DeskShell): void {
  for (const [seat, lines] of session.terminal) {
    for (const terminal of new Set(lines.map((line) => line.terminal))) shell.forget(shellOf(session, seat, terminal));
  }
}

/** What this terminal typed, numbered as bash does. The shell's own list ends with each line, ours with the drill. */
function historyOf({ terminal }: Session, seat: string, name: string): ToolReply {
  const lines = (terminal.get(seat) ?? []).filter((line) => line.terminal === name && line.line.trim() !== '');
  const stdout = lines.map(({ line }, at) => `${String(at + 1).padStart(5)}  ${line}\n`).join('');
  return { stdout, stderr: '', exitCode: 0 };
}

/** Each terminal of a seat is a shell of its own. */
function shellOf({ drill }: Session, seat: string, terminal: string): string {
  return `${drill}/${seat}/${terminal}`;
}

function setting(session: Session) {
  return {
    tools: [...session.sim.toolNames(), HISTORY],
    nowMs: nowMs(session),
    user: TERMINAL_USER,
    hostname: TERMINAL_HOST,
  };
}

function context(session: Session, seat: string): ToolContext {
  return { seat, access: session.scenario.access, env: {}, nowMs: nowMs(session) };
}

function nowMs({ scenario, clock }: Session): number {
  return scenario.world.startsAtMs + clock.atS * 1000;
}
