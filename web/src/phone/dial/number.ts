/**
 * A number in any notation as it is dialled: "+49 (0)30 901820-10", "tel:+49-30-901820;ext=5", "030 / 90 18 20",
 * "sip:22@pbx", Arabic or full-width digits. Empty where the text is no number.
 *
 * It only undoes notation. What the number means is for the switchboard to say, by its numbering plan.
 */
export function dialable(text: string): string {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^(?:tel|sips?|callto|web\+tel):(?:\/\/)?/i, '')
    .replace(/[;?@].*$/s, '')
    // The zero in brackets is dialled inside the country only: +49 (0)30.
    .replace(/^(\+|00)(\d{1,3})\s*\(0\)/, '$1$2')
    .replace(/\p{Nd}/gu, digit)
    // What only serves the eye: RFC 3966 section 5.1.1, dashes of all lengths, slashes, spaces of all widths.
    .replace(/[\s\p{Pd}./()\u2011\u00ad\u200b-\u200f\u202a-\u202e\u2060]/gu, '');
  return /^(?:\+\d{3,}|[*#]*\d[\d*#]*)$/.test(plain) && plain.length <= 32 ? plain : '';
}

/** The Western digit for one of any script; scripts count theirs up from the zero, ten in a row. */
function digit(letter: string): string {
  const code = letter.codePointAt(0)!;
  let zero = code;
  while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero--;
  return code < 0x80 ? letter : String(code - zero);
}

/** The name or number that a link such as tel:+4930901820 or sip:carla@pbx wants to be called. */
export function linked(uri: string): string {
  const number = dialable(uri);
  if (number) return number;
  const user = /^sips?:([a-z0-9_-]{1,64})(?:[@;?]|$)/i.exec(uri.trim());
  return user?.[1] ?? '';
}

/** A number as it is read: international ones in groups, others as they are. */
export function readable(number: string): string {
  const world = /^(\+(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}))(\d{4,})$/.exec(number);
  if (!world) return number;
  return `${world[1]} ${world[2]!.replace(/(\d{3})(?=\d{3})/g, '$1 ')}`;
}
