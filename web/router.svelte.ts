import { readLibraryPlace, type Place } from './library/place.ts';

/** Where we are, from the address bar: deep links work, Back works, nothing else holds a page's identity. */
export type Route =
  | { page: 'home' }
  | { page: 'new'; scenario: string | null }
  | { page: 'join'; code: string }
  | { page: 'invite'; token: string }
  | { page: 'drill'; id: string }
  | { page: 'see-as'; id: string; seat: string }
  | { page: 'debrief'; id: string }
  | { page: 'library'; place: Place }
  | { page: 'lost'; path: string };

export function readRoute(path: string, search: string): Route {
  const [first = '', second = '', third = '', fourth = ''] = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (first === '') return { page: 'home' };
  if (first === 'new' && !second) return { page: 'new', scenario: queryValue(search, 'scenario') };
  if (first === 'join' && !third) return { page: 'join', code: second };
  if (first === 'invite' && second && !third) return { page: 'invite', token: second };
  if (first === 'drills' && second && !third) return { page: 'drill', id: second };
  if (first === 'drills' && second && third === 'debrief') return { page: 'debrief', id: second };
  if (first === 'drills' && second && third === 'as' && fourth) return { page: 'see-as', id: second, seat: fourth };
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
