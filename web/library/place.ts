/** Where in the library one is. All of it stands in the address, so that a refresh, Back and a link bring it back. */
export const PARTS = ['text', 'versions', 'runs', 'care', 'edit'] as const;
export type Part = (typeof PARTS)[number];

export const MARKS = ['stale', 'never tested', 'failing', 'findings', 'draft', 'retired'] as const;
export type FilterMark = (typeof MARKS)[number];

export interface Place {
  show: 'runbooks' | 'matrix' | 'gates';
  /** The open runbook. */
  id: string | null;
  q: string;
  owner: string | null;
  service: string | null;
  category: string | null;
  is: FilterMark[];
  part: Part;
  /** An older version; null = the newest. */
  version: number | null;
  /** A line of the file to begin at. */
  line: number | null;
}

const NOWHERE: Place = {
  show: 'runbooks',
  id: null,
  q: '',
  owner: null,
  service: null,
  category: null,
  is: [],
  part: 'text',
  version: null,
  line: null,
};

/** Reads `/library/…?…`; null when the path is none of the library's. Unknown words are left out: old links still open. */
export function readLibraryPlace(path: string, search: string): Place | null {
  const [first, second, third] = path.split('/').filter(Boolean).map(decoded);
  if (first !== 'library' || third !== undefined) return null;
  const query = new URLSearchParams(search);
  const page = second === 'matrix' || second === 'gates' ? second : null;
  return {
    ...NOWHERE,
    show: page ?? 'runbooks',
    id: page ? null : (second ?? null),
    q: query.get('q') ?? '',
    owner: query.get('owner'),
    service: query.get('service'),
    category: query.get('category'),
    is: MARKS.filter((mark) => query.getAll('is').includes(mark)),
    part: PARTS.find((part) => part === query.get('part')) ?? 'text',
    version: whole(query.get('version')),
    line: whole(query.get('line')),
  };
}

/** The address of a place. */
export function libraryAddress(place: Partial<Place>): string {
  const { show, id, q, owner, service, category, is, part, version, line } = { ...NOWHERE, ...place };
  const query = new URLSearchParams();
  if (q) query.set('q', q);
  if (owner !== null) query.set('owner', owner);
  if (service) query.set('service', service);
  if (category) query.set('category', category);
  for (const mark of is) query.append('is', mark);
  if (part !== 'text') query.set('part', part);
  if (version !== null) query.set('version', String(version));
  if (line !== null) query.set('line', String(line));
  const path =
    show !== 'runbooks' ? `/library/${show}` : id === null ? '/library' : `/library/${encodeURIComponent(id)}`;
  const words = query.toString();
  return words ? `${path}?${words}` : path;
}

/** The address of another runbook seen through the same search and filters. */
export function beside(place: Place, id: string | null): string {
  return libraryAddress({ ...place, show: 'runbooks', id, part: 'text', version: null, line: null });
}

function whole(text: string | null): number | null {
  const number = Number(text);
  return text !== null && Number.isInteger(number) && number > 0 ? number : null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
