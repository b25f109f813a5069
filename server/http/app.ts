import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { originAllowed } from '../account/origin.ts';
import { StoreUnavailable } from '../store/log-store.ts';
import { Answering, refuse } from './answer.ts';
import type { HttpParts } from './parts.ts';
import { accountRoutes } from './routes/account.ts';
import { captureRoutes } from './routes/capture.ts';
import { debriefRoutes } from './routes/debrief.ts';
import { drillRoutes } from './routes/drills.ts';
import { expositionRoutes } from './routes/exposition.ts';
import { enterRoutes } from './routes/enter.ts';
import { gapRoutes } from './routes/gaps.ts';
import { healthRoutes } from './routes/health.ts';
import { homeRoutes } from './routes/home.ts';
import { joinRoutes } from './routes/join.ts';
import { LIBRARY_BODY_LIMIT, libraryRoutes } from './routes/library.ts';
import { tabletopRoutes } from './routes/tabletop.ts';
import { onboardingRoutes } from './routes/onboarding.ts';
import { setUpRoutes } from './routes/set-up.ts';
import { tryInjectRoutes } from './routes/try-inject.ts';

/** The routes of the API. Adding one = one file in `routes/` and one line here. */
const ROUTES = [
  healthRoutes,
  accountRoutes,
  homeRoutes,
  drillRoutes,
  joinRoutes,
  debriefRoutes,
  expositionRoutes,
  libraryRoutes,
  gapRoutes,
  captureRoutes,
  tabletopRoutes,
  setUpRoutes,
  tryInjectRoutes,
  onboardingRoutes,
];

const MINUTE_MS = 60_000;

/** The Express application: security headers, limits, `/api`, `/enter/:token`, and the web client for all else. */
export function createApp(parts: HttpParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Behind a proxy the client's address is in a header; only with a public URL is there one.
  app.set('trust proxy', parts.publicUrl === null ? false : 'loopback, linklocal, uniquelocal');
  app.use(securityHeaders(parts.publicUrl?.startsWith('https:') ?? false));

  const answering = new Answering(parts);
  const guesses = limiter(parts.limits.guesses);
  const api = express.Router();
  api.use(limiter(parts.limits.api), noCache, sameOrigin(parts.publicUrl));
  // Whoever parses first decides: pages are larger than anything else that comes in.
  api.use('/library', express.json({ limit: LIBRARY_BODY_LIMIT }));
  api.use(['/drills/:id/gaps', '/drills/:id/capture'], express.json({ limit: LIBRARY_BODY_LIMIT }));
  // A set-up may bring a whole events list.
  api.use(['/setups', '/preflight', '/dry-run', '/try-inject'], express.json({ limit: '512kb' }));
  api.post('/drills', express.json({ limit: '512kb' }));
  api.use(express.json({ limit: '64kb' }));
  api.post('/join', guesses);
  for (const routes of ROUTES) api.use(routes(parts, answering));
  api.use(noSuchRoute);

  app.use('/api', api);
  app.use('/enter', guesses, noCache, enterRoutes(parts));
  app.get('/{*path}', (request, response) => parts.web.serve(request, response));
  app.use(noSuchRoute);
  app.use(onError(parts));
  return app;
}

/** `upgradeInsecureRequests` and HSTS would lock people out of a server that speaks plain http, which is the default. */
function securityHeaders(https: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

function limiter(limit: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, response) =>
      refuse(response, {
        code: 'request/rate-limited',
        message: 'Too many requests from your address.',
        hint: 'Wait a minute and try again.',
      }),
  });
}

const noCache: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** A foreign page may not act with our cookie, whatever the browser thinks of SameSite. */
function sameOrigin(publicUrl: string | null): RequestHandler {
  return (request, response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (reads || originAllowed(request.headers.origin, request.headers.host, publicUrl)) return next();
    refuse(response, {
      code: 'origin/not-allowed',
      message: 'This request came from another site.',
      hint: 'Open Drillbook at its own address; behind a proxy, set PUBLIC_URL.',
    });
  };
}

const noSuchRoute: RequestHandler = (request, response) =>
  refuse(
    response,
    {
      code: 'request/malformed',
      message: `There is no ${request.method} ${request.baseUrl}${request.path.slice(0, 100)}.`,
      hint: 'See docs/protocol.md for what there is.',
    },
    404,
  );

/** Expected trouble never comes here: body too big or not JSON, a store that is away, and our own mistakes. */
function onError(parts: HttpParts): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const kind = (error as { type?: unknown }).type;
    if (kind === 'entity.too.large')
      return refuse(response, {
        code: 'request/too-large',
        message: 'The request is larger than this server takes.',
        hint: 'Shorten the text.',
      });
    if (isClientsFault(error))
      return refuse(response, {
        code: 'request/malformed',
        message: 'The request was not understood.',
        hint: 'Send JSON with Content-Type application/json.',
      });
    parts.logError(error, { method: request.method, path: request.path });
    if (error instanceof StoreUnavailable)
      return refuse(response, {
        code: 'store/unavailable',
        message: 'The store cannot be reached, so nothing was changed.',
        hint: 'Try again in a moment.',
      });
    refuse(response, {
      code: 'server/unexpected',
      message: 'Something went wrong here.',
      hint: 'Try again; the server’s log has the details.',
    });
  };
}

/** Body parser and router mark what the client did wrong with a 4xx status. */
function isClientsFault(error: unknown): boolean {
  const status = Number((error as { status?: unknown }).status);
  return status >= 400 && status < 500;
}
