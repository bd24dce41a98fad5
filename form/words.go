package form

import "strings"

// words are what this package says itself, in one language. Verbs of package fmt stand for data.
type words struct {
	reference, translation                                 string
	circle, polygon, route, wide, exact                    string
	metres, kilometres, days, hours, minutes, seconds, ms  string
	misfits, holds, unknown                                string
	noReference, otherReference, missing, missingMany, two string
	notEvaluated, noSource, required                       string
}

// wordings are the words by language. Where a language has none, English stands in.
var wordings = map[string]*words{
	"en": {
		reference: "Reference", translation: "This is a translation. What counts is the text in the language of its author.",
		circle: "within %s of %s", polygon: "the area with the corners %s", route: "the route %s", wide: "%s wide", exact: "to within %s",
		metres: "m", kilometres: "km", days: "d", hours: "h", minutes: "min", seconds: "s", ms: "ms",
		misfits: "The body does not fit its form: %s.", holds: "This is what it holds:", unknown: "This node does not know the form. This is what the body holds:",
		noReference:    "The message has no reference, which its form asks for.",
		otherReference: "The reference %s does not fit the message, which would have %s.",
		missing:        "No message with the number %s is here. It may be under way, or addressed to others.",
		missingMany:    "No messages with the numbers %s to %s are here. They may be under way, or addressed to others.",
		two:            "More than one message has the number %s.",
		notEvaluated:   "The rule %s was not evaluated.", noSource: "The message does not say what it translates.",
		required: "required",
	},
	"fr": {
		reference: "Référence", translation: "Ceci est une traduction. Seul compte le texte dans la langue de son auteur.",
		circle: "à moins de %s de %s", polygon: "la zone délimitée par %s", route: "l'itinéraire %s", wide: "largeur %s", exact: "à %s près",
		metres: "m", kilometres: "km", days: "j", hours: "h", minutes: "min", seconds: "s", ms: "ms",
		misfits: "Le corps ne correspond pas à son formulaire : %s.", holds: "Voici son contenu :", unknown: "Ce nœud ne connaît pas le formulaire. Voici le contenu du corps :",
		noReference:    "Le message n'a pas de référence, que son formulaire exige.",
		otherReference: "La référence %s ne correspond pas au message, qui porterait %s.",
		missing:        "Aucun message portant le numéro %s n'est ici. Il est peut-être en route, ou adressé à d'autres.",
		missingMany:    "Aucun message portant les numéros %s à %s n'est ici. Ils sont peut-être en route, ou adressés à d'autres.",
		two:            "Plusieurs messages portent le numéro %s.",
		notEvaluated:   "La règle %s n'a pas été évaluée.", noSource: "Le message ne dit pas ce qu'il traduit.",
		required: "obligatoire",
	},
	"ru": {
		reference: "Исходящий номер", translation: "Это перевод. Силу имеет текст на языке автора.",
		circle: "в пределах %s от точки %s", polygon: "район с угловыми точками %s", route: "маршрут %s", wide: "ширина %s", exact: "с точностью до %s",
		metres: "м", kilometres: "км", days: "сут", hours: "ч", minutes: "мин", seconds: "с", ms: "мс",
		misfits: "Содержание не соответствует форме: %s.", holds: "Вот что в нём стоит:", unknown: "Этот узел не знает формы. Вот что стоит в сообщении:",
		noReference:    "У сообщения нет номера, которого требует его форма.",
		otherReference: "Номер %s не соответствует сообщению, у которого был бы %s.",
		missing:        "Сообщения с номером %s здесь нет. Возможно, оно в пути или адресовано другим.",
		missingMany:    "Сообщений с номерами от %s до %s здесь нет. Возможно, они в пути или адресованы другим.",
		two:            "Номер %s стоит более чем на одном сообщении.",
		notEvaluated:   "Правило %s не было применено.", noSource: "В сообщении не указано, что оно переводит.",
		required: "обязательно",
	},
	"uk": {
		reference: "Вихідний номер", translation: "Це переклад. Чинним є текст мовою автора.",
		circle: "у межах %s від точки %s", polygon: "район з кутовими точками %s", route: "маршрут %s", wide: "ширина %s", exact: "з точністю до %s",
		metres: "м", kilometres: "км", days: "діб", hours: "год", minutes: "хв", seconds: "с", ms: "мс",
		misfits: "Зміст не відповідає формі: %s.", holds: "Ось що в ньому стоїть:", unknown: "Цей вузол не знає форми. Ось що стоїть у повідомленні:",
		noReference:    "Повідомлення не має номера, якого вимагає його форма.",
		otherReference: "Номер %s не відповідає повідомленню, яке мало б %s.",
		missing:        "Повідомлення з номером %s тут немає. Можливо, воно в дорозі або адресоване іншим.",
		missingMany:    "Повідомлень з номерами від %s до %s тут немає. Можливо, вони в дорозі або адресовані іншим.",
		two:            "Номер %s стоїть більш ніж на одному повідомленні.",
		notEvaluated:   "Правило %s не було застосовано.", noSource: "У повідомленні не зазначено, що воно перекладає.",
		required: "обов'язково",
	},
	"de": {
		reference: "Zeichen", translation: "Dies ist eine Übersetzung. Es gilt der Text in der Sprache des Verfassers.",
		circle: "im Umkreis von %s um %s", polygon: "das Gebiet mit den Ecken %s", route: "die Strecke %s", wide: "Breite %s", exact: "auf %s genau",
		metres: "m", kilometres: "km", days: "d", hours: "h", minutes: "min", seconds: "s", ms: "ms",
		misfits: "Der Inhalt passt nicht zu seinem Formular: %s.", holds: "Er lautet:", unknown: "Dieser Knoten kennt das Formular nicht. Der Inhalt lautet:",
		noReference:    "Die Nachricht hat kein Zeichen, das ihr Formular verlangt.",
		otherReference: "Das Zeichen %s passt nicht zur Nachricht, die %s hätte.",
		missing:        "Eine Nachricht mit der Nummer %s ist nicht hier. Sie kann unterwegs oder an andere gerichtet sein.",
		missingMany:    "Nachrichten mit den Nummern %s bis %s sind nicht hier. Sie können unterwegs oder an andere gerichtet sein.",
		two:            "Die Nummer %s steht auf mehreren Nachrichten.",
		notEvaluated:   "Die Regel %s wurde nicht ausgewertet.", noSource: "Die Nachricht sagt nicht, was sie übersetzt.",
		required: "erforderlich",
	},
}

func wordsFor(lang string) *words {
	primary, _, _ := strings.Cut(lang, "-")
	if w := wordings[primary]; w != nil {
		return w
	}
	return wordings["en"]
}

// inAll returns a sentence of this package in each language of the charter.
func (f *Form) inAll(sentence func(*words) string) map[string]string {
	out := map[string]string{}
	for lang := range f.charter.Title {
		out[lang] = sentence(wordsFor(lang))
	}
	return out
}

// in returns the entry of titles in lang, or in the first authentic language, or in any.
func (f *Form) in(lang string, titles map[string]string) string {
	if s, ok := titles[lang]; ok {
		return s
	}
	for _, l := range append(f.charter.Authentic, f.charter.Languages()...) {
		if s, ok := titles[l]; ok {
			return s
		}
	}
	return ""
}
