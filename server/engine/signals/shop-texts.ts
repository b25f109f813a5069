import type { ShopPage } from '../../protocol/signals.ts';

/** What pages of the shop say. The words of the browsers are theirs (Chrome's error pages). */

interface Words {
  heading: string;
  text: string;
}

// Any scenario's shop sells these, whatever it is a shop for.
const GOODS = [
  ['Classic, large', '€ 129.00'],
  ['Classic, small', '€ 64.50'],
  ['Travel edition', '€ 48.00'],
  ['Anniversary edition', '€ 189.00'],
  ['Carrying case', '€ 39.00'],
  ['Starter set', '€ 57.00'],
  ['Care kit', '€ 34.00'],
  ['Gift box, set of four', '€ 72.00'],
] as const;

const STREETS = ['Kerkstraat 11', 'Lange Gasse 4', 'Rue du Four 28', 'Mill Lane 7', 'Havnegade 19'];

/** A page that works. `draw` picks the content. */
export function successText(page: ShopPage, draw: number): Words {
  const pick = (k: number): readonly [string, string] => GOODS[(draw + 3 * k) % GOODS.length]!;
  switch (page) {
    case 'home':
      return {
        heading: 'Made to last',
        text: `New this week: ${[0, 1, 2].map((k) => `${pick(k)[0]} (${pick(k)[1]})`).join(' · ')}. Delivered tomorrow when you order before 22:00.`,
      };
    case 'search':
      return {
        heading: `${12 + (draw % 37)} results`,
        text: [0, 1, 2, 3].map((k) => `${pick(k)[0]}, ${pick(k)[1]}, ${k === 2 ? '3 left' : 'in stock'}`).join(' · '),
      };
    case 'sign-in':
      return { heading: 'Welcome back', text: 'You are signed in. Your basket has been kept for you.' };
    case 'checkout':
      return {
        heading: 'Review your order',
        text: `${pick(0)[0]}, ${pick(0)[1]}. To ${STREETS[draw % STREETS.length]!}, arrives tomorrow. VAT included.`,
      };
    case 'pay':
      return {
        heading: 'Thank you, your order is placed',
        text: `Order ${400_000 + (draw % 90_000)}. A confirmation is on its way to your mailbox.`,
      };
  }
}

/** An error page of the proxy or of the shop, by status. */
export function failureText(status: number): Words {
  switch (status) {
    case 502:
      return { heading: '502 Bad Gateway', text: 'The server got no valid answer from the one behind it.' };
    case 503:
      return {
        heading: '503 Service Temporarily Unavailable',
        text: 'We cannot do this right now. Please try again in a few minutes.',
      };
    case 504:
      return { heading: '504 Gateway Time-out', text: 'The server behind this page did not answer in time.' };
    default:
      return {
        heading: `${status} Internal Server Error`,
        text: 'Something went wrong on our side. Nothing was charged.',
      };
  }
}

/** What the browser shows when there was no answer. `problem`: OpenSSL's words for the chain, or how the connection failed. */
export function browserWords(host: string, problem: string | null): Words & { browserError: string } {
  if (problem === 'timeout')
    return {
      browserError: 'ERR_TIMED_OUT',
      heading: 'This site can’t be reached',
      text: `${host} took too long to respond.`,
    };
  if (problem === 'no such name')
    return {
      browserError: 'DNS_PROBE_FINISHED_NXDOMAIN',
      heading: 'This site can’t be reached',
      text: `Check if there is a typo in ${host}.`,
    };
  if (problem === null || problem === 'refused')
    return {
      browserError: 'ERR_CONNECTION_REFUSED',
      heading: 'This site can’t be reached',
      text: `${host} refused to connect.`,
    };
  return {
    browserError: certificateError(problem),
    heading: 'Your connection is not private',
    text: `Attackers might be trying to steal your information from ${host} (for example, passwords, messages, or credit cards).`,
  };
}

function certificateError(problem: string): string {
  if (/expired|not yet valid/.test(problem)) return 'NET::ERR_CERT_DATE_INVALID';
  if (/host ?name|does not match/.test(problem)) return 'NET::ERR_CERT_COMMON_NAME_INVALID';
  if (/revoked/.test(problem)) return 'NET::ERR_CERT_REVOKED';
  return 'NET::ERR_CERT_AUTHORITY_INVALID';
}
