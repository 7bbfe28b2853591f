/**
 * The ballot cryptography: the second implementation, independent of the one in Rust, and held to it by `tests/vectors`.
 *
 * Why two: an error in one shows as a difference. This one is written from `src/protocol.md`; where it says "protocol.md", that
 * text is meant. What pages need is named here; the rest is inside.
 */
import './old-browsers.ts';

export { Fault, type Code } from './fault.ts';
export { systemRandom, type Random } from './random.ts';
export { Election, allowsBlank, type Parameters, type Question } from './election.ts';
export { VotingKey, type SessionChallenge } from './credential.ts';
export type { ProofText } from './proof.ts';
export { Sealed, rebuildHash, type Cast, type Revealed, type Selection } from './ballot/seal.ts';
export { readReveal, writeReveal, type Reveal } from './ballot/reveal.ts';
export { checkBallot, type Checked } from './ballot/check.ts';
export { trackerOf } from './ballot/format.ts';
export { VerifyingKey } from './ed25519.ts';
export { leafHash, rootOf, verifyConsistency, verifyInclusion, type Head } from './log/merkle.ts';
export { readLeaf, type Entry, type Leaf } from './log/leaf.ts';
export { Note, NoteKey, type Signed } from './log/note.ts';
export { agreesWith, openCheckpoint, type Checkpoint } from './log/checkpoint.ts';
export { openReceipt, verifyReceipt, type Receipt } from './log/receipt.ts';
export { openJws, type Purpose } from './jws.ts';
