// Package officer says who may speak for a party and with which key: keys of people and what they sign, the roster acts by
// which a party names its officers in its own record, the roster that they fold into, and the judgement whether a message
// was released as roster and charter ask. The rules are numbered in spec/7-officer.md.
//
// # Keys and signatures
//
// A Key is [kind, public, extra]: an Ed25519 key, an SSH key (also one in a security key), or a passkey. Each signs the
// COSE Sig_structure of package wire
//
//	["Signature1", {1: algorithm, 4: key id}, use || 0x00 || scope, payload]
//
// in its own way: an Ed25519 key the structure itself; an SSH key the structure of SSHSIG over it, with the namespace
// "parley" and the hash sha512, and a key of a security key that within its own; a passkey an assertion whose challenge is
// its SHA-256. What comes back is brought to one form, 64 bytes and evidence, by FromRaw, FromDevice, FromAgent,
// FromKeygen and FromPasskey, and is checked, offline and at any time, by Verify. The use says what the signer means: draft, review,
// message (released), emergency (released by the emergency path), or roster.
//
// # Roster
//
// An Act is [2, page, signatures], of at most 16 KiB, with page = [party, charter, number, time, previous, entries] and the
// charter id as scope. It is a page of the party's record as a sheet is, and shares its numbers. Its entries enrol, rekey,
// change and revoke officers, declare keys compromised and set the quorum; each is an array that begins with its kind. Parse
// reads one and has every key that it adds prove itself; Follows holds its place; Take holds who signed it, the root or a quorum
// of administrators, and returns the roster after it. A key has one holder for ever.
//
// # Release
//
// Judge says of a message who drafted, reviewed and released it: each signature is tried for the four uses, under the edition
// id, with the key of its key id. Every one has to verify, by a key in force where the message was sent, of an officer who
// has that right at the originator's post and is valid at the date of the sent leaf. Somebody has to have released it, and
// every Minimum of the charter that covers the message has to be met by different people. A message that no key of the
// party ever signed is forged; any other that fails is the party's own, and was not released as agreed.
package officer
