package main

import (
	"fmt"
	"html"
	"strings"

	"parley/internal/paper"
)

// saysAllTheSame holds that the sentence of a restricted charter stands on the page and on the sheet that is printed, and on both
// of a site that was struck after its notice had expired the words that the law protects it all the same.
func (s *scene) saysAllTheSame(p *scenePage, caution string) {
	s.t.Helper()
	story := s.look(p.party).ProceedingStory
	sheet := fmt.Sprintf("%q", paper.Proceeding(story, true))
	if !strings.Contains(p.whole, `<p class="caution" role="note">`+html.EscapeString(caution)+"</p>") || !strings.Contains(sheet, caution) {
		s.fail("the page or the sheet of %s lacks the sentence of the charter:\n%s\n%s", p.party, inWords(p.whole), sheet)
	}
	expired := false
	for _, e := range story.Entries {
		expired = expired || e.To == "expired"
	}
	const allTheSame = "Reported struck; the protection of the law goes on"
	if struck := story.State == "struck" && expired; struck {
		s.struckLate++
		if !strings.Contains(inWords(p.standing), allTheSame) || !strings.Contains(inWords(p.story), "It led to: Expired; the protection of the law goes on") || !strings.Contains(sheet, allTheSame) {
			s.fail("of a site struck after expiry the page says %q, the sheet %s", inWords(p.standing), sheet)
		}
	}
}
