//go:build linux

package peers

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// mosquitto is two brokers with a bridge between them: TLS, a client certificate, QoS 1, a persistent session. The receipt is a
// message that the second side's client publishes, and the bridge brings back.
type mosquitto struct{ *ground }

// mosquittoCommon is what both brokers' files begin with.
const mosquittoCommon = "per_listener_settings false\nuser root\nallow_anonymous true\npersistence true\npersistence_location %[1]s/\nlog_dest file %[1]s/log\nlistener 1883 127.0.0.1\n"

func (m *mosquitto) Eager() bool { return true }

func (m *mosquitto) Receive(ctx context.Context) error {
	b := m.sides[1]
	listener := fmt.Sprintf("listener 8883 %s\ncafile ca.pem\ncertfile cert.pem\nkeyfile key.pem\nrequire_certificate true\n", b.space.Address())
	if err := b.write("conf", fmt.Sprintf(mosquittoCommon, b.dir)+listener); err != nil {
		return err
	}
	if err := b.run("mosquitto", "-c", "conf"); err != nil {
		return err
	}
	if err := b.up(ctx, "127.0.0.1:1883"); err != nil {
		return err
	}
	return m.subscribe()
}

func (m *mosquitto) Call(ctx context.Context) error {
	a := m.sides[0]
	bridge := fmt.Sprintf("connection to-b\naddress %s:8883\nbridge_cafile ca.pem\nbridge_certfile cert.pem\nbridge_keyfile key.pem\ntopic item/# out 1\ntopic receipt/# in 1\n"+
		"notifications false\nkeepalive_interval 60\ncleansession false\ntry_private true\n", m.sides[1].space.Address())
	if err := a.write("conf", fmt.Sprintf(mosquittoCommon, a.dir)+bridge); err != nil {
		return err
	}
	if err := a.run("mosquitto", "-c", "conf"); err != nil {
		return err
	}
	return a.up(ctx, "127.0.0.1:1883")
}

// subscribe has the second side's client wait for items, and answer each.
func (m *mosquitto) subscribe() error {
	b := m.sides[1]
	cmd := exec.Command("mosquitto_sub", "-h", "127.0.0.1", "-q", "1", "-t", "item/#", "-F", "%t")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	p, err := b.space.Start(cmd)
	if err != nil {
		return err
	}
	b.programs = append(b.programs, p)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			id := strings.TrimPrefix(lines.Text(), "item/")
			m.came(id)
			b.space.Run(exec.Command("mosquitto_pub", "-h", "127.0.0.1", "-q", "1", "-t", "receipt/"+id, "-m", id))
		}
	}()
	return nil
}

// Submit publishes the item as it is.
func (m *mosquitto) Submit(ctx context.Context, i Item) error {
	cmd := exec.CommandContext(ctx, "mosquitto_pub", "-h", "127.0.0.1", "-q", "1", "-t", "item/"+i.ID, "-s")
	cmd.Stdin = bytes.NewReader(i.Body)
	return m.sides[0].space.Run(cmd)
}
