import type { z } from 'zod';
import { block, decimal, duration, id, list, named, oneOf, rate, share, size, text } from './scalars.ts';

const thirdParty = block('a third party', {
  host: text.describe('Such as api.quillpay.example.'),
  vendor: text,
  latency: duration.describe('Time of an answer while the vendor is well.'),
  errors: share.prefault('0%').describe('Share of calls it fails while it is well.'),
  quota: rate.optional().describe('Calls above it are answered 429; without it, no quota.'),
  statusPage: block('a status page', {
    url: text,
    says: text.describe('What the vendor says, which need not be true.'),
  }),
});
export const thirdParties = named('a third party', thirdParty).describe('Services of others; calls may name them.');

export const dns = block('DNS', {
  resolver: text.prefault('10.96.0.10').describe('Address of the resolver that pods ask.'),
  negativeTtl: duration.prefault('30s').describe('How long "no such name" is remembered.'),
  records: list(
    'records',
    block('a record', {
      name: text,
      type: oneOf(['A', 'CNAME']).prefault('A'),
      value: text,
      ttl: duration,
      of: id.describe('The service, database, cache or third party that is reached by this name.'),
    }),
  ),
});

export const nodes = named(
  'a node',
  block('a node', { zone: text, cores: decimal(1, 1024), memory: size.describe('Such as 64GiB.') }),
).describe('Machines that pods run on, by name.');

export type ThirdParties = z.output<typeof thirdParties>;
export type Dns = z.output<typeof dns>;
export type Nodes = z.output<typeof nodes>;
