//go:build linux

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"time"

	"parley"
	"parley/bench/table"
	"parley/internal/node"
	"parley/wire"
)

// A stage is two parties with the path between them.
type stage struct {
	dir    string
	spaces [2]*space
	path   *path
	table  *table.Table
	texts  int
}

// newStage seats two parties over a fast path, and leaves their line up.
func newStage(ctx context.Context, seed uint64) (s *stage, err error) {
	s = &stage{}
	defer func() {
		if err != nil {
			s.clear()
		}
	}()
	if s.dir, err = os.MkdirTemp("", "parley-badline-"); err != nil {
		return s, err
	}
	for i := range s.spaces {
		name := fmt.Sprintf("parley-badline-%d", i)
		command("ip", "netns", "delete", name) // what an earlier run left
		if s.spaces[i], err = newSpace(name, fmt.Sprintf("10.98.0.%d", i+1)); err != nil {
			return s, err
		}
	}
	s.path = newPath(s.spaces[0], s.spaces[1], seed)
	seated := 0
	s.table, err = table.LayWith(s.dir, 2, func(p *table.Party) {
		p.Inside, p.At = s.spaces[seated].inside, s.spaces[seated].address+":7420"
		seated++
	})
	if err != nil {
		return s, err
	}
	return s, s.table.Up(ctx)
}

func (s *stage) clear() {
	if s.table != nil {
		s.table.Clear()
	}
	for _, x := range s.spaces {
		if x != nil {
			x.remove()
		}
	}
	os.RemoveAll(s.dir)
}

// A text of 200 characters in three languages, with a number in it so that no two are the same.
var texts = map[string]string{
	"en": "Message %06d. Aircraft in difficulty, will cross the line at point 12 in eight minutes, unarmed. Do not engage. One engine out, two persons on board; radio on 121.5 MHz works in one direction only....",
	"ru": "Сообщение %06d. Самолёт терпит бедствие, пересечёт линию в точке 12 через восемь минут, без оружия. Огонь не открывать. Отказал один двигатель, на борту двое; радио на 121,5 МГц действует в одну сторону",
	"uk": "Повідомлення %06d. Літак зазнає лиха, перетне лінію в точці 12 за вісім хвилин, без зброї. Вогню не відкривати. Відмовив один двигун, на борту двоє; радіо на 121,5 МГц діє лише в один бік, чекаємо на",
}

// text returns the next text of a language, of exactly 200 characters.
func (s *stage) text(lang string) string {
	s.texts++
	r := []rune(fmt.Sprintf(texts[lang], s.texts))
	for len(r) < 200 {
		r = append(r, '.')
	}
	return string(r[:200])
}

// A took is how long one message took from its submission.
type took struct {
	delivered, recorded time.Duration
	bytes               int64 // on the line, both ways, until it fell silent
}

// send submits a FLASH from party 0 and waits until party 1 shows it, its receipt is back, and the line is silent.
func (s *stage) send(ctx context.Context, text string) (t took, err error) {
	before, _ := s.path.carried()
	start, shown, id, err := s.flash(ctx, text, func() {})
	if err != nil {
		return t, err
	}
	t.delivered = shown.Sub(start)
	if err := s.table.Parties[0].Node.Wait(ctx, id, "recorded"); err != nil {
		return t, err
	}
	t.recorded = time.Since(start)
	s.quiet(ctx)
	after, _ := s.path.carried()
	t.bytes = after - before
	return t, nil
}

// flash submits a FLASH, calls then, and waits until it is shown.
func (s *stage) flash(ctx context.Context, text string, then func()) (submitted, at time.Time, id string, err error) {
	a, b := s.table.Parties[0], s.table.Parties[1]
	envelope, err := s.table.Seal(a, parley.Flash, text, b.ID)
	if err != nil {
		return submitted, at, "", err
	}
	all, stop := s.watch(ctx, b)
	defer stop()
	submitted = time.Now()
	if id, err = a.Submit(ctx, envelope); err != nil {
		return submitted, at, id, err
	}
	then()
	for {
		select {
		case x := <-all:
			if x.id == id {
				return submitted, x.at, id, nil
			}
		case <-ctx.Done():
			return submitted, at, id, fmt.Errorf("the message did not arrive: %w", ctx.Err())
		}
	}
}

// attach submits a ROUTINE message with one attachment and returns the attachment's id.
func (s *stage) attach(ctx context.Context, b []byte) (string, error) {
	from, to := s.table.Parties[0], s.table.Parties[1]
	var salt [16]byte
	rand.Read(salt[:])
	id := wire.BlobID(salt, b)
	if err := from.Node.Upload(ctx, s.table.Charter, id, salt, uint64(len(b)), bytes.NewReader(b)); err != nil {
		return "", err
	}
	envelope, err := s.table.SealWith(from, parley.Routine, "A bulk item.", func(p *wire.Payload) {
		p.Salt, p.Blobs = &salt, []wire.Blob{{ID: id, Size: uint64(len(b)), Name: "bulk.bin", MediaType: "application/octet-stream"}}
	}, to.ID)
	if err != nil {
		return "", err
	}
	_, err = from.Submit(ctx, envelope)
	return id.String(), err
}

type shown struct {
	id string
	at time.Time
}

// watch tells of each message that is stored at a party.
func (s *stage) watch(ctx context.Context, p *table.Party) (<-chan shown, func()) {
	ctx, stop := context.WithCancel(ctx)
	out := make(chan shown, 1024)
	began := make(chan struct{})
	go func() {
		close(began)
		p.Node.Follow(ctx, false, func(m node.MessageView) error {
			select {
			case out <- shown{m.ID, time.Now()}:
			default:
			}
			return nil
		})
	}()
	<-began
	time.Sleep(20 * time.Millisecond) // Follow says nothing of when it began
	return out, stop
}

// silence is how long nothing passes before the line counts as silent.
const silence = 4200 * time.Millisecond

// quiet waits until the line is silent.
func (s *stage) quiet(ctx context.Context) {
	for {
		_, last := s.path.carried()
		rest := silence - time.Since(last)
		if rest <= 0 || ctx.Err() != nil {
			return
		}
		time.Sleep(rest)
	}
}
