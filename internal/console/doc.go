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
// node itself says about an error or an event is English, and is marked as such.
//
// # Who is at the desk
//
// An Invitation is a link of 128 random bits that signs somebody in once, within five minutes; whoever may use the socket
// of the node may ask for one. A session lives in memory, so a restart ends it, and twelve hours after its last use. Its
// cookie is named after the party, so that two consoles on one host do not sign each other out.
//
// # Who signs
//
// The console holds no key. A Signer, which the program that serves the console gives it, makes an envelope of a payload;
// the payload is fixed when the preview is shown, and what is signed is what was previewed. Signing by a passkey puts a
// challenge over the same payload into the preview, and brings the assertion back with the same request.
//
// # Live
//
// A screen listens on /live. An event there says only that something changed; the page is fetched again and the regions
// that differ are put in place. So what a screen shows is always a page that a request without scripts would show as well.
package console
