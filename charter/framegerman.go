package charter

var german = frame{
	lang:     "de",
	exercise: "EXERCISE",

	article:     "Artikel %d. %s",
	charter:     "CHARTA",
	edition:     "Ausgabe %d",
	amends:      "Diese Ausgabe gehört zur Charta %s und ändert die Ausgabe %s.",
	rendering:   "Diese Artikel und Anhänge sind aus dem Text der Charta (%s) hergestellt, in ihrer Sprache \"%s\". Was die Parteien unterzeichnen, ist der Text selbst.",
	fingerprint: "Der Fingerabdruck dieser Ausgabe, den jede Partei vergleicht, bevor sie unterzeichnet, ist",
	id:          "und die Kennung der Ausgabe, der SHA-256-Wert des Textes, ist",
	notFrame:    "Der Wortlaut der Artikel ist deutsch, weil es ihn in \"%s\" noch nicht gibt; was die Parteien selbst geschrieben haben, steht in \"%[1]s\".",

	parties:    "Parteien",
	partiesAre: "Die Parteien dieser Charta sind, in der Reihenfolge, die sie überall einhält, die folgenden. Ihre Schlüssel und Stellen sind in Anhang A aufgeführt.",
	party:      "%s (\"%s\")",

	languages:    "Sprachen",
	languagesAre: "Diese Charta ist in den Sprachen %s abgefasst. Ihr Text ist verbindlich in: %s.",
	oneOnly:      "Die Sprache, in der sie hier gedruckt ist, ist nicht verbindlich.",

	status:     "Status",
	isExercise: "Dies ist die Charta einer Übung. Jede Nachricht unter ihr wird als Übung gekennzeichnet, und sie wird nie zu einer Charta für den wirklichen Gebrauch.",
	isLive:     "Dies ist eine Charta für den wirklichen Gebrauch, nicht die einer Übung.",

	force:    "Inkrafttreten und Austritt",
	inForce:  "Diese Ausgabe tritt zum Zeitpunkt %s in Kraft.",
	notice:   "Eine Partei kann austreten. Ihr Austritt wird %d Tag(e), nachdem sie ihn den anderen mitgeteilt hat, wirksam.",
	noNotice: "Eine Partei kann austreten. Ihr Austritt wird wirksam, sobald (0 Tage nachdem) sie ihn den anderen mitgeteilt hat.",

	clauses:   "Allgemeine Bestimmungen",
	noClauses: "Die Parteien haben keine allgemeinen Bestimmungen vereinbart.",

	amendment: "Änderung",
	amended:   "Diese Charta wird durch eine neue Ausgabe geändert, die die Ausgabe nennt, die sie ändert, und die mit dem Wurzelschlüssel jeder ihrer Parteien unterzeichnet ist.",

	precedence:  "Dringlichkeit und Kenntnisnahme",
	precedences: "Jede Nachricht hat eine von vier Dringlichkeiten, die hier von der höchsten an aufgeführt sind. Nachrichten höherer Dringlichkeit gehen allen anderen vor.",
	acknowledge: "Ein Offizier jedes Empfängers bestätigt die Kenntnisnahme einer Nachricht innerhalb der Zeit, die neben ihrer Dringlichkeit steht.",
	noTime:      "keine Frist gesetzt (0 Minuten)",
	minutes:     "%d Minute(n)",

	receipts:  "Empfangsbestätigungen",
	opened:    "Neben Empfangsbestätigungen und Bestätigungen der Kenntnisnahme meldet jeder Knoten, wann der Bildschirm eines Offiziers eine Nachricht gezeigt hat.",
	notOpened: "Kein Knoten meldet, wann der Bildschirm eines Offiziers eine Nachricht gezeigt hat.",

	handling:   "Behandlung",
	markings:   "Eine Nachricht kann einen dieser Behandlungsvermerke tragen:",
	noMarkings: "Diese Charta hat keine Behandlungsvermerke.",

	forms:    "Formulare",
	formsAre: "Nachrichten werden in den Formularen des Anhangs B und in keinen anderen verfasst.",

	tests:      "Leitungsproben",
	testsEvery: "Die Parteien proben jede Leitung alle %d Minute(n).",
	noTests:    "Es sind keine Leitungsproben vereinbart (0 Minuten).",

	retention: "Aufbewahrung",
	erased:    "Die Texte der Nachrichten werden %d Tag(e) nach ihrer Eintragung aus den Aufzeichnungen gelöscht; die Einträge selbst bleiben.",
	kept:      "Die Texte der Nachrichten werden in den Aufzeichnungen für immer aufbewahrt (0 Tage).",

	dictionary:   "Wörterbuch",
	dictionaryIs: "Auf einer langsamen Leitung dürfen die Knoten Nachrichten und Anlagen mit dem Wörterbuch verkürzen, dessen SHA-256-Wert %s ist. Dies ändert keinen Text und keine Unterschrift.",
	limits:       "Grenzen",
	limitsAre:    "Jeder Knoten gewährt jeder anderen Partei: %d gleichzeitige Verbindungen, %d teilweise empfangene Nachrichten oder Anlagen und %d MiB an gespeicherten Nachrichten und Anlagen.",

	annexParties: "Anhang A. Parteien, Schlüssel und Stellen",
	root:         "Wurzelschlüssel:",
	recovery:     "SHA-256-Wert des Wiederherstellungsschlüssels:",
	posts:        "Stellen: %s",

	annexForms: "Anhang B. Formulare",
	automatic:  "Der Knoten selbst darf es unterzeichnen.",
	byOfficer:  "Ein Offizier unterzeichnet es.",
	byWatch:    "Es ist ein Dienstformular: Wer an der Stelle die Wache hat, gibt es frei.",

	restricted: germanRestricted,
	release:    germanRelease,

	agreed: germanAgreed,
}

