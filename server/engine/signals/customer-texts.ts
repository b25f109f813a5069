import type { CustomerVoice } from '../../protocol/signals.ts';

/** What a customer met, in the customer's terms. */
export type Met =
  'hang' | 'error page' | 'certificate' | 'no connection' | 'stale' | 'charged twice' | 'something else';

const NAMES = [
  'Marit V.', 'Jonas', 'A. Lindqvist', 'Priya N.', 'Tomás', 'Greta H.', 'Olivier', 'Sam W.', 'Fatima B.', 'Henk de Boer',
  'Lucía', 'M. Kowalska', 'Bram', 'Ines', 'Yusuf A.', 'Charlotte', 'D. Petrov', 'Nora', 'Elias', 'Mrs Hargreaves',
]; // prettier-ignore

const HANDLES = [
  '@plain_and_simple', '@lisa.writes', '@berlinbybike', '@tom_the_tea', '@notmyqueue', '@rainyfan', '@quietcorner',
  '@dr_mondays', '@slowsam', '@annikareads', '@twoleftfeet', '@midnightowl_',
]; // prettier-ignore

const PARTNERS = ['Kestrel & Co', 'Northwind Trading', 'De Winkelhoek', 'Hus & Hem AB'];

/** What somebody was doing, as they would put it. */
const DOING: Record<string, string> = {
  browse: 'look at your shop',
  'sign-in': 'log in',
  search: 'search your shop',
  basket: 'fill my basket',
  history: 'see my past orders',
  checkout: 'place my order',
  pay: 'pay',
};

const TEXTS: Record<Exclude<Met, 'something else'>, Record<CustomerVoice['via'], readonly string[]>> = {
  hang: {
    ticket: [
      'I try to {doing} and the circle just goes round and round. I have waited more than half a minute, three times now.',
      'Your site does nothing when I want to {doing}. It is not my internet, everything else works.',
      'Page keeps loading for ever when I {doing}. I gave up. Please tell me whether anything went through?',
      'Hello, since a while I can not {doing}, it hangs. On my phone the same.',
    ],
    social: [
      'is it just me or does it take a whole cup of tea to {doing} today',
      'spinner. spinner. spinner. all I want is to {doing}',
      'hey team, trying to {doing} for ten minutes now, it just hangs. anybody there?',
      'they have my basket hostage, won’t let me {doing} 🙃',
    ],
    call: [
      'Caller wants to {doing}; the page loads and loads. Tried two browsers.',
      'Caller on hold, an older lady: “it just sits there thinking” when she tries to {doing}.',
      'Caller asks whether we are closed. Cannot {doing}, no message, it only turns.',
    ],
  },
  'error page': {
    ticket: [
      'I want to {doing} and get “Service Temporarily Unavailable”. When will it work?',
      'An error page every second time I try to {doing}. After reloading it sometimes works.',
      'Something went wrong on our side, says your page. What went wrong, and did you take my money?',
      'Cannot {doing}. White page with an error number. Screenshot attached.',
    ],
    social: [
      'error page again. second try works, third doesn’t. who wants to {doing} like that',
      'well, {doing}? apparently not today. “something went wrong”',
      'shop is throwing errors at me, anyone else?',
      'cool cool, the sale starts and you cannot even {doing}',
    ],
    call: [
      'Caller gets an error page when trying to {doing}; worked on the fourth try.',
      'Caller reads out: “we cannot do this right now”. Wants to know if the offer still holds tomorrow.',
      'Caller cannot {doing}; message about a temporary problem. Annoyed, has a voucher that ends tonight.',
    ],
  },
  certificate: {
    ticket: [
      'My browser says your site is not safe and will not let me in. Have you been hacked?',
      'Red warning page, “your connection is not private”. I will not put my card number in there.',
      'The app only says that it can not connect securely. I reinstalled it, the same.',
      'Our order system cannot reach your API since this morning: it reports a problem with the secure connection. Others are fine.',
    ],
    social: [
      'uh, my browser thinks this shop is trying to steal my card?? red warning everywhere',
      'DO NOT click through that security warning, folks. what is going on with this shop',
      'their app: “secure connection failed”. laptop at home still works. weird',
      'got hacked? privacy warning on the whole site',
    ],
    call: [
      'Caller sees a warning that the connection is not private and asks whether it is really us.',
      'Caller’s virus scanner blocks our site. The neighbour can still open it.',
      'Caller from a partner: their system refuses to talk to ours, asks for a technician.',
    ],
  },
  'no connection': {
    ticket: [
      'The whole site is gone. “Refused to connect”.',
      'I can not open your shop at all, not even the front page.',
    ],
    social: ['aaaand they’re gone. site won’t open at all', 'shop down? can’t connect'],
    call: ['Caller cannot open the site at all.', 'Several callers in a row: the site does not open.'],
  },
  stale: {
    ticket: [
      'I ordered a quarter of an hour ago, got the mail, but my account says that there are no orders.',
      'I changed my address and it shows the old one again. Changed it twice now.',
      'It said 2 in stock, I paid, and now you tell me it was sold out?',
    ],
    social: [
      'my order vanished from my account?? the mail is there',
      'basket empty, basket full, basket empty. make up your mind',
    ],
    call: [
      'Caller does not see the order placed ten minutes ago and wants to order again.',
      'Caller sees an old delivery address after changing it.',
    ],
  },
  'charged twice': {
    ticket: [
      'I pressed pay, nothing happened, I pressed again, and now my bank shows it twice. Please refund one.',
      'Two payments of the same amount, one order. What now?',
    ],
    social: [
      'charged me twice for one order. twice.',
      'paid, spinner, paid again, and now two bookings on my card, thanks',
    ],
    call: [
      'Caller was charged twice for one order and wants the money back today.',
      'Caller sees two reservations on the card, no confirmation mail.',
    ],
  },
};

