/**
 * The trustees of an election: their public keys and the proofs that they were made properly (protocol.md Part II section 6).
 *
 * Two kinds stand in one list. "Single": one key, whose owner must take part in the decryption. "Pedersen": n members made a joint
 * key together (Pedersen, EUROCRYPT 1991) and any `threshold` of them can decrypt. The election's key is the sum of all sub-keys.
 * Owners are numbered from 1 through all items in order, one number for each Single and for each member.
 */
import { utf8 } from '../../crypto/bytes.ts';
import { decode, decodeMultiplied, IDENTITY, isPointText, type Multiplied, type Point, type PointText } from '../../crypto/group.ts';
import { Reader, writeInOrder } from '../../crypto/json.ts';
import { proofOfText, type ProofText } from '../../crypto/proof.ts';
import { scalarOfText } from '../../crypto/scalar.ts';
import { verify } from '../../crypto/signature.ts';
import { attempt } from '../faults.ts';
import { readInOrder, U32, wholeNumber } from '../json.ts';
import { said, type Said } from '../said.ts';

/** A trustee's public key, fields in the order they are written. */
interface TrusteeKey {
  /** Signature of `pok|Ed25519|X|`: somebody knows the secret. */
  readonly pok: ProofText;
  readonly public_key: PointText;
  /** Of a member: X's text signed with the key of the member's certificate. */
  readonly signature?: ProofText;
  readonly name?: string;
}

/** A text with a signature of `sigmsg|text|`. */
interface SignedMessage {
  readonly message: string;
  readonly signature: ProofText;
}

/** The public part of a joint key; the four lists have one entry for each member. */
interface Pedersen {
  readonly threshold: number;
  readonly certs: readonly SignedMessage[];
  readonly coefexps: readonly SignedMessage[];
  readonly signatures: readonly ProofText[];
  readonly verification_keys: readonly TrusteeKey[];
}

type Item = readonly ['Single', TrusteeKey] | readonly ['Pedersen', Pedersen];

/** An item's part in a decryption. */
export type TrusteeGroup =
  | { readonly kind: 'single'; readonly owner: number }
  /** `threshold` of the `size` members from owner number `first` on must take part. */
  | { readonly kind: 'joint'; readonly first: number; readonly size: number; readonly threshold: number };

export interface Owner {
  /** The public key; `undefined` if it is not a point. */
  readonly key: Multiplied | undefined;
  readonly keyText: PointText;
  readonly name: string | undefined;
}

export class Trustees {
  /** The items in order. */
  readonly groups: readonly TrusteeGroup[];
  /** The trustee with number i stands at i − 1. */
  readonly owners: readonly Owner[];
  /** The sum of all sub-keys, which must be the election's key; `undefined` if one of them could not be read. */
  readonly jointKey: Point | undefined;

  constructor(groups: readonly TrusteeGroup[] = [], owners: readonly Owner[] = [], jointKey?: Point) {
    this.groups = groups;
    this.owners = owners;
    this.jointKey = jointKey;
  }

  /** The trustee with this number, from 1. */
  owner(number: number): Owner | undefined {
    return this.owners[number - 1];
  }

  /** Reads and checks the bytes of a list. Every fault is returned, and what can be used is kept. */
  static read(bytes: Uint8Array): { readonly trustees: Trustees; readonly faults: readonly Said[] } {
    const items = attempt(() => readInOrder(bytes, (reader) => reader.list(item)));
    if (items.fault) {
      const { zh, en } = items.fault;
      return { trustees: new Trustees(), faults: [said(`受托人名单：${zh}`, en)] };
    }
    const reading = new Reading();
    const keys = items.value.map((own, index) =>
      own[0] === 'Single' ? reading.single(own[1]) : reading.joint(index + 1, own[1]),
    );
    if (keys.length === 0) reading.faults.push(said('一位受托人也没有', 'there is no trustee'));
    const all = keys.every((key) => key !== undefined) && keys.length > 0;
    const jointKey = all ? (keys as Point[]).reduce((sum, key) => sum.add(key), IDENTITY) : undefined;
    return { trustees: new Trustees(reading.groups, reading.owners, jointKey), faults: reading.faults };
  }
}

/** What the proof of knowing a secret key signs. */
const knowledgeText = (key: PointText): string => `pok|Ed25519|${key}|`;

