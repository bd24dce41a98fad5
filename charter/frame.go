package charter

// A frame is the wording around the data of a charter when it is printed: the articles' headings and sentences. The
// words of the parties themselves come from the charter. Verbs of package fmt stand for its data.
type frame struct {
	lang     string
	exercise string // stands before and after the text of an exercise

	article                              string // heading, with its number and words
	charter, edition, amends             string
	rendering, fingerprint, id, notFrame string

	parties, partiesAre, party       string
	languages, languagesAre, oneOnly string
	status, isExercise, isLive       string
	force, inForce, notice, noNotice string
	clauses, noClauses               string
	amendment, amended               string

	precedence, precedences, acknowledge, noTime, minutes string
	receipts, opened, notOpened                           string
	handling, markings, noMarkings                        string
	forms, formsAre                                       string
	restricted                                            restrictedFrame
	release                                               releaseFrame
	tests, testsEvery, noTests                            string
	retention, erased, kept                               string
	limits, limitsAre                                     string
	dictionary, dictionaryIs                              string

	annexParties, root, recovery, posts string
	annexForms, automatic, byOfficer    string
	byWatch                             string

	agreed agreedFrame
}

// frames are the wordings by language. Where a language has none, English stands in for it. Nobody but its maker has read any but
// the English one.
var frames = map[string]*frame{"en": &english, "fr": &french, "de": &german, "ru": &russian, "uk": &ukrainian}

// exerciseWords are what stands before and after the text of an exercise, in the reader's language.
var exerciseWords = map[string]string{
	"de": "ÜBUNG - EXERCISE",
	"fr": "EXERCICE - EXERCISE",
	"ru": "УЧЕНИЕ - EXERCISE",
	"uk": "НАВЧАННЯ - EXERCISE",
}

func frameFor(lang string) *frame {
	f := frames[lang]
	if f == nil {
		english := english
		f = &english
	}
	if word, ok := exerciseWords[lang]; ok {
		f.exercise = word
	}
	return f
}

var english = frame{
	lang:     "en",
	exercise: "EXERCISE",

	article:     "Article %d. %s",
	charter:     "CHARTER",
	edition:     "Edition %d",
	amends:      "This edition belongs to the charter %s and amends the edition %s.",
	rendering:   "These articles and annexes are made from the text of the charter (%s), in its language \"%s\". What the parties sign is the text itself.",
	fingerprint: "The fingerprint of this edition, which each party compares before it signs, is",
	id:          "and its edition id, the SHA-256 of the text, is",
	notFrame:    "The wording of the articles is in English, because there is none in \"%s\" yet; what the parties wrote themselves is in \"%[1]s\".",

	parties:    "Parties",
	partiesAre: "The parties to this charter, in the order that it keeps everywhere, are the following. Their keys and posts are set out in Annex A.",
	party:      "%s (\"%s\")",

	languages:    "Languages",
	languagesAre: "This charter is written in the languages %s. Its text is authentic in: %s.",
	oneOnly:      "The language in which it is printed here is not authentic.",

	status:     "Status",
	isExercise: "This is the charter of an exercise. Every message under it is marked as exercise, and it never becomes a live charter.",
	isLive:     "This is a live charter, not that of an exercise.",

	force:    "Entry into force and withdrawal",
	inForce:  "This edition enters into force at %s.",
	notice:   "A party may withdraw. Its withdrawal takes effect %d day(s) after it has given notice to the others.",
	noNotice: "A party may withdraw. Its withdrawal takes effect as soon as (0 days after) it has given notice to the others.",

	clauses:   "General clauses",
	noClauses: "The parties have agreed on no general clauses.",

	amendment: "Amendment",
	amended:   "This charter is amended by a new edition, which names the edition that it amends and is signed by the root key of every party to it.",

	precedence:  "Precedence and acknowledgement",
	precedences: "Every message has one of four precedences, listed here from the highest. Messages of a higher precedence go before all others.",
	acknowledge: "An officer of each addressee acknowledges a message within the time that stands beside its precedence.",
	noTime:      "no time set (0 minutes)",
	minutes:     "%d minute(s)",

	receipts:  "Receipts",
	opened:    "Besides receipts and acknowledgements, each node reports when an officer's screen has shown a message.",
	notOpened: "No node reports when an officer's screen has shown a message.",

	handling:   "Handling",
	markings:   "A message may carry one of these handling markings:",
	noMarkings: "This charter has no handling markings.",

	forms:    "Forms",
	formsAre: "Messages are made in the forms of Annex B and in no others.",

	tests:      "Line tests",
	testsEvery: "The parties test each line every %d minute(s).",
	noTests:    "No line tests are agreed (0 minutes).",

	retention: "Retention",
	erased:    "The texts of messages are erased from the records %d day(s) after they were entered; the entries themselves stay.",
	kept:      "The texts of messages are kept in the records for ever (0 days).",

	dictionary:   "Dictionary",
	dictionaryIs: "On a slow line the nodes may shorten messages and attachments with the dictionary whose SHA-256 is %s. This changes no text and no signature.",
	limits:       "Limits",
	limitsAre:    "Each node grants to each other party: %d connections at once, %d messages or attachments received in part, and %d MiB of stored messages and attachments.",

	annexParties: "Annex A. Parties, keys and posts",
	root:         "Root key:",
	recovery:     "SHA-256 of the recovery key:",
	posts:        "Posts: %s",

	annexForms: "Annex B. Forms",
	automatic:  "The node itself may sign it.",
	byOfficer:  "An officer signs it.",
	byWatch:    "It is of service: whoever has the watch at the post releases it.",

	restricted: englishRestricted,
	release:    englishRelease,

	agreed: englishAgreed,
}
