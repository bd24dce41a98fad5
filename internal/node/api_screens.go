package node

import "context"

// Screens is the part of API that a console needs besides what verbs do.
type Screens interface {
	// Envelope returns the bytes of a message as they were signed, none where they were erased. id is as for Show.
	Envelope(ctx context.Context, id string) ([]byte, error)
	// Screen counts a screen at the post of who as open, until ctx ends; without a post, at every one. That a post which is to
	// be watched has none is an alarm.
	Screen(ctx context.Context, who Who) error
	// Contacts says how another party is reached when its line is down.
	Contacts(ctx context.Context, party string) (ContactsView, error)
	// Alarms lists the FLASH messages of others that no officer of ours has acknowledged, the oldest first, and where each
	// sounds now.
	Alarms(ctx context.Context) ([]AlarmView, error)
}

// AlarmView is a FLASH that waits for an officer of ours.
type AlarmView struct {
	Message   string   `json:"message"`
	Charter   string   `json:"charter"`
	From      string   `json:"from"`
	Time      string   `json:"time"`
	Exercise  bool     `json:"exercise"`
	Posts     []string `json:"posts"`     // of this party, at whose screens it sounds
	Escalated []string `json:"escalated"` // those of them to which it came because nobody acknowledged
	Unwatched bool     `json:"unwatched"` // no screen is open at a post where it should sound, and so it sounds at all
	Next      *string  `json:"next"`      // when it goes on to another post; null: to none
}
