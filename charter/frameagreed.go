package charter

// An agreedFrame is the wording around the annexes that an edition of the language governs.
type agreedFrame struct {
	language, regime, unread string
	named                    string // a title and a name, where a thing is defined

	annexConstants, constant, source, noSource, unchecked string
	annexAreas, area, corner, north, south, east, west    string

	annexSchema, short, required, optional, personal                string
	text, number, plainNumber, whole, decimals, choice, table       string
	time, duration, party, reference, place                         string
	rules, note, warn, sentence, paragraph                          string
	annexProcedure, opening, some, all, standing, ending, questions string

	roles, opener, others, everybody, holders, field, joint, listed                        string
	acts, act, strict, agrees, answers, finds, certifies, byRule, stays, keeps, everywhere string
	states, lapses, first, end, state, noMover, awaits, one, any, every, again, moves      string
	clockField, clockMinutes, clockConstant, silence, noSilence                            string
	compared, conditions, condition                                                        string

	isNotice, noticeArea, noticeFloor, noticeCeiling, noticeFrom, noticeUntil, noticeEnds, noticeOf string
	annexConflicts, near, pair                                                                      string
}

var englishAgreed = agreedFrame{
	language: "The annexes from C on are written in edition %d of the language of forms and procedures.",
	regime:   "The reference that people give a message begins with %s, which stands for this charter.",
	unread:   "The annexes from C on are written in edition %d of the language of forms and procedures, which this software does not read. Until it is replaced by one that does, the messages under this charter are texts to it, and it reckons no procedure. The lines that it does not read are:",
	named:    "%s (\"%s\")",

	annexConstants: "Annex C. Figures",
	constant:       "%s: %s %s.",
	source:         "From: %s.",
	noSource:       "No source is named.",
	unchecked:      "UNCHECKED: nobody has compared this figure with its source yet.",

	annexAreas: "Annex D. Agreed areas",
	area:       "Its corners, each joined to the next and the last to the first by the shortest way, with the inside on the left, are:",
	corner:     "%s %s, %s %s",
	north:      "N", south: "S", east: "E", west: "W",

	annexSchema: "Annex E%d. What a message in the form %s holds",
	short:       "In references to messages this form is called %s.",
	required:    "required",
	personal:    "personal",
	optional:    "may be left out",
	text:        "a text of at most %d bytes",
	number:      "a number of %s, from %s to %s",
	plainNumber: "a number from %s to %s",
	whole:       "without decimals",
	decimals:    "with %d decimals (from %d to %d in the smallest unit)",
	choice:      "one of:",
	table:       "a table of at most %d rows, with these columns:",
	time:        "a time in UTC",
	duration:    "a length of time",
	party:       "a party to this charter",
	reference:   "a reference to a message",
	place:       "a place: corners of an area, a circle, a route, an agreed area or words, and how exact it is",
	rules:       "A rule marks a message. It never stops one and never changes the state of a proceeding.",
	note:        "a note",
	warn:        "a warning",
	sentence:    "Rule \"%s\": where %s holds, %s is shown: \"%s\"",
	paragraph:   "It comes from %s.",

	annexProcedure: "Annex F%d. Procedure: %s",
	opening:        "Any party may open a proceeding. It does so by a message in the form %s to all others who take part.",
	some:           "Those take part whom the opening names, and its author. They stay the same until the end.",
	all:            "Every party to this charter takes part.",
	standing:       "The proceeding stands open: it has no end.",
	ending:         "The proceeding goes on until it is in a state that is an end.",
	questions:      "The rows of the table \"%s\" in the opening are questions; each is answered by itself.",

	roles:     "Who takes part holds one or more of these roles, which the opening fixes:",
	opener:    "whoever opens the proceeding",
	others:    "each who takes part, but not whoever opens the proceeding",
	everybody: "each who takes part",
	holders:   "of %s, those who take part",
	field:     "whoever is named in the field \"%s\" of the opening",
	joint:     "whoever opens the proceeding, and of those named in the table \"%s\" of the opening each who takes part",

	listed: "of those named in the table \"%s\" of the opening each who takes part",

	acts:       "These are its acts. Where two acts were done without sight of each other, the one that stands first here counts as done first; of two equal ones, that of the party named first in Article 1.",
	act:        "by a message in the form %s.",
	strict:     "It has no effect if its officer had not seen everything that stands before it.",
	agrees:     "It names by its hash each text that it agrees to.",
	answers:    "It answers questions of the opening, in the table \"%s\".",
	finds:      "It says, in the table \"%s\", what its author finds on questions of the opening. What several find stands side by side; it is called common where all who may do this act find the same.",
	certifies:  "It certifies that the party in its field \"%s\" was served by another channel.",
	stays:      "It changes no state, and no clock starts anew.",
	keeps:      "It leads on and starts no clock: the time that runs is reckoned as if the act that started it had led there.",
	byRule:     "It closes by rule and not by proof, and what follows from it is always shown so.",
	everywhere: "Besides, each who takes part may at any time, by a message in the form \"text\" unless another is named above, say that an answer follows (\"hold\"), contest that the move is its own (\"contest\") and correct an earlier act (\"correct\"). None of these changes the state.",

	states:  "These are its states.",
	lapses:  "Where the passing of a time has led to a state, the act that led to the state before it counts as the one that led here, and a length of time is counted from the time that has passed.",
	first:   "The opening leads to this state.",
	end:     "this is an end: nothing follows.",
	state:   "In the state %s:",
	noMover: "it is nobody's move.",
	awaits:  "it is the move of %s.",
	one:     "\"%s\" may do \"%s\", which leads to the state \"%s\".",
	any:     "Any one who is \"%s\" may do \"%s\", which leads to the state \"%s\".",
	every:   "Each who is \"%s\" may do \"%s\"; when all of them have done so, this leads to the state \"%s\".",
	again:   "(The state stays the same, and its clock starts anew.)",
	moves:   "What may be done:",

	clockField:    "If no act dated before the time in the field %s of the act that led here has led out of this state, by the record of the act's own author, the state \"%s\" follows at that time.",
	clockMinutes:  "If no act dated within %d minutes has led out of this state, counted from when all who may act in it had the act that led here on record, the state \"%s\" follows.",
	clockConstant: "If no act dated within the time set by the figure \"%s\" in Annex C has led out of this state, counted from when all who may act in it had the act that led here on record, the state \"%s\" follows.",
	silence:       "This counts their silence. So it follows only if each who may act in this state had the act that led here on its own record before that time, or was certified as served by another channel. If not, nothing follows, and this state has no time limit any more.",
	noSilence:     "Nobody's silence is counted by this.",

	compared:   "Each number in the table \"%s\" is compared, by the column \"%s\", with that of the party's own earlier message in this form whose \"%s\" is the \"%s\" of this one.",
	conditions: "These conditions are shown here and in the proceeding that they name. They stop nothing: an act done while one is not met has its effect, and is shown as done then.",
	condition:  "it is met while the proceeding named in the field \"%s\" of the opening, of the procedure \"%s\", is in one of the states %s. It stands before %s.",

	isNotice:       "A message in this form is a notice or goes on with one: it says who will be where, how high and when.",
	noticeArea:     "An area stands in \"%s\".",
	noticeFloor:    "The lowest height stands in \"%s\"; without it there is none.",
	noticeCeiling:  "The greatest height stands in \"%s\"; without it there is none.",
	noticeFrom:     "It begins at the time in \"%s\".",
	noticeUntil:    "It ends at the time in \"%s\".",
	noticeEnds:     "The notice that it is about holds no longer.",
	noticeOf:       "Which notice it is about stands in \"%s\", unless the message says so itself.",
	annexConflicts: "Annex G. Notices that come near each other",
	near:           "Of notices in the forms named here, each two of different parties are compared. They are near each other where at most %s metres lie between their areas, at most %s metres between their heights and at most %s minutes between their times (the figures \"%s\", \"%s\" and \"%s\" of Annex C). Where nothing lies between them, they meet. Each party's own node shows it to that party from the notices that it holds. It stops no message and is no finding about anybody.",
	pair:           "%s and %s",
}
