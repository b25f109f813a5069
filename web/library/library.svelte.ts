import type { LibraryView, RunbookPage, SearchAnswer } from '../../server/protocol/library.ts';
import type { Refusal } from '../../server/protocol/refusal.ts';
import { get } from '../api.ts';

/** What the library's screens share: the list, the open page, and what the search answered. */
export class Library {
  view = $state.raw<LibraryView | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  page = $state.raw<RunbookPage | null>(null);
  pageRefusal = $state.raw<Refusal | null>(null);
  answer = $state.raw<SearchAnswer | null>(null);
  /** The words that `answer` is about. */
  answered = $state('');
  #wanted = '';
  #asking = false;
  #opened = '';

  async load(): Promise<void> {
    const reply = await get<LibraryView>('/api/library');
    if (reply.ok) this.view = reply.result;
    this.refusal = reply.ok ? null : reply.refusal;
  }

  /** Opens a page; a late answer to an older question is dropped. What was shown stays until the new one is there. */
  async open(id: string, version: number | null, again = false): Promise<void> {
    const key = `${id} ${version ?? ''}`;
    if (this.#opened === key && !again) return;
    this.#opened = key;
    const asked = version === null ? '' : `?version=${version}`;
    const reply = await get<RunbookPage>(`/api/library/runbooks/${encodeURIComponent(id)}${asked}`);
    if (this.#opened !== key) return;
    this.page = reply.ok ? reply.result : null;
    this.pageRefusal = reply.ok ? null : reply.refusal;
  }

  close(): void {
    this.#opened = '';
    this.page = null;
    this.pageRefusal = null;
  }

  /** After a change: the list and the open page as they are now. */
  async refresh(): Promise<void> {
    const [id = '', version = ''] = this.#opened.split(' ');
    await Promise.all([this.load(), id ? this.open(id, version ? Number(version) : null, true) : undefined]);
  }

  /** Asks while one types: one question under way, the newest words next. */
  async search(words: string): Promise<void> {
    this.#wanted = words.trim();
    if (this.#wanted === '') this.answer = null;
    if (this.#asking || this.#wanted === '') return;
    this.#asking = true;
    let asked = '';
    while (this.#wanted !== '' && this.#wanted !== asked) {
      asked = this.#wanted;
      const reply = await get<SearchAnswer>(`/api/library/search?q=${encodeURIComponent(asked)}`);
      if (!reply.ok || this.#wanted === '') continue;
      this.answer = reply.result;
      this.answered = asked;
    }
    this.#asking = false;
  }
}
