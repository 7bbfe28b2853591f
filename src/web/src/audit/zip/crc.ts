/** CRC-32 of zip files (PKWARE APPNOTE 4.4.7: polynomial 0xdebb20e3 in reversed order). */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

export class Crc {
  #crc = 0xffffffff;

  update(bytes: Uint8Array): void {
    let crc = this.#crc;
    for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] as number);
    this.#crc = crc;
  }

  get sum(): number {
    return (this.#crc ^ 0xffffffff) >>> 0;
  }
}
