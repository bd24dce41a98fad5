package form

import (
	"parley/charter"
	"parley/wire"
)

// FormTranslation is the form of a message that translates another, which its refers.translates names [FORM-18].
const FormTranslation = "translation"

// The statuses of a translation.
const (
	TranslationMachine  = "machine"  // made by a machine; nobody has read it
	TranslationDraft    = "draft"    // made by a person, not checked
	TranslationChecked  = "checked"  // checked by a second person
	TranslationDisputed = "disputed" // the author or a reader says that it is wrong
)

// translationWords are the titles of the form, its fields and its choices, by language.
var translationWords = map[string]map[string]string{
	"form":              {"en": "Translation", "fr": "Traduction", "ru": "Перевод", "uk": "Переклад", "de": "Übersetzung"},
	"lang":              {"en": "Language", "fr": "Langue", "ru": "Язык", "uk": "Мова", "de": "Sprache"},
	"status":            {"en": "Status", "fr": "État", "ru": "Статус", "uk": "Статус", "de": "Stand"},
	"text":              {"en": "Text", "fr": "Texte", "ru": "Текст", "uk": "Текст", "de": "Text"},
	TranslationMachine:  {"en": "made by a machine", "fr": "faite par une machine", "ru": "машинный", "uk": "машинний", "de": "maschinell"},
	TranslationDraft:    {"en": "draft", "fr": "projet", "ru": "черновой", "uk": "чорновий", "de": "Entwurf"},
	TranslationChecked:  {"en": "checked", "fr": "vérifiée", "ru": "проверенный", "uk": "перевірений", "de": "geprüft"},
	TranslationDisputed: {"en": "disputed", "fr": "contestée", "ru": "оспариваемый", "uk": "оспорюваний", "de": "bestritten"},
}

// Translation returns the form and its schema for a charter in those languages. Where there are no titles in a language,
// the English ones stand in.
func Translation(languages []string) (charter.Form, charter.Schema) {
	title := func(of string) map[string]string {
		out := map[string]string{}
		for _, lang := range languages {
			if out[lang] = translationWords[of][lang]; out[lang] == "" {
				out[lang] = translationWords[of]["en"]
			}
		}
		return out
	}
	status := charter.Field{Name: "status", Title: title("status"), Kind: charter.KindChoice, Required: true}
	for _, s := range []string{TranslationMachine, TranslationDraft, TranslationChecked, TranslationDisputed} {
		status.Choices = append(status.Choices, charter.Choice{Value: s, Title: title(s)})
	}
	return charter.Form{Name: FormTranslation, Title: title("form")}, charter.Schema{Form: FormTranslation, Fields: []charter.Field{
		{Name: "lang", Title: title("lang"), Kind: charter.KindText, Required: true, Max: wire.MaxLang},
		status,
		{Name: "text", Title: title("text"), Kind: charter.KindText, Required: true, Max: wire.MaxText},
	}}
}

// CheckTranslation returns a flag for a translation that names no source.
func (f *Form) CheckTranslation(refers wire.Refers) []Flag {
	if f.name != FormTranslation {
		return nil
	}
	if refers.Translates == nil {
		return []Flag{{Rule: "source", Level: charter.LevelWarn, Sentence: f.inAll(func(w *words) string { return w.noSource })}}
	}
	return nil
}
