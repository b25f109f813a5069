import type { Refusal } from '../server/protocol/refusal.ts';
import type { Reply } from '../server/protocol/wire.ts';

/** HTTP with the server. Never throws: a broken network is a refusal like any other, with what to do about it. */
export async function get<T>(path: string): Promise<Reply<T>> {
  return request<T>(path, { method: 'GET' });
}

export async function post<T>(path: string, body: unknown): Promise<Reply<T>> {
  return request<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function request<T>(path: string, init: RequestInit): Promise<Reply<T>> {
  try {
    const response = await fetch(path, { credentials: 'same-origin', ...init });
    const body: unknown = response.status === 204 ? null : await response.json();
    if (response.ok) return { ok: true, result: body as T };
    return { ok: false, refusal: refusalIn(body) ?? unexpected(`The server answered ${response.status}.`) };
  } catch {
    return {
      ok: false,
      refusal: {
        code: 'server/unexpected',
        message: 'The server cannot be reached.',
        hint: 'Check that it runs, then try again. Nothing was lost.',
      },
    };
  }
}

function refusalIn(body: unknown): Refusal | null {
  const refusal = (body as { refusal?: Refusal } | null)?.refusal;
  return typeof refusal?.code === 'string' ? refusal : null;
}

function unexpected(message: string): Refusal {
  return { code: 'server/unexpected', message, hint: 'Try again; if it stays so, the server’s log says more.' };
}
