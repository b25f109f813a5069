/** Smaller than this nobody reads it at a table; what is left then goes on the next page. */
const LEAST = 0.7;
const STEP = 0.02;
const PX_PER_MM = 96 / 25.4;
/** A4 between the margins of the printed pages (`@page` in print.css), with a little room for rounding. */
const PAGE_MM = { upright: { width: 178, height: 264 }, broad: { width: 265, height: 177 } };
/** Frames and scroll bars of the sheet on the screen. */
const SLACK_PX = 20;
/** Fonts come a moment later and change what there is to fit. */
const SETTLED_MS = 200;

/**
 * Shrinks what is attached until it fits on one printed page. A sheet that is narrower on the screen than on paper, as on a
 * phone, is left alone: its height there says nothing of the paper's.
 */
export function fitPage(way: keyof typeof PAGE_MM = 'upright'): (element: HTMLElement) => () => void {
  return (element) => {
    const room = PAGE_MM[way].height * PX_PER_MM;
    const fit = () => {
      element.style.removeProperty('zoom');
      if (element.getBoundingClientRect().width < PAGE_MM[way].width * PX_PER_MM - SLACK_PX) return;
      for (let zoom = 1; zoom > LEAST && element.getBoundingClientRect().height > room; zoom -= STEP)
        element.style.setProperty('zoom', (zoom - STEP).toFixed(2));
    };
    fit();
    const timer = setTimeout(fit, SETTLED_MS);
    return () => clearTimeout(timer);
  };
}
