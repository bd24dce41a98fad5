package node

import (
	"context"
	"fmt"
	"slices"

	"parley"
)

// screenGrace is how long a post may be without a screen before that is an alarm: a page is loaded again, a browser restarted.
const screenGrace parley.Millis = 60_000

// Screen counts a screen as open until ctx ends, or serving does.
func (n *Node) Screen(ctx context.Context, who Who) error {
	srv := n.server()
	if srv == nil {
		return n.notRunning()
	}
	posts := []parley.PostID{parley.PostID(who.Post)}
	if who.Post == "" {
		posts = n.ownPosts()
	}
	n.alarmed.count(posts, 1, n.now())
	defer func() { n.alarmed.count(posts, -1, n.now()) }()
	select {
	case <-ctx.Done():
	case <-srv.ctx.Done():
	}
	return nil
}

// count adds screens at posts.
func (x *alarmed) count(posts []parley.PostID, by int, now parley.Millis) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.screens == nil {
		x.screens, x.gone = map[parley.PostID]int{}, map[parley.PostID]parley.Millis{}
	}
	for _, p := range posts {
		if x.screens[p] += by; x.screens[p] == 0 {
			delete(x.screens, p)
			x.gone[p] = now
			if x.watched(p) {
				x.empty[p] = now
			}
		} else if x.empty != nil {
			delete(x.empty, p)
			delete(x.raised, p)
		}
	}
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// screenPause is how long a screen may be away while its page is loaded again.
const screenPause parley.Millis = 15_000

// looked reports whether a screen is open at a post, or was until just now.
func (x *alarmed) looked(post parley.PostID, now parley.Millis) bool {
	gone, was := x.gone[post]
	return x.screens[post] > 0 || was && now-gone < screenPause
}

// watched reports whether a screen is to be open at a post.
func (x *alarmed) watched(post parley.PostID) bool {
	return x.empty != nil && slices.Contains(x.posts, post)
}

// post says who looks at the screens of a post.
func (x *alarmed) post(post parley.PostID) PostView {
	x.mu.Lock()
	defer x.mu.Unlock()
	v := PostView{Post: string(post), Screens: x.screens[post], Watched: x.watched(post)}
	if x.raised[post] {
		v.Empty = timeOrNull(x.empty[post])
	}
	return v
}

func (n *Node) unwatched(post parley.PostID, since parley.Millis) {
	n.event(EventScreen, "", fmt.Sprintf("no screen has watched the post %s since %s", post, since.DTG()))
	n.ring(Bell{Kind: BellScreen, Post: post})
}