var germanAgreed = agreedFrame{
	language: "Die Anhänge ab C sind in Ausgabe %d der Sprache der Formulare und Verfahren geschrieben.",
	regime:   "Das Zeichen, das Menschen einer Nachricht geben, beginnt mit %s, was für diese Charta steht.",
	unread:   "Die Anhänge ab C sind in Ausgabe %d der Sprache der Formulare und Verfahren geschrieben, die dieses Programm nicht liest. Bis es durch eines ersetzt ist, das sie liest, sind die Nachrichten unter dieser Charta für es Texte, und es berechnet kein Verfahren. Die Zeilen, die es nicht liest, sind:",
	named:    "%s (\"%s\")",

	annexConstants: "Anhang C. Zahlen",
	constant:       "%s: %s %s.",
	source:         "Aus: %s.",
	noSource:       "Keine Quelle ist genannt.",
	unchecked:      "NICHT VERGLICHEN: Noch hat niemand diese Zahl mit ihrer Quelle verglichen.",

	annexAreas: "Anhang D. Vereinbarte Gebiete",
	area:       "Seine Ecken, jede mit der nächsten und die letzte mit der ersten auf dem kürzesten Weg verbunden, mit dem Inneren zur Linken, sind:",
	corner:     "%s %s, %s %s",
	north:      "N", south: "S", east: "E", west: "W",

	annexSchema: "Anhang E%d. Was eine Nachricht im Formular %s enthält",
	short:       "In den Zeichen von Nachrichten heißt dieses Formular %s.",
	required:    "erforderlich",
	personal:    "personenbezogen",
	optional:    "kann wegbleiben",
	text:        "ein Text von höchstens %d Byte",
	number:      "eine Zahl in der Einheit %s, von %s bis %s",
	plainNumber: "eine Zahl von %s bis %s",
	whole:       "ohne Dezimalstellen",
	decimals:    "mit %d Dezimalstellen (von %d bis %d in der kleinsten Einheit)",
	choice:      "eines von:",
	table:       "eine Tabelle von höchstens %d Zeilen mit diesen Spalten:",
	time:        "ein Zeitpunkt in UTC",
	duration:    "eine Dauer",
	party:       "eine Partei dieser Charta",
	reference:   "ein Verweis auf eine Nachricht",
	place:       "ein Ort: Ecken eines Gebiets, ein Kreis, eine Strecke, ein vereinbartes Gebiet oder Worte, und wie genau er ist",
	rules:       "Eine Regel kennzeichnet eine Nachricht. Sie hält nie eine auf und ändert nie den Stand eines Verfahrens.",
	note:        "ein Hinweis",
	warn:        "eine Warnung",
	sentence:    "Regel \"%s\": Wo %s zutrifft, wird %s gezeigt: \"%s\"",
	paragraph:   "Sie kommt aus %s.",

	annexProcedure: "Anhang F%d. Verfahren: %s",
	opening:        "Jede Partei kann ein Verfahren eröffnen. Sie tut dies durch eine Nachricht im Formular %s an alle anderen teilnehmenden Parteien.",
	some:           "Es nehmen diejenigen teil, die die Eröffnung nennt, und ihr Verfasser. Sie bleiben bis zum Ende dieselben.",
	all:            "Jede Partei dieser Charta nimmt teil.",
	standing:       "Das Verfahren bleibt offen: Es hat kein Ende.",
	ending:         "Das Verfahren dauert an, bis es in einem Stand ist, der ein Ende ist.",
	questions:      "Die Zeilen der Tabelle \"%s\" in der Eröffnung sind Fragen; jede wird für sich beantwortet.",

	roles:     "Wer teilnimmt, hat eine oder mehrere dieser Rollen, die die Eröffnung festlegt:",
	opener:    "die Partei, die das Verfahren eröffnet",
	others:    "jede teilnehmende Partei, nicht aber die, die das Verfahren eröffnet",
	everybody: "jede teilnehmende Partei",
	holders:   "von %s diejenigen, die teilnehmen",
	field:     "die Partei, die im Feld \"%s\" der Eröffnung genannt ist",
	joint:     "die Partei, die das Verfahren eröffnet, und von den in der Tabelle \"%s\" der Eröffnung genannten Parteien jede, die teilnimmt",

	listed: "von den in der Tabelle \"%s\" der Eröffnung genannten Parteien jede, die teilnimmt",

	acts:       "Dies sind seine Schritte. Wurden zwei Schritte getan, ohne dass bei einem von ihnen der andere gesehen war, so gilt der als zuerst getan, der hier zuerst steht; von zwei gleichen gilt als zuerst getan der Schritt der Partei, die in Artikel 1 zuerst genannt ist.",
	act:        "durch eine Nachricht im Formular %s.",
	strict:     "Er hat keine Wirkung, wenn sein Offizier nicht alles gesehen hatte, was vor ihm steht.",
	agrees:     "Er nennt jeden Text, dem er zustimmt, mit dessen Hash.",
	answers:    "Er beantwortet Fragen der Eröffnung, in der Tabelle \"%s\".",
	finds:      "Er sagt in der Tabelle \"%s\", was sein Verfasser zu Fragen der Eröffnung feststellt. Was mehrere feststellen, steht nebeneinander; gemeinsam heißt es, wo alle, die diesen Schritt tun können, dasselbe feststellen.",
	certifies:  "Er bescheinigt, dass der Partei in seinem Feld \"%s\" auf anderem Weg zugestellt wurde.",
	stays:      "Er ändert keinen Stand, und keine Frist beginnt neu.",
	keeps:      "Er führt weiter und setzt keine Frist in Gang: Die laufende Frist wird so berechnet, als hätte der Schritt, der sie in Gang gesetzt hat, dorthin geführt.",
	byRule:     "Er schließt nach Regel und nicht nach Beweis, und was aus ihm folgt, wird stets so gezeigt.",
	everywhere: "Außerdem kann jede teilnehmende Partei jederzeit, durch eine Nachricht im Formular \"text\", sofern oben kein anderes genannt ist, mitteilen, dass eine Antwort folgt (\"hold\"), bestreiten, dass sie am Zug ist (\"contest\"), und einen früheren Schritt berichtigen (\"correct\"). Nichts davon ändert den Stand.",

	states:  "Dies sind die Stände, in denen es sein kann.",
	lapses:  "Hat das Verstreichen eines Zeitpunkts zu einem Stand geführt, so gilt der Schritt, der zu dem Stand davor geführt hat, als derjenige, der hierher geführt hat, und eine Dauer wird von dem verstrichenen Zeitpunkt an gerechnet.",
	first:   "Die Eröffnung führt zu diesem Stand.",
	end:     "dies ist ein Ende: Nichts folgt mehr.",
	state:   "Im Stand %s:",
	noMover: "niemand ist am Zug.",
	awaits:  "am Zug ist %s.",
	one:     "Die Partei in der Rolle \"%s\" kann den Schritt \"%s\" tun, der zum Stand \"%s\" führt.",
	any:     "Jede einzelne Partei in der Rolle \"%s\" kann den Schritt \"%s\" tun, der zum Stand \"%s\" führt.",
	every:   "Jede Partei in der Rolle \"%s\" kann den Schritt \"%s\" tun; haben ihn alle getan, so führt dies zum Stand \"%s\".",
	again:   "(Der Stand bleibt derselbe, und seine Frist beginnt neu.)",
	moves:   "Was getan werden kann:",

	clockField:    "Hat kein Schritt aus diesem Stand hinausgeführt, der nach der Aufzeichnung seines eigenen Verfassers vor dem Zeitpunkt datiert ist, der im Feld %s des Schrittes steht, der hierher geführt hat, so folgt zu diesem Zeitpunkt der Stand \"%s\".",
	clockMinutes:  "Hat kein Schritt aus diesem Stand hinausgeführt, der innerhalb von %d Minuten datiert ist, gerechnet ab dem Zeitpunkt, zu dem alle, die in ihm handeln können, den Schritt aufgezeichnet hatten, der hierher geführt hat, so folgt der Stand \"%s\".",
	clockConstant: "Hat kein Schritt aus diesem Stand hinausgeführt, der innerhalb der Zeit datiert ist, die die Zahl \"%s\" in Anhang C setzt, gerechnet ab dem Zeitpunkt, zu dem alle, die in ihm handeln können, den Schritt aufgezeichnet hatten, der hierher geführt hat, so folgt der Stand \"%s\".",
	silence:       "Hierbei zählt ihr Schweigen. Der genannte Stand folgt daher nur, wenn jede Partei, die in dem bisherigen Stand handeln kann, den Schritt, der hierher geführt hat, vor jenem Zeitpunkt in ihrer eigenen Aufzeichnung hatte oder wenn bescheinigt wurde, dass ihr auf anderem Weg zugestellt wurde. Andernfalls folgt nichts, und der bisherige Stand hat keine Frist mehr.",
	noSilence:     "Niemandes Schweigen zählt hierbei.",

	compared:   "Jede Zahl in der Tabelle \"%s\" wird, nach der Spalte \"%s\", mit der Zahl aus derjenigen eigenen früheren Nachricht der Partei in diesem Formular verglichen, deren Angabe \"%s\" die Angabe \"%s\" der vorliegenden ist.",
	conditions: "Diese Bedingungen werden hier und in dem Verfahren gezeigt, das sie nennen. Sie halten nichts auf: Ein Schritt, der getan wird, während eine von ihnen nicht erfüllt ist, hat seine Wirkung und wird als währenddessen getan gezeigt.",
	condition:  "sie ist erfüllt, solange das im Feld \"%s\" der Eröffnung genannte Verfahren, von der Art \"%s\", in einem der Stände %s ist. Sie steht vor %s.",

	isNotice:       "Eine Nachricht in diesem Formular ist eine Ankündigung oder führt eine fort: Sie sagt, wer wo, in welcher Höhe und wann sein wird.",
	noticeArea:     "Ein Gebiet steht im Feld \"%s\".",
	noticeFloor:    "Die geringste Höhe steht im Feld \"%s\"; ohne sie gibt es keine.",
	noticeCeiling:  "Die größte Höhe steht im Feld \"%s\"; ohne sie gibt es keine.",
	noticeFrom:     "Sie beginnt zur Zeit im Feld \"%s\".",
	noticeUntil:    "Sie endet zur Zeit im Feld \"%s\".",
	noticeEnds:     "Die Ankündigung, um die es geht, gilt nicht mehr.",
	noticeOf:       "Um welche Ankündigung es geht, steht im Feld \"%s\", sofern die Nachricht es nicht selbst sagt.",
	annexConflicts: "Anhang G. Ankündigungen, die einander nahe kommen",
	near:           "Von Ankündigungen in den hier genannten Formularen werden je zwei verschiedener Parteien verglichen. Sie sind einander nahe, wo höchstens %s Meter zwischen ihren Gebieten, höchstens %s Meter zwischen ihren Höhen und höchstens %s Minuten zwischen ihren Zeiten liegen (die Zahlen \"%s\", \"%s\" und \"%s\" des Anhangs C). Wo nichts zwischen ihnen liegt, treffen sie sich. Der Knoten jeder Partei zeigt es dieser aus den Ankündigungen, die sie hat. Es hält keine Nachricht zurück und ist keine Feststellung über jemanden.",
	pair:           "%s und %s",
}

