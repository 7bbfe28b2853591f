/** The serial of a slip, as people type it: src/election/poll/serial.rs says what is forgiven and why the eighth character is as it is. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The eight characters that were meant; nothing where something was misread. */
export function readSerial(typed: string): string | undefined {
  const text = [...typed]
    .map((sign) => (/[\uff01-\uff5e]/.test(sign) ? String.fromCharCode(sign.charCodeAt(0) - 0xfee0) : sign))
    .join('')
    .replace(/[\s\-\u2010-\u2015\u2212_\u30fb\u00b7]/g, '')
    .toUpperCase()
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0');
  const digits = [...text].map((sign) => ALPHABET.indexOf(sign));
  if (digits.length !== 8 || digits.includes(-1)) return undefined;
  // Horner's rule in GF(2⁵) modulo x⁵ + x² + 1.
  const sum = digits.reduce((all, digit) => (all & 16 ? (all << 1) ^ 0b100101 : all << 1) ^ digit, 0);
  return sum === 0 ? text : undefined;
}

/** As it is printed: `K7P4-92XD`. */
export const groupedSerial = (serial: string): string => serial.replace(/-/g, '').replace(/^(.{4})(.+)$/, '$1-$2');
