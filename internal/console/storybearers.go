package console

// storyBearers are a line with two bearers, of which the cheaper fell silent, and one whose only bearer has hours of contact.
func storyBearers() []Line {
	soon := func(seconds int64) Expected { return Expected{seconds, at(-int(seconds))} }
	return []Line{
		{Party: "south", Name: "Southmark", State: "up", Works: true, Since: at(3*day + 4*hour), Silent: at(94 * minute), Life: at(1), Round: 1240, Offset: "+310",
			Test: &LineTest{Sent: at(22 * minute), Node: at(22*minute - 1), By: "Southmark"}, Next: at(-38 * minute), NextBy: "Northland",
			Bearers: []Bearer{
				{Name: "tls", Kind: "tls", Address: "192.0.2.14:7420", State: "suspect", Cost: 1, Since: at(3 * hour), Round: 412, Rate: Rate{64000, true}, Tested: at(22 * minute)},
				{Name: "hf", Kind: "serial", Address: "/dev/ttyS0", State: "up", Cost: 10, Since: at(3*hour - minute), Round: 1240, Rate: Rate{2400, true}, Tested: at(22 * minute), Answered: true,
					Hours: []Hours{{at(178 * minute), at(-62 * minute)}, {at(-9 * hour), at(-11 * hour)}}, Uplink: "mast"},
				{Name: "sat", Kind: "udp", Address: "198.51.100.7:7411", State: "not-trusted", Cost: 20, Since: at(4 * minute), Round: 690, Rate: Rate{9600, false}, Tested: at(22 * minute), Answered: true, Trusted: at(-6 * minute)},
			},
			Queue: []Queued{{"immediate", 1}, {"routine", 3}},
			Outlook: &Outlook{Bearer: "hf", Rate: Rate{2400, true},
				Sums: []OutlookSum{{"immediate", 1, 0, 420, soon(2)}, {"routine", 2, 1, 71_300, soon(245)}},
				Items: []OutlookItem{{storyID(1), storyID(1)[:12], "immediate", false, false, 420, soon(2)}, {storyID(2), storyID(2)[:12], "routine", false, false, 9_100, soon(33)},
					{storyID(3), storyID(3)[:12], "routine", false, true, 2_200, soon(41)}, {storyID(4), storyID(4)[:12], "routine", true, false, 60_000, soon(245)}}},
			Days: storyDays(0)},
		{Party: "east", Name: "Eastmere", State: "no-path", Since: at(40 * minute), Silent: at(9 * hour), Life: at(40 * minute), Round: -1,
			Bearers: []Bearer{{Name: "hf", Kind: "serial", Address: "/dev/ttyS1", State: "outside-hours", Cost: 10, Since: at(40 * minute), Round: 1310, Rate: Rate{1200, false}, Tested: at(82 * minute), Answered: true,
				Hours: []Hours{{at(-3 * hour), at(-5 * hour)}, {at(-15 * hour), at(-17 * hour)}}}},
			Queue: []Queued{{"priority", 1}},
			Outlook: &Outlook{Rate: Rate{1200, false}, Sums: []OutlookSum{{"priority", 1, 0, 3_100, Expected{21, at(-3*hour - 21)}}},
				Items: []OutlookItem{{storyID(5), storyID(5)[:12], "priority", false, false, 3_100, Expected{21, at(-3*hour - 21)}}}},
			Days: storyDays(4)},
	}
}
