import type { Progress } from '../server/protocol/library.ts';
import type { Refusal } from '../server/protocol/refusal.ts';
import type { Reply } from '../server/protocol/wire.ts';

/** HTTP with the server. Never throws: a broken network is a refusal like any other, with what to do about it. */
export async function get<T>(path: string): Promise<Reply<T>> {
  return request<T>(path, { method: 'GET' });
}

export async function post<T>(path: string, body: unknown): Promise<Reply<T>> {
  return request<T>(path, withBody('POST', body));
}

export async function put<T>(path: string, body: unknown): Promise<Reply<T>> {
  return request<T>(path, withBody('PUT', body));
}

/** A file as it is; the server knows it by its type and name. */
export async function postFile<T>(path: string, file: File): Promise<Reply<T>> {
  return request<T>(path, { method: 'POST', headers: { 'content-type': file.type || typeOf(file.name) }, body: file });
}

/** Browsers leave the type empty for what the machine has no program for. */
function typeOf(name: string): string {
  return name.toLowerCase().endsWith('.xlsx')
    ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    : 'text/csv';
}

export async function del(path: string): Promise<Reply<unknown>> {
  return request(path, { method: 'DELETE' });
}

/**
 * Long work: the server says how far it is, a line at a time, and the result at the end. Aborting the signal ends the
 * wait; the server notices and stops when it can.
 */
export function postLong<T>(
  path: string,
  body: unknown,
  onProgress: (progress: Progress) => void,
  signal?: AbortSignal,
): Promise<Reply<T>> {
  return long<T>(path, withBody('POST', body), onProgress, signal);
}

/** The same for what is only made to be looked at. */
export function getLong<T>(
  path: string,
  onProgress: (progress: Progress) => void,
  signal?: AbortSignal,
): Promise<Reply<T>> {
  return long<T>(path, { method: 'GET' }, onProgress, signal);
}

async function long<T>(
  path: string,
  init: RequestInit,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal | undefined,
): Promise<Reply<T>> {
  try {
    const response = await fetch(path, {
      credentials: 'same-origin',
      ...init,
      ...(signal ? { signal } : {}),
    });
    if (!response.ok || !response.body) {
      return { ok: false, refusal: refusalIn(await response.json()) ?? unexpected(`The server answered ${response.status}.`) }; // prettier-ignore
    }
    let reply: Reply<T> | null = null;
    for await (const line of linesOf(response.body)) {
      const said = JSON.parse(line) as { progress?: Progress; result?: T; refusal?: Refusal };
      if (said.progress) onProgress(said.progress);
      else if (said.refusal) reply = { ok: false, refusal: said.refusal };
      else if (said.result !== undefined) reply = { ok: true, result: said.result };
    }
    return reply ?? { ok: false, refusal: unexpected('The server stopped before it was done.') };
  } catch {
    return { ok: false, refusal: signal?.aborted ? CANCELLED : UNREACHABLE };
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    yield* lines.filter((line) => line.trim() !== '');
    if (done) return;
  }
}

function withBody(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function request<T>(path: string, init: RequestInit): Promise<Reply<T>> {
  try {
    const response = await fetch(path, { credentials: 'same-origin', ...init });
    const body: unknown = response.status === 204 ? null : await response.json();
    if (response.ok) return { ok: true, result: body as T };
    return { ok: false, refusal: refusalIn(body) ?? unexpected(`The server answered ${response.status}.`) };
  } catch {
    return { ok: false, refusal: UNREACHABLE };
  }
}

const UNREACHABLE: Refusal = {
  code: 'server/unexpected',
  message: 'The server cannot be reached.',
  hint: 'Check that it runs, then try again. Nothing was lost.',
};
const CANCELLED: Refusal = {
  code: 'server/unexpected',
  message: 'Cancelled.',
  hint: 'Start it again whenever you like.',
};

function refusalIn(body: unknown): Refusal | null {
  const refusal = (body as { refusal?: Refusal } | null)?.refusal;
  return typeof refusal?.code === 'string' ? refusal : null;
}

function unexpected(message: string): Refusal {
  return { code: 'server/unexpected', message, hint: 'Try again; if it stays so, the server’s log says more.' };
}
