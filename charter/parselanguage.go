package charter

import (
	"parley"
	"parley/wire"
)

// newLanguages reads the title, whose languages are the languages of the charter [CHR-7].
func (r *reader) newLanguages() map[string]string {
	m := map[string]string{}
	for r.more() && r.cur.indent == r.indent && !r.cur.item && r.cur.key != "" {
		lang := r.cur.key
		if m[lang] != "" {
			r.failAt(r.cur.number, "the language `%s` stands twice", lang)
			break
		}
		m[lang] = r.text(lang, maxName)
		r.check(checkLanguage(lang))
	}
	switch {
	case r.err != nil:
	case len(m) == 0 && r.more() && r.cur.indent > r.indent:
		r.explain("en")
	case len(m) == 0:
		r.failAt(r.cur.number, "here stands the title in each language, for example `  en: \"Direct line\"`")
	case len(m) > maxLanguages:
		r.fail("the charter has more than %d languages", maxLanguages)
	}
	return m
}

// checkLanguage holds that a language tag is lower-case BCP 47 and no word that YAML readers take for something else.
func checkLanguage(lang string) error {
	if err := wire.CheckLang(lang); err != nil {
		return err
	}
	return parley.CheckName("language", lang)
}

// languages reads one string for each language of c, in ascending order of the tags [CHR-7].
func (r *reader) languages(c *Charter, max int) map[string]string {
	m := map[string]string{}
	for _, lang := range c.Languages() {
		m[lang] = r.text(lang, max)
	}
	return m
}
