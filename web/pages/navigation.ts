/** Links of the main bar outside a drill. */
export function mainLinks(
  current: 'home' | 'new' | 'library',
  facilitator: boolean,
): { href: string; label: string; current: boolean }[] {
  const links = [
    { href: '/', label: 'Programme', current: current === 'home' },
    ...(facilitator ? [{ href: '/new', label: 'New drill', current: current === 'new' }] : []),
    { href: '/library', label: 'Library', current: current === 'library' },
  ];
  return links;
}
