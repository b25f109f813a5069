import type { ShopPage } from '../../protocol/signals.ts';

/** What pages of the shop say. The words of the browsers are theirs (Chrome's error pages). */

interface Words {
  heading: string;
  text: string;
}

const GOODS = [
  ['Copper sauté pan, 24 cm', '€ 129.00'],
  ['Pour-over kettle, matt black', '€ 64.50'],
  ['Walnut chopping board', '€ 48.00'],
  ['Cast-iron pot, 4.2 l', '€ 189.00'],
  ['Linen apron, slate', '€ 39.00'],
  ['Bread knife, 26 cm', '€ 57.00'],
  ['Pepper mill, beech', '€ 34.00'],
  ['Stoneware bowls, set of four', '€ 72.00'],
] as const;

const STREETS = ['Kerkstraat 11', 'Lange Gasse 4', 'Rue du Four 28', 'Mill Lane 7', 'Havnegade 19'];

/** A page that works. `draw` picks the content. */
export function successText(page: ShopPage, draw: number): Words {
  const pick = (k: number): readonly [string, string] => GOODS[(draw + 3 * k) % GOODS.length]!;
  switch (page) {
    case 'home':
      return {
        heading: 'Things that last in a kitchen',
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
