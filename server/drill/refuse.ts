import type { Refusal, RefusalCode } from '../protocol/refusal.ts';

/** A no with a reason and a way on. */
export function refuse(code: RefusalCode, message: string, hint: string): Refusal {
  return { code, message, hint };
}

export function isRefusal(value: object): value is Refusal {
  return 'code' in value && 'hint' in value;
}
