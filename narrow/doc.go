// Package narrow makes and reads the packets of the narrow bearer (spec/8-narrow.md): an encrypted association between two
// nodes over anything that carries datagrams of some hundred bytes, by Noise_KKpsk0_25519_ChaChaPoly_BLAKE2s.
//
// It has no socket and no clock. Whoever carries packets begins an association with Begin, answers a beginning with
// Answer, and then seals and opens packets; what waits, what is sent again and what is kept on disk is the carrier's.
//
// # The packets
//
//	beginning  01  key id 4  counter 6  sender 2  Noise message 1 (32 + payload + 16)  MAC 8
//	answer     02  receiver 2                     Noise message 2 (32 + payload + 16)  MAC 8
//	data       03  receiver 2  counter 2          ciphertext, 16 of them the tag
//
// The payload is frames behind their numbers; that of an answer has the answerer's own two bytes before them. Integers are
// big-endian. Numbers and lengths of frames are varints as protocol buffers have them.
//
// # What stands before a key exchange
//
// Of a packet from anybody, first the type and the key id are compared, then the MAC, then the counter: a stranger's packet
// costs a look-up, and one who recorded an old packet costs a MAC. Only whoever holds the secret can make this end
// multiply points.
package narrow
