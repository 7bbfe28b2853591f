/**
 * Everything that knows the credential's key: the proof of possession, the sealed ballot, its signature, and whether a receipt holds. In a
 * worker, so that the page stays alive on an old phone; where a browser has none, in the page itself.
 */
import { fromHex, utf8 } from '../../crypto/bytes.ts';
import { Election, Sealed, systemRandom, VotingKey, writeReveal, type Cast, type ProofText, type Question, type Selection } from '../../crypto/index.ts';
import { openCheckpoint } from '../../crypto/log/checkpoint.ts';
import { Note } from '../../crypto/log/note.ts';
import { openReceipt, verifyReceipt } from '../../crypto/log/receipt.ts';
import { logKey, readOpening, receiptKey, type Opening } from '../../audit/record/opening.ts';

/** What the service shows of a poll. */
export interface Materials {
  /** The id in the slip's link. */
  readonly poll: string;
  /** Exact bytes of `election.json` and of `opening.json`. */
  readonly election: Uint8Array;
  readonly opening: Uint8Array;
  /** From the slip. */
  readonly credential: string;
}

/** What the page may know. */
export interface Prepared {
  readonly questions: readonly Question[];
}

/** A proof for one nonce, as the service takes it. */
export interface Possession {
  readonly credential: string;
  readonly nonce: string;
  readonly proof: ProofText;
}

/** What the service answered to a ballot, and what it shows of its log. */
export interface Answered {
  readonly receipt: string;
  /** 查票码 of the ballot that was sent. */
  readonly tracker: string;
  /** Signed head, and the hashes of the proof of inclusion; missing while they could not be fetched. */
  readonly log?: { readonly checkpoint: string; readonly proof: readonly string[] };
}

/** A receipt that holds. */
export interface Promised {
  /** Place in the log. */
  readonly index: number;
  /** Unix milliseconds, by the service's clock. */
  readonly time: number;
}

interface Held {
  readonly election: Election;
  readonly opening: Opening;
  readonly key: VotingKey;
}

export class Engine {
  #held: Held | undefined;
  #sealed: Sealed | undefined;

  /** Reads what is voted on and holds it against its own opening. Throws where it contradicts itself. */
  prepare({ poll, election: bytes, opening: openingBytes, credential }: Materials): Prepared {
    const election = Election.parse(bytes);
    const opening = readOpening(openingBytes);
    const { uuid, credential_authority: authority, questions } = election.parameters;
    if (uuid !== poll || opening.uuid !== poll || authority !== `yepiao/opening/v1:${opening.digest}`) throw new Error('the poll contradicts itself');
    this.#held = { election, opening, key: VotingKey.derive(credential, poll) };
    return { questions };
  }

  /** Proves possession of the credential on the page `origin`. */
  prove(origin: string, nonce: string): Possession {
    const { election, key } = this.#own();
    const proof = key.proveSession({ webOrigin: origin, phi: election.phi, nonce }, systemRandom);
    return { credential: key.credential, nonce, proof };
  }

  /** Makes the tables that sealing needs, while the voter reads. */
  warmUp(): void {
    this.#own().election.warmUp();
  }

  /** Seals the choices with fresh randomness; the hash that is shown before they are cast or checked. */
  seal(selections: readonly Selection[]): string {
    const { election, key } = this.#own();
    this.#sealed = Sealed.seal(election, key.credential, selections, systemRandom);
    return this.#sealed.hash;
  }

  /** Gives the sealed ballot up: the text for a second device. */
  check(): string {
    const { election, key } = this.#own();
    const sealed = this.#take();
    return writeReveal({ uuid: election.parameters.uuid, phi: election.phi, credential: key.credential, hash: sealed.hash, revealed: sealed.check() });
  }

  /** Signs the sealed ballot and forgets what was chosen. */
  sign(): Cast {
    return this.#take().cast(this.#own().key, systemRandom);
  }

  /** Whether the service's answer is its promise for this ballot; with a log, whether that keeps it. Throws where not. */
  verify({ receipt, tracker, log }: Answered): Promised {
    const { election, opening } = this.#own();
    const promise = openReceipt(Note.parse(utf8(receipt)), receiptKey(opening), election.phi);
    if (promise.tracker !== tracker) throw new Error('of another ballot');
    if (log) {
      const { checkpoint } = openCheckpoint(Note.parse(utf8(log.checkpoint)), logKey(opening), []);
      verifyReceipt(promise, checkpoint, log.proof.map((text) => fromHex(text) ?? new Uint8Array()));
    }
    return { index: promise.leaf.index, time: promise.leaf.time };
  }

  /** Forgets everything. */
  forget(): void {
    this.#held = undefined;
    this.#sealed = undefined;
  }

  #own(): Held {
    if (!this.#held) throw new Error('not prepared');
    return this.#held;
  }

  #take(): Sealed {
    const sealed = this.#sealed;
    this.#sealed = undefined;
    if (!sealed) throw new Error('nothing is sealed');
    return sealed;
  }
}

/** What can be asked of an engine, wherever it runs. */
export type Call = { [K in keyof Engine]: { readonly call: K; readonly args: Parameters<Engine[K]> } }[keyof Engine];
