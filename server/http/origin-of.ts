import type { Request } from 'express';

/** Where people reach this server, as the request came: `https://drills.example.org`, without a slash at the end. */
export function originOf({ publicUrl }: { publicUrl: string | null }, request: Request): string {
  return publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`;
}
