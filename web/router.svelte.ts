import { readLibraryPlace, type Place } from './library/place.ts';
import { readPrintPlace, type PrintPlace } from './print/print-place.ts';

/** Where we are, from the address bar: deep links work, Back works, nothing else holds a page's identity. */
export type Route =
  | { page: 'home' }
  | { page: 'new'; scenario: string | null; mode: string | null; from: string | null }
  | { page: 'join'; code: string }
  | { page: 'invite'; token: string }
  | { page: 'drill'; id: string }
  | { page: 'see-as'; id: string; seat: string }
  | { page: 'projector'; id: string }
  | { page: 'print'; of: PrintPlace }
  | { page: 'debrief'; id: string }
  | { page: 'record'; id: string }
  | { page: 'onboarding' }
  | { page: 'library'; place: Place }
  | { page: 'lost'; path: string };

export function readRoute(path: string, search: string): Route {
  const [first = '', second = '', third = '', fourth = ''] = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (first === '') return { page: 'home' };
  if (first === 'new' && !second) {
    const [scenario, mode, from] = ['scenario', 'mode', 'from'].map((name) => queryValue(search, name));
    return { page: 'new', scenario: scenario ?? null, mode: mode ?? null, from: from ?? null };
  }
  if (first === 'join' && !third) return { page: 'join', code: second };
  if (first === 'invite' && second && !third) return { page: 'invite', token: second };
  if (first === 'drills' && second && !third) return { page: 'drill', id: second };
  if (first === 'drills' && second && third === 'debrief') return { page: 'debrief', id: second };
  if (first === 'drills' && second && third === 'record') return { page: 'record', id: second };
  if (first === 'onboarding' && !second) return { page: 'onboarding' };
  if (first === 'drills' && second && third === 'as' && fourth) return { page: 'see-as', id: second, seat: fourth };
  if (first === 'drills' && second && third === 'projector' && !fourth) return { page: 'projector', id: second };
  const of = readPrintPlace(path, search);
  if (of) return { page: 'print', of };
  const place = readLibraryPlace(path, search);
  if (place) return { page: 'library', place };
  return { page: 'lost', path };
}

/** One value of a query string; the page never changes the query, so a plain look-up will do. */
function queryValue(search: string, name: string): string | null {
  return new URL(search, location.origin).searchParams.get(name);
}

class Router {
  route = $state.raw<Route>(readRoute(location.pathname, location.search));

  constructor() {
    addEventListener('popstate', () => this.#read());
    document.addEventListener('click', (event) => this.#follow(event));
  }

  go(path: string): void {
    history.pushState(null, '', path);
    this.#read();
    scrollTo(0, 0);
  }

  /** Moves within a page, which keeps its place on the screen. */
  move(path: string): void {
    history.pushState(null, '', path);
    this.#read();
  }

  replace(path: string): void {
    history.replaceState(null, '', path);
    this.#read();
  }

  #read(): void {
    this.route = readRoute(location.pathname, location.search);
  }

  /** Plain links inside the product change the page without loading it again. */
  #follow(event: MouseEvent): void {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = (event.target as Element).closest('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/') || (link.pathname === location.pathname && link.hash)) return;
    event.preventDefault();
    this.go(link.pathname + link.search + link.hash);
  }
}

export const router = new Router();
