package main

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// byButton acts as an officer does who has nothing but the console: from the button of the proceeding, or of the list of what may
// be opened, over the form, into which the text from elsewhere is taken over, and the preview, to the button that signs. It
// returns no id where the page has no such button, or where the act is to agree to a text that the story names.
func (s *scene) byButton(party string, f []string) (id string) {
	p := s.chapter.c.Procedure(f[2])
	if p == nil {
		if p = s.chapter.c.Procedure(s.procedure()); p.Act(f[2]) == nil || p.Act(f[2]).Agrees {
			return ""
		}
	}
	c := s.consoleOf(party)
	from, to := "/proceeding/"+s.chapter.opening, "/proceeding/"+s.chapter.opening+"/act/"+f[2]
	if f[1] == "opens" {
		from, to = "/proceedings/new", "/proceedings/new/"+f[2]+"?charter="+s.chapter.id
	}
	if !strings.Contains(c.page(from, nil), `href="`+to+`"`) {
		return ""
	}
	text, fields := s.body(party, f)
	s.pressed = append(s.pressed, f[2])
	if s.window != nil && f[1] != "opens" {
		return s.window.act(c, party, from, to, text, fields)
	}
	typed := inputsOf(between(c.page(to, nil), `<form method="post" action="`, "</form>"))
	typed["to"] = s.others(party)
	to, _, _ = strings.Cut(to, "?")
	if fields {
		typed.Set("rows", "numbered")
		typed.Set("numbered", text)
		taken := c.page(to, typed)
		if !strings.Contains(taken, "The text was taken over.") {
			s.fail("%s is not taken over: %s", text, inWords(taken))
		}
		typed = inputsOf(between(taken, `<form method="post" action="`, "</form>"))
		typed["to"] = s.others(party)
	} else {
		typed.Set("text", text)
	}
	typed.Del("rows")
	preview := c.page(to, typed)
	signed := inputsOf(between(preview, `<form method="post" action="/send"`, "</form>"))
	if signed.Get("payload") == "" {
		s.fail("the preview of %s says: %s", f[2], inWords(preview))
	}
	done := c.ask("/send", signed)
	id, ok := strings.CutSuffix(strings.TrimPrefix(done.Header().Get("Location"), "/proceeding/"), "?done=acted")
	if done.Code != http.StatusSeeOther || !ok {
		s.fail("sending %s answers %d: %s", f[2], done.Code, inWords(done.Body.String()))
	}
	return id
}

var (
	hiddenInput = regexp.MustCompile(`<input [^>]*name="([^"]*)" value="([^"]*)"`)
	textInput   = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	choiceInput = regexp.MustCompile(`(?s)<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	chosenValue = regexp.MustCompile(`<option value="([^"]*)" selected>`)
)

// inputsOf are those of a form with the values that it was drawn with.
func inputsOf(form string) url.Values {
	out := url.Values{}
	for _, kind := range []*regexp.Regexp{hiddenInput, textInput} {
		for _, m := range kind.FindAllStringSubmatch(form, -1) {
			out.Set(m[1], html.UnescapeString(m[2]))
		}
	}
	for _, m := range choiceInput.FindAllStringSubmatch(form, -1) {
		if chosen := chosenValue.FindStringSubmatch(m[2]); chosen != nil {
			out.Set(m[1], html.UnescapeString(chosen[1]))
		}
	}
	return out
}
