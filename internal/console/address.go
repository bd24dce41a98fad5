package console

import "strings"

// cutAddress cuts PARTY/POST.
func cutAddress(s string) (party, post string, ok bool) { return strings.Cut(s, "/") }

// address says an address in words: the party as it calls itself, and the post.
func (h *heldCharter) address(s string) string {
	party, post, ok := cutAddress(s)
	if !ok {
		return h.party(party)
	}
	return h.party(party) + ", " + oneLine(post)
}

func (h *heldCharter) addresses(list []string) (out []string) {
	for _, s := range list {
		out = append(out, h.address(s))
	}
	return out
}
