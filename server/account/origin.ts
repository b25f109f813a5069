/**
 * May a page of this origin talk to us? Browsers send `Origin` with every socket and every POST; it must be the address
 * that was asked for, or the public one. Programs send none: they hold no cookie that a foreign page could ride on.
 */
export function originAllowed(origin: string | undefined, host: string | undefined, publicUrl: string | null): boolean {
  if (origin === undefined) return true;
  if (publicUrl !== null && origin === publicUrl) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
