// Package console is the web console of a node: what a duty officer sees. It shows what node.API offers and asks nothing
// else of the world, so that a button and a command cannot differ.
//
// # Pages
//
// Each page is one file: it maps views of the API to a page struct of words and numbers, which the template of the same
// name draws. Everything is rendered on the server, and works without scripts; scripts add that a page renews itself, the
// alarm, and that drafts are kept as they are typed. Nothing is asked of another origin, and the policy of the headers
// allows nothing else: no inline script, no inline style, no frame.
//
// # Words
//
// Templates hold no words. Each language has a directory, words/LANG; a page is made in the language of its reader.
// What a party wrote stands as it was written, in its own direction, with its control characters made visible. What the
// node itself says about an error, an event or a message comes with a code or a kind: the reader gets the words of that
// (error.CODE, event.KIND, mark.KIND), and below them the node's own sentence, which is English and is marked as such.
//
// # Who is at the desk
//
// An Invitation is a link of 128 random bits that signs somebody in once, within five minutes; whoever may use the socket
// of the node may ask for one. An officer signs in by a key of his own, which answers a challenge (package signin): a
// passkey, in the page, or any other key, by the command line. Challenges are kept nowhere, and an answer counts once. A
// session lives in memory, so a restart ends it, and twelve hours after its last use; that of an officer ends when he is in
// force no more, and opens what the map needs lets his rights do. Its cookie is named after the party, so that two consoles
// on one host do not sign each other out.
//
// # From what is written to what is sent
//
// There is one way, for texts, notices, acts and acknowledgements alike. A page reads its form, makes a payload with blank
// and gives it all that it holds (form, body, addressees, act, proceeding, seen, references). What is wrong brings the form
// back. Then
//
//	return c.preview(v, Sending{Payload: p, Composer: k, Reads: edition, Flags: flags, Back: "/notices/new?draft=" + id})
//
// answers the request with the message as the other side will read it, what the rules of its form say, what follows from
// it, and one button. That one posts the payload, and nothing else, to /send: what is signed is what was previewed. What is
// signed without a preview, as an acknowledgement, is handed to dispatch.
//
// # Who signs
//
// The console holds no key of an officer. While the party has no officers under a charter, a Signer, which the program that
// serves the console gives it, makes an envelope of the payload with the key of the post. From the first roster act on, the
// payload becomes a draft of the node, which leaves when those have signed it whom policy, roster and charter ask for, on
// the page /drafts/ID: with a passkey in their browser, or with the command line.
//
// # Live
//
// A screen listens on /live. An event there says only that something changed; the page is fetched again and the regions
// that differ are put in place. So what a screen shows is always a page that a request without scripts would show as well.
package console
