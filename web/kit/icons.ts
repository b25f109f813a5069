/**
 * The 16-px set. `line` is stroked, `fill` is filled, `cut` is drawn over the fill in the surface's colour, `dash`
 * breaks the line (not known, not checked), `bold` thickens it. Circles are written as arcs so that a shape is one path.
 */
export interface Shape {
  line?: string;
  fill?: string;
  cut?: string;
  dash?: string;
  bold?: boolean;
}

const ring = 'M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0z';
const disc = 'M1 8a7 7 0 1 0 14 0a7 7 0 1 0-14 0z';
const block = 'M1.5 1.500h13v13h-13z';
const box = 'M3 3h10v10H3z';

export const icons = {
  octagon: { fill: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z' },
  triangle: { fill: 'M8 1.500L15.2 14H.8z' },
  diamond: { fill: 'M8 .8L15.2 8 8 15.2.8 8z' },
  square: { line: 'M2.5 2.500h11v11h-11z' },
  dot: { fill: 'M4.500 8a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z' },
  'disc-tick': { fill: disc, cut: 'M4.8 8.200l2.2 2.2 4.2-4.6' },
  'block-cross': { fill: block, cut: 'M5 5l6 6M11 5l-6 6' },
  'ring-dashed': { line: ring, dash: '2.5 2.2' },
  'ring-tick': { line: ring + 'M5.2 8.200l2 2 3.6-4' },
  'ring-dot': { line: ring, fill: 'M5 8a3 3 0 1 0 6 0a3 3 0 1 0-6 0z' },
  ring: { line: ring },
  'half-disc': { line: ring, fill: 'M8 2a6 6 0 0 1 0 12z' },
  warning: { line: 'M8 2L14.5 13.500h-13zM8 6v3.500M8 11.600v.1' },
  block: { fill: box },
  box: { line: box },
  'half-block': { line: box, fill: 'M3 13L13 3v10z' },
  'box-dashed': { line: box, dash: '2.5 2' },
  minus: { line: 'M3 8h10', bold: true },
  flag: { line: 'M4 14V2.500h8l-2 3 2 3H4' },
  play: { line: 'M4.5 3v10l8-5z' },
  pause: { line: 'M5 3v10M11 3v10' },
  skip: { line: 'M3.5 3.500v9l6-4.500zM12.5 3.500v9' },
  stop: { line: 'M3.500 3.500h9v9h-9z' },
  bolt: { line: 'M9 1.500L3.5 9H8l-1 5.500L12.5 7H8z' },
  plus: { line: 'M8 3v10M3 8h10' },
  cross: { line: 'M4 4l8 8M12 4l-8 8' },
  check: { line: 'M3 8.500l3.2 3L13 4.500' },
  copy: { line: 'M6.500 5.500h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1zM3 10.500h-.5v-8h8V3' },
  open: { line: 'M7 9l5.5-5.500M8.5 3.500h4v4M11.5 9.500v3h-8v-8h3' },
  edit: { line: 'M3 13l.7-3L10.500 3.200a1 1 0 0 1 1.500 0l.8.8a1 1 0 0 1 0 1.500L6 12.300z' },
  send: { line: 'M2.5 3l11 5-11 5 1.5-5z' },
  book: { line: 'M3 3h4.200c.5 0 .8.3.8.800V13c0-.6-.4-1-1-1H3zM13 3H8.800c-.5 0-.8.3-.8.800V13c0-.6.4-1 1-1h4z' },
  terminal: { line: 'M3 4l4 4-4 4M8.5 12H13' },
  chart: { line: 'M2.5 2.500v11h11M5 10l2.5-3.500 2 2L13 4' },
  map: {
    line: 'M2 8a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0zM11 3.500a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0zM11 12.500a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0zM5 7.300l6-3M5 8.700l6 3',
  },
  log: { line: 'M3 4h10M3 8h7M3 12h9' },
  changes: { line: 'M4.500 3v10M2.500 5l2-2 2 2M11.500 13V3M9.500 11l2 2 2-2' },
  bell: { line: 'M3.500 11.500h9l-1-1.500V7a3.5 3.5 0 0 0-7 0v3zM6.500 13.500h3' },
  clock: { line: 'M2.500 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0zM8 5v3.300l2.200 1.200' },
  eye: {
    line: 'M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8zM6.200 8a1.8 1.8 0 1 0 3.600 0a1.8 1.8 0 1 0-3.600 0z',
  },
  lock: {
    line: 'M4.500 7h7a1 1 0 0 1 1 1v4.500a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zM5.500 7V5a2.500 2.500 0 0 1 5 0v2',
  },
  search: { line: 'M2.500 7a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0zM10.300 10.300l3.200 3.200' },
  people: {
    line: 'M3.500 5.500a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0zM1.500 13.500c0-2.500 2-4 4.500-4s4.500 1.500 4.500 4M10.500 3.200a2.500 2.500 0 0 1 0 4.600M12 9.800c1.600.6 2.500 1.900 2.500 3.700',
  },
  chat: { line: 'M2.500 3h11v8H7l-3 2.500V11H2.500z' },
  more: {
    fill: 'M2 8a1.3 1.3 0 1 0 2.600 0a1.3 1.3 0 1 0-2.600 0zM6.700 8a1.3 1.3 0 1 0 2.600 0a1.3 1.3 0 1 0-2.600 0zM11.400 8a1.3 1.3 0 1 0 2.600 0a1.3 1.3 0 1 0-2.600 0z',
  },
  down: { line: 'M4 6l4 4 4-4' },
  right: { line: 'M6 4l4 4-4 4' },
  undo: { line: 'M3 6.500h6.500a3.500 3.500 0 0 1 0 7H7M3 6.500l3-3M3 6.500l3 3' },
  keyboard: { line: 'M1.500 4h13v8h-13zM4 6.800v.1M6.700 6.800v.1M9.300 6.800v.1M12 6.800v.1M5 9.500h6' },
  sun: {
    line: 'M5.500 8a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0zM8 1.500v1.500M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1.100 1.100M11.500 11.500l1.100 1.100M12.600 3.400l-1.100 1.100M4.500 11.500l-1.100 1.100',
  },
  moon: { line: 'M13 9.500A5.500 5.500 0 0 1 6.500 3a5.500 5.500 0 1 0 6.500 6.500z' },
  projector: { line: 'M1.500 5h13v6.500h-13zM8 8.200a2 2 0 1 0 4 0a2 2 0 1 0-4 0zM4 8h2M4 11.500v2M12 11.500v2' },
  sound: { line: 'M2.500 6h2.500l3.500-3v10L5 10H2.500zM11 6c1 1.200 1 2.800 0 4M13 4.500c1.700 2 1.700 5 0 7' },
  expand: { line: 'M9.500 2.500h4v4M6.500 13.500h-4v-4M13.500 2.500l-4.500 4.500M2.500 13.500l4.500-4.500' },
  shrink: { line: 'M13 7H9V3M3 9h4v4M9 7l4.500-4.500M7 9l-4.500 4.500' },
  dashboard: { line: 'M2.500 2.500h5v6h-5zM9.500 2.500h4v3.500h-4zM9.500 8h4v5.500h-4zM2.500 10.500h5v3h-5z' },
  trace: { line: 'M2.500 4h11M5 8h6M7.500 12h6', bold: true },
  shop: { line: 'M2 2.500h2l1.500 7.500h7l1.500-5.500H4.500M6 13v.1M11.500 13v.1' },
  query: { line: 'M5.500 4L2 8l3.500 4M10.500 4L14 8l-3.500 4M9 3L7 13' },
  catalogue: { line: 'M3 2.500h10v11H3zM5.500 5.500h5M5.500 8h5M5.500 10.500h3' },
  link: {
    line: 'M6.500 9.500l3-3M7.500 4.500l1-1a2.500 2.500 0 0 1 4 4l-1 1M8.500 11.500l-1 1a2.500 2.500 0 0 1-4-4l1-1',
  },
  ticket: {
    line: 'M2.500 4.500h11v2.200a1.300 1.300 0 0 0 0 2.600v2.200h-11V9.300a1.300 1.300 0 0 0 0-2.600zM9.500 5v6',
  },
  phone: {
    line: 'M3 3.500l2.500-1 1.500 3-1.500 1.200a8 8 0 0 0 3.800 3.800L10.500 9l3 1.500-1 2.500C7.500 13.500 2.500 8.500 3 3.500z',
  },
} as const satisfies Record<string, Shape>;

export type IconName = keyof typeof icons;
