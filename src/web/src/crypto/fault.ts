/**
 * What is wrong with something that was read, or that somebody wants sealed.
 *
 * `code` is for pages, which say it in the reader's words; `message` is English, names the place and never cites a secret: no
 * credential, seed, scalar or choice. What a stranger wrote is not cited either.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: Code;

  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
  }
}

export type Code =
  // Bytes and texts.
  | 'json'
  | 'not-canonical'
  | 'scalar'
  | 'point-text'
  | 'point-not-on-curve'
  | 'point-not-canonical'
  | 'point-not-prime-order'
  | 'point-identity'
  | 'key'
  // Elections.
  | 'election'
  // Credentials and sessions.
  | 'credential-text'
  | 'session'
  // Sealing.
  | 'selection'
  | 'sealed-used'
  | 'reveal'
  // Ballots.
  | 'ballot-other-election'
  | 'ballot-shape'
  | 'ballot-ciphertext'
  | 'ballot-not-hidden'
  | 'ballot-proof'
  | 'ballot-credential'
  | 'ballot-signature'
  // The log and what is signed.
  | 'note'
  | 'note-unsigned'
  | 'note-false'
  | 'checkpoint'
  | 'checkpoint-refutes'
  | 'receipt'
  | 'receipt-early'
  | 'proof'
  | 'jws';
