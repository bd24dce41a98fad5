//go:build linux

package peers

import (
	"context"
	"fmt"
	"net/smtp"
	"os"
	"os/user"
	"strconv"
)

// postfix is two mail servers: the first relays to the second over TLS, whose certificate it checks; the second delivers to a
// maildir. With keep, connections are used again.
type postfix struct{ *ground }

const postfixMaster = "/usr/lib/postfix/sbin/master"

// postfixMain is what both sides' main.cf begins with.
const postfixMain = `compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = %[1]s/log
maillog_file_prefixes = %[1]s
myhostname = %[2]s
mydestination =
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
biff = no
local_recipient_maps =
alias_maps =
message_size_limit = 10000000
smtp_tls_CAfile = %[1]s/ca.pem
smtp_tls_session_cache_database =
smtpd_tls_CAfile = %[1]s/ca.pem
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
`

const postfixKeep = `smtp_connection_cache_destinations = %[1]s
smtp_connection_cache_on_demand = yes
smtp_tls_connection_reuse = yes
connection_cache_ttl_limit = 600s
smtp_connection_cache_time_limit = 600s
smtp_connection_reuse_time_limit = 3600s
`

// postfixServices is master.cf: no chroot, as few processes as the programs themselves ask for.
const postfixServices = `smtp inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsproxy unix - - n - 0 tlsproxy
postlog unix-dgram n - n - 1 postlogd
`

const postfixReceives = `inet_interfaces = %[2]s
smtpd_tls_security_level = may
smtpd_tls_cert_file = %[1]s/cert.pem
smtpd_tls_key_file = %[1]s/key.pem
smtpd_tls_session_cache_database =
virtual_mailbox_domains = b.test
virtual_mailbox_base = %[1]s/mail
virtual_mailbox_maps = inline:{bob@b.test=bob/}
virtual_mailbox_limit = 0
virtual_uid_maps = static:%[3]s
virtual_gid_maps = static:%[4]s
`

const postfixCalls = `inet_interfaces = 127.0.0.1
relayhost = [%[1]s]:25
smtp_bind_address = %[2]s
smtp_tls_security_level = verify
smtp_tls_verify_cert_match = b.test
`

func (p *postfix) Eager() bool { return false }

func (p *postfix) Receive(ctx context.Context) error {
	b := p.sides[1]
	owner, err := user.Lookup("postfix")
	if err != nil {
		return err
	}
	if err := p.side(b, owner, fmt.Sprintf(postfixReceives, b.dir, b.space.Address(), owner.Uid, owner.Gid)); err != nil {
		return err
	}
	box := maildir{dir: b.path("mail/bob/new"), known: map[string]bool{}}
	p.each(func() { box.look(p.came) })
	return b.up(ctx, b.space.Address()+":25")
}

func (p *postfix) Call(ctx context.Context) error {
	a, b := p.sides[0], p.sides[1]
	owner, err := user.Lookup("postfix")
	if err != nil {
		return err
	}
	main := fmt.Sprintf(postfixCalls, b.space.Address(), a.space.Address())
	if p.keep {
		main += fmt.Sprintf(postfixKeep, b.space.Address())
	}
	if err := p.side(a, owner, main); err != nil {
		return err
	}
	return a.up(ctx, "127.0.0.1:25")
}

// side makes one side's directories, as its programs want them, and starts it.
func (p *postfix) side(s *side, owner *user.User, main string) error {
	if err := s.write("main.cf", fmt.Sprintf(postfixMain, s.dir, s.host)+main); err != nil {
		return err
	}
	if err := s.write("master.cf", postfixServices); err != nil {
		return err
	}
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	for _, name := range []string{"data", "mail", "queue/pid"} {
		if err := os.MkdirAll(s.path(name), 0o755); err != nil {
			return err
		}
	}
	for _, name := range []string{"data", "mail"} {
		if err := os.Chown(s.path(name), uid, gid); err != nil {
			return err
		}
	}
	for _, name := range []string{"active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "maildrop", "public", "saved", "trace"} {
		if err := os.MkdirAll(s.path("queue/"+name), 0o700); err != nil {
			return err
		}
		if err := os.Chown(s.path("queue/"+name), uid, gid); err != nil {
			return err
		}
	}
	return s.runWith([]string{"MAIL_CONFIG=" + s.dir}, postfixMaster, "-i", "-c", s.dir)
}

// Submit hands the item to the first side's server by SMTP on its loopback interface.
func (p *postfix) Submit(ctx context.Context, i Item) error {
	conn, err := p.sides[0].dial(ctx, "127.0.0.1:25")
	if err != nil {
		return err
	}
	c, err := smtp.NewClient(conn, "localhost")
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Mail("alice@a.test"); err != nil {
		return err
	}
	if err := c.Rcpt("bob@b.test"); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	fmt.Fprint(w, mail(i))
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}
