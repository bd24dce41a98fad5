package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"parley"
	"parley/bench/table"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// template is the ready charter of the parties: its procedure "invite" is opened again and again.
const template = "hotline"

// senders submit side by side, so that many messages share a commit.
const senders = 128

// build has the two parties write to each other until the store is full: nine texts in ten are acknowledged and read.
func build(ctx context.Context, t *table.Table, messages, proceedings int) error {
	begin := time.Now()
	if err := t.Up(ctx); err != nil {
		return err
	}
	c, err := charter.Parse(t.Adoption.Text)
	if err != nil {
		return err
	}
	if err := each(messages-proceedings, func(i int) error { return text(ctx, t, i) }); err != nil {
		return err
	}
	if err := each(proceedings, func(i int) error { return invitation(ctx, t, c, i) }); err != nil {
		return err
	}
	sent := time.Since(begin)
	last, err := submit(ctx, t, 0, payload(t, 0, parley.Routine, "The store is full."))
	if err == nil {
		err = t.Parties[0].Node.Wait(ctx, last, "recorded")
	}
	fmt.Printf("\nthe full store was built in %v: %d texts, %d open proceedings\n", sent.Round(time.Second), messages-proceedings, proceedings)
	return err
}

// each does n things, many at a time.
func each(n int, do func(i int) error) error {
	var next atomic.Int64
	var all sync.WaitGroup
	var once sync.Once
	var failed error
	for range senders {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					once.Do(func() { failed = err })
					next.Store(int64(n))
				}
			}
		})
	}
	all.Wait()
	return failed
}

var subjects = []string{"Meeting at the crossing", "Учёба флота", "Vessel adrift", "Карта сектора", "Повідомлення про рух", "Bestätigung der Strecke", "Convoi au point"}

// text sends a text one way or the other; the other side acknowledges nine in ten.
func text(ctx context.Context, t *table.Table, i int) error {
	from := i % 2
	m := payload(t, from, parley.Precedence(i%100/97), fmt.Sprintf("Report %d of sector %d. The patrol of unit %d passed point %d without incident; the next report follows at the usual time.", i, i%40, i%977, i%613))
	m.Subject = fmt.Sprintf("%s %d", subjects[i%len(subjects)], i)
	id, err := submit(ctx, t, from, m)
	if err != nil || i%10 == 0 {
		return err
	}
	return acknowledge(ctx, t, 1-from, id, i%5 != 0)
}

// acknowledge waits until a message is recorded, and signs for it.
func acknowledge(ctx context.Context, t *table.Table, by int, id string, read bool) error {
	if err := t.Parties[1-by].Node.Wait(ctx, id, "recorded"); err != nil {
		return err
	}
	of, err := parley.ParseHash(id)
	if err != nil {
		return err
	}
	m := payload(t, by, parley.Routine, "")
	m.Form, m.Body, m.Lang, m.Refers.Acknowledges = wire.FormAck, nil, "", &of
	duty := parley.PostID("duty")
	m.Action = []wire.Address{{Party: t.Parties[1-by].ID, Post: &duty}}
	if _, err := submit(ctx, t, by, m); err != nil || !read {
		return err
	}
	return t.Parties[by].Node.MarkRead(ctx, id, node.Who{User: "bench"})
}

// invitation opens a proceeding that nobody answers.
func invitation(ctx context.Context, t *table.Table, c *charter.Charter, i int) error {
	from := i % 2
	m := payload(t, from, parley.Routine, "")
	m.Form, m.Act = "invitation", "invite"
	m.Participants = []parley.PartyID{t.Parties[0].ID, t.Parties[1].ID}
	f, body := form.Of(c, m.Form), form.Body{}
	day := time.Now().AddDate(1, 0, i%200).UTC()
	for _, set := range []string{"level=duty", fmt.Sprintf("subject=The crossing at point %d", i), "first_day=" + day.AddDate(0, 0, 9).Format(time.DateOnly) + "T09:00Z",
		"last_day=" + day.AddDate(0, 0, 9).Format(time.DateOnly) + "T17:00Z", "reply_by=" + day.Format(time.DateOnly) + "T12:00Z"} {
		if err := f.Set(&body, set); err != nil {
			return err
		}
	}
	if f.Referenced() {
		body.Reference = f.NewReference(nil, m.From.Party, m.Time, m.Refers)
	}
	var err error
	if m.Body, err = f.Encode(body); err != nil {
		return err
	}
	_, err = submit(ctx, t, from, m)
	return err
}

// payload is a text from one party to the other.
func payload(t *table.Table, from int, precedence parley.Precedence, text string) *wire.Payload {
	duty := parley.PostID("duty")
	m := &wire.Payload{Time: parley.MillisOf(time.Now()), From: wire.Address{Party: t.Parties[from].ID, Post: &duty}, Precedence: precedence, InfoPrecedence: precedence,
		Action: []wire.Address{{Party: t.Parties[1-from].ID}}, Edition: 1, Roster: 1, Form: wire.FormText, Lang: "en", Exercise: true, Body: []byte(text)}
	rand.Read(m.Nonce[:])
	return m
}

func submit(ctx context.Context, t *table.Table, from int, m *wire.Payload) (id string, err error) {
	e, err := wire.Seal(m, t.Charter, t.Parties[from].Operator)
	if err != nil {
		return "", err
	}
	s, err := t.Parties[from].Node.Submit(ctx, e.Encode(), node.Who{User: "bench", Post: "duty"})
	return s.ID, err
}
