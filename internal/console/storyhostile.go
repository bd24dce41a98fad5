package console

import "strings"

// hostile is what a party might write to break, mislead or slow a page: markup, other directions, marks without end, words
// without end, and characters that steer a terminal.
var hostile = "</div><style>*{display:none}</style><img src=x onerror=alert(1)>\n\u202egnihton si siht\u202c\n" + "Z" + strings.Repeat("\u0301\u0337", 16<<10) + "\n" +
	strings.Repeat("W", 4000) + "\n{{.}} ${x} \x07\x1b[2J"

// hostileSubject is a subject of 200 bytes, and hostileName a file name that lies about what the file is.
const (
	hostileSubject = "<script>alert(1)</script> \u202eelif.exe\u202c \"onload=x WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"
	hostileName    = "notes\u202etxt.exe"
)

// hostileTitle is how a list shows a text that begins so.
var hostileTitle = cut("A\u0335"+strings.Repeat("\u0301", 16<<10)+" \u202e</a><script>alert(1)</script>", 160)

func hostileMessage(f Frame) *MessagePage {
	p := sentMessage(f)
	p.Own = false
	p.Letter.Subject, p.Letter.Text = oneLine(hostileSubject), plain(hostile)
	p.Letter.Attachments = []Attachment{{oneLine(hostileName), "text/html", storyID(12), 5, 5, true, 100}}
	p.Letter.Marks = []string{"expired at 2026-11-21T00:00:00.000Z, before it came"}
	return p
}

// hostileBoard has such a FLASH as its alarm, and such messages in its lists.
func hostileBoard(f Frame) *BoardPage {
	p := flashBoard(f, true)
	for i := range p.Ours {
		p.Ours[i].Line = []string{oneLine(hostileSubject), hostileTitle}[i%2]
	}
	for i := range p.Theirs {
		p.Theirs[i].Line = hostileTitle
	}
	p.Alarm.Line, p.Next.What = oneLine(hostileSubject), oneLine(hostileSubject)
	return p
}

func hostileTraffic(f Frame) *TrafficPage {
	p := trafficStory(f, false)
	p.Filter.Text = "\"><script>alert(1)</script>\u202e"
	for i := range p.Rows {
		p.Rows[i].Line = []string{oneLine(hostileSubject), hostileTitle}[i%2]
	}
	return p
}

func faultyTraffic(f Frame) *TrafficPage {
	p := trafficStory(f, false)
	p.Rows, p.Next, p.Filter.Text, p.Fault = nil, "", "--", "search: it has no letter and no digit"
	return p
}
