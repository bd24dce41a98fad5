// Package policy is what a party asks of itself before a message leaves: which acts of which officers, by form,
// precedence and addressee. It stands in the node's directory, in policy.yaml, is nobody else's business, and never leaves:
//
//	rules:                               # for each addressee the first rule that fits it counts
//	  - name: "flash"                    # how drafts and refusals call it
//	    forms: ["text", "inquiry"]       # absent: every form
//	    precedence: "flash"              # from this one on, as the addressee gets it; absent: every one
//	    to: ["south", "east/duty"]       # parties, or posts of them; absent: everybody
//	    posts: ["duty"]                  # of the originator; absent: every post
//	    draft: 1                         # so many officers who drafted it, absent: 0
//	    review: 1                        # and so many who reviewed it, absent: 0
//	    release: 2                       # and so many who released it, 1 to 8
//	    review_posts: ["legal"]          # at one of which a reviewer has that right; absent: at any
//	    release_posts: ["duty", "staff"] # the same of who releases
//	    emergency: 1                     # so many release it alone by the emergency path; absent: there is none
//	    requires:                        # a proceeding of another charter that ended so, about the same text
//	      charter: "3f0c..."             # charter id, 64 hexadecimal digits
//	      procedure: "silence"
//	      outcome: "adopted"             # the state that it must have reached
//
// No officer counts twice for one message, whatever the number of keys: who drafted it is none of those who reviewed it, and
// none of either released it, as far as the rule counts them. A message that no rule fits is not released.
// Acknowledgements and what the charter calls service are the watch's: a rule speaks of them only where it names their form.
// The decision that a rule requires must be final and about the same text: the act that opened the proceeding names the
// SHA-256 of the message's body, and no act in effect another text. It is asked for by the emergency path too.
package policy

import "parley"

// FileName is the name of the file in the node's directory.
const FileName = "policy.yaml"

// MaxOfficers is the largest number of officers that a rule can ask for, of each act.
const MaxOfficers = 8

// A Policy is the rules in their order.
type Policy struct {
	Rules []Rule
}

// A Rule says what is asked for where it fits.
type Rule struct {
	Name       string
	Forms      []string
	Precedence parley.Precedence
	To         []parley.Address // a post of "" stands for every post of the party
	Posts      []parley.PostID

	Draft, Review, Release    int
	ReviewPosts, ReleasePosts []parley.PostID
	Emergency                 int // 0: there is no emergency path
	Requires                  *Requirement
}

// A Requirement is a decision that must have been taken elsewhere first. The outside learns nothing of it.
type Requirement struct {
	Charter   parley.Hash
	Procedure string
	Outcome   string
}

// Default is the policy of a party that wrote none: whoever may release for the post, one officer.
func Default() *Policy {
	return &Policy{Rules: []Rule{{Name: "default", Release: 1}}}
}
