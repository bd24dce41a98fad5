package officer

import (
	"slices"
	"strconv"
	"strings"

	"parley"
)

// checkExtra holds that k asks of its signatures what its kind can show, and nothing else [OFF-5].
func (k Key) checkExtra(p public) error {
	shows := k.Kind == KindPasskey || p.device
	switch {
	case !shows && k.Extra != nil:
		return badKey("the key %s asks for what a key of its kind cannot show", k.ID())
	case shows && k.Extra == nil:
		return badKey("the key %s does not say what its signatures have to show", k.ID())
	case k.Kind == KindPasskey:
		return k.Extra.checkPasskey()
	case shows && (k.Extra.RPID != "" || len(k.Extra.Origins) > 0):
		return badKey("the SSH key %s has a relying party id or origins, as only passkeys have", k.ID())
	}
	return nil
}

func (e *Extra) checkPasskey() error {
	if !parley.IsHostName(e.RPID) || strings.ToLower(e.RPID) != e.RPID {
		return badKey("the relying party id %.80q of a passkey is not a host name in lower case", e.RPID)
	}
	if len(e.Origins) == 0 || len(e.Origins) > MaxOrigins {
		return badKey("a passkey has %d origins, not 1 to %d", len(e.Origins), MaxOrigins)
	}
	for i, o := range e.Origins {
		if !e.covers(o) {
			return badKey("the origin %.80q of a passkey is not https:// and a host of %s, with its port where it has one", o, e.RPID)
		}
		if slices.Contains(e.Origins[:i], o) {
			return badKey("the origin %q of a passkey stands twice", o)
		}
	}
	return nil
}

// covers reports whether o is an origin at which a browser uses a credential of this relying party.
func (e *Extra) covers(o string) bool {
	rest, secure := strings.CutPrefix(o, "https://")
	if !secure {
		var plain bool
		if rest, plain = strings.CutPrefix(o, "http://"); !plain || e.RPID != "localhost" {
			return false
		}
	}
	host, port, has := strings.Cut(rest, ":")
	if n, err := strconv.ParseUint(port, 10, 16); has && (err != nil || n == 0 || strconv.FormatUint(n, 10) != port) {
		return false
	}
	return len(o) <= MaxOrigin && parley.IsHostName(host) && strings.ToLower(host) == host &&
		(host == e.RPID || strings.HasSuffix(host, "."+e.RPID))
}