/** There is always somebody; it tells nothing. */
const ELSE: Record<CustomerVoice['via'], readonly string[]> = {
  ticket: [
    'Can I still change the colour of my order? It has not shipped yet, I think.',
    'A part that came with my order has a scratch. What can we do?',
    'Do you deliver to Norway?',
    'My voucher from the newsletter is not accepted. It says it has ended.',
    'How do I clean it without spoiling it?',
    'The site does not work on my tablet from 2013.',
  ],
  social: [
    'mine arrived today and it is GORGEOUS',
    'does anybody know when the large one is back in stock?',
    'parcel says delivered. my porch says no.',
    'why is everything in this shop so pretty, I am poor now',
  ],
  call: [
    'Caller asks for the opening hours of the store in Utrecht.',
    'Caller wants the invoice again, for the tax office.',
    'Caller forgot the password and cannot find the mail. It was in spam.',
  ],
};

/** Who says what, and how it reached us. `draw` picks. */
export function voiceText(met: Met, journey: string, draw: number): Pick<CustomerVoice, 'via' | 'from' | 'text'> {
  const via = (['ticket', 'ticket', 'social', 'social', 'call'] as const)[draw % 5]!;
  const texts = (met === 'something else' ? ELSE : TEXTS[met])[via];
  const text = pick(texts, draw >>> 3).replaceAll('{doing}', DOING[journey] ?? journey);
  const partner = met === 'certificate' && /API|partner/.test(text);
  const from = partner ? pick(PARTNERS, draw >>> 6) : pick(via === 'social' ? HANDLES : NAMES, draw >>> 6);
  return { via, from, text };
}

/** Whether it is about what is going on: somebody always writes about something else. */
export function isAboutTrouble(text: string): boolean {
  return !Object.values(ELSE).some((texts) => texts.includes(text));
}

function pick(list: readonly string[], draw: number): string {
  return list[draw % list.length]!;
}
