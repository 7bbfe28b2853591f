/** Serials that people type: the same ones are read here and by the service. */
import { expect, it } from 'vitest';
import { groupedSerial, readSerial } from '../src/vote/serial.ts';
import { vectors } from './support.ts';

const { valid, invalid, forgiven } = vectors<{ valid: string[]; invalid: string[]; forgiven: [string, string][] }>('serial-v1.json');

it('what is printed is read again, and nothing that was misread', () => {
  expect(valid.length).toBeGreaterThan(10);
  for (const serial of valid) {
    expect(readSerial(serial)).toBe(serial);
    expect(readSerial(groupedSerial(serial))).toBe(serial);
  }
  for (const serial of invalid) expect(readSerial(serial), serial).toBeUndefined();
});

it('an old phone and a tired reader are forgiven', () => {
  for (const [typed, meant] of forgiven) expect(readSerial(typed), typed).toBe(meant);
  expect(readSerial('Ｍ９Ｓ３—４６ｑｗ ')).toBe('M9S346QW');
});

it('one character misread or two exchanged are found', () => {
  for (const serial of valid.slice(4, 8)) {
    for (let place = 0; place < 8; place += 1) {
      for (const other of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
        if (other !== serial[place]) expect(readSerial(serial.slice(0, place) + other + serial.slice(place + 1))).toBeUndefined();
      }
    }
    for (let place = 0; place < 7; place += 1) {
      const exchanged = serial.slice(0, place) + serial[place + 1] + serial[place] + serial.slice(place + 2);
      if (exchanged !== serial) expect(readSerial(exchanged)).toBeUndefined();
    }
  }
});
