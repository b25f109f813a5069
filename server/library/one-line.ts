/** A text of people as part of a line of Markdown: flat, short, and without comments of ours. */
export function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').replaceAll('<!--', '').replaceAll('-->', '').trim();
  return flat.length <= 200 ? flat : `${flat.slice(0, 199)}…`;
}
