import { StreamLanguage, type StringStream } from '@codemirror/language';

interface Place {
  /** The fence that a code block began with; null outside. */
  fence: string | null;
  /** Inside an HTML comment that goes on. */
  comment: boolean;
  front: 'before' | 'inside' | 'after';
}

/**
 * As much Markdown as a runbook's writer looks for: headings, commands, emphasis, links, comments with their conditions,
 * front matter. A whole grammar with its embedded HTML would weigh as much as the rest of the editor.
 */
export const pageLanguage = StreamLanguage.define<Place>({
  name: 'runbook',
  startState: () => ({ fence: null, comment: false, front: 'before' }),
  copyState: (place) => ({ ...place }),
  token: (stream, place) => {
    const token = place.comment ? comment(stream, place) : (frontMatter(stream, place) ?? block(stream, place));
    return token === '' ? null : token;
  },
});

function frontMatter(stream: StringStream, place: Place): string | null {
  if (place.front === 'after') return null;
  const isRule = stream.sol() && stream.match(/^---\s*$/) !== null;
  if (place.front === 'before') place.front = isRule ? 'inside' : 'after';
  else if (isRule) place.front = 'after';
  if (isRule) return 'meta';
  if (place.front === 'after') return null;
  if (stream.sol() && stream.match(/^[\w-]+(?=\s*:)/)) return 'link';
  stream.skipToEnd();
  return '';
}

function block(stream: StringStream, place: Place): string {
  if (stream.sol()) {
    const fence = stream.match(/^\s*(`{3,}|~{3,})/, false);
    const mark = Array.isArray(fence) ? (fence[1] ?? '') : '';
    if (place.fence !== null) {
      if (mark.startsWith(place.fence)) place.fence = null;
      stream.skipToEnd();
      return place.fence === null ? 'meta' : 'monospace';
    }
    if (mark) {
      place.fence = mark;
      stream.skipToEnd();
      return 'meta';
    }
    if (stream.match(/^#{1,6}\s.*/)) return 'heading';
    if (stream.match(/^\s*>/)) return 'quote';
    if (stream.match(/^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s)?/)) return 'meta';
  }
  return inline(stream, place);
}

function inline(stream: StringStream, place: Place): string {
  if (stream.match('<!--')) {
    place.comment = true;
    return comment(stream, place);
  }
  if (stream.match(/^`+[^`]*`+/)) return 'monospace';
  if (stream.match(/^\*\*[^*]+\*\*/)) return 'strong';
  if (stream.match(/^\*[^*\s][^*]*\*/) || stream.match(/^_[^_\s][^_]*_(?!\w)/)) return 'emphasis';
  if (stream.match(/^\[[^\]]*\]\([^)]*\)/)) return 'link';
  stream.next();
  stream.eatWhile(/[^`*_[<]/);
  return '';
}

function comment(stream: StringStream, place: Place): string {
  if (stream.match(/^.*?-->/)) place.comment = false;
  else stream.skipToEnd();
  return 'comment';
}
