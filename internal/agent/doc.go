// Package agent keeps keys out of the process that uses them. A Client asks an SSH agent over its Unix socket: one that
// Serve serves under another account, or a stock ssh-agent, with tokens behind it. A Guard is what Serve serves: it holds
// a party's log and cosigner keys, and signs nothing but heads of the party's own records, none of which contradicts one
// that it signed before, cosignatures over those of others, and sheets that name the key, which count only if the root has
// signed them too. So whoever takes over the account of the node can stop the record, and cannot fork it.
package agent
