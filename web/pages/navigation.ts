/** Links of the main bar outside a drill. */
export function mainLinks(
  current: 'home' | 'new',
  facilitator: boolean,
): { href: string; label: string; current: boolean }[] {
  const links = [
    { href: '/', label: 'Programme', current: current === 'home' },
    { href: '/new', label: 'New drill', current: current === 'new' },
  ];
  return facilitator ? links : links.slice(0, 1);
}
