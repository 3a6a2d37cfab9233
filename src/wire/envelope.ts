/**
 * The 32 bytes before each payload, eight 32-bit words. Word 0 is the ring's: a record is there when it isn't 0.
 *
 * | word | meaning |
 * | --- | --- |
 * | 0 | payload bytes + 1, or PADDING |
 * | 1 | frame type, element kind << 8 |
 * | 2 | source world rank, destination world rank << 16 |
 * | 3 | context of the communicator |
 * | 4 | tag, or a collective's number |
 * | 5 | id of a send or a receive in its rank's table |
 * | 6, 7 | signature of a collective call; for control frames, a number of theirs |
 */
export const ENVELOPE_BYTES = 32;
export const ENVELOPE_WORDS = 8;

export const SIZE = 0;
export const TYPE = 1;
export const RANKS = 2;
export const CONTEXT = 3;
export const TAG = 4;
export const ID = 5;
export const FIRST = 6;
export const SECOND = 7;

/** The rest of the ring before its end is unused. */
export const PADDING = -1;

/** A whole small message. */
export const EAGER = 1;
/**
 * A message waits at its sender: payload [total bytes, its address, the sender's process], as doubles. The address is 0 where
 * the receiver can't read it.
 */
export const ANNOUNCE = 2;
/** Answer to ANNOUNCE: send it to receive FIRST, which has landing SECOND, or one of the three below. */
export const PULL = 3;
/** In the place of a receive: there is nothing to send, the send is complete. */
export const TAKEN = -1;
/** In the place of a receive: its communicator is freed, the send has failed. */
export const ABANDONED = -2;
/** In the place of a receive: nobody has read it, and nobody will, because of RETRACT or REVOKE. */
export const GIVEN_BACK = -3;
/** A piece of the message that receive ID pulled. */
export const CHUNK = 4;
/** FIRST bytes of this receiver's credit are free again. */
export const CREDIT = 5;
/** A stalled collective asks whether its peer takes part in the same one: TAG is its number, FIRST and SECOND its signature. */
export const CHECK = 6;
/** Answer to CHECK: this rank's collective of that number is another one, or has failed here; ID tells why. */
export const APART = 7;
/** This rank starts no more operations; behind all its messages. */
export const LEAVE = 8;
/** The communicator of this context is revoked, by world rank FIRST; whoever hears it passes it on. */
export const REVOKE = 9;
/** The message that was announced with this context and ID need not be received any more. */
export const RETRACT = 10;
/**
 * From a rank to its pump: send the elements that lie at an address to receive ID and its landing TAG, payload [bytes, address], as
 * doubles; answer send FIRST by PULL, TAKEN, when they are there.
 */
export const LOAN = 11;
/**
 * Between pumps: the elements for receive ID and its landing TAG are in the second part of the batch, FIRST bytes. To a rank:
 * they are all in place.
 */
export const PIECE = 12;
