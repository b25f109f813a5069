const NAME = 'drillbook_session';
const MAX_AGE_S = 30 * 24 * 60 * 60;

/** The session token of a `Cookie` header, or null. Anything that cannot be one of our tokens is none. */
export function sessionToken(header: string | undefined): string | null {
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === NAME && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return null;
}

/** `Set-Cookie` for a session. Lax: a link from a chat opens signed in, a foreign form does not post. */
export function sessionCookie(token: string, secure: boolean): string {
  return `${NAME}=${token}; Path=/; Max-Age=${MAX_AGE_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

export function endedSessionCookie(secure: boolean): string {
  return `${NAME}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
