import { answerOf } from '../drill/answer.ts';
import type { Admitted } from '../drill/decide/decide.ts';
import { draftAt } from '../drill/decide/decision.ts';
import type { AnyDraft, AnyEntry, EntryPayloads } from '../drill/entry.ts';
import type { Session } from '../drill/session.ts';
import { TERMINAL_HOST, TERMINAL_USER } from '../drill/terminal.ts';
import { workingCopies } from '../engine/tools/git/working-copy.ts';
import type { ToolContext } from '../engine/tools/tool.ts';
import type { Reply } from '../protocol/wire.ts';
import type { NewBranch } from '../store/log-store.ts';
import { planFollow, type FollowPlan } from '../shell/follow-plan.ts';
import type { ShellResult } from '../shell/host.ts';
import type { ToolCall, ToolReply } from '../shell/protocol.ts';
import type { ChecksUnderWay } from './checks-under-way.ts';
import { firstTurn, type Look, type Turn } from './follow-turn.ts';
import { MAX_FOLLOWING, runsAfter, stampOf, type Following } from './following.ts';
import type { Together } from './intake.ts';
import type { Leap } from './leap.ts';
import type { DeskAround, DeskShell } from './parts.ts';
import {
  completeSessionTool,
  helpWithSessionTools,
  isSessionTool,
  runSessionTool,
  SESSION_TOOLS,
} from './session-tools.ts';

type Ran = EntryPayloads['command.ran'];
type Typed = Pick<Ran, 'line' | 'terminal' | 'step'>;
type Plan = Extract<NonNullable<FollowPlan>, { follow: unknown }>;

/** Shells that one seat may have: each costs memory on the server. */
const MAX_TERMINALS = 12;

/** What a command line needs of a drill, be it live on a server or played by bots without one. */
export interface LineDrill {
  session: Session;
  parts: { shell: DeskShell };
  /** Stores inputs, with the branch that they lead to, and lets them take effect. */
  input(drafts: readonly AnyDraft[], branch?: NewBranch): Promise<AnyEntry[]>;
  /** Where lines go on; without it (bots) a line that follows shows its first output and ends. */
  following?: Following;
  /** Checks of faults that bots are at; without it (bots on their own) nobody asks. */
  checks?: ChecksUnderWay;
  /** Lets the world run at once; without it (bots on their own) there is no clock to move. In turn only. */
  leap?: Leap;
  /** Stores all that comes in meanwhile at once; without it (bots) nothing is stored. In turn only. */
  together?: Together;
  /** Store, clock and other drills around one that is live; bots have none. */
  desk?: DeskAround;
}

/**
 * Runs a command line in the seat's shell. The drill's queue is held meanwhile, so all tools of the line see the same
 * second; what a tool does to the world is logged and applied before the next tool runs. A line that goes on
 * (`logs -f`) is answered with its first output and handed over to `Following`.
 */
export async function runLine(
  drill: LineDrill,
  { seat, command }: { seat: Admitted['seat']; command: string | null },
  what: Typed,
): Promise<Reply<unknown>> {
  const line = new LineInHand(drill, seat.id, command, what);
  const plan = planFollow(what.line);
  if (isOneTooMany(drill.session, seat.id, what.terminal)) return line.says(TOO_MANY_TERMINALS);
  if (plan === null) return line.ends(await line.act(what.line));
  if ('refused' in plan) return line.says(plan.refused);
  if (drill.following?.isFull(seat.id)) return line.says(TOO_MANY_FOLLOWING);
  return line.follows(plan);
}

const TOO_MANY_TERMINALS = `bash: fork: at most ${MAX_TERMINALS} sessions each; go on in one that is there`;
const TOO_MANY_FOLLOWING = `bash: ${MAX_FOLLOWING} lines of yours go on already; end one of them with Ctrl-C first`;
const LOOKS_ONLY = 'a line that goes on only looks, and this would change the system: run it once, by itself';

function isOneTooMany({ terminal }: Session, seat: string, name: string): boolean {
  const names = new Set((terminal.get(seat) ?? []).map((line) => line.terminal));
  return !names.has(name) && names.size >= MAX_TERMINALS;
}

/** One command line while it is carried out. */
class LineInHand {
  readonly #drill: LineDrill;
  readonly #seat: string;
  readonly #what: Typed;
  readonly #tools: string[] = [];
  /** The first entry of a line carries its command: a line that acted is never run twice. */
  #unused: string | null;

  constructor(drill: LineDrill, seat: string, command: string | null, what: Typed) {
    this.#drill = drill;
    this.#seat = seat;
    this.#what = what;
    this.#unused = command;
  }

