// Package control is the local API: what a node offers its own users, as HTTP and JSON over the Unix socket node.sock in
// the node's directory.
//
// Serve puts a node.API on a listener and a Client is a node.API over the socket, so that a verb of the command line
// works in the same way with the node in this process and in another one. Whoever may write to the socket may use the
// node: its mode is 0600, and no key or token is asked for.
//
// # Requests
//
//	GET  /v1/charters                                       array of node.CharterView
//	GET  /v1/edition?charter=C                              the text
//	POST /v1/charters                   node.Adoption       node.CharterView
//	GET  /v1/party                                          the party file
//	GET  /v1/composer?charter=C                             node.Composer
//	PUT  /v1/attachments/BLOB?charter=&salt=&size=   bytes  {}
//	GET  /v1/attachments/BLOB                               the bytes
//	POST /v1/messages?user=&post=       envelope            node.Submitted
//	GET  /v1/inbox?charter=&after=&limit=, /v1/sent?...     array of node.MessageView
//	GET  /v1/messages/ID                                    node.MessageView
//	GET  /v1/messages/ID/envelope                           the bytes that were signed
//	POST /v1/login                      node.Who            Invitation; only where the node serves a console
//	POST /v1/messages/ID/read           node.Who            {}
//	GET  /v1/messages/ID/wait?step=S                        {}, when the step is reached
//	POST /v1/messages/ID/evidence       node.Who            the evidence file
//	GET  /v1/follow?own=BOOL                                one {"message": node.MessageView} a line, without end
//	GET  /v1/lines                                          array of node.LineView
//	POST /v1/verify                                         node.VerifyView
//	GET  /v1/journal                                        array of node.JournalView
//	POST /v1/journal                    note                {}
//	GET  /v1/journal/verify                                 node.JournalCheckView
//
// An error is {"code", "sentence"} with a status of 400 or more, and as the last line of follow {"error": {...}}. Wait
// and follow last until the client goes away.
//
// # Directory
//
// A Lock on the file DIR/lock makes sure that one process at a time opens the node's store: the serving one, or a verb
// that works with the node stopped.
package control
