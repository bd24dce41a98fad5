package config

import (
	"cmp"
	"path/filepath"
	"slices"
	"time"

	"parley"
)

// Alarm says where alarms go; see packages node and alarm.
type Alarm struct {
	Command   []string        `yaml:"command,omitempty"`   // program, absolute, and its arguments
	Seconds   int             `yaml:"seconds,omitempty"`   // that it may take; 0: 30
	Order     []parley.PostID `yaml:"order,omitempty"`     // posts to which a FLASH goes that nobody acknowledges
	Watched   []parley.PostID `yaml:"watched,omitempty"`   // posts at which a screen is to be open; none: all, where a console is served
	Unwatched bool            `yaml:"unwatched,omitempty"` // that no screen is open is no alarm

	DiskMiB     int `yaml:"disk_mib,omitempty"`     // free on the disk of DIR, below which that is an alarm; 0: 1024
	DatabaseMiB int `yaml:"database_mib,omitempty"` // taken by the database on its server, from which that is an alarm; 0: never
	StandbyMiB  int `yaml:"standby_mib,omitempty"`  // that a standby may lack; 0: 32
	EndingDays  int `yaml:"ending_days,omitempty"`  // before a key or certificate ends, from which that is an alarm; 0: 30
}

// What counts where the configuration says nothing.
const (
	defaultDiskMiB    = 1024
	defaultStandbyMiB = 32
	defaultEndingDays = 30
	maxAlarmMiB       = 1 << 30
	maxEndingDays     = 3650
)

// LeastFree is what is to be free on the disk of the node's directory, in bytes.
func (a Alarm) LeastFree() uint64 { return uint64(cmp.Or(a.DiskMiB, defaultDiskMiB)) << 20 }

// MostStored is how large the database may be on its server, in bytes; 0: as large as it likes.
func (a Alarm) MostStored() int64 { return int64(a.DatabaseMiB) << 20 }

// FarBehind is what a standby of the database may lack, in bytes.
func (a Alarm) FarBehind() int64 { return int64(cmp.Or(a.StandbyMiB, defaultStandbyMiB)) << 20 }

// Ending is how long before a key or a certificate ends it is said.
func (a Alarm) Ending() time.Duration {
	return time.Duration(cmp.Or(a.EndingDays, defaultEndingDays)) * 24 * time.Hour
}

// maxAlarmSeconds is the longest time that may be given to the program.
const maxAlarmSeconds = 300

// Limit is how long the program may take; other where nothing is said.
func (a Alarm) Limit(other time.Duration) time.Duration {
	if a.Seconds == 0 {
		return other
	}
	return time.Duration(a.Seconds) * time.Second
}

// WatchedPosts are the posts at which a screen is to be open.
func (c *Config) WatchedPosts() []parley.PostID {
	switch {
	case c.Alarm.Unwatched || c.Console.Listen == "":
		return nil
	case len(c.Alarm.Watched) > 0:
		return c.Alarm.Watched
	}
	return c.Posts
}

// plain writes an empty list as none.
func (a *Alarm) plain() {
	if len(a.Command) == 0 {
		a.Command = nil
	}
	if len(a.Order) == 0 {
		a.Order = nil
	}
	if len(a.Watched) == 0 {
		a.Watched = nil
	}
}

func (c *Config) checkAlarm() error {
	a := &c.Alarm
	a.plain()
	if len(a.Command) > 0 && !filepath.IsAbs(a.Command[0]) {
		return bad("%s: alarm.command begins with the absolute path of a program; it is run without a shell", FileName)
	}
	if a.Seconds < 0 || a.Seconds > maxAlarmSeconds {
		return bad("%s: alarm.seconds must be 1 to %d", FileName, maxAlarmSeconds)
	}
	for _, x := range []struct {
		key         string
		value, most int
	}{{"disk_mib", a.DiskMiB, maxAlarmMiB}, {"database_mib", a.DatabaseMiB, maxAlarmMiB}, {"standby_mib", a.StandbyMiB, maxAlarmMiB}, {"ending_days", a.EndingDays, maxEndingDays}} {
		if x.value < 0 || x.value > x.most {
			return bad("%s: alarm.%s must be 1 to %d", FileName, x.key, x.most)
		}
	}
	for _, list := range []struct {
		key   string
		posts []parley.PostID
	}{{"order", a.Order}, {"watched", a.Watched}} {
		for i, p := range list.posts {
			if !c.HasPost(p) {
				return bad("%s: alarm.%s names %.40q, which is no post of this party", FileName, list.key, p)
			}
			if slices.Contains(list.posts[:i], p) {
				return bad("%s: alarm.%s names %s twice", FileName, list.key, p)
			}
		}
	}
	return nil
}