/** Σ_k at^k·A_k, from the public coefficients A_0, A_1, … (Horner). */
export const evaluateInExponent = (coefficients: readonly Point[], position: number): Point =>
  coefficients.reduceRight((value, a) => value.multiplyUnsafe(BigInt(position)).add(a), IDENTITY);

/** A list being read. */
class Reading {
  readonly groups: TrusteeGroup[] = [];
  readonly owners: Owner[] = [];
  readonly faults: Said[] = [];

  #fail(place: readonly [string, string], zh: string, en: string): void {
    this.faults.push(said(`${place[0]}：${zh}`, `${place[1]}: ${en}`));
  }

  /** The number that the next owner gets. */
  get #next(): number {
    return this.owners.length + 1;
  }

  single(key: TrusteeKey): Point | undefined {
    const owner = this.#next;
    if (key.signature) this.#fail(ownerPlace(owner), '多了一个不该有的签名', 'a signature where none belongs');
    this.groups.push({ kind: 'single', owner });
    return this.#key(key);
  }

  /** Takes the next owner's key, its proof of knowledge included. */
  #key({ public_key: keyText, pok, name }: TrusteeKey): Point | undefined {
    const place = ownerPlace(this.#next);
    const { value: key, fault } = attempt(() => decodeMultiplied(keyText));
    if (fault) this.#fail(place, `钥匙：${fault.zh}`, `public key: ${fault.en}`);
    if (key?.point.is0()) this.#fail(place, '钥匙是空的，谁都能用', 'public key: the identity');
    if (key && !verify(key, knowledgeText(keyText), proofOfText(pok))) {
      this.#fail(place, '持有钥匙的证明是假的', 'the proof of knowing the key is false');
    }
    this.owners.push({ key, keyText, name });
    return key?.point;
  }

  joint(item: number, { threshold, certs, coefexps, signatures, verification_keys: keys }: Pedersen): Point | undefined {
    const size = keys.length;
    this.groups.push({ kind: 'joint', first: this.#next, size, threshold });
    const fits = threshold > 0 && threshold < size && [certs, coefexps, signatures].every((list) => list.length === size);
    if (!fits) {
      this.faults.push(
        said(
          `第 ${item} 把共管钥匙：开票所需人数或名单长度不对`,
          `joint key ${item}: the threshold or the number of entries does not fit`,
        ),
      );
    }
    const senders = certs.map((cert, index) => {
      const sender = certificateKey(cert, size, threshold, index + 1);
      if (!sender) this.#fail(memberPlace(item, index), '证书无效', 'the certificate is not valid');
      return sender;
    });
    // What every member signs after having seen everybody's certificate begins with all of them.
    const all = writeInOrder(certs);
    const polynomials = coefexps.slice(0, senders.length).map((sent, index) => {
      const sender = senders[index];
      const polynomial = sender && coefficients(sent, sender, threshold);
      if (!polynomial) {
        this.#fail(memberPlace(item, index), '造钥匙的数据（多项式）无效', 'the polynomial is not valid');
        return undefined;
      }
      const text = `certs_sig|{"certs":${all},"coefexps":${writeInOrder(polynomial.texts)}}`;
      const proof = signatures[index];
      if (!proof || !isSigned(text, sender, proof)) {
        this.#fail(memberPlace(item, index), '没有为这些证书签名', 'did not sign these certificates');
      }
      return polynomial.points;
    });
    // The members' polynomials added up once, coefficient by coefficient. Without all of them nothing can be said about the keys
    // that follow.
    const whole = fits && polynomials.every((polynomial) => polynomial !== undefined);
    const sum = whole
      ? Array.from({ length: threshold }, (_, k) =>
          (polynomials as Point[][]).reduce((total, polynomial) => total.add(polynomial[k] as Point), IDENTITY),
        )
      : undefined;

    keys.forEach((key, index) => {
      const place = ownerPlace(this.#next);
      const point = this.#key(key);
      if (point && sum && !point.equals(evaluateInExponent(sum, index + 1))) {
        this.#fail(place, '钥匙与造钥匙的数据（多项式）对不上', 'the key does not follow from the polynomials');
      }
      const sender = senders[index];
      if (!sender || !key.signature || !isSigned(key.public_key, sender, key.signature)) {
        this.#fail(place, '钥匙没有本人证书的签名', 'the key is not signed by its certificate');
      }
    });
    return sum?.[0];
  }
}

const ownerPlace = (owner: number): readonly [string, string] => [`受托人 ${owner}`, `trustee ${owner}`];
const memberPlace = (item: number, index: number): readonly [string, string] => [
  `第 ${item} 把共管钥匙，成员 ${index + 1}`,
  `joint key ${item}, member ${index + 1}`,
];

const isSigned = (message: string, sender: Multiplied, proof: ProofText): boolean =>
  verify(sender, `sigmsg|${message}|`, proofOfText(proof));

/** The member's signing key, if the certificate is canonical, for this joint key and place, of proper keys, and signed. */
function certificateKey(cert: SignedMessage, size: number, threshold: number, index: number): Multiplied | undefined {
  const { value } = attempt(() => {
    const { context, verification, encryption } = readInOrder(utf8(cert.message), certificate);
    const [signing, receiving] = [decodeMultiplied(verification), decode(encryption)];
    const { group, size: members, threshold: needed, index: place } = context;
    const fits = group === 'Ed25519' && members === size && needed === threshold && place === index;
    return fits && !signing.point.is0() && !receiving.is0() && isSigned(cert.message, signing, cert.signature) ? signing : undefined;
  });
  return value;
}

/** A member's public polynomial with `threshold` coefficients, if it is canonical and signed. */
function coefficients(
  sent: SignedMessage,
  sender: Multiplied,
  threshold: number,
): { readonly texts: readonly PointText[]; readonly points: Point[] } | undefined {
  const { value } = attempt(() => {
    const { coefexps: texts } = readInOrder(utf8(sent.message), (reader) => ({
      coefexps: reader.fields(['coefexps']).coefexps.list(point),
    }));
    const points = texts.map(decode);
    return points.length === threshold && isSigned(sent.message, sender, sent.signature) ? { texts, points } : undefined;
  });
  return value;
}

const isScalarText = (text: string): text is string => scalarOfText(text) !== undefined;
const point = (reader: Reader): PointText => reader.textThat(isPointText, 'a point');

/** A challenge and a response. */
export function proof(reader: Reader): ProofText {
  const { challenge, response } = reader.fields(['challenge', 'response']);
  const scalar = (own: Reader): string => own.textThat(isScalarText, 'a decimal number below the group order');
  return { challenge: scalar(challenge), response: scalar(response) };
}

function item(reader: Reader): Item {
  const [kind, content, ...more] = reader.list((part) => part);
  if (!kind || !content || more.length > 0) return reader.refuse('["Single",…] or ["Pedersen",…]');
  switch (kind.text()) {
    case 'Single':
      return ['Single', trusteeKey(content)];
    case 'Pedersen':
      return ['Pedersen', pedersen(content)];
    default:
      return reader.refuse('["Single",…] or ["Pedersen",…]');
  }
}

function trusteeKey(reader: Reader): TrusteeKey {
  const { pok, public_key: key, signature, name } = reader.fields(['pok', 'public_key'], ['signature', 'name']);
  return {
    pok: proof(pok),
    public_key: point(key),
    ...(signature && { signature: proof(signature) }),
    ...(name && { name: name.text() }),
  };
}

function signedMessage(reader: Reader): SignedMessage {
  const { message, signature } = reader.fields(['message', 'signature']);
  return { message: message.text(), signature: proof(signature) };
}

function pedersen(reader: Reader): Pedersen {
  const fields = reader.fields(['threshold', 'certs', 'coefexps', 'signatures', 'verification_keys']);
  return {
    threshold: fields.threshold.count(U32),
    certs: fields.certs.list(signedMessage),
    coefexps: fields.coefexps.list(signedMessage),
    signatures: fields.signatures.list(proof),
    verification_keys: fields.verification_keys.list(trusteeKey),
  };
}

/** Which joint key a certificate is for, so that it cannot be used in another. */
function certificate(reader: Reader) {
  const { context, verification, encryption } = reader.fields(['context', 'verification', 'encryption']);
  const { group, size, threshold, index } = context.fields(['group', 'size', 'threshold', 'index']);
  return {
    context: { group: group.text(), size: wholeNumber(size), threshold: threshold.count(U32), index: wholeNumber(index) },
    verification: point(verification),
    encryption: point(encryption),
  };
}
