/** Small letters without accents: "Étapes", "Maßnahmen" → "etapes", "massnahmen". Other scripts stay as they are. */
export function foldWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[’‘`´]/g, "'");
}
