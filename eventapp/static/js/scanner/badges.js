// Badges of other organisers: which of them a code may be. The same rules as checkin/badge_numbers.py.
const PREFIX = "FB1.";
const LONGEST = 80;
const MEANINGS = { "#": "[0-9]", "@": "[A-Z]", "*": "[A-Z0-9]+" };
const matchers = new Map();

export const normalNumber = (text) => text.normalize("NFKC").replace(/\s+/g, "").toUpperCase().slice(0, LONGEST);

export function fits(pattern, number) {
  if (!pattern) return false;
  if (!matchers.has(pattern)) {
    const body = [...normalNumber(pattern)].map(
      (letter) => MEANINGS[letter] ?? letter.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
    );
    matchers.set(pattern, new RegExp(`^(?:${body.join("")})$`, "u"));
  }
  return matchers.get(pattern).test(number);
}

export const keyOf = (issuerId, number) => `${PREFIX}${issuerId}.${number}`;

// What the lists of the issuers ({ id, name, pattern, ticket_type, listed: [[number, name, company]...] }) say.
export class BadgeLists {
  #issuers = [];
  #byNumber = new Map();

  learn(issuers) {
    this.#issuers = issuers;
    this.#byNumber = new Map(issuers.map(({ id, listed }) => [id, new Map(listed.map((row) => [row[0], row]))]));
  }

  // Every badge that a code may be: [{ key, issuer, name, company, ticket_type }...], in the order of the issuers.
  ofCode(text) {
    const named = text.startsWith(PREFIX) ? /^FB1\.(\d{1,9})\.(.+)$/su.exec(text) : null;
    const number = normalNumber(named ? named[2] : text);
    if (!number) return [];
    return this.#issuers
      .filter((issuer) => !named || issuer.id === Number(named[1]))
      .map((issuer) => ({ issuer, row: this.#byNumber.get(issuer.id).get(number) }))
      .filter(({ issuer, row }) => row || fits(issuer.pattern, number))
      .map(({ issuer, row }) => ({
        key: keyOf(issuer.id, number),
        issuer: issuer.name,
        name: row?.[1] ?? "",
        company: row?.[2] ?? "",
        ticket_type: issuer.ticket_type,
        fallback: `${issuer.name} ${number}`,
      }));
  }
}