  /** Runs a text that may change the world. */
  act(text: string): Promise<ShellResult> {
    return this.#run(text, async (call) => {
      if (isSessionTool(call.tool)) return this.#sessionTool(call);
      const { actions, ...reply } = this.#runTool(call);
      if (actions.length > 0) {
        const payload = { line: this.#what.line, tool: call.tool, actions };
        await this.#input('tool.acted', payload);
      }
      return reply;
    });
  }

  /** Ends the line: its output is logged and answered. */
  async ends({ stdout, stderr, exitCode, cwd }: ShellResult, following = false): Promise<Reply<unknown>> {
    const ran: Ran = { ...this.#what, stdout, stderr, exitCode, cwd, tools: this.#tools };
    const entry = await this.#input('command.ran', following ? { ...ran, following } : ran);
    return answerOf(this.#drill.session, 'terminal.run', null, entry ?? null);
  }

  /** The terminal itself has something to say; nothing ran. */
  says(message: string): Promise<Reply<unknown>> {
    return this.ends({ stdout: '', stderr: `${message}\n`, exitCode: 1, cwd: this.#cwd });
  }

  async follows({ before, follow, after }: Plan): Promise<Reply<unknown>> {
    const { session } = this.#drill;
    const prelude = before ? await this.act(before.text) : null;
    if (prelude && before && !runsAfter(before.joint, prelude.exitCode)) return this.ends(prelude);
    const look: Look = (text, stdin) => this.#look(text, stdin);
    const first = await firstTurn(follow, look, stampOf(session));
    const shown = this.#shown(prelude, first);
    if (first.ended !== null || !this.#drill.following) return this.#endsAtOnce(shown, after, first.ended ?? 0);
    const reply = await this.ends(shown, true);
    const seat = this.#seat;
    this.#drill.following.start({ seat, what: this.#what, follow, first, after, look, act: (text) => this.act(text) });
    return reply;
  }

  #shown(prelude: ShellResult | null, { text, ended }: Turn): ShellResult {
    const failed = ended !== null && ended !== 0;
    return {
      stdout: (prelude?.stdout ?? '') + (failed ? '' : text),
      stderr: (prelude?.stderr ?? '') + (failed ? text : ''),
      exitCode: ended ?? 0,
      cwd: prelude?.cwd ?? this.#cwd,
    };
  }

  async #endsAtOnce(shown: ShellResult, after: Plan['after'], exitCode: number): Promise<Reply<unknown>> {
    if (after === null || !runsAfter(after.joint, exitCode)) return this.ends(shown);
    const rest = await this.act(after.text);
    return this.ends({ ...rest, stdout: shown.stdout + rest.stdout, stderr: shown.stderr + rest.stderr });
  }

  /** Runs a text that may not change the world: it is run again and again without anybody asking. */
  async #look(text: string, stdin?: string): Promise<ShellResult & { acted: boolean }> {
    let acted = false;
    const result = await this.#run(
      text,
      (call) => {
        if (isSessionTool(call.tool) && !SESSION_TOOLS[call.tool].looksOnly(call.argv))
          return ((acted = true), refused(call.tool));
        if (isSessionTool(call.tool)) return this.#sessionTool(call);
        const { actions, ...reply } = this.#runTool(call);
        return actions.length > 0 ? ((acted = true), refused(call.tool)) : reply;
      },
      stdin,
    );
    return { ...result, acted };
  }

  #run(text: string, onTool: (call: ToolCall) => ToolReply | Promise<ToolReply>, stdin?: string): Promise<ShellResult> {
    const { session, parts } = this.#drill;
    const shell = shellOf(session, this.#seat, this.#what.terminal);
    return parts.shell.run(shell, text, { ...setting(session), onTool, ...(stdin === undefined ? {} : { stdin }) });
  }

  #runTool({ tool, argv, stdin, cwd }: ToolCall) {
    const { session } = this.#drill;
    if (!this.#tools.includes(tool)) this.#tools.push(tool);
    const result = session.sim.runTool(context(session, this.#seat, cwd), tool, argv, stdin);
    return tool === 'help' ? helpWithSessionTools(result, argv) : result;
  }

  async #sessionTool({ tool, argv }: ToolCall): Promise<ToolReply> {
    const { session } = this.#drill;
    const asking = { seat: session.seats.get(this.#seat)!, command: '', terminal: this.#what.terminal };
    const { drafts, ...reply } = runSessionTool(session, asking, tool, argv);
    // The line's own entry answers the command; what it brought about on the way does not.
    if (drafts.length > 0) await this.#drill.input(drafts.map((draft) => ({ ...draft, command: null })));
    return reply;
  }

  async #input<K extends 'tool.acted' | 'command.ran'>(
    kind: K,
    payload: EntryPayloads[K],
  ): Promise<AnyEntry | undefined> {
    const command = this.#unused;
    this.#unused = null;
    const { session } = this.#drill;
    const [entry] = await this.#drill.input([draftAt(session, kind, payload, { seat: this.#seat, command })]);
    return entry;
  }

  get #cwd(): string {
    return directoryOf(this.#drill.session, this.#seat, this.#what.terminal);
  }
}

function refused(tool: string): ToolReply {
  return { stdout: '', stderr: `${tool}: ${LOOKS_ONLY}\n`, exitCode: 1 };
}

export async function completeLine(
  { session, parts }: LineDrill,
  { seat, payload }: Admitted<'terminal.complete'>,
): Promise<Reply<unknown>> {
  const { line, cursor, terminal } = payload;
  const complete = (tool: string, argv: readonly string[]) =>
    isSessionTool(tool)
      ? completeSessionTool(session, tool, argv)
      : session.sim.completeTool(context(session, seat.id, directoryOf(session, seat.id, terminal)), tool, argv);
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

/** Each terminal of a seat is a shell of its own. */
function shellOf({ drill }: Session, seat: string, terminal: string): string {
  return `${drill}/${seat}/${terminal}`;
}

/** Where one of a seat's shells stands. */
function directoryOf({ directories }: Session, seat: string, terminal: string): string {
  return directories.get(`${seat}/${terminal}`) ?? `/home/${TERMINAL_USER}`;
}

function setting(session: Session) {
  return {
    files: workingCopies(session.scenario.world),
    tools: [...session.sim.toolNames(), ...Object.keys(SESSION_TOOLS)],
    nowMs: nowMs(session),
    user: TERMINAL_USER,
    hostname: TERMINAL_HOST,
  };
}

function context(session: Session, seat: string, cwd: string): ToolContext {
  return { seat, access: session.scenario.access, env: {}, cwd, nowMs: nowMs(session) };
}

function nowMs({ scenario, clock }: Session): number {
  return scenario.world.startsAtMs + clock.atS * 1000;
}
