/** A ballot's JSON (protocol.md Part II section 4): one text for each ballot. */
import { isPointText, type PointText } from '../group.ts';
import { base64Digest, digestOfText } from '../hash.ts';
import { reread, writeInOrder, Reader } from '../json.ts';
import { scalarOfText } from '../scalar.ts';
import type { CiphertextText } from '../elgamal.ts';
import type { ProofText } from '../proof.ts';

/** The encrypted answer to one question. */
export interface Answer {
  /** Encryptions of 0 or 1: "blank" first where the question allows it, then one for each answer. */
  readonly choices: readonly CiphertextText[];
  /** For each choice: it encrypts 0 or 1. */
  readonly individual_proofs: readonly (readonly ProofText[])[];
  /** The number of answers is allowed. */
  readonly overall_proof: readonly ProofText[];
  /** Blank excludes answers. Present exactly where the question allows blank. */
  readonly blank_proof?: readonly ProofText[];
}

/** A ballot before it is signed, fields in the order they are written. */
export interface Unsigned {
  readonly election_uuid: string;
  readonly election_hash: string;
  readonly credential: PointText;
  readonly answers: readonly Answer[];
}

/** A signed ballot. */
export interface Ballot extends Unsigned {
  readonly signature: { readonly hash: string; readonly proof: ProofText };
}

/** The exact text. */
export const writeBallot = (ballot: Unsigned | Ballot): string => writeInOrder(ballot);

/** What the signature names: the b64 digest of the text without the signature. */
export function hashOf({ election_uuid, election_hash, credential, answers }: Unsigned): string {
  return base64Digest(digestOfText(writeBallot({ election_uuid, election_hash, credential, answers })));
}

/** The tracker 查票码 of a ballot's text: its b64 digest. */
export const trackerOf = (text: string): string => base64Digest(digestOfText(text));

/** Reads a ballot's exact bytes. Nothing but its form is checked: points and scalars have the right texts. */
export const readBallot = (bytes: Uint8Array): Ballot => reread(bytes, (value) => shape(new Reader(value)), writeBallot);

const isScalarText = (text: string): text is string => scalarOfText(text) !== undefined;

function shape(reader: Reader): Ballot {
  const ballot = reader.fields(['election_uuid', 'election_hash', 'credential', 'answers', 'signature']);
  const signature = ballot.signature.fields(['hash', 'proof']);
  return {
    election_uuid: ballot.election_uuid.text(),
    election_hash: ballot.election_hash.text(),
    credential: ballot.credential.textThat(isPointText, 'a point'),
    answers: ballot.answers.list(answer),
    signature: { hash: signature.hash.text(), proof: proof(signature.proof) },
  };
}

function answer(reader: Reader): Answer {
  const fields = reader.fields(['choices', 'individual_proofs', 'overall_proof'], ['blank_proof']);
  return {
    choices: fields.choices.list(ciphertext),
    individual_proofs: fields.individual_proofs.list((proofs) => proofs.list(proof)),
    overall_proof: fields.overall_proof.list(proof),
    ...(fields.blank_proof && { blank_proof: fields.blank_proof.list(proof) }),
  };
}

function ciphertext(reader: Reader): CiphertextText {
  const { alpha, beta } = reader.fields(['alpha', 'beta']);
  return { alpha: alpha.textThat(isPointText, 'a point'), beta: beta.textThat(isPointText, 'a point') };
}

function proof(reader: Reader): ProofText {
  const { challenge, response } = reader.fields(['challenge', 'response']);
  return {
    challenge: challenge.textThat(isScalarText, 'a decimal number below the group order'),
    response: response.textThat(isScalarText, 'a decimal number below the group order'),
  };
}
