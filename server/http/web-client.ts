import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.json', '.txt', '.svg', '.wasm']);

type Encoding = 'br' | 'gzip' | 'identity';

interface WebFile {
  body: Buffer;
  type: string;
  etag: string;
  cache: string;
  compressible: boolean;
  /** Made at the first request that wants it. */
  encoded: Map<Encoding, Promise<Buffer>>;
}

/**
 * The built web client, held in memory: a request is looked up by name and never becomes a path on the disk. Files under
 * `assets/` carry their hash in the name and may be kept for ever; the page itself is asked for again each time.
 */
export class WebClient {
  readonly #files: Map<string, WebFile>;

  constructor(folder: string) {
    this.#files = existsSync(folder) ? readFiles(folder) : new Map();
  }

  /** Answers any GET outside the API: a file by its name, the page for navigations, 404 for the rest. */
  serve(request: Request, response: Response): void {
    const name = request.path.slice(1) || 'index.html';
    const file = this.#files.get(name) ?? (isNavigation(request) ? this.#files.get('index.html') : undefined);
    if (file) return void send(file, request, response);
    const built = this.#files.size > 0;
    response
      .status(built ? 404 : 503)
      .type('text/plain')
      .send(built ? 'Not found.\n' : 'The web client is not built: run `npm run build`.\n');
  }
}

/** A person following a link, as opposed to a page asking for a file that is gone. */
function isNavigation(request: Request): boolean {
  return extname(request.path) === '' && (request.headers.accept ?? '').includes('text/html');
}

async function send(file: WebFile, request: Request, response: Response): Promise<void> {
  response.setHeader('Cache-Control', file.cache);
  response.setHeader('ETag', file.etag);
  if (file.compressible) response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === file.etag) return void response.status(304).end();
  const encoding = file.compressible ? wantedEncoding(request) : 'identity';
  const body = await encode(file, encoding);
  response.setHeader('Content-Type', file.type);
  response.setHeader('Content-Length', body.length);
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  response.end(request.method === 'HEAD' ? undefined : body);
}

function wantedEncoding(request: Request): Encoding {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : 'identity';
}

function encode(file: WebFile, encoding: Encoding): Promise<Buffer> {
  const known = file.encoded.get(encoding);
  if (known) return known;
  const made = compress(file.body, encoding);
  file.encoded.set(encoding, made);
  return made;
}

function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
  switch (encoding) {
    case 'br':
      return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
    case 'gzip':
      return promisify(gzip)(body);
    case 'identity':
      return Promise.resolve(body);
  }
}

function readFiles(folder: string): Map<string, WebFile> {
  const files = new Map<string, WebFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    files.set(name, readFile(path, name));
  }
  return files;
}

function readFile(path: string, name: string): WebFile {
  const body = readFileSync(path);
  const extension = extname(name);
  return {
    body,
    type: TYPES[extension] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    cache: name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    compressible: COMPRESSIBLE.has(extension),
    encoded: new Map(),
  };
}
