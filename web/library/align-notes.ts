const GAP_PX = 16;

/**
 * Puts each note of a section level with the line it is about, and no higher than the end of the note above it. Where the
 * notes stand below the text (a narrow screen) they simply follow. Watches sizes: text wraps, code loads, notes open.
 */
export function alignNotes(section: Element): () => void {
  const prose = section.firstElementChild;
  const notes = section.lastElementChild;
  if (!prose || !notes || prose === notes) return () => undefined;
  const place = () => {
    const top = notes.getBoundingClientRect().top;
    const isBeside = Math.abs(prose.getBoundingClientRect().top - top) < 4;
    const blocks = [...prose.querySelectorAll<HTMLElement>('[data-line]')];
    let end = 0;
    for (const note of notes.children) {
      if (!(note instanceof HTMLElement)) continue;
      const line = Number(note.dataset.remark);
      const block = blocks.filter((one) => Number(one.dataset.line) <= line).at(-1);
      const wanted = block ? block.getBoundingClientRect().top - top : 0;
      const free = end === 0 ? 0 : end + GAP_PX;
      const margin = Math.max(wanted, free) - end;
      note.style.marginTop = isBeside ? `${Math.round(margin)}px` : '';
      end += margin + note.offsetHeight;
    }
  };
  const observer = new ResizeObserver(place);
  observer.observe(prose);
  const mutations = new MutationObserver(() => {
    for (const note of notes.children) observer.observe(note);
    place();
  });
  mutations.observe(section, { childList: true, subtree: true });
  for (const note of notes.children) observer.observe(note);
  return () => {
    observer.disconnect();
    mutations.disconnect();
  };
}
