import { createHash, randomBytes } from 'node:crypto';

/** An unguessable token for a URL or a cookie: 256 bits, 43 characters. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token; who reads the database cannot use it. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
