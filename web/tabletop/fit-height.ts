/** Smaller than this the last row of a room cannot read it: what can be spared goes first, and the rest shrinks only then. */
const READABLE = 0.84;
const LEAST = 0.6;
const STEP = 0.04;
/** Charts and fonts come a moment later and change what there is to fit. */
const SETTLED_MS = [150, 800];

/**
 * Shrinks an element until all of it stands in its parent, for a wall on which nobody scrolls: a little, then it leaves out
 * what is marked `data-spare`, the last first, and only then shrinks more. Attach it with what is shown as `key`: it fits
 * again when that changes, and when the parent's size does.
 */
export function fitHeight(key: unknown): (element: HTMLElement) => () => void {
  void key;
  return (element) => {
    const parent = element.parentElement;
    if (!parent) return () => undefined;
    const fit = () => {
      const room = roomIn(parent, element);
      const spare = [...element.querySelectorAll<HTMLElement>('[data-spare="true"]')];
      for (const one of spare) one.hidden = false;
      const fits = (least: number) => {
        for (let zoom = 1; ; zoom -= STEP) {
          element.style.setProperty('zoom', zoom.toFixed(2));
          if (element.getBoundingClientRect().height <= room) return true;
          if (zoom - STEP < least) return false;
        }
      };
      while (!fits(spare.length > 0 ? READABLE : LEAST)) {
        const last = spare.pop();
        if (!last) return;
        last.hidden = true;
      }
    };
    const observer = new ResizeObserver(fit);
    observer.observe(parent);
    const timers = SETTLED_MS.map((ms) => setTimeout(fit, ms));
    return () => {
      observer.disconnect();
      timers.forEach(clearTimeout);
    };
  };
}

/** Pixels of the parent that its padding and its other children leave. */
function roomIn(parent: HTMLElement, element: HTMLElement): number {
  const style = getComputedStyle(parent);
  const others = [...parent.children].filter((child) => child !== element);
  const taken = others.reduce((sum, child) => sum + child.getBoundingClientRect().height, 0);
  const gaps = others.length * (parseFloat(style.rowGap) || 0);
  return parent.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom) - taken - gaps;
}