var germanRestricted = restrictedFrame{
	heading: "Wer liest",
	who:     "Diese Charta hat einen beschränkten Leserkreis. Betreffe, Texte, Felder und Anlagen von Nachrichten unter ihr sind für die Leser bestimmt, die Anhang A für jede Partei nennt, und für niemanden sonst: Sie stehen in keiner Liste, keiner Ausfuhr, keiner Messung, keinem Protokoll und keinem Alarm für andere. Jede Partei sorgt auf ihrer eigenen Seite dafür.",
	beside:  "Neben jedem dieser Teile, der gezeigt oder gedruckt wird, steht der Satz:",
	readers: "Leser: %s",
}

var germanRelease = releaseFrame{
	heading:   "Freigabe von Nachrichten",
	asked:     "Nennt eine Partei in ihrer Aufzeichnung ihre Offiziere, so hat eine Nachricht von ihr nur dann Wirkung, wenn so viele von ihnen sie unterzeichnet haben, wie hier verlangt wird; von einer Nachricht wird alles verlangt, was hier für sie bestimmt ist.",
	distinct:  "Von denen, die verlangt werden, sind keine zwei dieselbe Person, gleich wie viele Schlüssel sie hat.",
	service:   "Nichts davon wird verlangt von Bestätigungen der Kenntnisnahme, von Formularen, die Anhang B als Dienstformulare bezeichnet, und von dem, was ein Knoten von sich aus unterzeichnet.",
	emergency: "Wer eine Nachricht auf dem Notweg freigibt, erklärt dies mit seiner Unterschrift, und die Nachricht wird auf beiden Seiten gekennzeichnet.",
	every:     "Nachrichten in jedem Formular",
	these:     "Nachrichten in den Formularen %s",
	from:      ", ab der Dringlichkeit %s (%s)",
	needs:     "%s%s: %s. %s",
	draft:     "verfasst von %d Offizier(en)",
	review:    "geprüft von %d",
	release:   "freigegeben von %d",
	path:      "Auf dem Notweg werden sie von %d freigegeben.",
	noPath:    "Es gibt keinen Notweg.",
}
