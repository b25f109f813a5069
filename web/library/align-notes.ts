const GAP_PX = 16;

/**
 * Puts each remark of a page level with the line it is about, and below the remark above it. Where the margin has no room
 * (a narrow screen) the style leaves them below their section. Watches sizes: text wraps, code loads, remarks open.
 */
export function alignNotes(text: HTMLElement): () => void {
  const place = () => {
    const notes = [...text.querySelectorAll<HTMLElement>('[data-remark]')];
    const isBeside = notes[0] !== undefined && getComputedStyle(notes[0]).position === 'absolute';
    const blocks = [...text.querySelectorAll<HTMLElement>('[data-line]')];
    const top = text.getBoundingClientRect().top;
    let free = 0;
    for (const note of notes) {
      const line = Number(note.dataset['remark']);
      const block = blocks.findLast((one) => Number(one.dataset['line']) <= line);
      const wanted = block ? block.getBoundingClientRect().top - top : 0;
      const at = Math.round(Math.max(wanted, free));
      note.style.top = isBeside ? `${at}px` : '';
      free = at + note.offsetHeight + GAP_PX;
    }
    text.style.minHeight = isBeside ? `${free}px` : '';
  };
  const sizes = new ResizeObserver(place);
  const watch = () => {
    sizes.disconnect();
    sizes.observe(text);
    for (const child of text.querySelectorAll('.prose, [data-remark]')) sizes.observe(child);
    place();
  };
  const parts = new MutationObserver(watch);
  parts.observe(text, { childList: true, subtree: true });
  watch();
  return () => {
    sizes.disconnect();
    parts.disconnect();
  };
}
