package console

// A navEntry is a page that every other leads to. Name has the words nav.NAME.
type navEntry struct {
	Name, Link string
	Pages      []string // where one is there: names of pages
}

// navigation is what stands at the head of every page: first what an officer needs on watch, then the rest.
var navigation = [][]navEntry{
	{
		{"board", "/", []string{"board"}},
		{"inbox", "/traffic", []string{"traffic"}},
		{"sent", "/traffic?box=sent", []string{"sent"}},
		{"write", "/compose", []string{"compose", "preview"}},
		{"drafts", "/drafts", []string{"drafts", "draft"}},
		{"proceedings", "/proceedings", []string{"proceedings", "proceeding", "act", "offers"}},
		{"lines", "/lines", []string{"lines"}},
		{"watch", "/watch", []string{"watch", "handover"}},
	},
	{
		{"notices", "/notices", []string{"notices"}},
		{"calendar", "/calendar", []string{"calendar"}},
		{"map", "/map", []string{"map"}},
		{"record", "/record", []string{"record", "check"}},
		{"journal", "/journal", []string{"journal"}},
		{"accounts", "/accounts", []string{"accounts"}},
		{"officers", "/officers", []string{"officers"}},
		{"directory", "/directory", []string{"directory"}},
		{"about", "/about", []string{"about"}},
	},
}
