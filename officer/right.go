package officer

import (
	"slices"
	"strings"

	"parley"
)

// An ID is the name under which an officer stands in the roster: a pseudonym to the other side, made as party and post
// ids are [CHR-8]. It is never given to another person.
type ID string

// Rights is what an officer may do at a post; none of them holds another.
type Rights uint8

// The rights.
const (
	Watch      Rights = 1  // acknowledge, and sign service messages
	Draft      Rights = 2  // write
	Review     Rights = 4  // agree to what another wrote
	Release    Rights = 8  // let it go, also by the emergency path
	Administer Rights = 16 // change the roster; at whatever post
	allRights  Rights = 31
)

var rightWords = []string{"watch", "draft", "review", "release", "administer"}

// Has reports whether r holds every right of want.
func (r Rights) Has(want Rights) bool { return r&want == want }

// anywhere reports whether r, one right, counts for messages of every post of the party: its people write and read for each
// other, and each post lets go of its own [OFF-23].
func (r Rights) anywhere() bool { return r == Draft || r == Review }

// String returns the words of the rights, joined by commas.
func (r Rights) String() string {
	var words []string
	for i, w := range rightWords {
		if r.Has(1 << i) {
			words = append(words, w)
		}
	}
	return strings.Join(words, ",")
}

// ParseRights reads words joined by commas, as String writes them, in any order; at least one.
func ParseRights(s string) (Rights, error) {
	var r Rights
	for word := range strings.SplitSeq(s, ",") {
		i := 0
		for i < len(rightWords) && rightWords[i] != word {
			i++
		}
		if i == len(rightWords) {
			return 0, badRoster("the right %.40q is none of %s", word, allRights)
		}
		r |= 1 << i
	}
	return r, nil
}

// A Post is what an officer may do at one post of the party: [post, rights].
type Post struct {
	_      struct{} `cbor:",toarray"`
	Post   parley.PostID
	Rights Rights
}

// checkPosts holds that posts are 1 to 64, none twice, each with a right.
func checkPosts(posts []Post) error {
	if len(posts) == 0 || len(posts) > MaxPosts {
		return badRoster("there are %d posts, not 1 to %d", len(posts), MaxPosts)
	}
	seen := map[parley.PostID]bool{}
	for _, p := range posts {
		if err := parley.CheckName("post", string(p.Post)); err != nil {
			return err
		}
		if p.Rights == 0 || p.Rights > allRights {
			return badRoster("the rights at the post %s are %d, not 1 to %d", p.Post, p.Rights, allRights)
		}
		if seen[p.Post] {
			return badRoster("the post %s stands twice", p.Post)
		}
		seen[p.Post] = true
	}
	return nil
}

// holds reports whether one of the posts comes with the right.
func holds(posts []Post, right Rights) bool {
	return slices.ContainsFunc(posts, func(p Post) bool { return p.Rights.Has(right) })
}

func badRoster(format string, args ...any) error {
	return parley.Errorf(parley.CodeBadRoster, format, args...)
}
